"""The tables of a page, stored compactly; and the columns that cells of one table stand in."""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from recueil.values.table import Cell, Row, Span, Table

_MOST_CELLS = 20_000  # of a page: tables beyond are not kept
_LEAST_ROWS = 2  # with several cells each


@dataclass(frozen=True, slots=True)
class PageTables:
    """The tables of one page; offsets count from the start of the page.

    ``packed`` is what they are stored as: the same on every machine, empty if there is no table.
    """

    packed: bytes = b""

    @classmethod
    def of(cls, tables: Iterable[Sequence[Row]]) -> PageTables:
        """Pack the tables given as rows, without those that have fewer than two rows of several cells."""
        numbers = array("I")
        left = _MOST_CELLS
        for rows in tables:
            if sum(len(row) > 1 for row in rows) < _LEAST_ROWS:
                continue
            left -= sum(map(len, rows))
            if left < 0:
                break
            full = [row for row in rows if row]
            numbers.append(len(full))
            for row in full:
                numbers.append(len(row))
                for cell in row:
                    numbers.extend((cell.column, len(cell.spans), *(at for span in cell.spans for at in span)))
        return cls(zlib.compress(_to_little_endian_array(numbers).tobytes()) if numbers else b"")

    def iter_shifted(self, by: int) -> Iterator[Table]:
        """Yield the tables with every offset shifted by so many characters."""
        if not self.packed:
            return
        numbers = array("I")
        numbers.frombytes(zlib.decompress(self.packed))
        each = iter(_to_little_endian_array(numbers))
        for count in each:
            yield Table(tuple(tuple(_read_cell(each, by) for _ in range(next(each))) for _ in range(count)))

    def __add__(self, other: PageTables) -> PageTables:
        """Join the tables of two parts of a page."""
        if not (self.packed and other.packed):
            return self if self.packed else other
        return PageTables.of(table.rows for part in (self, other) for table in part.iter_shifted(0))


def _read_cell(numbers: Iterator[int], by: int) -> Cell:
    column, count = next(numbers), next(numbers)
    spans = iter([at + by for at in islice(numbers, 2 * count)])
    return Cell(column, tuple(zip(spans, spans, strict=True)))


def _to_little_endian_array(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers


def join_lines(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the ranges of a cell's lines; lines with only a line break between them are one range."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start == joined[-1][1] + 1:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(joined)


class PlacedCell(NamedTuple):
    """A cell of a table on a page: its edges, its row and its index in it. Sorts by where it begins."""

    x0: float
    x1: float
    row: int
    place: int


def group_by_column(cells: Iterable[PlacedCell]) -> Iterator[list[PlacedCell]]:
    """Yield groups of sorted cells that are below each other, one per row, from left to right."""
    group: list[PlacedCell] = []
    rows: set[int] = set()
    nearest = 0.0
    for cell in cells:
        if group and (cell.x0 >= nearest or cell.row in rows):
            yield group
            group, rows = [], set()
        nearest = min(nearest, cell.x1) if group else cell.x1
        group.append(cell)
        rows.add(cell.row)
    if group:
        yield group


def number_columns(rows: Sequence[Sequence[tuple[float, float]]], near: float) -> list[list[int]]:
    """Return the column of each cell of a table, from its left and right edge.

    Cells that do not overlap, as a narrow heading above figures aligned at the right, are in one column if no row
    has both, they are less than ``near`` apart, and the table has no row of so many cells.
    """
    cells = sorted(PlacedCell(*edges, at, place) for at, row in enumerate(rows) for place, edges in enumerate(row))
    groups = [_ColumnGroup.of(group) for group in group_by_column(cells)]
    most = max(map(len, rows), default=0)
    while len(groups) > most and len(groups) <= _MOST_GROUPS:
        at = min(range(1, len(groups)), key=lambda at: groups[at - 1].distance(groups[at]))
        if groups[at - 1].distance(groups[at]) >= near:
            break
        groups[at - 1 : at + 1] = [groups[at - 1].merge(groups[at])]
    columns = [[0] * len(row) for row in rows]
    for number, group in enumerate(groups):
        for cell in group.cells:
            columns[cell.row][cell.place] = number
    return columns


_MOST_GROUPS = 60  # more are not merged, which would take too many steps
_APART = 1e9


@dataclass(frozen=True, slots=True)
class _ColumnGroup:
    cells: list[PlacedCell]
    x0: float
    x1: float
    rows: frozenset[int]

    @classmethod
    def of(cls, cells: list[PlacedCell]) -> _ColumnGroup:
        return cls(
            cells,
            min(cell.x0 for cell in cells),
            max(cell.x1 for cell in cells),
            frozenset(cell.row for cell in cells),
        )

    def distance(self, right: _ColumnGroup) -> float:
        """Return how far the next group is to the right; endless if both have a cell in one row."""
        return max(right.x0 - self.x1, 0) if self.rows.isdisjoint(right.rows) else _APART

    def merge(self, right: _ColumnGroup) -> _ColumnGroup:
        return _ColumnGroup.of(self.cells + right.cells)
