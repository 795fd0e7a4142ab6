"""Gaps in the numbers that a body gives its acts, year by year or séance by séance.

A series is a run of numbers that differ in one group of digits only: « 2023-014 », « DEL2023/14 », « 14 » among
the délibérations of 2023, « 20230630-04 » among those of a day. It is trusted if it grows with the days and most
of its numbers are there: what does not is no numbering of acts, and has no gaps.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from recueil.store.acts.history import ActOfBody

_DIGITS = re.compile(r"[0-9]+")
_MIN_ACTS = 5
# Of the numbers up to the last, how many must be there: with fewer, the store lacks acts, not the body.
_MIN_SHARE = 0.7
_MOST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class NumberGap:
    """Numbers that no act of a series has, from ``first`` to ``last``, written as the series writes them.

    ``after`` and ``before`` are the acts around them; ``after`` is None before the first of the series.
    """

    kind: str
    year: int
    first: str
    last: str
    count: int
    after: ActOfBody | None
    before: ActOfBody


@dataclass(frozen=True, slots=True)
class _Series:
    """``template`` is the number without its running part; ``day`` is set where each séance begins anew."""

    kind: str
    year: int
    day: datetime.date | None
    template: tuple[str, str]

    def number(self, running: int, width: int) -> str:
        """Write a number of the series, its running part at least so wide."""
        return f"{self.template[0]}{running:0{width}d}{self.template[1]}"


@dataclass(frozen=True, slots=True)
class _Numbered:
    number: int
    width: int
    act: ActOfBody


def find_number_gaps(acts: Iterable[ActOfBody]) -> tuple[NumberGap, ...]:
    """Find the numbers that are missing from the series of a body's acts, in their order."""
    by_series: dict[_Series, list[_Numbered]] = defaultdict(list)
    for act in acts:
        for series, numbered in _read(act):
            by_series[series].append(numbered)
    gaps = (gap for series, members in by_series.items() for gap in _gaps(series, members))
    return tuple(sorted(gaps, key=lambda gap: (gap.before.docid, gap.first)))


def _read(act: ActOfBody) -> Iterator[tuple[_Series, _Numbered]]:
    """Read the series of an act and its place there; nothing of a number that has no single running part."""
    if act.number is None or act.kind is None:
        return
    groups = list(_DIGITS.finditer(act.number))
    day = act.day
    of_day = [group for group in groups if group[0] in (f"{day:%Y%m%d}", f"{day:%y%m%d}", f"{day:%d%m%Y}")]
    of_year = [group for group in groups if group[0] in (f"{day.year}", f"{day:%y}")]
    fixed = (of_day or of_year)[:1]
    running = [group for group in groups if group not in fixed]
    if len(running) == 1 and len(running[0][0]) <= _MOST_DIGITS:
        group = running[0]
        template = _join_spaces(act.number[: group.start()]), _join_spaces(act.number[group.end() :])
        series = _Series(act.kind, day.year, day if of_day else None, template)
        yield series, _Numbered(int(group[0]), len(group[0]), act)


def _join_spaces(words: str) -> str:
    return re.sub(r"\s+", " ", words)


def _gaps(series: _Series, members: Sequence[_Numbered]) -> Iterator[NumberGap]:
    present = {one.number: one for one in reversed(members)}
    highest = max(present)
    if len(present) < _MIN_ACTS or len(present) < _MIN_SHARE * highest or not _grows(members):
        return
    # « 007 » and « 014 », or « 7 » and « 14 ».
    padded = min(one.width for one in members)
    before, width = None, padded if len({one.width for one in members}) == 1 else 0
    for number in sorted(present):
        since = 1 if before is None else before.number + 1
        if number > since:
            first, last = (series.number(each, width) for each in (since, number - 1))
            after = None if before is None else before.act
            yield NumberGap(series.kind, series.year, first, last, number - since, after, present[number].act)
        before = present[number]


def _grows(members: Sequence[_Numbered]) -> bool:
    """Return whether numbers grow from day to day: at most one in twenty may be out of its place."""
    by_number = sorted({(one.number, one.act.day) for one in members})
    days = [day for _, day in by_number]
    unordered = sum(1 for earlier, later in pairwise(days) if later < earlier)
    is_unique = len({number for number, _ in by_number}) == len(by_number)
    return is_unique and 20 * unordered <= len(by_number)
