"""Find the rules of a page: the lines and edges of rectangles that are drawn between the rows and the columns of
its tables.

A vertical rule separates two cells however close their words are: « 21 230 | Ville de Vertbourg ».
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from recueil.readers.pdf.lines import WIDEST_SPACE, Row, Run, Span, is_figure
from recueil.readers.pdf.words import View

_MOST_OBJECTS = 20_000
_THIN = 3.0  # points, with the width that a stroke adds
_SHORTEST = 8.0  # points
_MOST_SEGMENTS = 6  # of a rectangle
_FEWEST_LINES = 4  # of a table that is drawn with lines
_SAME = 1.0  # points between the pieces of one vertical rule
_MOST_VERTICAL = 400  # of a page: more are a drawing
_TALLEST_MARK = 1.3  # heights of a line: a box to tick
_MIDDLE = 0.3  # of a height above the base: the middle of small letters
_LEAST_ACROSS = 2  # of the rows of a grid
_MOST_ACROSS = 500  # horizontal rules that are looked at
_INK = 0.12  # of a height: how far a letter may stand over a rule


class Rule(NamedTuple):
    """A horizontal line or the edge of a rectangle on the page as shown, in points. Sorts from top to bottom."""

    y: float
    x0: float
    x1: float


class VerticalRule(NamedTuple):
    """A vertical line or the edge of a rectangle on the page as shown, in points. Sorts from left to right."""

    x: float
    y0: float
    y1: float


@dataclass(frozen=True, slots=True)
class PageRules:
    """The rules of a page: horizontal ones from top to bottom, vertical ones from left to right."""

    horizontal: Sequence[Rule] = ()
    vertical: Sequence[VerticalRule] = ()


NO_RULES = PageRules()


def find_rules(page: pypdfium2.PdfPage, view: View) -> PageRules:
    """Return the rules of a page; those beyond the first 20,000 objects are not seen.

    Edges of rectangles are rules where a page draws no others: beside lines, they are the background of words.
    """
    lines: list[Rule] = []
    edges: list[Rule] = []
    upright: list[VerticalRule] = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for index in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        drawn = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_PATH:
            continue
        if not raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
            continue
        x0, y0, x1, y1 = view.box(left.value, bottom.value, right.value, top.value)
        if x1 - x0 < _SHORTEST:
            if x1 - x0 < _THIN and y1 - y0 >= _SHORTEST:
                upright.append(VerticalRule((x0 + x1) / 2, y0, y1))
            continue
        if y1 - y0 < _THIN:
            lines.append(Rule((y0 + y1) / 2, x0, x1))
        elif raw.FPDFPath_CountSegments(drawn) <= _MOST_SEGMENTS:
            edges += Rule(y0, x0, x1), Rule(y1, x0, x1)
            if y1 - y0 >= _SHORTEST and _is_stroked(drawn):
                upright += VerticalRule(x0, y0, y1), VerticalRule(x1, y0, y1)
    horizontal = sorted(lines if len(lines) >= _FEWEST_LINES else lines + edges)
    return PageRules(horizontal, _join_vertical(upright))


def _is_stroked(drawn: ctypes._Pointer) -> bool:  # type: ignore[type-arg]
    """Return whether the outline of a path is drawn: that of the background of words is not."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(drawn, fill, stroke)) and bool(stroke.value)


def _join_vertical(rules: Iterable[VerticalRule]) -> list[VerticalRule]:
    """Join the pieces of vertical rules, which are drawn row by row; of a drawing, return none."""
    joined: list[VerticalRule] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.x / _SAME), rule.y0)):
        last = joined[-1] if joined else None
        if last is not None and abs(rule.x - last.x) <= _SAME and rule.y0 <= last.y1 + _SAME:
            joined[-1] = last._replace(y1=max(last.y1, rule.y1))
        else:
            joined.append(rule)
    return sorted(joined) if len(joined) <= _MOST_VERTICAL else []


def set_cells_by_rules(rows: Sequence[Row], rules: Sequence[VerticalRule]) -> list[Row]:
    """Split the cells of rows where a vertical rule stands between two of their words, and join words of a
    justified line that stand between the same two rules.
    """
    if not rules:
        return list(rows)
    return [_set_cells(row, rules) for row in rows]


def _set_cells(row: Row, rules: Sequence[VerticalRule]) -> Row:
    middle, least = row.base - _MIDDLE * row.size, _TALLEST_MARK * row.size
    first = bisect_right(rules, row.x0, key=itemgetter(0))
    last = bisect_left(rules, row.x1, key=itemgetter(0))
    places = [rule.x for rule in rules[first:last] if rule.y0 <= middle <= rule.y1 and rule.y1 - rule.y0 >= least]
    if not places:
        return row
    parts = [part for cell in row.cells for part in _split_cell(cell, places)]
    cells = parts[:1]
    for part in parts[1:]:
        if _is_justified(cells[-1], part) and bisect_left(places, cells[-1].x0) == bisect_left(places, part.x0):
            cells[-1] = cells[-1].join(part)
        else:
            cells.append(part)
    return replace(row, cells=cells)


def _is_justified(left: Run, right: Run) -> bool:
    """Return whether the gap between two cells may be a space of a justified line: both have words."""
    if right.x0 - left.x1 > WIDEST_SPACE * left.size:
        return False
    return not (is_figure(left) or is_figure(right))


def _split_cell(cell: Run, places: Iterable[float]) -> Iterator[Run]:
    """Yield the parts of a cell between the vertical rules at these places."""
    first, ink = 0, _INK * cell.size
    pieces = cell.pieces
    for place in places:
        if not cell.x0 < place < cell.x1:
            continue
        at = bisect_left(pieces, place - ink, lo=first, key=attrgetter("x0"))
        if first < at < len(pieces) and pieces[at - 1].x1 <= place + ink:
            yield cell.part(first, at)
            first = at
    yield cell.part(first, len(pieces)) if first else cell


def is_grid(rules: PageRules, gutter: Span, top: float, bottom: float) -> bool:
    """Return whether a vertical rule stands in a gutter between two heights of the page, and horizontal rules
    across it part what is beside it into rows.
    """
    left, right = gutter
    first, last = (bisect_left(rules.vertical, side, key=itemgetter(0)) for side in (left - _SAME, right + _SAME))
    if not any(rule.y0 < bottom and rule.y1 > top for rule in rules.vertical[first:last]):
        return False
    first, last = (bisect_left(rules.horizontal, height, key=itemgetter(0)) for height in (top, bottom))
    middle = (left + right) / 2
    near = rules.horizontal[first : min(last, first + _MOST_ACROSS)]
    across = {round(rule.y / _THIN) for rule in near if rule.x0 <= middle <= rule.x1}
    return len(across) >= _LEAST_ACROSS
