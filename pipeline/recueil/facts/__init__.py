"""What an act says as a whole: its parts, identity, attendance, votes and awards."""
