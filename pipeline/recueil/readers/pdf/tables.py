"""Find the tables of a page and assemble their rows: a row whose cells have several lines becomes one
line.

A cell continues below if its line was full: the next word would not have fitted before the next
column. Lines half a line apart are cells centred in one row: « Association sportive de⏎     1 500
€⏎Montpellier ».

The horizontal rules of a page say which lines of a table they enclose in one row.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import itemgetter
from statistics import fmean

from recueil.readers.pdf.lines import Row, Run, is_figure
from recueil.readers.pdf.rules import Rule
from recueil.readers.pdf.words import Piece

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


_LINE = 1.35
_PADDING = 0.6  # of a height, between the words of a cell and the next column
_SPACE = 0.2
_LEVEL = 1.0  # points
_MOST_CELLS = 800
_CLOSE = 0.4  # of a height, between cells that stand closer than cells do
_MOST_ROWS_BY_CHANCE = 2
_OPEN_END = re.compile(r"(?i)(?:\w-|(?<!\w)(?:d[eu]s?|l[ae]s?|et|à|a|aux?|en|sur|pour|par|[dl]['’]))\Z")
_OPEN_START = re.compile(r"(?:[a-zà-ÿœ]|(?:DE|DES|DU|ET|À|AUX?|EN|POUR|SUR|LA|LE|LES)\s|[DL]['’])")
_ENTIRE = re.compile(r"[|€]|[0-9],[0-9]{2}(?![0-9])")  # an amount, or cells run together
_ALONE, _ACROSS = -1, -2  # under no cell, under several
_ITEMS = ("-", "–", "•", "*", "\uf0b7", "\uf0a7", "\uf0d8")


def assemble_tables(rows: Sequence[Row]) -> tuple[list[Row], list[tuple[int, int]]]:
    """Return the rows with those of tables merged, and the ranges of them that are tables."""
    whole: list[Row] = []
    stretches: list[tuple[int, int]] = []
    at = 0
    for start, end in find_tables(rows):
        whole += rows[at:start]
        table = _merge_lines(rows[start:end])
        stretches.append((len(whole), len(whole) + len(table)))
        whole += table
        at = end
    return whole + list(rows[at:]), stretches


def _merge_lines(rows: Sequence[Row]) -> list[Row]:
    """Merge the lines of a table into its rows."""
    if sum(len(row.cells) for row in rows) > _MOST_CELLS:
        return list(rows)
    rows = _split_close_cells(rows)
    table = _TableColumns(rows)
    whole = [_RowBuilder.of(rows[0])]
    for above, line in pairwise(rows):
        if not whole[-1].takes(line, line.base - above.base, table):
            whole.append(_RowBuilder.of(line))
    return [row.row for row in whole]


def _split_close_cells(rows: Sequence[Row]) -> list[Row]:
    """Split cells that are close together where cells of other rows begin in the same place."""
    starts = Counter(round(cell.x0) for row in rows for cell in row.cells)
    often = [start for start, count in starts.items() if count > _MOST_ROWS_BY_CHANCE]
    columns = {start + near for start in often for near in (-1, 0, 1)}
    return [replace(row, cells=list(_split_row(row, columns))) for row in rows]


def _split_row(row: Row, columns: Set[int]) -> Iterator[Run]:
    for cell in row.cells:
        yield from _split_cell(cell, columns) if len(row.cells) > 1 else (cell,)


def _split_cell(cell: Run, columns: Set[int]) -> Iterator[Run]:
    first = 0
    for at, (left, right) in enumerate(pairwise(cell.pieces), 1):
        if round(right.x0) in columns and right.x0 - left.x1 > _CLOSE * cell.size:
            yield cell.part(first, at)
            first = at
    yield cell.part(first, len(cell.pieces)) if first else cell


class _TableColumns:
    """The columns of a table, derived from all its cells."""

    def __init__(self, rows: Sequence[Row]) -> None:
        several = [row.cells for row in rows if len(row.cells) > 1]
        most = max(len(row.cells) for row in rows)  # a title above several columns has fewer beside it
        self._cells = [
            cell
            for row in rows
            for cell in row.cells
            if len(row.cells) == most or not _spans_columns(cell, several)
        ]
        self._starts = sorted(cell.x0 for cell in self._cells)
        self.left = self._starts[0] if self._starts else 0.0

    def is_full(self, line: Run, below: Run) -> bool:
        """Return whether a cell's line has no room for the first word of the line below."""
        at = bisect_left(self._starts, line.x1)
        if at == len(self._starts):  # the last column: where it ends is not known
            return False
        right = self._starts[at] - _PADDING * line.size
        return self._length(line, below) > right - min(cell.x0 for cell in self._column(line, right + line.size))

    def is_longest(self, line: Run, below: Run) -> bool:
        """Return whether that word would make it the longest line of its column."""
        at = bisect_left(self._starts, line.x1)
        right = self._starts[at] if at < len(self._starts) else line.x1
        column = self._column(line, right)
        return self._length(line, below) > max(cell.x1 for cell in column) - min(cell.x0 for cell in column)

    def _column(self, line: Run, right: float) -> list[Run]:
        return [cell for cell in self._cells if cell.x0 < line.x1 and line.x0 < cell.x1 <= right] or [line]

    @staticmethod
    def _length(line: Run, below: Run) -> float:
        word = below.pieces[0]
        return line.x1 - line.x0 + _SPACE * line.size + word.x1 - word.x0


