"""The votes of an act."""
