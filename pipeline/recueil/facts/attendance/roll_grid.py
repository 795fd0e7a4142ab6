"""Read attendance tables: members ticked, lettered or named in a column.

« | Nom | Présent | Pouvoir à | », « Titulaire Émargement Suppléant Émargement », « Commune Titulaires
présents Excusés – Pouvoirs ». Cells are separated by bars or aligned in columns. ``plain`` is in small
letters without accents.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

Span = tuple[int, int]

_ALIGNED_CELL: Final = re.compile(r"[^\s|]{1,80}(?: [^\s|]{1,80}){0,40}")
_TOLERANCE: Final = 3  # characters that a cell may reach under the next heading
_LONGEST_LINE: Final = 600
_BLANK_LINES: Final = 2  # between two rows


@dataclass(frozen=True, slots=True)
class GridCell:
    """``plain[start:end]`` in the column of heading number ``column``."""

    column: int
    start: int
    end: int


def line_span(plain: str, place: int) -> Span:
    """Return start and end of the line around an offset, limited to the longest line."""
    first, last = max(0, place - _LONGEST_LINE), min(len(plain), place + _LONGEST_LINE + 1)
    start, end = plain.rfind("\n", first, place) + 1, plain.find("\n", place, last)
    return start or first, last if end < 0 else end


def split_cells(plain: str, line: Span) -> list[Span]:
    """Return the cells of a line from left to right; none if the line is too long."""
    start, end = line
    if end - start > _LONGEST_LINE:
        return []
    if not _has_bars(plain, line):
        return [cell.span() for cell in _ALIGNED_CELL.finditer(plain, start, end)]
    cells = plain[start:end].split("|")
    ends = list(accumulate((len(cell) + 1 for cell in cells), initial=start))
    spans = [(left, right - 1) for left, right in pairwise(ends)]
    return spans[1:] if not cells[0].strip() else spans


def iter_rows(plain: str, header: Span, headings: Sequence[Span]) -> Iterator[list[GridCell]]:
    """Yield the non-blank lines below a header while they fit its columns."""
    barred, at, blank = _has_bars(plain, header), header[1] + 1, 0
    lefts = [start - header[0] for start, _ in headings]
    while at < len(plain) and blank <= _BLANK_LINES:
        line = line_span(plain, at)
        at = line[1] + 1
        if not plain[line[0] : line[1]].strip():
            blank += 1
            continue
        spans = split_cells(plain, line) if _has_bars(plain, line) is barred else []
        cells = _number_cells(spans) if barred else _align_cells(lefts, line[0], spans)
        if not cells:
            return
        blank = 0
        yield cells


def _has_bars(plain: str, line: Span) -> bool:
    return plain.find("|", *line) >= 0


def _number_cells(spans: Sequence[Span]) -> list[GridCell]:
    return [GridCell(number, *span) for number, span in enumerate(spans)]


def _align_cells(lefts: Sequence[int], line: int, spans: Sequence[Span]) -> list[GridCell]:
    """Assign cells to the headings that start at ``lefts``; none if a cell spans two headings."""
    cells: list[GridCell] = []
    for start, end in spans:
        first = _column_at(lefts, start - line + _TOLERANCE)
        if _column_at(lefts, end - line - 1 - _TOLERANCE) > first:
            return []
        cells.append(GridCell(first, start, end))
    return cells


def _column_at(lefts: Sequence[int], place: int) -> int:
    """Return the index of the last heading that starts at ``place`` or left of it."""
    return max(0, bisect_right(lefts, place) - 1)
