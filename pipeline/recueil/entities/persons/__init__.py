"""Names of natural persons."""
