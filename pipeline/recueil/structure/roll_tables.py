"""Attendance in a table of Markdown: « | Nom | Présent | Pouvoir à | », an X in the column that holds.

``plain`` is in small letters without accents.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from recueil.structure.roll_headings import Status
from recueil.values import Mention

_HEADER: Final = re.compile(r"^[ \t]{0,9}\|[^\n]{0,300}\bpresente?s?\b[^\n]{0,300}\|[ \t]{0,9}$", re.MULTILINE)
_ROW: Final = re.compile(r"\n[ \t]{0,9}\|(?P<cells>[^\n]{1,600})\|[ \t]{0,9}(?=\n|$)")
_COLUMNS: Final = (
    (Status.PRESENT, re.compile(r"\bpresent")),
    (Status.REPRESENTED, re.compile(r"\b(?:pouvoir|procuration|represent|mandataire)")),
    (Status.EXCUSED, re.compile(r"\bexcuse")),
    (Status.ABSENT, re.compile(r"\babsent")),
)
_TICKED: Final = re.compile(r"\s{0,40}(?:x|✓|✔|☒|1|oui|p)\s{0,40}")


@dataclass(slots=True)
class Tables:
    """What the rows say: of whom, and through whom he votes."""

    marks: dict[Mention, Status] = field(default_factory=dict)
    givers: dict[Mention, Mention] = field(default_factory=dict)  # by holder


def tables_in(plain: str, named: Sequence[Mention]) -> Tables:
    """The rows of every table that has a column « Présent »."""
    tables = Tables()
    if not _ROW.search(plain):
        return tables
    starts = [mention.start for mention in named]
    done = 0
    for header in _HEADER.finditer(plain):
        if header.start() < done:  # a row « | X | présent | » of the table above
            continue
        columns = [_column(cell) for cell in header[0].strip().strip("|").split("|")]
        for start, cells in _rows(plain, header.end()):
            done = end = start + sum(len(cell) + 1 for cell in cells)
            _read_row(tables, columns, start, cells, named[bisect_left(starts, start) : bisect_left(starts, end)])
    return tables


def _column(cell: str) -> Status | None:
    return next((status for status, pattern in _COLUMNS if pattern.search(cell)), None)


def _rows(plain: str, at: int) -> Iterator[tuple[int, list[str]]]:
    while row := _ROW.match(plain, at):
        yield row.start("cells"), row["cells"].split("|")
        at = row.end()


def _read_row(
    tables: Tables, columns: Sequence[Status | None], start: int, cells: Sequence[str], named: Sequence[Mention]
) -> None:
    """The first name of a row is the member's; one in the column of pouvoirs is his holder's."""
    if not named:
        return
    for status, cell in zip(columns, cells, strict=False):
        end = start + len(cell)
        inside = [mention for mention in named[1:] if start <= mention.start < end]
        if status is Status.REPRESENTED and inside:
            tables.marks[named[0]] = status
            tables.givers[inside[0]] = named[0]
        elif status and _TICKED.fullmatch(cell):
            tables.marks[named[0]] = status
        start = end + 1
