"""The anatomy of an act."""
