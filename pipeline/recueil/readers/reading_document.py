"""What reading a file gives."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from recueil.readers.words import Word, Words


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
class Missing:
    """A file of an archive that cannot be read: why, in the words of its ReadError."""

    name: str
    reason: str
    message: str
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file, as read, and the file's identity: the SHA-256 of its bytes.

    Pages are in order and cover the text without gap; a file without pages has one. ``missing`` are the files of
    an archive whose text is not in it.
    """

    text: str
    pages: tuple[Page, ...]
    sha256: str
    size: int
    media: str
    missing: tuple[Missing, ...] = ()

    def page_at(self, offset: int) -> int:
        """The number of the page that holds the character at ``offset``."""
        return self.pages[self._at(offset)].number

    def words(self, start: int, end: int) -> Iterator[tuple[Page, Word]]:
        """The words in which these characters of the text stand, each with its page."""
        for page in self.pages[self._at(start) :]:
            if page.start >= end:
                return
            for word in page.words.between(start - page.start, end - page.start):
                yield page, word

    def confidence(self, start: int, end: int) -> int | None:
        """What OCR gave the least sure of the words in which these characters stand; None where it read none."""
        if not any(page.words.guessed for page in self.pages[self._at(start) : self._at(end) + 1]):
            return None
        sure = (word.confidence for _, word in self.words(start, end) if word.confidence is not None)
        return min(sure, default=None)

    def _at(self, offset: int) -> int:
        return max(bisect_right(self.pages, offset, key=lambda page: page.start) - 1, 0)
