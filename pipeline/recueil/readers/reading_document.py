"""What reading a file gives."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from recueil.readers.words import Word, Words


@dataclass(frozen=True, slots=True)
class PageContent:
    """The content of one page before it has offsets: text and, if the file has a layout, size and words.

    ``width`` and ``height`` are tenths of a point, of the page as it is shown.
    """

    text: str
    width: int | None = None
    height: int | None = None
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True)
class Page:
    """Page ``number`` (counted from 1): characters ``start`` to ``end`` of the document's text.

    Size and words are those of its content: word offsets count from the start of the page, not of the
    document.
    """

    number: int
    start: int
    end: int
    width: int | None = None
    height: int | None = None
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True)
class MissingFile:
    """A file of an archive that could not be read, with the reason and message of its ReadError."""

    name: str
    reason: str
    message: str
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file as read, and the file's identity: the SHA-256 of its bytes.

    Pages are in order and cover the text without gap; a file without pages has one. ``missing`` lists
    the files of an archive whose text is not included.
    """

    text: str
    pages: tuple[Page, ...]
    sha256: str
    size: int
    media: str
    missing: tuple[MissingFile, ...] = ()

    def page_at(self, offset: int) -> int:
        """Return the number of the page that contains the character at ``offset``."""
        return self.pages[self._at(offset)].number

    def words(self, start: int, end: int) -> Iterator[tuple[Page, Word]]:
        """Yield the words that overlap a span of the text, each with its page."""
        for page in self.pages[self._at(start) :]:
            if page.start >= end:
                return
            for word in page.words.between(start - page.start, end - page.start):
                yield page, word

    def confidence(self, start: int, end: int) -> int | None:
        """Return the lowest OCR confidence of the words of a span, or None if OCR read none of its
        pages.
        """
        if not any(page.words.guessed for page in self.pages[self._at(start) : self._at(end) + 1]):
            return None
        sure = (word.confidence for _, word in self.words(start, end) if word.confidence is not None)
        return min(sure, default=None)

    def _at(self, offset: int) -> int:
        return max(bisect_right(self.pages, offset, key=lambda page: page.start) - 1, 0)
