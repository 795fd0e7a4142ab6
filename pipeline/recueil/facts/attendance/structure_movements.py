"""Find members who arrive or leave during the séance, and the attendance at each of its items.

« Arrivée de Mme X à 19h15 », « M. Y quitte la séance au point 5 ». « X (jusqu'au point 2) » leaves where X
is listed present, and arrives where X is listed absent. A member who arrives was away until then, one who
leaves is away from then on; one who steps out of the room for an item (« se retire », « sort de la salle »)
is away for that item only. A movement given only with a time, at the head of the séance, applies to no
item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import time
from typing import Final, Literal

from recueil.facts.attendance.proxies import joins_names
from recueil.facts.attendance.roll_gaps import CIVILITY
from recueil.values import Mention
from recueil.values.attendance import Movement

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
