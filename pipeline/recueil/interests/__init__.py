"""Interests: to which organisations members of a council belong, as a table says that a user loads."""
