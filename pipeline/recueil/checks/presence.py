"""Check attendance: members both present and absent, proxies per holder, proxies held by absent members.

A member whose place in a list is doubtful is accused of nothing. Times and agenda items explain apparent
contradictions: « (arrivé à 18h36) », « jusqu'au point 4 ». Two names are one person only where that is certain.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from recueil.checks.arithmetic import format_day
from recueil.checks.law import covid_rules_apply
from recueil.checks.rule import Case, Rule, rule, spans
from recueil.text import fold_accents
from recueil.values import Mention
from recueil.values.attendance import Attendance
from recueil.values.finding import Finding
from recueil.values.mention import start_of
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
def _fold_name(words: str | None) -> str:
    return _APART.sub(" ", fold_accents(words or "")).strip()


def _person_mentions(mentions: Iterable[Mention]) -> list[tuple[Mention, Person]]:
    return [(mention, mention.value) for mention in mentions if isinstance(mention.value, Person)]


def _name_key(person: Person) -> tuple[str, str]:
    return _fold_name(person.given), _fold_name(person.family)


def _group_by_name(mentions: Iterable[Mention]) -> Mapping[tuple[str, str], Sequence[Mention]]:
    found: dict[tuple[str, str], list[Mention]] = {}
    for mention, person in _person_mentions(mentions):
        found.setdefault(_name_key(person), []).append(mention)
    return found


def _all_members(attendance: Attendance) -> list[Mention]:
    givers = [proxy.giver for proxy in attendance.proxies]
    lists = (attendance.present, attendance.represented, attendance.excused, attendance.absent)
    return [mention for each in lists for mention in each] + givers


def _is_unique_surname(person: Person, others: Iterable[Mention]) -> bool:
    """Return whether nobody else of the séance has this surname: the surname then identifies one person."""
    named = {
        _name_key(other)
        for _, other in _person_mentions(others)
        if _fold_name(other.family) == _fold_name(person.family)
    }
    return len({given for given, _ in named if given}) <= 1


def _has_movement(attendance: Attendance, person: Person) -> bool:
    """Return whether the person arrives or leaves during the séance."""
    return any(
        _fold_name(other.family) == _fold_name(person.family)
        for _, other in _person_mentions(m.who for m in attendance.movements)
    )


def _is_qualified(case: Case, mention: Mention) -> bool:
    """Return whether a time or an agenda item follows the name.

    It must stand before the next name. Also True when the person replaces another.
    """
    named = case.entities.get("person", ())
    following = bisect_left(named, mention.end, key=start_of)
    until = named[following].start if following < len(named) else len(case.text)
    after = case.plain[mention.end : min(until, mention.end + _AFTER)]
    before = case.plain[max(0, mention.start - _BEFORE) : mention.start]
    return _QUALIFIED.search(after) is not None or _REPLACEMENT.search(before) is not None


def _display_name(person: Person) -> str:
    return " ".join(person.full_name.split())


_ONE_PROXY_ASSEMBLIES = {
    "municipal": "error",
    "communautaire": "error",
    "departemental": "error",
    "regional": "error",
}


@rule("present-et-absent", "Logique : un membre n'est pas présent et absent à la fois")
def present_and_absent(this: Rule, case: Case) -> Iterator[Finding]:
    attendance = case.sure_attendance
    givers = [*attendance.represented, *(proxy.giver for proxy in attendance.proxies)]
    lists = (("absents", attendance.absent), ("excusés", attendance.excused), ("représentés", givers))
    present = _group_by_name(attendance.present) if any(away for _, away in lists) else {}
    reported = set()
    for name, away in lists:
        for mention, person in _person_mentions(away):
            who = _name_key(person)
            if who not in present or who in reported or mention in present[who]:
                continue
            reported.add(who)
            both = (present[who][0], mention)
            if not _has_movement(attendance, person) and not any(_is_qualified(case, each) for each in both):
                yield _present_and_absent_finding(this, case, person, both, name)


def _present_and_absent_finding(
    this: Rule, case: Case, person: Person, both: tuple[Mention, Mention], where: str
) -> Finding:
    civilities = {each.civility for _, each in _person_mentions(both) if each.civility}
    certain = bool(person.given) and len(_fold_name(person.given)) > 1 and len(civilities) < 2
    return this.finding(
        "error" if certain and not case.facts.attendance.movements else "warning",
        f"{_display_name(person)} figure parmi les présents et parmi les {where}.",
        spans(both),
        found=_display_name(person),
    )


@rule(
    "pouvoirs-par-porteur",
    "CGCT L2121-20 : un conseiller ne porte qu'un pouvoir (deux pendant les périodes Covid)",
)
def proxies_of_one(this: Rule, case: Case) -> Iterator[Finding]:
    attendance = case.sure_attendance
    by_holder: dict[tuple[str, str], dict[tuple[str, str], tuple[Mention, Mention]]] = {}
    for proxy in attendance.proxies:
        if proxy.holder:
            for (giver, one), (holder, other) in zip(
                _person_mentions([proxy.giver]), _person_mentions([proxy.holder]), strict=False
            ):
                by_holder.setdefault(_name_key(other), {}).setdefault(_name_key(one), (giver, holder))
    allowed = 2 if covid_rules_apply(case.day) else 1
    for pairs in by_holder.values():
        if len(pairs) > allowed:
            yield from _check_proxy_count(this, case, list(pairs.values()), allowed)


def _check_proxy_count(
    this: Rule, case: Case, pairs: list[tuple[Mention, Mention]], allowed: int
) -> Iterator[Finding]:
    ((_, holder),) = _person_mentions([pairs[0][1]])
    seated = _all_members(case.facts.attendance) + [other for _, other in pairs]
    if not holder.given and not _is_unique_surname(holder, seated):
        return
    turns = case.facts.attendance.movements or any(_is_qualified(case, m) for pair in pairs for m in pair)
    if case.assembly not in (*_ONE_PROXY_ASSEMBLIES, "syndical"):
        return
    when = f" le {format_day(case.day)}" if case.day else ""
    yield this.finding(
        "error" if case.assembly in _ONE_PROXY_ASSEMBLIES and not turns else "warning",
        f"{_display_name(holder)} porte {len(pairs)} pouvoirs, {allowed} au plus{when}.",
        spans(chain.from_iterable(pairs)),
        expected=str(allowed),
        found=str(len(pairs)),
    )


@rule("porteur-absent", "CGCT L2121-20 : le porteur d'un pouvoir siège lui-même")
def holder_away(this: Rule, case: Case) -> Iterator[Finding]:
    attendance = case.sure_attendance
    if not attendance.proxies:
        return
    away = _group_by_name([*attendance.absent, *attendance.excused, *attendance.represented])
    present = _group_by_name(case.facts.attendance.present)
    for proxy in attendance.proxies:
        for holder, person in _person_mentions([proxy.holder] if proxy.holder else []):
            who = _name_key(person)
            if who in present or who not in away or not person.given or _has_movement(attendance, person):
                continue
            where = (away[who][0], holder)
            if not any(_is_qualified(case, each) for each in where):
                message = f"{_display_name(person)} porte un pouvoir mais figure parmi les absents."
                yield this.finding("warning", message, spans(where), found=_display_name(person))
