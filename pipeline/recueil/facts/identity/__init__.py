"""What an act says of itself: kind, number, title, body, dates and officers."""
