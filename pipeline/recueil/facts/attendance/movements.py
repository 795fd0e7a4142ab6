"""Find members who arrive or leave during the séance, and the attendance at each of its items.

« Arrivée de Mme X à 19h15 », « M. Y quitte la séance au point 5 ». « X (jusqu'au point 2) » leaves where X
is listed present, and arrives where X is listed absent. A member who arrives was away until then, one who
leaves is away from then on; one who steps out of the room for an item (« se retire », « sort de la salle »)
is away for that item only. A movement given only with a time, at the head of the séance, applies to no
item.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import time
from itertools import chain
from typing import Final, Literal

from recueil.facts.attendance.list_headings import CIVILITY
from recueil.facts.attendance.proxies import joins_names
from recueil.facts.segmentation.segments import Segment
from recueil.values import Attendance, Headcount, Mention, Movement
from recueil.values.mention import start_of

Direction = Literal["arrives", "leaves"]

_ANNOUNCEMENT: Final = re.compile(
    rf"\b(?:(?P<arrives>arrivees?|retour)|(?P<leaves>departs?|sortie))\s{{1,9}}d(?:e\s{{1,9}}"
    rf"|')(?:{CIVILITY}\s{{0,9}}){{0,2}}$"
)
_FARTHEST: Final = 40  # characters of an announcement
_MOVES: Final = re.compile(
    r"(?!\s{0,9}\n\s{0,40}(?:arrivee?s|departs)\b)"  # « Arrivés en cours de séance : » heads another list
    r"[\s,]{0,9}[(–-]?\s{0,3}(?:qui\s{1,9}|est\s{1,9}|a\s{1,9})?(?:"
    r"(?P<arrives>(?:arriv(?:e|ee|ent|es|ees|ant|ait)\b(?!\s{1,9}(?:de|d'|a\s{1,9}(?:echeance|terme)))"
    r"|entre\s{1,9}en\s{1,9}seance|(?:rejoint|integre)\s{1,9}(?:la\s{1,9}(?:seance|salle|reunion)|l'assemblee)))"
    r"|(?P<leaves>quitt\w{1,4}\s{1,9}(?:la\s{1,9}(?:seance|salle|reunion)|l'assemblee|a\s{1,9}\d|au\s{1,9}point)"
    r"|depart\b(?!\s{1,9}(?:de\b|d'))|parti?e?\s{1,9}a\s{1,9}\d"
    r"|sort\s{1,9}de\s{1,9}la\s{1,9}s|se\s{1,9}retire\b)"
    r"|(?P<until>jusqu'?(?:a|au|aux)\b)|(?P<since>a\s{1,9}(?:partir|compter)\s{1,9}d[eu]\b))"
)
_TIME: Final = re.compile(r"(?<![\d°])(?P<hour>[01]?\d|2[0-3])\s?(?:heures?|h|:)\s?(?P<minute>[0-5]\d)?(?!\d)")
_ITEM: Final = re.compile(
    r"\b(?:points?|affaires?|deliberations?|questions?|rapports?"
    r"|dossiers?)\s{1,3}(?:n\s?[°ºo]s?\s{0,3}|numero\s{1,3})?"
    r"(?P<item>[a-z]{0,4}-?[a-z]?\d{1,4}(?:[\w./-]{0,16}\w)?)"
)
_SENTENCE_END: Final = re.compile(r"[.;](?:\s|$)|\n\s{0,40}\n|\)")
_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class ListedNames:
    """The names of an act, those listed absent, and those named as holders of a pouvoir."""

    named: Sequence[Mention]
    away: Set[Mention]
    holders: Set[Mention]


def find_movements(text: str, plain: str, roll: ListedNames) -> list[Movement]:
    """Return each arrival and departure of a named member once.

    « pouvoir à M. B (jusqu'à 19h) » says nothing about B.
    """
    first: dict[tuple[str, Direction, time | None, str | None], Movement] = {}
    for move in _iter_movements(text, plain, roll):
        first.setdefault((move.who.person_key, move.way, move.time, move.item), move)
    return list(first.values())


def _iter_movements(text: str, plain: str, roll: ListedNames) -> Iterator[Movement]:
    place, named = 0, roll.named
    while place < len(named):
        if announced := _match_announcement(plain, named[place].start):
            last = _last_joined(plain, named, place)
            yield from _build_movements(
                text, plain, named[place : last + 1], _direction(announced), named[last].end
            )
            place = last + 1
            continue
        does = _MOVES.match(plain, named[place].end)
        if does and named[place] not in roll.holders:
            yield from _movements_after(text, plain, named[place], does, away=named[place] in roll.away)
        place += 1


def _match_announcement(plain: str, start: int) -> re.Match[str] | None:
    """Return the match of « Arrivée de Mme » right before a name, or None."""
    before = plain[max(0, start - _FARTHEST) : start]
    if "arrive" in before or "retour" in before or "depart" in before or "sortie" in before:
        return _ANNOUNCEMENT.search(before)
    return None


def _movements_after(
    text: str, plain: str, who: Mention, does: re.Match[str], *, away: bool
) -> Iterator[Movement]:
    """Yield the movement that the words after a name state; « jusqu'à quand » gives neither a time nor an
    item.
    """
    if not (does["until"] or does["since"]):
        yield from _build_movements(text, plain, [who], _direction(does), does.start())
        return
    way: Direction = "arrives" if bool(does["until"]) is away else "leaves"
    for move in _build_movements(text, plain, [who], way, does.start()):
        if move.time or move.item:
            yield move


def _last_joined(plain: str, named: Sequence[Mention], place: int) -> int:
    """Return the index of the last name of « Départ de X, Y et Z à 20h50 »."""
    while place + 1 < len(named) and joins_names(plain, named[place].end, named[place + 1].start):
        place += 1
    return place


def _direction(match: re.Match[str]) -> Direction:
    return "arrives" if match["arrives"] else "leaves"


def _build_movements(
    text: str, plain: str, who: Sequence[Mention], way: Direction, start: int
) -> Iterator[Movement]:
    end = min(len(plain), start + _LONGEST)
    if stop := _SENTENCE_END.search(plain, start, end):
        end = stop.start()
    at = _TIME.search(plain, start, end)
    item = _ITEM.search(plain, start, end)
    when = time(int(at["hour"]), int(at["minute"] or 0)) if at else None
    numbered = text[slice(*item.span("item"))] if item else None
    for mention in who:
        yield Movement(mention, way, when, numbered)


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
        member: _items_away(sorted(changes, key=lambda turn: turn.at), len(items))
        for member, changes in turns.items()
    }
    return [
        _attendance_at(_with_own_movements(attendance, item), number, away) for number, item in enumerate(items)
    ]


def _with_own_movements(attendance: Attendance, item: AgendaItem) -> Attendance:
    """Return the attendance with only the movements that the item itself states."""
    start, end = item.segment.start, item.segment.end
    own = tuple(movement for movement in attendance.movements if start <= movement.who.start < end)
    return replace(attendance, movements=own)


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
    back_keys = away.keys() - gone
    givers = {proxy.giver.person_key for proxy in attendance.proxies}
    lists = (attendance.represented, attendance.excused, attendance.absent)
    left = [mention for mention in attendance.present if mention.person_key in gone]
    back = [mention for mention in chain.from_iterable(lists) if mention.person_key in back_keys]
    without = [tuple(_without(members, back_keys)) for members in lists]
    changed = replace(
        attendance,
        present=_sorted_unique([*_without(attendance.present, gone), *back]),
        represented=_sorted_unique([*without[0], *(mention for mention in left if mention.person_key in givers)]),
        excused=without[1],
        absent=_sorted_unique([*without[2], *(mention for mention in left if mention.person_key not in givers)]),
        proxies=tuple(proxy for proxy in attendance.proxies if proxy.giver.person_key not in back_keys),
    )
    # Counts in the act are those of the head of the séance.
    return changed if changed == attendance else replace(changed, counts=Headcount(attendance.counts.in_office))


def _without(members: Iterable[Mention], keys: Set[str]) -> Iterator[Mention]:
    return (mention for mention in members if mention.person_key not in keys)


def _sorted_unique(members: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return each member once, in text order."""
    first: dict[str, Mention] = {}
    for mention in sorted(members, key=start_of):
        first.setdefault(mention.person_key, mention)
    return tuple(first.values())
