"""Check attendance: members both present and absent, proxies per holder, proxies held by absent members.

Times and agenda items explain apparent contradictions: « (arrivé à 18h36) », « jusqu'au point 4 ». Two
names are one person only where that is certain.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from recueil.checks.rule import START, Case
from recueil.folding import fold_accents
from recueil.values import Mention
from recueil.values.attendance import Attendance
from recueil.values.person import Person

_APART = re.compile(r"[\W_]+")
# « (arrivé à 18h36) », « (à partir du point 3) », « jusqu'à 19 h 05 ».
_QUALIFIED = re.compile(
    r"\b[0-9]{1,2} ?h(?:eures?)? ?[0-9]{0,2}\b|\barriv|\bdepart\b|\bpart(?:i|ie)\b|\bquitt|jusqu"
    r"|a partir d|\bpoints? |\bsauf\b"
    r"|\b(?:affaire|question|dossier|deliberation|rapport)s? ?n?[°o]? ?[0-9]|\bentre en seance|\bretard"
)
# « Mme DUGAY Isabelle (remplacée par M. VASNAY Laurent) » among the absent.
_REPLACEMENT = re.compile(r"\b(?:remplace|supplee|suppleant)[a-z]{0,4} (?:par )?")
_AFTER, _BEFORE = 60, 30


@lru_cache(maxsize=1024)
def fold_name(words: str | None) -> str:
    return _APART.sub(" ", fold_accents(words or "")).strip()


def person_mentions(mentions: Iterable[Mention]) -> list[tuple[Mention, Person]]:
    return [(mention, mention.value) for mention in mentions if isinstance(mention.value, Person)]


def name_key(person: Person) -> tuple[str, str]:
    return fold_name(person.given), fold_name(person.family)


def group_by_name(mentions: Iterable[Mention]) -> Mapping[tuple[str, str], Sequence[Mention]]:
    found: dict[tuple[str, str], list[Mention]] = {}
    for mention, person in person_mentions(mentions):
        found.setdefault(name_key(person), []).append(mention)
    return found


def all_members(attendance: Attendance) -> list[Mention]:
    givers = [proxy.giver for proxy in attendance.proxies]
    lists = (attendance.present, attendance.represented, attendance.excused, attendance.absent)
    return [mention for each in lists for mention in each] + givers


def is_unique_surname(person: Person, others: Iterable[Mention]) -> bool:
    """Return whether nobody else of the séance has this surname: the surname then identifies one person."""
    named = {
        name_key(other)
        for _, other in person_mentions(others)
        if fold_name(other.family) == fold_name(person.family)
    }
    return len({given for given, _ in named if given}) <= 1


def has_movement(attendance: Attendance, person: Person) -> bool:
    """Return whether the person arrives or leaves during the séance."""
    return any(
        fold_name(other.family) == fold_name(person.family)
        for _, other in person_mentions(m.who for m in attendance.movements)
    )


def is_qualified(case: Case, mention: Mention) -> bool:
    """Return whether a time or an agenda item follows the name.

    It must stand before the next name. Also True when the person replaces another.
    """
    named = case.entities.get("person", ())
    following = bisect_left(named, mention.end, key=START)
    until = named[following].start if following < len(named) else len(case.text)
    after = case.plain[mention.end : min(until, mention.end + _AFTER)]
    before = case.plain[max(0, mention.start - _BEFORE) : mention.start]
    return _QUALIFIED.search(after) is not None or _REPLACEMENT.search(before) is not None


def display_name(person: Person) -> str:
    return " ".join(person.full_name.split())
