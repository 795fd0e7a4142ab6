"""Read tables of votes, one row for each délibération, flattened to one line.

« N° Objet Pour Contre Abstention 1 Tarifs 2024 15 0 0 2 Budget 13 1 1 »: the three figures at the end of a row are
its votes; the number of the next row, which may stand beside them, is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recueil.facts.votes.counts import Position, VoteCounts

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


def find_table_counts(folded: str) -> list[tuple[int, int, list[VoteCounts]]]:
    """Return the tables of a folded text: start, end, and the counts of their rows, at least two."""
    found: list[tuple[int, int, list[VoteCounts]]] = []
    for header in _HEADER.finditer(folded):
        if found and header.start() < found[-1][1]:
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
