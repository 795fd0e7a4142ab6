"""The Document that readers return: the text of a file with its pages, and the words of each page with
their boxes, and its tables.

Words are stored compactly: a page has hundreds of them, a corpus billions.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from recueil.readers.page_tables import PageTables
from recueil.values.stated import EnclosedAct
from recueil.values.table import Table

TENTHS_AN_INCH = 720
"""Tenths of a point in an inch."""

_NO_CONFIDENCE = 255  # stands for a confidence of None
_COLUMNS = "IHHHHHB"  # start, length, x0, y0, x1, y1, confidence
_MAX_UINT16 = 65_535


@dataclass(frozen=True, slots=True)
class Word:
    """Characters ``start`` to ``end`` of the page's text, and their box on the page as it is shown.

    Coordinates are tenths of a point from the page's top left corner. ``confidence`` is that of OCR,
    0 to 100; None for text that did not need OCR.
    """

    start: int
    end: int
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: int | None = None


class Words:
    """The words of one page in the order of its text; they do not overlap."""

    __slots__ = ("_columns", "guessed")

    guessed: bool
    """Whether OCR read any of them."""

    def __init__(self, words: Iterable[Word] = ()) -> None:
        self._columns = tuple(array(kind) for kind in _COLUMNS)
        self.guessed = False
        for word in words:
            self._add(word)

    def _add(self, word: Word) -> None:
        sure = _NO_CONFIDENCE if word.confidence is None else word.confidence
        self.guessed |= sure != _NO_CONFIDENCE
        row = (word.start, word.end - word.start, word.x0, word.y0, word.x1, word.y1, sure)
        for column, value in zip(self._columns, row, strict=True):
            column.append(min(max(value, 0), _MAX_UINT16) if column.typecode == "H" else value)

    def __len__(self) -> int:
        return len(self._columns[0])

    def __iter__(self) -> Iterator[Word]:
        return (self._word(place) for place in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return self._columns == other._columns if isinstance(other, Words) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(map(bytes, self._columns)))

    def __repr__(self) -> str:
        return f"Words({list(self)!r})"

    def between(self, start: int, end: int) -> list[Word]:
        """Return the words that overlap this range of the page's text."""
        starts = self._columns[0]
        first = max(bisect_right(starts, start) - 1, 0)
        found = (self._word(place) for place in range(first, bisect_left(starts, end)))
        return [word for word in found if word.end > start]

    def _word(self, place: int) -> Word:
        start, length, x0, y0, x1, y1, sure = (column[place] for column in self._columns)
        return Word(start, start + length, x0, y0, x1, y1, None if sure == _NO_CONFIDENCE else sure)

    def pack(self) -> bytes:
        """Serialize to a few bytes per word, the same on every machine; empty if there is no word."""
        if not len(self):
            return b""
        count = len(self).to_bytes(4, "little")
        return zlib.compress(count + b"".join(_to_little_endian(column) for column in self._columns))

    @classmethod
    def unpack(cls, packed: bytes) -> Words:
        """Deserialize the result of ``pack``."""
        words = cls()
        if packed:
            plain = zlib.decompress(packed)
            count, at = int.from_bytes(plain[:4], "little"), 4
            for column in words._columns:
                size = count * column.itemsize
                column.frombytes(plain[at : at + size])
                at += size
                if sys.byteorder == "big":
                    column.byteswap()
        words.guessed = any(sure != _NO_CONFIDENCE for sure in words._columns[-1])
        return words


def _to_little_endian(column: array[int]) -> bytes:
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column.tobytes()


@dataclass(frozen=True, slots=True)
class PageContent:
    """The content of one page before it has offsets: text, tables and, if the file has a layout, size and
    words.

    ``width`` and ``height`` are tenths of a point, of the page as it is shown.
    """

    text: str
    width: int | None = None
    height: int | None = None
    words: Words = field(default_factory=Words)
    tables: PageTables = field(default_factory=PageTables)


@dataclass(frozen=True, slots=True)
class Page:
    """Page ``number`` (counted from 1): characters ``start`` to ``end`` of the document's text.

    Size, words and tables are those of its content: their offsets count from the start of the page, not of
    the document.
    """

    number: int
    start: int
    end: int
    width: int | None = None
    height: int | None = None
    words: Words = field(default_factory=Words)
    tables: PageTables = field(default_factory=PageTables)


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
    the files of an archive whose text is not included, ``enclosed`` the acts of an envelope with their annexes, or
    the records of a table.
    """

    text: str
    pages: tuple[Page, ...]
    sha256: str
    size: int
    media: str
    missing: tuple[MissingFile, ...] = ()
    enclosed: tuple[EnclosedAct, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of all pages, in order; offsets count from the start of the document's text."""
        return tuple(table for page in self.pages for table in page.tables.iter_shifted(page.start))

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
