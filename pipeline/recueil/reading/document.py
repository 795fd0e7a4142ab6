"""What reading a file gives."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """Characters ``start`` to ``end`` of the text are page ``number`` (counted from 1)."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file, as read, and the file's identity: the SHA-256 of its bytes.

    Pages are in order and cover the text without gap; a file without pages has one.
    """

    text: str
    pages: tuple[Page, ...]
    sha256: str
    size: int
    media: str

    def page_at(self, offset: int) -> int:
        """The number of the page that holds the character at ``offset``."""
        index = bisect_right(self.pages, offset, key=lambda page: page.start) - 1
        return self.pages[max(index, 0)].number
