"""Consistency checks: whether the figures, names and dates of an act agree with each other and with the law."""
