"""Find the tables of a page and assemble their rows: a row whose cells have several lines becomes one
line.

A cell continues below if its line was full: the next word would not have fitted before the next
column. Lines half a line apart are cells centred in one row: « Association sportive de⏎     1 500
€⏎Montpellier ».
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recueil.readers.pdf.row import Row

HALF = 0.8  # of a height: less than the step from one line of a cell to the next
_NEAR = 2.6  # heights of a line between two rows of a table
_ROWS_WITHIN = 2  # rows of a table that may have only a cell at its left


def find_tables(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of rows with several cells, with the rows between and beside them that belong to
    the table.
    """
    at = end = 0
    while at < len(rows):
        if len(rows[at].cells) == 1:
            at += 1
            continue
        stretch = _TableRange(rows, at, end)
        yield stretch.start, stretch.end
        at = end = stretch.end


class _TableRange:
    """Grows from a row with several cells, down and up, while rows are near and continue its cells."""

    def __init__(self, rows: Sequence[Row], first: int, lowest: int) -> None:
        self._rows, self._left = rows, rows[first].x0
        self.start, self.end = first, first + 1
        while self.end < len(rows) and (last := self._next()):
            self.end = last + 1
        while self.start > lowest and self._is_rest(self.start - 1, self.start):
            self.start -= 1

    def _next(self) -> int | None:
        """Return the next row with several cells, skipping continuations of cells; or a continuation if
        none follows.
        """
        for at in range(self.end, min(self.end + _ROWS_WITHIN + 1, len(self._rows))):
            row = self._rows[at]
            if row.base - self._rows[at - 1].base > _NEAR * row.size:
                return None
            if len(row.cells) > 1 or self._is_rest(at, at - 1):
                self._left = min(self._left, row.x0)
                return at
        return None

    def _is_rest(self, at: int, beside: int) -> bool:
        """Return whether a row continues a cell: indented, and no farther from the table than its rows
        are apart.
        """
        row = self._rows[at]
        step = abs(row.base - self._rows[beside].base)
        if len(row.cells) > 1:
            return False
        return step < HALF * row.size or (step <= _NEAR * row.size and row.x0 > self._left + 2 * row.size)
