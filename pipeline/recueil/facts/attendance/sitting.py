"""Who sat when an item of the séance was decided: « Arrivée de Mme X », « M. Y quitte la séance au point 5 ».

A member who arrives was away until then, one who leaves is away from then on; one who steps out of the room for
an item (« se retire », « sort de la salle ») is away for that item. What is told with a time alone, at the head of
the séance, tells of no item.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from recueil.facts.segmentation.structure_segments import Segment
from recueil.values import Attendance, Headcount, Mention, Movement, Proxy

_STEPS_OUT = re.compile(
    r"[^.;\n]{0,60}?\b(?:se\s{1,4}retire|sort(?:ent|ant|i|ie)?\b|quitt\w{1,4}\s{1,4}la\s{1,4}salle|le\s{1,4}temps\s{1,4}d)"
)
_UNTIL = re.compile(r"[\s,(–-]{0,6}jusqu")
_NUMBERS = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A part of the minutes of a séance, and the offset of its last decision."""

    segment: Segment
    decided: int


@dataclass(frozen=True, slots=True)
class _PresenceChange:
    """From item ``at`` on a member is away or back; ``briefly``: for that item only."""

    at: int
    away: bool
    briefly: bool


def attendance_by_item(text: str, attendance: Attendance, items: Sequence[AgendaItem]) -> list[Attendance]:
    """Return the attendance at each item, in the order of the items.

    Each has only the movements stated in its item.
    """
    turns: dict[str, list[_PresenceChange]] = defaultdict(list)
    names = _index_items(items)
    for movement in attendance.movements:
        if (at := _first_affected(text, movement, items, names)) is not None:
            briefly = movement.way == "leaves" and bool(_STEPS_OUT.match(text, movement.who.end))
            turns[movement.who.person_key].append(_PresenceChange(at, movement.way == "leaves", briefly))
    away = {
        member: _items_away(sorted(told, key=lambda turn: turn.at), len(items)) for member, told in turns.items()
    }
    return [
        _attendance_at(_with_own_movements(attendance, item), number, away) for number, item in enumerate(items)
    ]


def _with_own_movements(attendance: Attendance, item: AgendaItem) -> Attendance:
    """Return the attendance with only the movements that the item itself states."""
    start, end = item.segment.start, item.segment.end
    told = tuple(movement for movement in attendance.movements if start <= movement.who.start < end)
    return replace(attendance, movements=told)


def _index_items(items: Sequence[AgendaItem]) -> dict[str, int]:
    """Index the items by their printed numbers, and by the last figures of these if they are unique."""
    printed = {number: item.segment.item or "" for number, item in enumerate(items)}
    ranks = {number: rank for number, words in printed.items() if (rank := _last_number(words))}
    often = Counter(ranks.values())
    by_rank = {rank: number for number, rank in ranks.items() if often[rank] == 1}
    return by_rank | {words.lower(): number for number, words in printed.items() if words}


def _last_number(item: str) -> str | None:
    figures = _NUMBERS.findall(item)
    return figures[-1].lstrip("0") if figures else None


def _first_affected(
    text: str, movement: Movement, items: Sequence[AgendaItem], names: Mapping[str, int]
) -> int | None:
    """Return the index of the first item that the movement affects; None if the minutes do not say."""
    if movement.item is not None:
        named = names.get(movement.item.lower(), names.get(_last_number(movement.item) or ""))
        if named is not None:
            return named + bool(_UNTIL.match(text, movement.who.end))
    for number, item in enumerate(items):
        if item.segment.start <= movement.who.start < item.segment.end:
            return number + (movement.who.start > item.decided)
    return None


def _items_away(turns: Sequence[_PresenceChange], count: int) -> frozenset[int]:
    """Return the items for which a member is away."""
    away, gone = set(), not turns[0].away
    for number in range(count):
        here = [turn for turn in turns if turn.at == number]
        for turn in here:
            gone = turn.away and not turn.briefly
        if gone or any(turn.briefly for turn in here):
            away.add(number)
    return frozenset(away)


def _attendance_at(attendance: Attendance, number: int, away: Mapping[str, Set[int]]) -> Attendance:
    gone = {member for member, items in away.items() if number in items}
    here = away.keys() - gone
    givers = {proxy.giver.person_key for proxy in attendance.proxies}
    lists = (attendance.represented, attendance.excused, attendance.absent)
    left = [mention for mention in attendance.present if mention.person_key in gone]
    back = [mention for mention in _flatten(lists) if mention.person_key in here]
    without = [tuple(_without(members, here)) for members in lists]
    changed = replace(
        attendance,
        present=_sorted_unique([*_without(attendance.present, gone), *back]),
        represented=_sorted_unique([*without[0], *(mention for mention in left if mention.person_key in givers)]),
        excused=without[1],
        absent=_sorted_unique([*without[2], *(mention for mention in left if mention.person_key not in givers)]),
        proxies=tuple(_remaining_proxies(attendance.proxies, here)),
    )
    # Counts in the act are those of the head of the séance.
    return changed if changed == attendance else replace(changed, counts=Headcount(attendance.counts.in_office))


def _flatten(lists: Iterable[Sequence[Mention]]) -> Iterator[Mention]:
    return (mention for members in lists for mention in members)


def _without(members: Iterable[Mention], keys: Set[str]) -> Iterator[Mention]:
    return (mention for mention in members if mention.person_key not in keys)


def _remaining_proxies(proxies: Iterable[Proxy], here: Set[str]) -> Iterator[Proxy]:
    return (proxy for proxy in proxies if proxy.giver.person_key not in here)


def _sorted_unique(members: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return each member once, in text order."""
    first: dict[str, Mention] = {}
    for mention in sorted(members, key=lambda mention: mention.start):
        first.setdefault(mention.person_key, mention)
    return tuple(first.values())
