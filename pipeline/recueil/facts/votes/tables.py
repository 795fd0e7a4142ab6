"""Read tables of votes, one row for each délibération: as tables of the document, or flattened to one line.

Under « Pour | Contre | Abstention », a cell that is blank beside a figure is 0, as in a form. Flattened:
« N° Objet Pour Contre Abstention 1 Tarifs 2024 15 0 0 2 Budget 13 1 1 »: the three figures at the end of a row are
its votes; the number of the next row, which may stand beside them, is not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Final

from recueil.facts.tables import read_rows
from recueil.facts.votes.counts import Position, VoteCounts
from recueil.values.table import Row, Table

_HEADER = re.compile(
    r"pour(?<!\wpour)[\s|]{1,6}(?:votes?\s)?contre[\s|]{1,6}(?:abstentions?|abst\b\.?|abs\b\.?)[\s|]{0,6}"
)
_FIGURES = re.compile(r"(?<![\w,./°-])\d{1,4}(?:[\s|]{1,6}\d{1,4}){2,7}(?![\w,./°%€]|\s?[%€])")
_FIGURE = re.compile(r"\d{1,4}")
_ROW_NUMBER = re.compile(r"[\s|]{0,6}(\d{1,3})(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LETTERS = re.compile(r"[a-z]{2}")
_LONGEST_ROW = 320
_LONGEST_TABLE = 8000
_MOST_VOTES = 400
_COLUMNS = 3
_LONGEST_LABEL = 60
_MOST_ROWS = 500


_TableCounts = tuple[int, int, list[VoteCounts]]


def find_table_counts(folded: str, tables: Sequence[Table] = ()) -> list[_TableCounts]:
    """Return the tables of a folded text: start, end, and the counts of their rows.

    There are at least two rows, unless the table is one of the document.
    """
    found: list[_TableCounts] = []
    reached = 0
    for table in tables:
        if table.start >= reached:
            counts = _count_table(folded, table, tables)
            reached = counts[1] if counts else 0
            found += [counts] if counts and counts[2] else []
    return sorted([*found, *_find_flattened(folded, found)], key=itemgetter(0))


def is_counted(tables: Sequence[_TableCounts], offset: int) -> bool:
    """Return whether an offset is in one of sorted tables of votes."""
    at = bisect_right(tables, offset, key=itemgetter(0)) - 1
    return at >= 0 and offset < tables[at][1]


_LABELS: Final[Mapping[Position, re.Pattern[str]]] = {
    "votes_for": re.compile(r"(?:votes?|voix|nombre de (?:voix|votes?))?\s?pour"),
    "against": re.compile(r"(?:votes?|voix|nombre de (?:voix|votes?))?\s?contre"),
    "abstentions": re.compile(r"(?:abstentions?(?:\(s\))?|abst\.?|abs\.?)"),
    "not_voting": re.compile(
        r"(?:nppv|ne pren\w{1,6} pas part(?: au vote)?|non[- ]participations?|non[- ]votants?)"
    ),
}
_VALUE = re.compile(r"(?P<figure>\d{1,4})(?:\s?(?:voix|votes?))?|[-–—/]|neant|aucun\w?")


def _count_table(folded: str, table: Table, tables: Sequence[Table]) -> _TableCounts | None:
    """Return the span of the rows of a table of the document under its labels, and their counts; None without
    labels.
    """
    for header in table.rows:
        columns = _label_columns(folded, header)
        if {"votes_for", "against"} <= set(columns.values()) and len(columns) == len(set(columns.values())):
            rows = list(islice(read_rows(folded, header[0].start, tables), _MOST_ROWS))
            counts = list(filter(None, (_count_row(folded, row, columns) for row in rows[1:])))
            return header[0].start, max(cell.end for cell in rows[-1]), counts
    return None


def _label_columns(folded: str, header: Row) -> dict[int, Position]:
    """Return the positions that the cells of a row are labels of, by their columns."""
    found: dict[int, Position] = {}
    for cell in header if len(header) > 1 else ():
        words = cell.words(folded) if cell.end - cell.start <= _LONGEST_LABEL else ""
        for position, label in _LABELS.items():
            if label.fullmatch(words.rstrip(" :")):
                found[cell.column] = position
    return found


def _count_row(folded: str, row: Row, columns: Mapping[int, Position]) -> VoteCounts | None:
    """Return the counts of a row; None if a cell under a label is not a figure, or all are blank."""
    cells = [cell for cell in row if cell.column in columns]
    values = [_VALUE.fullmatch(cell.words(folded)) for cell in cells]
    if not cells or None in values:
        return None
    counts: dict[Position, int] = {position: 0 for position in columns.values() if position != "not_voting"}
    for cell, value in zip(cells, values, strict=True):
        counts[columns[cell.column]] = int(value["figure"] or 0) if value else 0
    if not 0 < sum(counts.values()) <= _MOST_VOTES:
        return None
    return VoteCounts(cells[0].start, cells[-1].end, counts)


def _find_flattened(folded: str, elsewhere: Sequence[_TableCounts]) -> list[_TableCounts]:
    """Return the tables that are flattened to one line, of at least two rows, outside those already read."""
    found: list[_TableCounts] = []
    for header in _HEADER.finditer(folded):
        if found and header.start() < found[-1][1]:
            continue
        if is_counted(elsewhere, header.start()):
            continue
        rows = list(_read_rows(folded, header.end(), min(len(folded), header.end() + _LONGEST_TABLE)))
        if len(rows) > 1:
            found.append((header.start(), rows[-1].end, rows))
    return found


def _read_rows(folded: str, start: int, stop: int) -> Iterator[VoteCounts]:
    """Yield the counts of each row, up to the first run of figures that is none."""
    number = _number_at(folded, start)
    for run in _FIGURES.finditer(folded, start, stop):
        label = folded[start : run.start()]
        figures = list(_FIGURE.finditer(folded, run.start(), run.end()))
        if len(label) > _LONGEST_ROW or not _LETTERS.search(label):
            return
        if len(figures) > _COLUMNS and number is not None and int(figures[-1][0]) == number + 1:
            figures.pop()
        while len(figures) > _COLUMNS and _YEAR.fullmatch(figures[0][0]):
            figures.pop(0)
        values = [int(figure[0]) for figure in figures]
        if len(values) != _COLUMNS or not 0 < sum(values) <= _MOST_VOTES:
            return
        counts: dict[Position, int] = {"votes_for": values[0], "against": values[1], "abstentions": values[2]}
        yield VoteCounts(figures[0].start(), figures[-1].end(), counts)
        start = figures[-1].end()
        number = _number_at(folded, start)


def _number_at(folded: str, at: int) -> int | None:
    """Return the number that opens a row, or None."""
    number = _ROW_NUMBER.match(folded, at)
    return int(number[1]) if number else None
