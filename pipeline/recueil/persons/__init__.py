"""The people whom acts name: identifiers, groups, and decisions on who is who."""
