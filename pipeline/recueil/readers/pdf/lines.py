"""Group words into runs, and runs into rows with cells: the lines of a page, whatever order the file
draws them in.

The width of a gap decides whether it separates two cells or is only a space of the line. Lengths are
in heights of the line (the letters' box, about 1.2 em), so that no font size is assumed.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from recueil.readers.pdf.words import SLANTED, Piece

Span = tuple[float, float]

_FIGURE = re.compile(r"[-+–]?\s?\(?[\d\s.,/%€$]+\)?(?:\s?(?:€|euros?|%|HT|TTC|h|m²|ha))?")


@dataclass(slots=True)
class Run:
    """Consecutive words of one line, with at most a space between them."""

    pieces: list[Piece]
    x0: float
    x1: float
    base: float
    size: float

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)

    def part(self, first: int, last: int) -> Run:
        pieces = self.pieces[first:last]
        return Run(pieces, pieces[0].x0, pieces[-1].x1, self.base, self.size)

    def join(self, right: Run) -> Run:
        return Run(self.pieces + right.pieces, self.x0, max(self.x1, right.x1), self.base, self.size)


@dataclass(slots=True)
class Row:
    """The cells of one line, from left to right; ``foot`` is the base of the last line of a row with
    several.
    """

    base: float
    size: float
    cells: list[Run]
    foot: float | None = None

    @property
    def x0(self) -> float:
        return self.cells[0].x0

    @property
    def x1(self) -> float:
        return max(cell.x1 for cell in self.cells)

    @property
    def text(self) -> str:
        return "   ".join(cell.text for cell in self.cells)

    @property
    def turn(self) -> int:
        """The quarter turns of its words, as of a Piece."""
        return self.cells[0].pieces[0].turn

    def gaps(self) -> Iterator[Span]:
        end = self.cells[0].x1
        for cell in self.cells[1:]:
            yield end, cell.x0
            end = max(end, cell.x1)


def is_figure(cell: Run) -> bool:
    """Return whether a cell has only an amount, a quantity or a rate."""
    return _FIGURE.fullmatch(cell.text) is not None


SOFT = 0.75  # a gap that separates cells if other rows have one in the same place
_FIRM = 1.7  # a gap that separates cells anywhere
_STRETCHED = 0.45  # the usual gap of a justified line
_WORDS_STRETCHED = 6
WIDEST_SPACE, _SPACES = 3.2, 2.5
_ROWS_OF_GUTTER = 4
_TOUCHING = 0.07
_CIVILITIES = frozenset(("M.", "Mme", "MM.", "Mmes", "Mlle", "Me"))
_BULLETS = frozenset("•●○▪■□◦➢➤►✓✔*-–—\uf0b7\uf0a7\uf0d8\uf0fc\uf02d")


def merge_into_cells(rows: Sequence[Row]) -> None:
    """Merge the runs of each row into cells."""
    for row in rows:
        _join(row, SOFT)
    _join_unsupported(rows)


def _join(row: Row, least: float, firm: Sequence[Span] = ()) -> None:
    """Merge cells with a smaller gap than ``least`` between them, except at the ``firm`` gaps."""
    cells = [row.cells[0]]
    for cell in row.cells[1:]:
        last = cells[-1]
        gap = (last.x1, cell.x0)
        if (gap[1] - gap[0] >= least * row.size or gap in firm) and not _binds_next(cells):
            cells.append(cell)
        else:
            cells[-1] = Run(_join_words(last, cell, row.size), last.x0, max(last.x1, cell.x1), row.base, row.size)
    row.cells = cells


def _binds_next(cells: Sequence[Run]) -> bool:
    """Return whether the last cell belongs to the words after it, however far: a bullet, a civility."""
    return cells[-1].pieces[-1].text in _CIVILITIES or (len(cells) == 1 and cells[0].text in _BULLETS)


def _join_words(left: Run, right: Run, size: float) -> list[Piece]:
    """Join the words of two runs; a word that the file writes in two parts becomes one."""
    first = right.pieces[0]
    if first.fresh and not left.text.endswith("-") and abs(right.x0 - left.x1) < _TOUCHING * size:
        return [*left.pieces[:-1], left.pieces[-1].with_rest(first), *right.pieces[1:]]
    return left.pieces + right.pieces


def _join_unsupported(rows: Sequence[Row]) -> None:
    """Keep narrow gaps as cell borders only before figures, beside a wide gap, or where several rows
    have one.
    """
    gaps = [list(row.gaps()) if len(row.cells) > 1 else [] for row in rows]
    for at, row in enumerate(rows):
        firm = _min_cell_gap(row) if gaps[at] else _FIRM
        if any(right - left < firm * row.size for left, right in gaps[at]):
            _join(row, firm, list(_supported_gaps(at, rows, gaps)) if firm == _FIRM else ())


def _min_cell_gap(row: Row) -> float:
    """Return the least width of a gap between cells: wider than the spaces of a justified line."""
    words = [piece for cell in row.cells for piece in cell.pieces]
    if len(words) < _WORDS_STRETCHED:
        return _FIRM
    usual = statistics.median_low(right.x0 - left.x1 for left, right in pairwise(words)) / row.size
    return max(_FIRM, min(_SPACES * usual, WIDEST_SPACE)) if usual > _STRETCHED else _FIRM


def _supported_gaps(at: int, rows: Sequence[Row], gaps: Sequence[Sequence[Span]]) -> Iterator[Span]:
    for gap, cell in zip(gaps[at], rows[at].cells[1:], strict=True):
        if is_figure(cell) or _is_supported(gap, at, rows, gaps):
            yield gap


def _is_supported(gap: Span, at: int, rows: Sequence[Row], gaps: Sequence[Sequence[Span]]) -> bool:
    least, count = rows[at].size / 3, 1
    for step in (-1, 1):
        shared, beside = gap, at + step
        while 0 <= beside < len(rows) and count < _ROWS_OF_GUTTER:
            below = next((other for other in gaps[beside] if _overlap_width(shared, other) > least), None)
            if below is None:
                break
            if abs(beside - at) == 1 and below[1] - below[0] >= _FIRM * rows[beside].size:
                return True
            shared = (max(shared[0], below[0]), min(shared[1], below[1]))
            count, beside = count + 1, beside + step
    return count >= _ROWS_OF_GUTTER


def _overlap_width(one: Span, other: Span) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


_BACK = 0.5  # no word of the same line begins further back than this
_LEVEL = 0.35  # how far apart the feet of two words of a line may be
_SMALL = 0.8  # of the size of the line: raised letters
_SAME = 1.1  # times the size, up to which a size counts as the same
_RAISED = 0.5  # « 1er », « m² »
_DUPLICATE = 0.5  # share of a word's width that overlaps another: printed twice
_MOST_RUNS = 3_000


def build_runs(pieces: Iterable[Piece]) -> list[Run]:
    """Group words in file order into runs of one line."""
    runs: list[Run] = []
    before: Piece | None = None
    for piece in pieces:
        if before is not None and _follows(before, piece, runs[-1]):
            run = runs[-1]
            run.pieces.append(piece)
            run.x1 = max(run.x1, piece.x1)
            if piece.size > run.size:  # « nd » before it was raised
                run.base, run.size = piece.base, piece.size
        else:
            runs.append(Run([piece], piece.x0, piece.x1, piece.base, piece.size))
        before = piece
    return runs


def _follows(before: Piece, piece: Piece, run: Run) -> bool:
    if piece.turn != before.turn:
        return False
    if piece.turn == SLANTED:
        return not piece.fresh
    size = max(run.size, piece.size)
    if abs(piece.base - run.base) > size * (_LEVEL if piece.fresh else _RAISED):
        return False
    return -_BACK * size < piece.x0 - before.x1 < SOFT * size


def build_rows(runs: Iterable[Run]) -> list[Row]:
    """Return the runs of one direction as rows, from top to bottom; text printed twice in one place
    comes once.
    """
    rows: list[Row] = []
    for line in sorted(_file_lines(runs), key=attrgetter("base")):
        row = rows[-1] if rows else None
        if row is None or not _is_level(line, row):
            rows.append(line)
            continue
        again = [cell for cell in line.cells if any(_overlaps(cell, other) for other in row.cells)]
        if not again:
            _merge_line(row, line)
        elif any(cell.text != other.text for cell in again for other in row.cells if _overlaps(cell, other)):
            rows.append(line)
    for row in rows:
        row.cells.sort(key=attrgetter("x0"))
    merge_into_cells(rows)
    return rows


def _file_lines(runs: Iterable[Run]) -> Iterator[Row]:
    """Yield the runs that the file itself has on one line: scanned text is not level."""
    line: Row | None = None
    for run in runs:
        if line is not None and _continues_line(line, run):
            _merge_line(line, Row(run.base, run.size, [run]))
            continue
        if line is not None:
            yield line
        line = Row(run.base, run.size, [run])
    if line is not None:
        yield line


def _continues_line(line: Row, run: Run) -> bool:
    first, before = run.pieces[0], line.cells[-1]
    if first.fresh or first.turn == SLANTED or abs(run.base - before.base) > _RAISED * min(run.size, before.size):
        return False
    return not any(_overlaps(run, cell) for cell in line.cells)


def _is_level(line: Row, row: Row) -> bool:
    """Return whether a line is beside a row, or is small and raised beside it: « 2 », then « nd »."""
    if line.cells[0].pieces[0].turn == SLANTED:
        return False
    small, size = sorted((line.size, row.size))
    return line.base - row.base <= (_LEVEL if small > _SMALL * size else _RAISED * size / small) * small


def _merge_line(row: Row, line: Row) -> None:
    if line.size > row.size * _SAME or (line.size > row.size / _SAME and _width(line) > _width(row)):
        row.base, row.size = line.base, line.size
    row.cells += line.cells


def _width(row: Row) -> float:
    return sum(cell.x1 - cell.x0 for cell in row.cells)


def build_rows_by_turn(runs: Iterable[Run]) -> list[list[Row]]:
    """Return the rows of each text direction, the one with most words first."""
    turned: dict[int, list[Run]] = {}
    for run in runs:
        turned.setdefault(run.pieces[0].turn, []).append(run)
    most = sorted(turned.values(), key=lambda turn: -sum(len(run.pieces) for run in turn))
    return [build_rows(turn) if len(turn) <= _MOST_RUNS else _one_row_per_run(turn) for turn in most]


def _one_row_per_run(runs: Iterable[Run]) -> list[Row]:
    """Return each run as a row, in file order: a drawing made of letters has no better one."""
    return [Row(run.base, run.size, [run]) for run in runs]


def _overlaps(one: Run, other: Run) -> bool:
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    return shared > _DUPLICATE * min(one.x1 - one.x0, other.x1 - other.x0)
