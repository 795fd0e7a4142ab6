"""Words from files, made harmless to whoever is shown them."""

from __future__ import annotations

import re

# Escape sequences move the cursor and rename windows; bidirectional overrides reorder what is read.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    r"""The same words, each character that steers a terminal or a page shown as U+FFFD; the length is kept.

    >>> harmless("12\x00 € \u202efdp.exe")
    '12\ufffd € \ufffdfdp.exe'
    """
    return _CONTROL.sub("\ufffd", text)


def one_line(text: str) -> str:
    """The words without their line breaks; a name cut at its hyphen is whole again."""
    return " ".join(re.sub(r"-\s*\n\s*", "-", text).split())
