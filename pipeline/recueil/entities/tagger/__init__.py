"""Sequence tagging: words of a text, their features, and the model that labels them."""
