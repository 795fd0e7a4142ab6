"""The parts of which ``generator.py`` puts acts together: every piece is words that carry their value as a tag."""
