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

_IN_COLUMNS: Final = re.compile(r"[^\s|]{1,80}(?: [^\s|]{1,80}){0,40}")
_SHIFT: Final = 3  # characters that a cell may reach under the next heading
_LONGEST_LINE: Final = 600
_BLANK_LINES: Final = 2  # between two rows


@dataclass(frozen=True, slots=True)
class Cell:
    """``plain[start:end]`` in the column of heading number ``column``."""

    column: int
    start: int
    end: int


def line_at(plain: str, place: int) -> Span:
    """Return start and end of the line around an offset, limited to the longest line."""
    first, last = max(0, place - _LONGEST_LINE), min(len(plain), place + _LONGEST_LINE + 1)
    start, end = plain.rfind("\n", first, place) + 1, plain.find("\n", place, last)
    return start or first, last if end < 0 else end


def spans_of(plain: str, line: Span) -> list[Span]:
    """Return the cells of a line from left to right; none if the line is too long."""
    start, end = line
    if end - start > _LONGEST_LINE:
        return []
    if not _barred(plain, line):
        return [cell.span() for cell in _IN_COLUMNS.finditer(plain, start, end)]
    cells = plain[start:end].split("|")
    ends = list(accumulate((len(cell) + 1 for cell in cells), initial=start))
    spans = [(left, right - 1) for left, right in pairwise(ends)]
    return spans[1:] if not cells[0].strip() else spans


def rows_below(plain: str, header: Span, headings: Sequence[Span]) -> Iterator[list[Cell]]:
    """Yield the non-blank lines below a header while they fit its columns."""
    barred, at, blank = _barred(plain, header), header[1] + 1, 0
    lefts = [start - header[0] for start, _ in headings]
    while at < len(plain) and blank <= _BLANK_LINES:
        line = line_at(plain, at)
        at = line[1] + 1
        if not plain[line[0] : line[1]].strip():
            blank += 1
            continue
        spans = spans_of(plain, line) if _barred(plain, line) is barred else []
        cells = _between_bars(spans) if barred else _under(lefts, line[0], spans)
        if not cells:
            return
        blank = 0
        yield cells


def _barred(plain: str, line: Span) -> bool:
    return plain.find("|", *line) >= 0


def _between_bars(spans: Sequence[Span]) -> list[Cell]:
    return [Cell(number, *span) for number, span in enumerate(spans)]


def _under(lefts: Sequence[int], line: int, spans: Sequence[Span]) -> list[Cell]:
    """Assign cells to the headings that start at ``lefts``; none if a cell spans two headings."""
    cells: list[Cell] = []
    for start, end in spans:
        first = _heading_at(lefts, start - line + _SHIFT)
        if _heading_at(lefts, end - line - 1 - _SHIFT) > first:
            return []
        cells.append(Cell(first, start, end))
    return cells


def _heading_at(lefts: Sequence[int], place: int) -> int:
    """Return the index of the last heading that starts at ``place`` or left of it."""
    return max(0, bisect_right(lefts, place) - 1)
