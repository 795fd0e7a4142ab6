"""Read the rows of tables: those of the document, or reconstructed from a text without tables.

A document's tables come from its reader. In a plain text, cells stand between bars or under their headings, or a
PDF reader flattened the table to one line, whose figures tell the rows:
« ACCA 150 200 Amis du Moulin 1 300 1 310 TOTAL 1 450 1 510 »: each row is words and then as many figures as there
are columns. A space may separate thousands or columns; the number of columns and the sums of the totals decide.
A table whose figures can be read in two ways is not read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice, product
from math import prod
from operator import attrgetter
from typing import Final

from recueil.entities.cells import line_around, split_at_bars, split_cells
from recueil.values.table import Cell, Row, Span, Table, table_at

_TOLERANCE: Final = 3  # characters that a cell may reach under the next heading
_LONGEST_LINE: Final = 600
_BLANK_LINES: Final = 2  # between two rows
_LONGEST_PAGE_BREAK: Final = 300  # characters between a table and its rest on the next page


def read_rows(plain: str, offset: int, tables: Sequence[Table]) -> Iterator[Row]:
    """Yield the row of a table that contains an offset, and the rows below it; none if there is no table.

    The rows are those of the document's table there, and of its rest on the following pages; else of the lines of
    the text that have bars, or cells under those of the first.
    """
    table = table_at(tables, offset)
    at = table.row_at(offset) if table else None
    if table is not None and at is not None and len(table.rows[at]) > 1:
        yield from _rows_across_pages(plain, table, at, tables)
    else:
        yield from _rows_of_lines(plain, offset)


def _rows_across_pages(plain: str, table: Table, first: int, tables: Sequence[Table]) -> Iterator[Row]:
    """Yield the rows from one on, and those of the tables of as many columns that continue it below."""
    heading = table.rows[first]
    yield from table.rows[first:]
    for at in range(bisect_right(tables, table.start, key=attrgetter("start")), len(tables)):
        below = tables[at]
        between = plain[table.end : min(below.start, table.end + _LONGEST_PAGE_BREAK)]
        if below.width != table.width or below.start - table.end > _LONGEST_PAGE_BREAK or _WORDS.search(between):
            return
        repeated = [cell.words(plain) for cell in below.rows[0]] == [cell.words(plain) for cell in heading]
        yield from below.rows[1:] if repeated else below.rows
        table = below


_WORDS: Final = re.compile(r"[^\W\d_]{2,30}(?:\s{1,9}[^\W\d_]{2,30}){3}")  # more than « Page 2 sur 3 »


def _rows_of_lines(plain: str, offset: int) -> Iterator[Row]:
    """Yield the line around an offset and the non-blank lines below it, while they fit its columns."""
    header = line_around(plain, offset, _LONGEST_LINE)
    barred = _has_bars(plain, header)
    headings = _split_line(plain, header) if barred or "  " in plain[slice(*header)].strip() else []
    if not headings:
        return
    yield tuple(Cell(number, (span,)) for number, span in enumerate(headings))
    at, blank = header[1] + 1, 0
    lefts = [start - header[0] for start, _ in headings]
    while at < len(plain) and blank <= _BLANK_LINES:
        line = line_around(plain, at, _LONGEST_LINE)
        at = line[1] + 1
        if not plain[line[0] : line[1]].strip():
            blank += 1
            continue
        spans = _split_line(plain, line) if _has_bars(plain, line) is barred else []
        cells = tuple(enumerate(spans)) if barred else _align_cells(lefts, line[0], spans)
        if not cells:
            return
        blank = 0
        yield tuple(Cell(column, (span,)) for column, span in cells)


def _split_line(plain: str, line: Span) -> list[Span]:
    """Return the cells of a line from left to right, with bars also blank ones; none if it is too long."""
    start, end = line
    if end - start > _LONGEST_LINE:
        return []
    return split_at_bars(plain, start, end) or list(split_cells(plain, start, end))


def _has_bars(plain: str, line: Span) -> bool:
    return plain.find("|", *line) >= 0


def _align_cells(lefts: Sequence[int], line: int, spans: Sequence[Span]) -> tuple[tuple[int, Span], ...]:
    """Assign cells to the headings that start at ``lefts``: to each one if there are as many, else to those above
    them; none if a cell spans two headings.
    """
    if len(spans) == len(lefts):
        return tuple(enumerate(spans))
    cells: list[tuple[int, Span]] = []
    for start, end in spans:
        first = _column_at(lefts, start - line + _TOLERANCE)
        if _column_at(lefts, end - line - 1 - _TOLERANCE) > first:
            return ()
        cells.append((first, (start, end)))
    return tuple(cells)


def _column_at(lefts: Sequence[int], place: int) -> int:
    """Return the index of the last heading that starts at ``place`` or left of it."""
    return max(0, bisect_right(lefts, place) - 1)


_GROUPS = re.compile(
    r"(?<![\w,.])(?:[0-9]{1,9}(?:,[0-9]{2})?|[-–](?=[ \u00a0][0-9]))"
    r"(?:[ \u00a0](?:[0-9]{1,9}(?:,[0-9]{2})?|[-–](?![\w-]|[ \u00a0][^\W\d_]))){0,11}(?![\w,]|\.\w|\s?[%°])"
)
_GROUP = re.compile(r"[0-9]{1,9}(?:,[0-9]{2})?|[-–]")
_SUBTOTAL = re.compile(r"(?<![^\W\d_])sous[ -]{1,3}tota", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]\.?[^\W\d_]")
_TOTAL = re.compile(r"(?<![^\W\d_])(?<!sous[ -])tota(?:l|ux)(?![^\W\d_])", re.IGNORECASE)
_FIRST_NUMBER = re.compile(r"[\s|]{0,20}0?1[\s|.)–-]{1,4}[^\W\d_]")
_LONGEST_LABEL = 400
_MOST_ROWS = 120
_LIKE_SIZE = 1000
_MOST_READINGS = 512


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at characters ``start`` to ``end``."""

    start: int
    end: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class FigureRow:
    """The words of a row, at characters ``start`` to ``end``, and its figures from left to right."""

    start: int
    end: int
    figures: tuple[Figure, ...]


