"""Convert rows to page text: prose line by line, tables aligned by their columns, blank lines between
blocks.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from recueil.readers.document import Word, Words
from recueil.readers.pdf.lines import Row, Run
from recueil.readers.pdf.tables import assemble_tables

_APART = 3  # spaces between two cells, at least
_MOST_INDENT = 160
_BLANK = 1.45  # times the usual line distance: separates paragraphs
_LEAST_LEADING = 1.05  # of the height of a line


class PageText:
    """Builds the text of a page, with the box of each word."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._words: list[Word] = []

    def add_heads(self, rows: Sequence[Row]) -> None:
        """Add rows from different places of the page as the lines of one block."""
        if self._parts and rows:
            self._add("\n")
        for row in rows:
            (columns,) = _align([row])
            self._line(row, columns)

    def block(self, rows: Sequence[Row]) -> None:
        """Add a block of rows, with a blank line before it unless it is the first."""
        if self._parts:
            self._add("\n")
        usual = _leading(rows)
        whole, tables = assemble_tables(rows)
        within = {at for start, end in tables for at in range(start + 1, end)}
        foot: float | None = None
        for at, (row, columns) in enumerate(zip(whole, _text_columns(whole, tables), strict=True)):
            most = _BLANK * max(usual, _LEAST_LEADING * row.size)
            if foot is not None and at not in within and row.base - foot > most:
                self._add("\n")
            self._line(row, columns)
            foot = row.base if row.foot is None else row.foot

    def _line(self, row: Row, columns: Sequence[int]) -> None:
        opened = self._length
        for cell, column in zip(row.cells, columns, strict=True):
            self._add(" " * (column - (self._length - opened)))
            self._cell(cell)
        self._add("\n")

    def _cell(self, cell: Run) -> None:
        for at, piece in enumerate(cell.pieces):
            if at:
                self._add(" ")
            start = self._length
            self._add(piece.text)
            x0, y0, x1, y1 = (round(10 * side) for side in piece.box)
            self._words.append(Word(start, self._length, x0, y0, x1, y1))

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def words(self) -> Words:
        return Words(self._words)


def _leading(rows: Sequence[Row]) -> float:
    steps = [below.base - above.base for above, below in pairwise(rows)]
    near = [step for step, row in zip(steps, rows, strict=False) if 0 < step < 2.5 * row.size]
    return statistics.median_low(near) if near else 0.0


def _text_columns(rows: Sequence[Row], tables: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the text column where each cell begins; prose begins at the left edge."""
    columns = [[0] * len(row.cells) for row in rows]
    for start, end in tables:
        columns[start:end] = _align(rows[start:end])
    return columns


def _align(rows: Sequence[Row]) -> list[list[int]]:
    """Return the text columns of a table's cells: cells that begin at one place of the page are aligned."""
    placed = ((at, *cell) for at, row in enumerate(rows) for cell in enumerate(row.cells))
    cells = sorted(_Cell(cell.x0, cell.x1, at, place) for at, place, cell in placed)
    left, letter = cells[0].x0, _letter_width(rows)
    ends = [-_APART] * len(rows)
    columns = [[0] * len(row.cells) for row in rows]
    shift = 0
    for group in _group_by_column(cells):
        natural = [min(round((cell.x0 - left) / letter), _MOST_INDENT) for cell in group]
        shift += max(0, *(ends[cell.row] + _APART - shift - at for at, cell in zip(natural, group, strict=True)))
        for at, cell in zip(natural, group, strict=True):
            columns[cell.row][cell.place] = at + shift
            ends[cell.row] = at + shift + len(rows[cell.row].cells[cell.place].text)
    return columns


class _Cell(NamedTuple):
    x0: float
    x1: float
    row: int
    place: int


def _group_by_column(cells: Iterable[_Cell]) -> Iterator[list[_Cell]]:
    """Yield groups of cells that are below each other, one per row, from left to right."""
    group: list[_Cell] = []
    for cell in cells:
        if any(cell.x0 >= other.x1 or cell.row == other.row for other in group):
            yield group
            group = []
        group.append(cell)
    yield group


def _letter_width(rows: Sequence[Row]) -> float:
    """Return the median letter width of the table."""
    widths = [(cell.x1 - cell.x0) / len(cell.text) for row in rows for cell in row.cells]
    return max(statistics.median(widths), 0.5)
