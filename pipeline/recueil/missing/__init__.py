"""What is missing of a body: numbers, minutes, séances, items of an agenda, nights with new acts."""
