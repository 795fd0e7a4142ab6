"""Build page text from paragraphs and tables without coordinates: lines, aligned tables, pages, headers
and footers.

Rows of a table become lines with aligned columns, at least three spaces apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GAP = "   "
# A cell of so many lines has prose or names, not a value: side by side with another, its sentences would mix.
_TALL = 6
# A longer cell does not push the next column away.
_WIDEST = 60
# Wider than any table of an act: further cells follow without alignment.
_MOST_COLUMNS = 200
_MOST_ROWS_SPANNED = 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of a cell, and how many columns and rows it spans."""

    lines: tuple[str, ...]
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class _PlacedCell:
    column: int
    cell: Cell

    @property
    def width(self) -> int:
        """Return the width that it requires of its column."""
        return max((len(line) for line in self.cell.lines if len(line) <= _WIDEST), default=0)


def lay_out_rows(rows: Iterable[list[Cell]]) -> Iterator[str]:
    """Yield one line per row, or more if a cell has several. Rows without text yield none."""
    placed = list(_place_cells(rows))
    starts = _column_starts(placed)
    for row in placed:
        yield from _row_lines(row, starts)


def _place_cells(rows: Iterable[list[Cell]]) -> Iterator[list[_PlacedCell]]:
    """Yield each cell with its column: cells that span rows shift the cells below to the right."""
    covered: dict[int, int] = {}
    for row in rows:
        column, cells = 0, []
        covering: dict[int, int] = {}
        for cell in row:
            while column in covered:
                column += 1
            cells.append(_PlacedCell(column, cell))
            across = min(max(cell.across, 1), _MOST_COLUMNS - column)
            if cell.down > 1:
                covering |= dict.fromkeys(range(column, column + across), min(cell.down, _MOST_ROWS_SPANNED))
            column = min(column + max(across, 1), _MOST_COLUMNS)
        covered = {place: left - 1 for place, left in (covered | covering).items() if left > 1}
        yield cells


def _column_starts(placed: list[list[_PlacedCell]]) -> list[int]:
    widths = [0] * (_MOST_COLUMNS + 1)
    for row in placed:
        for each in row:
            if each.cell.across <= 1:
                widths[each.column] = max(widths[each.column], each.width)
    starts = [0]
    for width in widths:
        starts.append(starts[-1] + (width + len(GAP) if width else 0))
    return starts


def _row_lines(row: list[_PlacedCell], starts: list[int]) -> Iterator[str]:
    full = [each for each in row if each.cell.lines]
    height = max((len(each.cell.lines) for each in full), default=0)
    if height >= _TALL or (len(full) == 1 and height > 1):
        for each in full:
            yield from each.cell.lines
        return
    for number in range(height):
        line = ""
        for each in full:
            if number < len(each.cell.lines):
                line = (line + GAP if line else "").ljust(starts[each.column]) + each.cell.lines[number]
        yield line
