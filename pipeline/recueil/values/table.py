"""Tables: rows of cells, each at its place in the text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with words, in ``column``, counted from 0 from the left.

    ``spans`` are the ranges of characters of its words, in order: one, or one for each of its lines if those of
    the cell beside it stand between them in the text.
    """

    column: int
    spans: tuple[Span, ...]

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]

    def words(self, text: str) -> str:
        """Return its words, with single spaces between them."""
        return " ".join(word for start, end in self.spans for word in text[start:end].split())

    def contains(self, offset: int) -> bool:
        return any(start <= offset < end for start, end in self.spans)


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table from top to bottom, each with the cells that are not blank, from left to right."""

    rows: tuple[Row, ...]

    @property
    def start(self) -> int:
        return min(cell.start for cell in self.rows[0])

    @property
    def end(self) -> int:
        return max(cell.end for cell in self.rows[-1])

    def shift(self, by: int) -> Table:
        """Return the table with every offset shifted by so many characters."""
        return Table(
            tuple(
                tuple(Cell(cell.column, tuple((s + by, e + by) for s, e in cell.spans)) for cell in row)
                for row in self.rows
            )
        )

    @property
    def width(self) -> int:
        """The number of its columns."""
        return 1 + max(cell.column for row in self.rows for cell in row)

    def row_at(self, offset: int) -> int | None:
        """Return the index of the row with a cell that contains the character at ``offset``, or None."""
        at = bisect_right(self.rows, offset, key=_row_start) - 1
        return at if at >= 0 and any(cell.contains(offset) for cell in self.rows[at]) else None


def _row_start(row: Row) -> int:
    return row[0].start


def table_at(tables: Sequence[Table], offset: int) -> Table | None:
    """Return the one of sorted tables that ``offset`` is in or between the cells of, or None."""
    at = bisect_right(tables, offset, key=attrgetter("start")) - 1
    return tables[at] if at >= 0 and offset < tables[at].end else None


def tables_between(tables: Sequence[Table], start: int, end: int) -> Iterator[Table]:
    """Yield the sorted tables that lie between two offsets; of one that is cut there, the rows between them."""
    for table in tables:
        if table.start >= end:
            return
        if table.end <= start:
            continue
        rows = tuple(row for row in table.rows if row[0].start >= start and max(cell.end for cell in row) <= end)
        if rows:
            yield table if len(rows) == len(table.rows) else Table(rows)
