"""Read attendance tables: members ticked, lettered or named in a column.

« | Nom | Présent | Pouvoir à | », « Titulaire Émargement Suppléant Émargement », « Commune Titulaires
présents Excusés – Pouvoirs », and of those who are away alone « Absents Suppléant Pouvoir à ». ``plain`` is in
small letters without accents.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from recueil.facts.attendance.list_headings import AttendanceStatus, find_mark, parse_status
from recueil.facts.attendance.proxies import ProxyTie, find_tie
from recueil.facts.tables import read_rows
from recueil.text import PrefilteredPattern
from recueil.values import Mention
from recueil.values.table import Cell, Row, Table

_HEADER_WORD: Final = PrefilteredPattern(
    r"(?:presente?(?:s|\(e?s?\))?|presence|emargement)(?=\s?:?(?:[^\S\n]{0,2}(?:[|\n]|$)|[^\S\n]{2})|\s?[/–-])"
    r"|\| p \||(?<![\w-])(?:absente?s?(?:[\s-]excusee?s?)?|excusee?s?)(?=[^\S\n]{2}|\s?\|)",
    *("presen", "emargement", "| p |", "absen", "excus"),
)
_NOT_HEADER: Final = re.compile(r"[:;\d?!]|\.\s")  # « Présents : 12          Votants : 14 »
_LONGEST_HEADING: Final = 48
_STATUSES: Final = (
    (AttendanceStatus.PRESENT, re.compile(r"\b(?:presente?s?|presence|emargement)\b")),
    (AttendanceStatus.EXCUSED, re.compile(r"\bexcuse")),
    (AttendanceStatus.ABSENT, re.compile(r"\babsen")),
)
_PROXY_COLUMN: Final = re.compile(r"\b(?:pouvoir|procuration|delegation de vote|represente|mandataire)")
_HOLDER_COLUMN: Final = re.compile(
    r"(?:nom du )?(?:pouvoir|procuration|delegation de vote|mandataire)|.{0,40}\b(?:pouvoir|procuration|vote) a$"
    r"|represente.{0,4} par"
)
_TO: Final = re.compile(r"\b(?:a|par)$|mandataire")
_EITHER: Final = re.compile(r"[–/,-]|\b(?:ou|et)\b")  # « Excusés – Pouvoirs »
_TICK: Final = re.compile(r"\s*(?:[x✓✔☒1]|oui)\s*")
_GIVER_TIES: Final = (ProxyTie.GIVES, ProxyTie.REPRESENTED, ProxyTie.LISTED)
_PROXY_TIES: Final = (*_GIVER_TIES, ProxyTie.HOLDS)
# « Secrétaire : A », or a sentence
_BELOW_ABSENT: Final = re.compile(r":|\bsecretaire|\bquorum|\bvotants?\b|(?:[^\W\d_]{2,30}\W{1,9}){7}")
_COLUMN_GAP: Final = " " * 3  # between two columns
_MIN_MEMBERS: Final = 2  # members of a table


@dataclass(frozen=True, slots=True)
class AttendanceColumn:
    """A column of names with one status, of marks, or of ``holders`` of pouvoirs; ``to``: their givers are
    absent.
    """

    status: AttendanceStatus | None
    holders: bool = False
    to: bool = False


@dataclass(slots=True)
class AttendanceTable:
    """An attendance table from ``start`` to ``end``: the status of its members, and its pouvoirs.

    ``complete``: of who stands in it without being a member, nothing is known.
    """

    start: int
    end: int
    members: dict[Mention, AttendanceStatus] = field(default_factory=dict)
    pairs: list[tuple[Mention, Mention]] = field(default_factory=list)
    complete: bool = False

    @property
    def status(self) -> AttendanceStatus:
        """The status that its list is headed by: present, unless nobody in it is."""
        there = AttendanceStatus.PRESENT in self.members.values()
        return AttendanceStatus.PRESENT if there else AttendanceStatus.ABSENT


def find_tables(
    text: str, plain: str, named: Sequence[Mention], tables: Sequence[Table] = ()
) -> list[AttendanceTable]:
    """Return the attendance tables of at least two members, some of them present or represented by others."""
    if not tables and "|" not in plain and _COLUMN_GAP not in plain:
        return []
    starts = [mention.start for mention in named]
    found: list[AttendanceTable] = []
    done = 0
    for word in _HEADER_WORD.finditer(plain):
        if word.start() >= done:
            table = _parse_table(text, plain, read_rows(plain, word.start(), tables), starts, named)
            done = max(table.end, word.end())
            if len(table.members) >= _MIN_MEMBERS and (table.status is AttendanceStatus.PRESENT or table.pairs):
                found.append(table)
    return found


def _parse_table(
    text: str, plain: str, rows: Iterator[Row], starts: Sequence[int], named: Sequence[Mention]
) -> AttendanceTable:
    """Parse a row of headings and those below it; empty if the first is not a header."""
    header = next(rows, None)
    if not header:
        return AttendanceTable(0, 0)
    table = AttendanceTable(header[0].start, max(cell.end for cell in header))
    columns = _parse_header(plain, header)
    if not columns or bisect_left(starts, table.start) < bisect_left(starts, table.end):
        return table
    absent = _is_of_absent(columns.values())
    if absent is None:
        return table
    for cells in rows:
        if absent and any(_BELOW_ABSENT.search(cell.words(plain)) for cell in cells):
            break
        first, table.end = bisect_left(starts, table.end), max(cell.end for cell in cells)
        _RowReader(text, plain, table).read(columns, cells, named[first : bisect_left(starts, table.end)])
    return table


def _parse_header(plain: str, headings: Row) -> dict[int, AttendanceColumn]:
    """Parse a row of headings into columns by their numbers; empty if it is not a header."""
    words = [cell.words(plain).removesuffix(":").rstrip() for cell in headings]
    if len(words) < 2 or any(len(word) > _LONGEST_HEADING or _NOT_HEADER.search(word) for word in words):
        return {}
    columns = {cell.column: _parse_heading(heading) for cell, heading in zip(headings, words, strict=True)}
    return columns if "p" not in words or _is_status_legend(columns.values()) else {}


def _is_status_legend(columns: Iterable[AttendanceColumn]) -> bool:
    """Return whether « | P | A | E | » is a roll call; without excused or represented it could be pour,
    abstention.
    """
    return any(column.status in (AttendanceStatus.EXCUSED, AttendanceStatus.REPRESENTED) for column in columns)


def _is_of_absent(columns: Collection[AttendanceColumn]) -> bool | None:
    """Return whether the columns are of those who are away and of who holds their pouvoirs; None if neither these
    nor of those present.
    """
    statuses = {column.status for column in columns if not column.holders}
    if AttendanceStatus.PRESENT in statuses:
        return False
    away = bool(statuses & {AttendanceStatus.ABSENT, AttendanceStatus.EXCUSED})
    return True if away and any(column.holders for column in columns) else None


def _parse_heading(heading: str) -> AttendanceColumn:
    power = _PROXY_COLUMN.search(heading) is not None
    found = next((status for status, pattern in _STATUSES if pattern.search(heading)), parse_status(heading))
    if _HOLDER_COLUMN.match(heading):
        return AttendanceColumn(AttendanceStatus.REPRESENTED, holders=True, to=_TO.search(heading) is not None)
    if power and found is not AttendanceStatus.PRESENT and not (found and _EITHER.search(heading)):
        found = AttendanceStatus.REPRESENTED
    return AttendanceColumn(AttendanceStatus.EXCUSED if power and found is AttendanceStatus.ABSENT else found)


class _RowReader:
    """Reads a row from left to right; a mark belongs to the last member before it."""

    def __init__(self, text: str, plain: str, table: AttendanceTable) -> None:
        self.text = text
        self.plain = plain
        self.table = table
        self.member: Mention | None = None
        self.tied: list[tuple[Mention, Mention, bool]] = []  # the member, who is tied to him, and whether he gives

    def read(
        self, columns: Mapping[int, AttendanceColumn], cells: Sequence[Cell], named: Sequence[Mention]
    ) -> None:
        for cell in cells:
            column = columns.get(cell.column, AttendanceColumn(None))
            inside = [mention for mention in named if cell.contains(mention.start)]
            if column.holders and len(inside) > 1:  # « A à B »
                self.member = None
            for mention in inside:
                self._name(column, mention)
            if not inside and self.member and column.status:
                self._mark(column.status, cell.words(self.plain))
        for member, other, gives in self.tied:
            self._pair(member, other, gives=gives)

    def _name(self, column: AttendanceColumn, mention: Mention) -> None:
        tie = find_tie(self.plain, self.member.end, mention.start, mention.end) if self.member else None
        if self.member and (column.holders or tie in _PROXY_TIES):
            self.tied.append((self.member, mention, column.to or tie in _GIVER_TIES))
            return
        self.member = mention
        status = find_mark(self.text, self.plain, mention.end) or (None if column.holders else column.status)
        if status:
            self.table.members[mention] = status

    def _mark(self, status: AttendanceStatus, cell: str) -> None:
        if status is AttendanceStatus.PRESENT and cell.strip() == "non":
            mark: AttendanceStatus | None = AttendanceStatus.ABSENT
        else:
            mark = status if _TICK.fullmatch(cell) else parse_status(cell)
        if self.member and mark and (status is AttendanceStatus.PRESENT or mark is not AttendanceStatus.PRESENT):
            self.table.members.setdefault(self.member, mark)

    def _pair(self, member: Mention, other: Mention, *, gives: bool) -> None:
        """Record a pouvoir. A present member gives none, but may hold that of another."""
        members = self.table.members
        if members.get(member) is not AttendanceStatus.PRESENT:
            members[member] = AttendanceStatus.REPRESENTED
            self.table.pairs.append((member, other))
        elif not gives:
            members.setdefault(other, AttendanceStatus.REPRESENTED)
            self.table.pairs.append((other, member))
