"""Words from files, made harmless to whoever is shown them."""

from __future__ import annotations

import re

# Escape sequences move the cursor and rename windows; bidirectional overrides reorder the displayed text.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def strip_control_chars(text: str) -> str:
    r"""Replace each control character that steers a terminal or a page by U+FFFD; the length does not change.

    >>> strip_control_chars("12\x00 € \u202efdp.exe")
    '12\ufffd € \ufffdfdp.exe'
    """
    return _CONTROL.sub("\ufffd", text)


def join_lines(text: str) -> str:
    """Join the lines of a text; a word split at its hyphen is joined, its hyphen kept."""
    return " ".join(re.sub(r"-\s*\n\s*", "-", text).split())
