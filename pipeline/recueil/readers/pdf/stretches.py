"""Where the tables of a page stand: rows of cells, one near the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recueil.readers.pdf.row import Row

HALF = 0.8  # of a height: less than the step from one line of a cell to the next
_NEAR = 2.6  # heights of a line between two rows of a table
_ROWS_WITHIN = 2  # of a table, that have a cell at its left only


def tables_in(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Stretches of rows with several cells, and of the rows between and beside them that belong there."""
    at = end = 0
    while at < len(rows):
        if len(rows[at].cells) == 1:
            at += 1
            continue
        stretch = _Stretch(rows, at, end)
        yield stretch.start, stretch.end
        at = end = stretch.end


class _Stretch:
    """Grows from a row with several cells, down and up, as far as rows are near and go on with its cells."""

    def __init__(self, rows: Sequence[Row], first: int, lowest: int) -> None:
        self._rows, self._left = rows, rows[first].x0
        self.start, self.end = first, first + 1
        while self.end < len(rows) and (last := self._next()):
            self.end = last + 1
        while self.start > lowest and self._is_rest(self.start - 1, self.start):
            self.start -= 1

    def _next(self) -> int | None:
        """The next row with several cells, past the rest of cells of the last one; or a rest with none after."""
        for at in range(self.end, min(self.end + _ROWS_WITHIN + 1, len(self._rows))):
            row = self._rows[at]
            if row.base - self._rows[at - 1].base > _NEAR * row.size:
                return None
            if len(row.cells) > 1 or self._is_rest(at, at - 1):
                self._left = min(self._left, row.x0)
                return at
        return None

    def _is_rest(self, at: int, beside: int) -> bool:
        """True of the rest of a cell: set in from the left, no farther from the table than its rows are."""
        row = self._rows[at]
        step = abs(row.base - self._rows[beside].base)
        if len(row.cells) > 1:
            return False
        return step < HALF * row.size or (step <= _NEAR * row.size and row.x0 > self._left + 2 * row.size)
