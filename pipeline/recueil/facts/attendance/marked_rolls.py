"""Read rolls whose rows or columns mark each member, without the lines of a table.

« P BARRAULT Sylvie ⏎ A CADION Irène ⏎ PR MONTEIL Danièle → BARRAULT Sylvie », a letter before each name; « DUVAL
Paul FONTVERGNE T X ⏎ RUFFIN Anne HOUDAN T Absente », what stands at the end of each line; a column of names and,
below those of the communes, one of as many marks: « Présent ⏎ Excusé - pouvoir à RUFFIN Anne ⏎ Absente »; rows
that ran together: « DUVAL Paul Présent RUFFIN Anne Absente Procuration Mme PICQ CADION Irène Présente ».
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from recueil.entities.persons.name_words import find_marks_before_names
from recueil.facts.attendance.list_headings import CIVILITY, AttendanceStatus, parse_status
from recueil.facts.attendance.tables import AttendanceTable
from recueil.values import Mention
from recueil.values.mention import start_of

_FEWEST: Final = 4  # members of a roll
_APART: Final = 200  # characters between two names of a roll
_BEFORE: Final = 12  # from a letter to its name
_PROXY_LETTERS: Final = frozenset(("PR", "R"))
_ARROW: Final = re.compile(
    r"\s{0,3}(?:→|[-=]{0,2}>|:|\(?\s?(?:pouvoir\s{1,3}|procuration\s{1,3})?(?:a\s))\s{0,3}(?:(?:m|mme)\.?\s{1,3})?"
)
_LINE_START: Final = re.compile(
    r"(?:\A|\n)[^\S\n]{0,40}(?:\d{1,2}[.)-]?\s{1,3}|[•*-]\s{0,3})?(?:(?:m|mr|mme)\.?\s{1,3})?\Z"
)
_END_MARK: Final = re.compile(
    r"(?:\A|\s|-\s?)(?:(?P<present>x|✓|presente?|p)|(?P<excused>(?:absente?\s{1,3})?excusee?|e)|(?P<absent>absente?|a))"
    r"[.;]?\s{0,9}\Z"
)
_END_PROXY: Final = re.compile(
    r"(?:\A|[\s–-])(?:(?:absente?|excusee?)?[\s,–-]{0,5}(?:procuration|pouvoir|donne\s{1,3}pouvoir|represente?e?\s{1,3}par)"
    r"\s{0,3}:?\s{0,3}(?:a|par)?\s{1,3}(?:(?:m|mme)\.?\s{1,3})?)\Z"
)
# « DUPONT Luc Présent PICQ Anne Absente Procuration Mme RUFFIN », where lines ran together
_BEHIND: Final = re.compile(
    r"\s{1,40}(?:(?P<present>presente?)|(?P<excused>(?:absente?\s{1,3})?excusee?)|(?P<absent>absente?))(?![\w-])"
)
_NEXT: Final = re.compile(rf"\s{{1,40}}(?:{CIVILITY}\s{{1,3}})?")
_PROXY: Final = re.compile(
    r"\s{0,3}[,(–-]?\s{0,40}(?:a\s{1,3}donne\s{1,3}|donne\s{1,3})?(?:procuration|pouvoir|represente)"
)
_PROXY_TO: Final = re.compile(rf"{_PROXY.pattern}e?(?:\s{{1,3}}(?:a|par))?\s{{1,9}}(?:{CIVILITY}\s{{1,3}})?")
_CROSS: Final = re.compile(r"\s[x✓]\s{0,9}\Z")
_MARK_BEFORE: Final = re.compile(r"\b(?:present|absent|excus)\w{0,3}\s{0,9}:?\s{0,9}\Z")
_HEADING_REACH: Final = 500  # from the heading of the marks to the first name
_PRESENT: Final = re.compile(r"\bpresente?s?\b|\bemargement\b|\bpresence\b")
_LONGEST_LINE: Final = 160
_COLUMN_REACH: Final = 60  # characters of the line of each name, between its column and that of the marks


def find_marked_rolls(text: str, plain: str, named: Sequence[Mention]) -> Iterator[AttendanceTable]:
    """Yield the first roll of each sort whose members are all marked, some of them present."""
    for roll in (
        _lettered_roll(text, plain, named),
        _roll_of_lines(plain, named),
        _roll_of_columns(plain, named),
        _flattened_roll(plain, named),
        _roll_of_crosses(plain, named),
    ):
        if roll and len(roll.members) >= _FEWEST and AttendanceStatus.PRESENT in roll.members.values():
            yield roll


def _lettered_roll(text: str, plain: str, named: Sequence[Mention]) -> AttendanceTable | None:
    """Read letters before names; None if no member is marked as other than present."""
    letters = find_marks_before_names(text)
    if not letters:
        return None
    ends = {start + len(letter): letter for start, letter in letters.items()}
    table = AttendanceTable(0, 0)
    giver: Mention | None = None
    for mention in named:
        if table.members and mention.start - table.end > _APART:
            break
        before = text[max(0, mention.start - _BEFORE) : mention.start].rstrip()
        letter = ends.get(mention.start - min(_BEFORE, mention.start) + len(before)) if before else None
        status = _letter_status(letter) if letter else None
        if status:
            if not table.members:
                table.start = mention.start
            table.members[mention] = status
            giver = mention if status is AttendanceStatus.REPRESENTED else None
            table.end = mention.end
        elif giver and _ARROW.fullmatch(plain, giver.end, mention.start):
            table.pairs.append((giver, mention))
            giver, table.end = None, mention.end
    return table if len(set(table.members.values())) > 1 else None


def _letter_status(letter: str) -> AttendanceStatus | None:
    return AttendanceStatus.REPRESENTED if letter in _PROXY_LETTERS else parse_status(letter.lower())


def _roll_of_lines(plain: str, named: Sequence[Mention]) -> AttendanceTable | None:
    """Read lines that begin with a name and end with a mark.

    None unless a heading says « Présent », and a word, not a cross, says of someone that he is away.
    """
    table = AttendanceTable(0, 0)
    words = crosses = 0
    at = 0
    while at < len(named):
        mention = named[at]
        if not _begins_line(plain, mention):
            at += 1
            continue
        if table.members and mention.start - table.end > _APART:
            break
        end = _line_end(plain, mention.end)
        following = bisect_left(named, end, at + 1, key=start_of)
        holder = named[following - 1] if following > at + 1 else None
        at = following
        if holder and _END_PROXY.search(plain, mention.end, holder.start):
            status: AttendanceStatus | None = AttendanceStatus.REPRESENTED
            table.pairs.append((mention, holder))
        else:
            status = _end_status(plain, mention.end, end)
        if status is None:
            if len(table.members) >= _FEWEST:
                break
            table, words, crosses = AttendanceTable(0, 0), 0, 0
            continue
        if not table.members:
            table.start = mention.start
        table.members[mention], table.end = status, end
        words += status is not AttendanceStatus.PRESENT
        crosses += status is AttendanceStatus.PRESENT
    headed = _PRESENT.search(plain, max(0, table.start - _HEADING_REACH), table.start)
    return table if headed and words and crosses else None


def _flattened_roll(plain: str, named: Sequence[Mention]) -> AttendanceTable | None:
    """Read the rows of a table that ran together: each name has its mark right behind it, the last one too.

    None if a mark stands before the first name, which then is a heading. A name that is read as one with that of
    the holder before it is left out.
    """
    table = AttendanceTable(0, 0, complete=True)
    at = 0
    while at < len(named):
        mention = named[at]
        mark = _BEHIND.match(plain, mention.end)
        if (
            mark is None
            or mark.lastgroup is None
            or (not table.members and _MARK_BEFORE.search(plain, max(0, mention.start - 20), mention.start))
        ):
            table = AttendanceTable(0, 0, complete=True)
            at += 1
            continue
        table.start = table.start if table.members else mention.start
        table.members[mention], table.end = AttendanceStatus(mark.lastgroup), mark.end()
        following = named[at + 1] if at + 1 < len(named) else None
        if following and _PROXY_TO.fullmatch(plain, mark.end(), following.start):
            table.members[mention], table.end = AttendanceStatus.REPRESENTED, following.end
            joined = _BEHIND.match(plain, following.end)
            if joined:
                table.end = joined.end()
            else:
                table.pairs.append((mention, following))
            at += 1
        elif _PROXY.match(plain, mark.end()):
            table.members[mention] = AttendanceStatus.REPRESENTED
        at += 1
        following = named[at] if at < len(named) else None
        if following is None or not _NEXT.fullmatch(plain, table.end, following.start):
            if len(table.members) >= _FEWEST and len(set(table.members.values())) > 1:
                return table
            table = AttendanceTable(0, 0, complete=True)
    return None


def _roll_of_crosses(plain: str, named: Sequence[Mention]) -> AttendanceTable | None:
    """Read lines that begin with a name, of which some end with a cross, under a heading that says « Présent ».

    Who has no cross, or someone beside it, is in the table without being a member: nobody is absent on that alone.
    """
    table = AttendanceTable(0, 0, complete=True)
    others = 0
    for mention in named:
        if not _begins_line(plain, mention):
            continue
        if table.end and mention.start - table.end > _APART:
            break
        end = _line_end(plain, mention.end)
        table.start, table.end = table.start or mention.start, end
        if _CROSS.search(plain[mention.end : end]):
            table.members[mention] = AttendanceStatus.PRESENT
        else:
            others += 1
    headed = _PRESENT.search(plain, max(0, table.start - _HEADING_REACH), table.start)
    return table if headed and others <= len(table.members) else None


def _begins_line(plain: str, mention: Mention) -> bool:
    return _LINE_START.search(plain, max(0, mention.start - 60), mention.start) is not None


def _line_end(plain: str, start: int) -> int:
    end = plain.find("\n", start, start + _LONGEST_LINE)
    return end if end >= 0 else min(len(plain), start + _LONGEST_LINE)


def _end_status(plain: str, start: int, end: int) -> AttendanceStatus | None:
    found = _END_MARK.search(plain[start:end])
    return AttendanceStatus(found.lastgroup) if found and found.lastgroup else None


def _roll_of_columns(plain: str, named: Sequence[Mention]) -> AttendanceTable | None:
    """Read a column of names, one in each line, and a column of as many marks below it."""
    for column in _name_columns(plain, named):
        if roll := _marks_below(plain, column, named):
            return roll
    return None


def _name_columns(plain: str, named: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Yield the runs of lines that hold a name and nothing else."""
    column: list[Mention] = []
    for mention in named:
        alone = _begins_line(plain, mention) and not plain[mention.end : _line_end(plain, mention.end)].strip()
        if column and not (alone and plain.count("\n", column[-1].end, mention.start) == 1):
            if len(column) >= _FEWEST:
                yield column
            column = []
        if alone:
            column.append(mention)
    if len(column) >= _FEWEST:
        yield column


