"""Coherence: whether the figures, the names and the dates of an act agree with each other and with the law."""