def read_flat_rows(text: str, start: int, stop: int, columns: int) -> tuple[list[FigureRow], bool]:
    """Return the rows of a flattened table of so many columns of figures, and whether its totals agree.

    The rows of totals are not returned. No rows if a row has another number of figures, or if the figures can be
    read in two ways that neither the totals nor the subtotals tell apart.
    """
    parts: list[_Part] = [_Part()]
    totals: list[tuple[Figure, ...]] = []
    for label_start, groups in islice(_split_rows(text, start, stop), _MOST_ROWS):
        ways = list(islice(_read_figures(groups, columns), _MOST_READINGS))
        ways = list(filter(_is_plausible, ways)) if len(ways) > 1 else ways
        if _SUBTOTAL.search(text, label_start, groups[0].start()):
            parts[-1].totals = ways
            parts.append(_Part())
            continue
        if _TOTAL.search(text, label_start, groups[0].start()):
            totals = ways
            break
        if not ways:
            break
        parts[-1].rows.append((label_start, groups[0].start(), ways))
    if len(parts) > 1 and not totals:
        parts = [part for part in parts if part.totals]
    for part in parts:
        if part.totals and not part.narrow(part.totals):
            return [], False
    whole = _Part([row for part in parts for row in part.rows])
    if not whole.rows:
        return [], False
    summed = bool(totals) and whole.narrow(totals)
    sure = summed or (len(parts) > 1 and all(part.totals for part in parts if part.rows))
    if (totals and not sure) or any(len(ways) > 1 for *_, ways in whole.rows):
        return [], False
    return [FigureRow(at, end, ways[0]) for at, end, ways in whole.rows], sure


@dataclass(slots=True)
class _Part:
    """Rows with the ways to read the figures of each, and those of the subtotal below them."""

    rows: list[tuple[int, int, list[tuple[Figure, ...]]]] = field(default_factory=list)
    totals: list[tuple[Figure, ...]] = field(default_factory=list)

    def narrow(self, totals: Sequence[tuple[Figure, ...]]) -> bool:
        """Keep the only ways that add up to a total, and return whether there are such."""
        choices = prod(len(ways) for *_, ways in self.rows) * max(1, len(totals))
        if not self.rows or choices > _MOST_READINGS:
            return False
        summed = [
            chosen
            for chosen in product(*(ways for *_, ways in self.rows))
            if any(_add_up(chosen, total) for total in totals)
        ]
        if len(summed) != 1:
            return False
        self.rows = [(at, end, [own]) for (at, end, _), own in zip(self.rows, summed[0], strict=True)]
        return True


def _split_rows(text: str, start: int, stop: int) -> Iterator[tuple[int, list[re.Match[str]]]]:
    """Yield where the words of each row begin, and the groups of digits after them."""
    number = 1 if _FIRST_NUMBER.match(text, start, stop) else 0
    for run in _GROUPS.finditer(text, start, stop):
        if run.start() - start > _LONGEST_LABEL:
            return
        if _LETTERS.search(text, start, run.start()):
            groups = list(_GROUP.finditer(text, run.start(), run.end()))
            number = number and number + 1
            if number and len(groups) > 1 and groups[-1][0].lstrip("0") == str(number):
                groups.pop()  # the number of the next row
            yield start, groups
            start = groups[-1].end()


def _read_figures(groups: Sequence[re.Match[str]], columns: int) -> Iterator[tuple[Figure, ...]]:
    """Yield the ways to read groups of digits as so many numbers: « 1 200 300 » as 1 200 and 300, among others."""
    if columns == 0:
        if not groups:
            yield ()
        return
    for size in range(1, len(groups) - columns + 2):
        own = groups[:size]
        if size > 1 and not _continues(own[-2], own[-1], first=size == 2):
            return
        if len(own[0][0]) > 1 and own[0][0][0] == "0" and "," not in own[0][0]:
            return
        written = "".join(group[0] for group in own).replace(",", ".")
        value = Decimal(written) if written[0].isdigit() else Decimal()
        for rest in _read_figures(groups[size:], columns - 1):
            yield Figure(own[0].start(), own[-1].end(), value), *rest


def _is_plausible(figures: tuple[Figure, ...]) -> bool:
    """Return whether the figures of a row are of like size: « 1 500 300 » is 1 500 and 300, not 1 and 500 300."""
    values = [figure.value for figure in figures if figure.value]
    return not values or max(values) < _LIKE_SIZE * min(values)


def _continues(before: re.Match[str], group: re.Match[str], *, first: bool) -> bool:
    """Return whether a group continues a number whose thousands are separated."""
    whole = group[0].partition(",")[0]
    return (
        len(whole) == 3
        and before[0].isdigit()
        and "," not in before[0]
        and (len(before[0]) <= 3 if first else len(before[0]) == 3)
    )


def _add_up(rows: Sequence[tuple[Figure, ...]], total: tuple[Figure, ...]) -> bool:
    return all(
        sum(figure.value for figure in column) == whole.value for *column, whole in zip(*rows, total, strict=True)
    )
