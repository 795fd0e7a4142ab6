"""What reading a file gives."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from recueil.reading.words import Word, Words


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as a reader gives it: its text and, where the file has places, its size and its words.

    ``width`` and ``height`` are tenths of a point, of the page as it is shown.
    """

    text: str
    width: int | None = None
    height: int | None = None
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True)
class Page:
    """Characters ``start`` to ``end`` of the text are page ``number`` (counted from 1).

    Size and words are those of its ``Leaf``: the words count the characters of the page, not of the document.
    """

    number: int
    start: int
    end: int
    width: int | None = None
    height: int | None = None
    words: Words = field(default_factory=Words)


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
        return self._page(offset).number

    def words(self, start: int, end: int) -> Iterator[tuple[Page, Word]]:
        """The words in which these characters of the text stand, each with its page."""
        at = max(bisect_right(self.pages, start, key=lambda page: page.start) - 1, 0)
        for page in self.pages[at:]:
            if page.start >= end:
                return
            for word in page.words.between(start - page.start, end - page.start):
                yield page, word

    def _page(self, offset: int) -> Page:
        index = bisect_right(self.pages, offset, key=lambda page: page.start) - 1
        return self.pages[max(index, 0)]
