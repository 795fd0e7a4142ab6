"""The cells of rows: which gaps between words part them, and which are but the spaces of a line.

Lengths are in heights of the line (the letters' box, about 1.2 em), so that no font size is written here.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise

from recueil.readers.pdf.row import Row, Run, Span, is_figure
from recueil.readers.pdf.words import Piece

SOFT = 0.75  # a gap that separates cells if other rows have one in the same place
_FIRM = 1.7  # a gap that separates cells anywhere
_STRETCHED = 0.45  # the usual gap of a justified line
_WORDS_STRETCHED = 6
_WIDEST_SPACE, _SPACES = 3.2, 2.5
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
    return max(_FIRM, min(_SPACES * usual, _WIDEST_SPACE)) if usual > _STRETCHED else _FIRM


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
