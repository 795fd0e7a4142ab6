"""Find the horizontal rules of a page, and which lines of a table they enclose in one row."""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from recueil.readers.pdf.lines import Row, is_figure
from recueil.readers.pdf.words import View

_MOST_OBJECTS = 20_000
_THIN = 2.0  # points
_SHORTEST = 8.0  # points
_MOST_SEGMENTS = 6  # of a rectangle
_FEWEST_LINES = 4  # of a table that is drawn with lines
_LEAST_SHARE = 0.5  # of the width of a table that a rule between two of its rows covers
_LEAST_BANDS = 3
_MOST_LINES = 8  # of a row
_LONGEST_MARK = 2


class Rule(NamedTuple):
    """A horizontal line or the edge of a rectangle on the page as shown, in points. Sorts from top to bottom."""

    y: float
    x0: float
    x1: float


def find_rules(page: pypdfium2.PdfPage, view: View) -> list[Rule]:
    """Return the horizontal rules of a page, from top to bottom; those beyond the first 20,000 objects are not
    seen.

    Edges of rectangles are rules where a page draws no others: beside lines, they are the background of words.
    """
    lines: list[Rule] = []
    edges: list[Rule] = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for index in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        drawn = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_PATH:
            continue
        if not raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
            continue
        x0, y0, x1, y1 = view.box(left.value, bottom.value, right.value, top.value)
        if x1 - x0 < _SHORTEST:
            continue
        if y1 - y0 < _THIN:
            lines.append(Rule((y0 + y1) / 2, x0, x1))
        elif raw.FPDFPath_CountSegments(drawn) <= _MOST_SEGMENTS:
            edges += Rule(y0, x0, x1), Rule(y1, x0, x1)
    return sorted(lines if len(lines) >= _FEWEST_LINES else lines + edges)


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
        if _covered(rules[first:last], left, right) >= _LEAST_SHARE * (right - left):
            yield at


def _covered(rules: Sequence[Rule], left: float, right: float) -> float:
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