def _marks_below(plain: str, column: Sequence[Mention], named: Sequence[Mention]) -> AttendanceTable | None:
    """Return the roll if, near below the names, exactly as many lines in succession are marks."""
    start = column[-1].end
    table = AttendanceTable(column[0].start, start)
    marks: list[tuple[int, int, AttendanceStatus]] = []
    at = _line_end(plain, start) + 1
    last = start + _COLUMN_REACH * len(column)
    while at < min(len(plain), last):
        end = _line_end(plain, at)
        holder = _name_between(named, at, end)
        status = _line_status(plain, at, holder.start if holder else end, holder)
        if status:
            marks.append((at, end, status))
        elif marks:
            break
        at = end + 1
    if len(marks) != len(column):
        return None
    for mention, (first, end, status) in zip(column, marks, strict=True):
        table.members[mention] = status
        holder = _name_between(named, first, end)
        if holder:
            table.pairs.append((mention, holder))
    table.end = marks[-1][1]
    return table


def _name_between(named: Sequence[Mention], start: int, end: int) -> Mention | None:
    at = bisect_left(named, start, key=start_of)
    return named[at] if at < len(named) and named[at].start < end else None


def _line_status(plain: str, start: int, end: int, holder: Mention | None) -> AttendanceStatus | None:
    if holder:
        return AttendanceStatus.REPRESENTED if _END_PROXY.search(plain[start:end]) else None
    found = _END_MARK.fullmatch(plain[start:end].strip())
    return AttendanceStatus(found.lastgroup) if found and found.lastgroup else None
