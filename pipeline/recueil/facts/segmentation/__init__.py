"""The acts that one file holds."""