def _spans_columns(cell: Run, rows: Iterable[Sequence[Run]]) -> bool:
    """Return whether a cell is a title above several columns."""
    return any(sum(_overlaps(cell, other) for other in row) > 1 for row in rows)


def _overlaps(one: Run, other: Run) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1


@dataclass(slots=True)
class _RowBuilder:
    """A row of a table being assembled: ``lines`` has the lines of each of its cells."""

    row: Row
    lines: list[list[Run]] = field(default_factory=list)

    @classmethod
    def of(cls, line: Row) -> _RowBuilder:
        return cls(Row(line.base, line.size, list(line.cells)), [[cell] for cell in line.cells])

    def takes(self, line: Row, step: float, table: _TableColumns) -> bool:
        """Add the cells of the next line if all of them belong to this row; return whether they did."""
        places = [self._place(cell) for cell in line.cells]
        half = step < HALF * line.size
        if _ACROSS in places or step > _LINE * line.size or not (half or self._is_open(places, table)):
            return False
        onto = [(place, cell) for place, cell in zip(places, line.cells, strict=True) if place != _ALONE]
        if not all(_continues_cell(self.lines[place][-1], cell, table) for place, cell in onto):
            return False
        for place, cell in onto:
            self._append(place, cell)
        for place, cell in zip(places, line.cells, strict=True):
            if place == _ALONE:
                self._insert(cell)
        self.row.foot = line.base
        return True

    def _place(self, cell: Run) -> int:
        """Return the index of the cell that a run is under, or ``_ALONE`` or ``_ACROSS``."""
        under = [at for at, lines in enumerate(self.lines) if any(_overlaps(cell, above) for above in lines)]
        return _ACROSS if len(under) > 1 else under[0] if under else _ALONE

    def _is_open(self, places: Sequence[int], table: _TableColumns) -> bool:
        """Return whether a whole line may follow: its number of cells differs, and no cell is centred
        yet.
        """
        if _ALONE not in places and len(places) == len(self.lines):
            return len(places) == 1 and self.row.x0 > table.left + 2 * self.row.size
        if all(place == _ALONE for place in places):
            return False
        tall = [fmean((lines[0].base, lines[-1].base)) for lines in self.lines if len(lines) > 1]
        short = [lines[0].base for lines in self.lines if len(lines) == 1]
        return not any(abs(middle - base) < _LEVEL for middle in tall for base in short)

    def _insert(self, cell: Run) -> None:
        at = bisect_left([lines[0].x0 for lines in self.lines], cell.x0)
        self.lines.insert(at, [cell])
        self.row.cells.insert(at, cell)

    def _append(self, place: int, cell: Run) -> None:
        self.lines[place].append(cell)
        above = self.row.cells[place]
        x0, x1 = min(above.x0, cell.x0), max(above.x1, cell.x1)
        self.row.cells[place] = Run(_join_words(above, cell), x0, x1, above.base, above.size)


