"""Attendance in a table: who is ticked, lettered or named in a column of it.

« | Nom | Présent | Pouvoir à | », « Titulaire   Émargement   Suppléant   Émargement », « Commune   Titulaires
présents   Excusés – Pouvoirs ». ``plain`` is in small letters without accents.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from recueil.facts.attendance.proxies import Tie, tie
from recueil.facts.attendance.roll_grid import Cell, Span, line_at, rows_below, spans_of
from recueil.facts.attendance.roll_headings import Status
from recueil.facts.attendance.roll_marks import letter_of, mark_of
from recueil.phrases import Phrase
from recueil.values import Mention

_IN_A_HEADER: Final = Phrase(
    r"(?:presente?(?:s|\(e?s?\))?|presence|emargement)(?=\s?:?(?:[^\S\n]{0,2}(?:[|\n]|$)|[^\S\n]{2})|\s?[/–-])"
    r"|\| p \|",
    *("presen", "emargement", "| p |"),
)
_NO_HEADER: Final = re.compile(r"[:;\d?!]|\.\s")  # « Présents : 12          Votants : 14 »
_LONGEST_HEADING: Final = 48
_STATUSES: Final = (
    (Status.PRESENT, re.compile(r"\b(?:presente?s?|presence|emargement)\b")),
    (Status.EXCUSED, re.compile(r"\bexcuse")),
    (Status.ABSENT, re.compile(r"\babsen")),
)
_POWER: Final = re.compile(r"\b(?:pouvoir|procuration|delegation de vote|represente|mandataire)")
_HOLDERS: Final = re.compile(
    r"(?:nom du )?(?:pouvoir|procuration|delegation de vote|mandataire)|.{0,40}\b(?:pouvoir|procuration|vote) a$"
    r"|represente.{0,4} par"
)
_TO: Final = re.compile(r"\b(?:a|par)$|mandataire")
_EITHER: Final = re.compile(r"[–/,-]|\b(?:ou|et)\b")  # « Excusés – Pouvoirs »
_TICK: Final = re.compile(r"\s*(?:[x✓✔☒1]|oui)\s*")
_GIVEN: Final = (Tie.GIVES, Tie.REPRESENTED, Tie.LISTED)
_PAIRED: Final = (*_GIVEN, Tie.HOLDS)
_GAP: Final = " " * 3  # between two columns
_FEWEST: Final = 2  # members of a table


@dataclass(frozen=True, slots=True)
class Column:
    """A column of names with one status, of marks, or of ``holders`` of pouvoirs; ``to``: their givers are
    absent.
    """

    status: Status | None
    holders: bool = False
    to: bool = False


@dataclass(slots=True)
class Table:
    """An attendance table from ``start`` to ``end``: the status of its members, and its pouvoirs."""

    start: int
    end: int
    members: dict[Mention, Status] = field(default_factory=dict)
    pairs: list[tuple[Mention, Mention]] = field(default_factory=list)


def tables_in(text: str, plain: str, named: Sequence[Mention]) -> list[Table]:
    """Return the attendance tables of at least two members, some of them present."""
    if "|" not in plain and _GAP not in plain:
        return []
    starts = [mention.start for mention in named]
    tables: list[Table] = []
    done = 0
    for word in _IN_A_HEADER.finditer(plain):
        if word.start() >= done:
            table = _table_at(text, plain, line_at(plain, word.start()), starts, named)
            done = table.end
            if len(table.members) >= _FEWEST and Status.PRESENT in table.members.values():
                tables.append(table)
    return tables


def _table_at(text: str, plain: str, header: Span, starts: Sequence[int], named: Sequence[Mention]) -> Table:
    """Parse the table under a line of headings; empty if the line is not a header."""
    table = Table(*header)
    words = plain[header[0] : header[1]].strip()
    if "|" not in words and "  " not in words:
        return table
    headings = spans_of(plain, header)
    columns = _columns(plain, headings)
    if not columns or bisect_left(starts, header[0]) < bisect_left(starts, header[1]):
        return table
    for cells in rows_below(plain, header, headings):
        first, table.end = bisect_left(starts, table.end), cells[-1].end
        _Row(text, plain, table).read(columns, cells, named[first : bisect_left(starts, table.end)])
    return table


def _columns(plain: str, headings: Sequence[Span]) -> list[Column]:
    """Parse a line of headings into columns; empty if it is not a header."""
    words = [plain[start:end].strip().removesuffix(":") for start, end in headings]
    if len(words) < 2 or any(len(word) > _LONGEST_HEADING or _NO_HEADER.search(word) for word in words):
        return []
    columns = [_column(heading) for heading in words]
    return columns if "p" not in words or _of_a_call(columns) else []


def _of_a_call(columns: Sequence[Column]) -> bool:
    """Return whether « | P | A | E | » is a roll call; without excused or represented it could be pour,
    abstention.
    """
    return any(column.status in (Status.EXCUSED, Status.REPRESENTED) for column in columns)


def _column(heading: str) -> Column:
    power = _POWER.search(heading) is not None
    found = next((status for status, pattern in _STATUSES if pattern.search(heading)), letter_of(heading))
    if _HOLDERS.match(heading):
        return Column(Status.REPRESENTED, holders=True, to=_TO.search(heading) is not None)
    if power and found is not Status.PRESENT and not (found and _EITHER.search(heading)):
        found = Status.REPRESENTED
    return Column(Status.EXCUSED if power and found is Status.ABSENT else found)


class _Row:
    """Reads a row from left to right; a mark belongs to the last member before it."""

    def __init__(self, text: str, plain: str, table: Table) -> None:
        self.text = text
        self.plain = plain
        self.table = table
        self.member: Mention | None = None
        self.tied: list[tuple[Mention, Mention, bool]] = []  # the member, who is tied to him, and whether he gives

    def read(self, columns: Sequence[Column], cells: Sequence[Cell], named: Sequence[Mention]) -> None:
        for cell in cells:
            column = columns[cell.column] if cell.column < len(columns) else Column(None)
            inside = [mention for mention in named if cell.start <= mention.start < cell.end]
            if column.holders and len(inside) > 1:  # « A à B »
                self.member = None
            for mention in inside:
                self._name(column, mention)
            if not inside and self.member and column.status:
                self._mark(column.status, self.plain[cell.start : cell.end])
        for member, other, gives in self.tied:
            self._pair(member, other, gives=gives)

    def _name(self, column: Column, mention: Mention) -> None:
        told = tie(self.plain, self.member.end, mention.start, mention.end) if self.member else None
        if self.member and (column.holders or told in _PAIRED):
            self.tied.append((self.member, mention, column.to or told in _GIVEN))
            return
        self.member = mention
        status = mark_of(self.text, self.plain, mention.end) or (None if column.holders else column.status)
        if status:
            self.table.members[mention] = status

    def _mark(self, status: Status, cell: str) -> None:
        mark = status if _TICK.fullmatch(cell) else letter_of(cell)
        if self.member and mark and (status is Status.PRESENT or mark is not Status.PRESENT):
            self.table.members.setdefault(self.member, mark)

    def _pair(self, member: Mention, other: Mention, *, gives: bool) -> None:
        """Record a pouvoir. A present member gives none, but may hold that of another."""
        members = self.table.members
        if members.get(member) is not Status.PRESENT:
            members[member] = Status.REPRESENTED
            self.table.pairs.append((member, other))
        elif not gives:
            members.setdefault(other, Status.REPRESENTED)
            self.table.pairs.append((other, member))
