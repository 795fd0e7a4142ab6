"""Read attendance tables: members ticked, lettered or named in a column.

« | Nom | Présent | Pouvoir à | », « Titulaire Émargement Suppléant Émargement », « Commune Titulaires
présents Excusés – Pouvoirs ». Cells are separated by bars or aligned in columns. ``plain`` is in small
letters without accents.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Final

from recueil.facts.attendance.list_headings import AttendanceStatus, find_mark, parse_status
from recueil.facts.attendance.proxies import ProxyTie, find_tie
from recueil.text import PrefilteredPattern
from recueil.values import Mention

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


def _line_span(plain: str, place: int) -> Span:
    """Return start and end of the line around an offset, limited to the longest line."""
    first, last = max(0, place - _LONGEST_LINE), min(len(plain), place + _LONGEST_LINE + 1)
    start, end = plain.rfind("\n", first, place) + 1, plain.find("\n", place, last)
    return start or first, last if end < 0 else end


def _split_cells(plain: str, line: Span) -> list[Span]:
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


def _iter_rows(plain: str, header: Span, headings: Sequence[Span]) -> Iterator[list[GridCell]]:
    """Yield the non-blank lines below a header while they fit its columns."""
    barred, at, blank = _has_bars(plain, header), header[1] + 1, 0
    lefts = [start - header[0] for start, _ in headings]
    while at < len(plain) and blank <= _BLANK_LINES:
        line = _line_span(plain, at)
        at = line[1] + 1
        if not plain[line[0] : line[1]].strip():
            blank += 1
            continue
        spans = _split_cells(plain, line) if _has_bars(plain, line) is barred else []
        if barred:
            cells = [GridCell(number, *span) for number, span in enumerate(spans)]
        else:
            cells = _align_cells(lefts, line[0], spans)
        if not cells:
            return
        blank = 0
        yield cells


def _has_bars(plain: str, line: Span) -> bool:
    return plain.find("|", *line) >= 0


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


_HEADER_WORD: Final = PrefilteredPattern(
    r"(?:presente?(?:s|\(e?s?\))?|presence|emargement)(?=\s?:?(?:[^\S\n]{0,2}(?:[|\n]|$)|[^\S\n]{2})|\s?[/–-])"
    r"|\| p \|",
    *("presen", "emargement", "| p |"),
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
    """An attendance table from ``start`` to ``end``: the status of its members, and its pouvoirs."""

    start: int
    end: int
    members: dict[Mention, AttendanceStatus] = field(default_factory=dict)
    pairs: list[tuple[Mention, Mention]] = field(default_factory=list)


def find_tables(text: str, plain: str, named: Sequence[Mention]) -> list[AttendanceTable]:
    """Return the attendance tables of at least two members, some of them present."""
    if "|" not in plain and _COLUMN_GAP not in plain:
        return []
    starts = [mention.start for mention in named]
    tables: list[AttendanceTable] = []
    done = 0
    for word in _HEADER_WORD.finditer(plain):
        if word.start() >= done:
            table = _parse_table(text, plain, _line_span(plain, word.start()), starts, named)
            done = table.end
            if len(table.members) >= _MIN_MEMBERS and AttendanceStatus.PRESENT in table.members.values():
                tables.append(table)
    return tables


def _parse_table(
    text: str, plain: str, header: Span, starts: Sequence[int], named: Sequence[Mention]
) -> AttendanceTable:
    """Parse the table under a line of headings; empty if the line is not a header."""
    table = AttendanceTable(*header)
    words = plain[header[0] : header[1]].strip()
    if "|" not in words and "  " not in words:
        return table
    headings = _split_cells(plain, header)
    columns = _parse_header(plain, headings)
    if not columns or bisect_left(starts, header[0]) < bisect_left(starts, header[1]):
        return table
    for cells in _iter_rows(plain, header, headings):
        first, table.end = bisect_left(starts, table.end), cells[-1].end
        _RowReader(text, plain, table).read(columns, cells, named[first : bisect_left(starts, table.end)])
    return table


def _parse_header(plain: str, headings: Sequence[Span]) -> list[AttendanceColumn]:
    """Parse a line of headings into columns; empty if it is not a header."""
    words = [plain[start:end].strip().removesuffix(":") for start, end in headings]
    if len(words) < 2 or any(len(word) > _LONGEST_HEADING or _NOT_HEADER.search(word) for word in words):
        return []
    columns = [_parse_heading(heading) for heading in words]
    return columns if "p" not in words or _is_status_legend(columns) else []


def _is_status_legend(columns: Sequence[AttendanceColumn]) -> bool:
    """Return whether « | P | A | E | » is a roll call; without excused or represented it could be pour,
    abstention.
    """
    return any(column.status in (AttendanceStatus.EXCUSED, AttendanceStatus.REPRESENTED) for column in columns)


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
        self, columns: Sequence[AttendanceColumn], cells: Sequence[GridCell], named: Sequence[Mention]
    ) -> None:
        for cell in cells:
            column = columns[cell.column] if cell.column < len(columns) else AttendanceColumn(None)
            inside = [mention for mention in named if cell.start <= mention.start < cell.end]
            if column.holders and len(inside) > 1:  # « A à B »
                self.member = None
            for mention in inside:
                self._name(column, mention)
            if not inside and self.member and column.status:
                self._mark(column.status, self.plain[cell.start : cell.end])
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
