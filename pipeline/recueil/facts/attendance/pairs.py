"""Pair the givers and holders of pouvoirs whose names stand in order, in turn or in columns.

« A, B ayant donné pouvoir respectivement à X, Y », « Représentés ⏎ A ⏎ B ⏎ Par ⏎ X ⏎ Y », « A X B Y » under
« Absents représentés ». Nobody is paired unless the holders are present members and the givers are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise
from typing import Final

from recueil.facts.attendance.list_headings import AttendanceStatus, is_separator
from recueil.facts.attendance.lists import ABSENT_STATUSES, AWAY_STATUSES, AttendanceList, ProxyPair
from recueil.facts.attendance.proxies import ProxyTie
from recueil.values import Mention
from recueil.values.mention import start_of

_MIN_IN_ORDER = 2  # givers above as many holders
_GIVING_BETWEEN: Final = re.compile(r"\b(?:pouvoirs?|procurations?)\b|\brespectivement\b")


def pair_lists(plain: str, lists: Sequence[AttendanceList], present: Set[str]) -> Iterator[AttendanceList]:
    """Yield the lists with the pouvoirs that the order of their names tells; ``present``: keys of who sat."""
    for read in _join_columns(lists, present):
        yield _pair_alternating(_pair_in_order(plain, _pair_subjects(plain, read, present), present), present)


def _pair_in_order(plain: str, read: AttendanceList, present: Set[str]) -> AttendanceList:
    """Pair « A, B ayant donné pouvoir respectivement à X, Y » and « Représentés ⏎ A ⏎ B ⏎ Par ⏎ X ⏎ Y » in order,
    if the holders are present and the givers are not.

    Of these names only the last giver and the first holder stand side by side, and may be read as a pair.
    """
    if read.heading.status not in AWAY_STATUSES or len(read.pairs) > 1:
        return read
    beside = [(pair.giver, pair.holder) for pair in read.pairs if pair.holder]
    names = sorted({*read.members, *(holder for _, holder in beside)}, key=start_of)
    half, odd = divmod(len(names), 2)
    if odd or half < _MIN_IN_ORDER or beside not in ([], [(names[half - 1], names[half])]):
        return read
    if not beside or not read.is_of_proxies:
        between = plain[names[half - 1].end : names[half].start]
        if not _GIVING_BETWEEN.search(between):
            return read
    return _pair_halves(read, names[:half], names[half:], present)


def _join_columns(lists: Sequence[AttendanceList], present: Set[str]) -> Iterator[AttendanceList]:
    """Yield the lists, a column of givers and the one of their holders below it as one list of pouvoirs.

    « Excusés ⏎ A ⏎ B ⏎ pouvoir ⏎ pouvoir ⏎ à ⏎ à ⏎ X ⏎ Y »: as many present members as members away.
    """
    at = 0
    while at < len(lists):
        read, below = lists[at], lists[at + 1] if at + 1 < len(lists) else None
        if below and read.heading.status in ABSENT_STATUSES and below.is_of_proxies:
            givers, holders = list(read.members), list(below.members)
            if len(givers) == len(holders) >= _MIN_IN_ORDER and not read.pairs and not below.pairs:
                joined = _pair_halves(read, givers, holders, present)
                if joined.pairs:
                    yield replace(joined, end=below.end)
                    at += 2
                    continue
        yield read
        at += 1


def _pair_subjects(plain: str, read: AttendanceList, present: Set[str]) -> AttendanceList:
    """Pair « Excusés : A, B et C qui avaient respectivement donné pouvoir à X, Y et Z. Et D » in order.

    As many names follow as there are givers; if not, nothing is said of those names.
    """
    pair = next((each for each in read.pairs if _in_turn(plain, each)), None)
    if pair is None or pair.holder is None or read.heading.status not in AWAY_STATUSES or len(read.pairs) > 1:
        return read
    givers = [who for who in read.members if who.start <= pair.giver.start]
    following = [who for who in read.members if who.start > pair.holder.start]
    if len(givers) < _MIN_IN_ORDER or any(who.person_key in present for who in givers):
        return read
    holders = [pair.holder, *following[: len(givers) - 1]]
    joined = all(is_separator(plain, one.end, other.start) for one, other in pairwise(holders))
    if not joined or len(holders) < len(givers):
        return replace(read, members=dict.fromkeys(givers, AttendanceStatus.REPRESENTED), pairs=[])
    members: dict[Mention, AttendanceStatus] = dict.fromkeys(givers, AttendanceStatus.REPRESENTED)
    members |= {who: read.members[who] for who in following[len(givers) - 1 :]}
    pairs = [ProxyPair(giver, holder, ProxyTie.GIVES) for giver, holder in zip(givers, holders, strict=True)]
    return replace(read, members=members, pairs=pairs)


def _in_turn(plain: str, pair: ProxyPair) -> bool:
    """Return whether « respectivement » stands between a giver and the first of several holders."""
    return pair.holder is not None and plain.find("respectivement", pair.giver.end, pair.holder.start) >= 0


def _pair_halves(
    read: AttendanceList, givers: Sequence[Mention], holders: Sequence[Mention], present: Set[str]
) -> AttendanceList:
    missing = sum(who.person_key not in present for who in holders)
    if any(who.person_key in present for who in givers) or missing > (len(holders) > _MIN_IN_ORDER):
        return read
    pairs = [ProxyPair(giver, holder, ProxyTie.LISTED) for giver, holder in zip(givers, holders, strict=True)]
    return replace(read, members=dict.fromkeys(givers, AttendanceStatus.REPRESENTED), pairs=pairs)


def _pair_alternating(read: AttendanceList, present: Set[str]) -> AttendanceList:
    """Split « Absents représentés » in two columns: every second name is a present member, who holds a
    pouvoir.
    """
    if not read.is_of_proxies or read.pairs:
        return read
    givers, holders = list(read.members)[::2], list(read.members)[1::2]
    if len(givers) != len(holders) or len(holders) < 2:
        return read
    return _pair_halves(read, givers, holders, present)
