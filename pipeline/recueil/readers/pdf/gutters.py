"""Detect columns of text, which are read one after the other, while rows of a table are read across.

A gutter is a span without ink that runs down several rows. Its two sides are columns if both are
prose, or if one is prose and the other a margin. In a table, the margin has figures, or a cell
wherever a paragraph begins.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from recueil.readers.pdf.lines import Row, Span, is_figure
from recueil.readers.pdf.rules import NO_RULES, PageRules, is_grid

_GUTTER = 0.6  # of the height of a line
_APART = 1.6
_SAME_START = 0.5  # of a height, between where two lines of a paragraph begin
_DEEPEST = 3  # columns within columns
_MOST_ROWS = 1_000
_MOST_STEPS = 20_000
_MOST_CELLS = 60  # of a row
_LINES_OF_PROSE = 4
_LETTERS_OF_PROSE = 22
_LINES_OF_MARGIN = 3
_LETTERS_OF_MARGIN = 5
_RAGGED = 0.2
_MARGIN_WIDTH = 0.5


def split_blocks(rows: Sequence[Row], rules: PageRules = NO_RULES, depth: int = 0) -> Iterator[list[Row]]:
    """Yield the rows in reading order, each column in blocks of its own."""
    flow: list[Row] = []
    at, search = 0, _ColumnSearch(rows, rules)
    while at < len(rows):
        found = search.columns_from(at) if depth < _DEEPEST else None
        if found is None:
            flow.append(rows[at])
            at += 1
            continue
        flow += rows[at : found.start]
        begun = _begun_above(flow, found.columns[-1])
        flow, above = flow[:begun], flow[begun:]
        if flow:
            yield flow
        flow, at = [], found.end
        for column in (*found.columns[:-1], [*above, *found.columns[-1]]):
            yield from split_blocks(column, rules, depth + 1)
    if flow:
        yield flow


def _begun_above(flow: Sequence[Row], column: Sequence[Row]) -> int:
    """Return the index of the first row whose paragraph goes on in the last column: the margin beside that column
    begins lower than its text.
    """
    edge = max(row.x1 for row in column) - _RAGGED * (max(row.x1 for row in column) - column[0].x0)
    first, below = len(flow), column[0]
    while first > 0 and _goes_on(flow[first - 1], below, edge):
        first -= 1
        below = flow[first]
    return first


def _goes_on(row: Row, below: Row, edge: float) -> bool:
    """Return whether a row is a full line right above another."""
    if len(row.cells) > 1 or abs(row.x0 - below.x0) > _SAME_START * row.size or row.x1 < edge:
        return False
    return 0 < below.base - row.base <= _APART * row.size


@dataclass(frozen=True, slots=True)
class _ColumnBlock:
    """Rows ``start`` to ``end`` as columns, each with its part of these rows."""

    start: int
    end: int
    columns: list[list[Row]]


class _ColumnSearch:
    """Searches columns from a given row on; gives up on pages that would take too many steps."""

    def __init__(self, rows: Sequence[Row], rules: PageRules) -> None:
        self._rows, self._rules = rows, rules
        plain = len(rows) <= _MOST_ROWS and all(len(row.cells) <= _MOST_CELLS for row in rows)
        self._steps = _MOST_STEPS if plain else 0
        self._again = 0  # the first row not yet judged with others to be those of a table
        self._right = max((row.x1 for row in rows), default=0.0)

    def columns_from(self, first: int) -> _ColumnBlock | None:
        """Return the columns that begin at a row, or None."""
        if first < self._again:
            return None
        last, gutters = self._extent(first, len(self._rows))
        if not gutters or last - first < _LINES_OF_MARGIN:
            return None
        if self._is_grid(first, last, gutters):
            self._again = last
            return None
        # A table of figures below columns of prose may leave the same gutter free. Where there are several gaps
        # they are those between the rows of a table.
        gaps = [at for at in range(first + _LINES_OF_MARGIN, last) if self._apart(at)]
        if len(gaps) == 1 and self._is_table(gaps[0], last, gutters):
            last, gutters = self._extent(first, gaps[0])
        if gutters and (block := self._columns_between(first, last, gutters)):
            return block
        self._again = first + (max((last - first) // 3, 1) if len(gutters) > 1 else 1)
        return None

    def _columns_between(self, first: int, last: int, gutters: Sequence[Span]) -> _ColumnBlock | None:
        start, end = self._beside(first, last, gutters)
        columns = _find_columns(self._rows[start:end], gutters)
        if not columns:
            return None
        end = start + max(column.last for column in columns) + 1
        return _ColumnBlock(start, end, [column.rows for column in columns])

    def _is_grid(self, first: int, last: int, gutters: Sequence[Span]) -> bool:
        """Return whether these rows are a table whose rows and columns are drawn."""
        top, bottom = self._rows[first].base, self._rows[last - 1].base
        return any(is_grid(self._rules, gutter, top, bottom) for gutter in gutters)

    def _is_table(self, first: int, last: int, gutters: Sequence[Span]) -> bool:
        """Return whether these rows have figures in one of several columns."""
        parted = _split_at(self._rows[first:last], gutters)
        return len(parted) > 1 and any(column.has_figures for column in parted)

    def _beside(self, first: int, end: int, gutters: Sequence[Span]) -> tuple[int, int]:
        """Leave out rows set apart above or below the columns that are only at the place of the last
        column.
        """
        edge = max(right for _, right in gutters) - 1
        before = [at for at in range(first, end) if self._rows[at].x0 < edge]
        start = max((at for at in range(first + 1, before[0] + 1) if self._apart(at)), default=first)
        return start, min((at for at in range(before[-1] + 1, end) if self._apart(at)), default=end)

    def _apart(self, at: int) -> bool:
        return self._rows[at].base - self._rows[at - 1].base > _APART * self._rows[at].size

    def _extent(self, first: int, limit: int) -> tuple[int, list[Span]]:
        """Return the end of the rows, before ``limit``, that leave common spans free, and these spans."""
        free: list[Span] = [(0.0, self._right)]
        inner: list[Span] = []
        low, high = self._right, 0.0
        for at in range(first, limit):
            row = self._rows[at]
            self._steps -= 1
            left = _free_spans(free, row)
            low, high = min(low, row.x0), max(high, row.x1)
            now = [span for span in left if span[0] >= low and span[1] <= high]
            if self._steps < 0 or (inner and not now) or not any(span[1] > low for span in left):
                return at, inner
            free, inner = left, now
        return limit, inner


def _free_spans(free: Sequence[Span], row: Row) -> list[Span]:
    """Return the spans that a row leaves free and that are wide enough for a gutter."""
    least = _GUTTER * row.size
    for cell in row.cells:
        left: list[Span] = []
        for start, end in free:
            if cell.x1 <= start or cell.x0 >= end:
                left.append((start, end))
                continue
            left += [(a, b) for a, b in ((start, cell.x0), (cell.x1, end)) if b - a >= least]
        free = left
    return list(free)


@dataclass(slots=True)
class _Column:
    """The rows between two gutters, with only the cells there, and their indexes among all rows."""

    rows: list[Row]
    places: list[int]

    @property
    def last(self) -> int:
        return self.places[-1]

    def until(self, last: int) -> _Column:
        """Return the column without rows below the end of the column beside it."""
        count = bisect_right(self.places, last)
        return _Column(self.rows[:count], self.places[:count])

    @property
    def x0(self) -> float:
        return min(row.x0 for row in self.rows)

    @property
    def x1(self) -> float:
        return max(row.x1 for row in self.rows)

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    def full(self) -> list[bool]:
        """Return for each line whether it reaches the right edge, so that the next continues its
        paragraph.
        """
        edge = self.x1 - _RAGGED * self.width
        return [row.x1 >= edge for row in self.rows]

    @property
    def letters(self) -> float:
        return sum(len(cell.text) for row in self.rows for cell in row.cells) / len(self.rows)

    @property
    def is_prose(self) -> bool:
        count = len(self.rows)
        if count < _LINES_OF_PROSE or self.letters < _LETTERS_OF_PROSE or self.has_figures:
            return False
        broken = sum(len(row.cells) > 1 for row in self.rows)
        return sum(self.full()[:-1]) >= 0.5 * (count - 1) and broken <= 0.2 * count

    @property
    def has_figures(self) -> bool:
        return sum(is_figure(row.cells[-1]) for row in self.rows) > 0.25 * len(self.rows)

    def is_margin_of(self, prose: _Column) -> bool:
        """Return whether it is a few words beside prose, rather than labels that each of its paragraphs
        has.
        """
        if len(self.rows) < _LINES_OF_MARGIN or self.letters < _LETTERS_OF_MARGIN or self.has_figures:
            return False
        narrow = self.width <= _MARGIN_WIDTH * prose.width
        return narrow and len(prose.rows) >= _LINES_OF_PROSE and not self._labels(prose)

    def _labels(self, prose: _Column) -> bool:
        full = prose.full()
        starts = [prose.rows[at] for at in range(1, len(prose.rows)) if not full[at - 1]]
        labelled = sum(any(abs(row.base - start.base) < 0.6 * start.size for row in self.rows) for start in starts)
        if labelled >= 0.6 * (len(self.rows) - 1):
            return True
        return labelled >= 0.35 * len(self.rows) and labelled >= 0.4 * len(starts)


def _find_columns(rows: Sequence[Row], gutters: Sequence[Span]) -> list[_Column]:
    """Return the columns that the gutters separate, if they are columns of text."""
    parted = _split_at(rows, gutters)
    if len(parted) > 1 and all(column.is_prose for column in parted):
        return parted
    for gutter in sorted(gutters, key=lambda span: span[0] - span[1]):
        sides = _split_at(rows, [gutter])
        for prose, margin in (sides, sides[::-1]) if len(sides) > 1 else ():
            if prose.is_prose and margin.is_margin_of(prose):
                return [side.until(prose.last) for side in sides]
    return []


def _split_at(rows: Sequence[Row], gutters: Sequence[Span]) -> list[_Column]:
    columns = [_Column([], []) for _ in range(len(gutters) + 1)]
    edges = sorted(end for _, end in gutters)
    for at, row in enumerate(rows):
        for column, (left, right) in zip(columns, pairwise([-1e9, *edges, 1e9]), strict=True):
            # a cell begins in its column: the gutter before is free of ink
            cells = [cell for cell in row.cells if left - 1 <= cell.x0 < right - 1]
            if cells:
                column.rows.append(Row(row.base, row.size, cells))
                column.places.append(at)
    return [column for column in columns if column.rows]