def _continues_cell(line: Run, below: Run, table: _TableColumns) -> bool:
    upper, lower = line.text, below.text
    if below.base - line.base > _LINE * line.size or lower.startswith(_ITEMS):
        return False
    if any(is_figure(cell) or cell.text.endswith(":") or _ENTIRE.search(cell.text) for cell in (line, below)):
        return False
    if _is_broken(upper, lower) or table.is_full(line, below):
        return True
    return table.is_longest(line, below) and not (_is_name(upper) or _is_name(lower))


def _is_broken(text: str, below: str) -> bool:
    """Return whether the words cannot end or begin a cell: « Association sportive de », « l'Hérault », «
    DRAY- ».
    """
    return _OPEN_END.search(text) is not None or _OPEN_START.match(below) is not None


def _is_name(text: str) -> bool:
    """Return whether it may be a person: « Jean DUPONT », « MARTIN Luc »."""
    words = text.split()
    return any(word.istitle() for word in words) and any(word.isupper() and len(word) > 1 for word in words)


def _join_words(above: Run, below: Run) -> list[Piece]:
    """Join the words of both; « DRAY- » and « FITOUSSI » become one."""
    last, first = above.pieces[-1], below.pieces[0]
    if not (last.text.endswith("-") and len(last.text) > 1):
        return above.pieces + below.pieces
    return [*above.pieces[:-1], last.with_rest(first), *below.pieces[1:]]


_LEAST_SHARE = 0.5  # of the width of a table that a rule between two of its rows covers
_LEAST_BANDS = 3
_MOST_LINES = 8  # of a row
_LONGEST_MARK = 2


def group_lines(rows: Sequence[Row], columns: Sequence[Sequence[int]], rules: Sequence[Rule]) -> list[range]:
    """Return the lines of each row of a table: those with no rule between them.

    Each line is a row of its own where rules do not separate the rows, as in a table with a frame alone: there,
    lines without a rule between them have figures or marks in the same column.
    """
    alone = [range(at, at + 1) for at in range(len(rows))]
    if not rules:
        return alone
    cuts = [0, *_ruled_cuts(rows, rules), len(rows)]
    if len(cuts) <= _LEAST_BANDS:
        return alone
    return [
        lines
        for start, end in pairwise(cuts)
        for lines in (
            [range(start, end)] if _is_one_row(rows[start:end], columns[start:end]) else alone[start:end]
        )
    ]


def _ruled_cuts(rows: Sequence[Row], rules: Sequence[Rule]) -> Iterator[int]:
    """Yield the indexes of the lines that have a rule above them."""
    left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
    for at, (above, below) in enumerate(pairwise(rows), 1):
        top = (above.base if above.foot is None else above.foot) - 0.2 * above.size
        first = bisect_left(rules, top, key=itemgetter(0))
        last = bisect_left(rules, below.base - 0.4 * below.size, key=itemgetter(0))
        if _measure_cover(rules[first:last], left, right) >= _LEAST_SHARE * (right - left):
            yield at


def _measure_cover(rules: Sequence[Rule], left: float, right: float) -> float:
    """Return the length between two places of the page that rules cover."""
    covered, end = 0.0, left
    for rule in sorted(rules, key=itemgetter(1)):
        start, stop = max(rule.x0, end), min(rule.x1, right)
        if stop > start:
            covered += stop - start
            end = stop
    return covered


def _is_one_row(rows: Sequence[Row], columns: Sequence[Sequence[int]]) -> bool:
    """Return whether lines may be one row: no column has a figure or a mark in two of them."""
    if len(rows) > _MOST_LINES:
        return False
    values = Counter(
        column
        for row, numbers in zip(rows, columns, strict=True)
        for cell, column in zip(row.cells, numbers, strict=True)
        if is_figure(cell) or len(cell.text) <= _LONGEST_MARK
    )
    return max(values.values(), default=0) < 2
