"""Splits the text of an act into chunks that a browser can show; most acts are one chunk."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from recueil.readers.document import Document

MAX_CHARACTERS = 100_000
MAX_PAGES = 20
"""Limits of one chunk."""
_TO_BREAK = 1_000


@dataclass(frozen=True, slots=True)
class PageRange:
    """Characters ``start`` to ``end`` of a page of the document; ``opens`` where the page begins there."""

    page: int
    start: int
    end: int
    opens: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk of an act's text, numbered from 1."""

    number: int
    stretches: tuple[PageRange, ...]

    @property
    def start(self) -> int:
        return self.stretches[0].start

    @property
    def end(self) -> int:
        return self.stretches[-1].end


def split_into_chunks(document: Document, start: int, end: int) -> tuple[Chunk, ...]:
    """Split a range of the document into chunks; at least one, even without text."""
    made: list[tuple[PageRange, ...]] = []
    part: list[PageRange] = []
    for stretch in _page_ranges(document, start, end):
        if part and (len(part) == MAX_PAGES or stretch.end - part[0].start > MAX_CHARACTERS):
            made.append(tuple(part))
            part = []
        part.append(stretch)
    made.append(tuple(part) or (PageRange(document.page_at(start), start, start, True),))
    return tuple(Chunk(number, stretches) for number, stretches in enumerate(made, 1))


def _page_ranges(document: Document, start: int, end: int) -> Iterator[PageRange]:
    """Yield the ranges of each page, split where they are too long."""
    for page in document.pages:
        first, last = max(page.start, start), min(page.end, end)
        at = first
        while at < last:
            until = _find_break(document.text, at, last)
            yield PageRange(page.number, at, until, at == first)
            at = until


def _find_break(text: str, start: int, end: int) -> int:
    """Return where to end a chunk: at a line or word break near the limit, if there is one."""
    if end - start <= MAX_CHARACTERS:
        return end
    latest = start + MAX_CHARACTERS
    for sign in ("\n", " "):
        if (found := text.rfind(sign, latest - _TO_BREAK, latest)) >= 0:
            return found + 1
    return latest


def chunk_at(parts: tuple[Chunk, ...], offset: int) -> Chunk:
    """Return the chunk that contains a character of the document."""
    return parts[max(bisect_right(parts, offset, key=lambda part: part.start) - 1, 0)]
