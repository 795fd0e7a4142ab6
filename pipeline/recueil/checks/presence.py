"""Who sits: present and absent at once, proxies per holder, holders who are away.

A time or an item of the agenda explains it: « (arrivé à 18h36) », « jusqu'au point 4 ».
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from recueil.checks.law import covid
from recueil.checks.people import (
    alone,
    by_identity,
    everyone,
    folded,
    identity,
    moves,
    persons,
    qualified,
    readable,
)
from recueil.checks.rule import Case, Rule, rule, spans
from recueil.checks.words import day
from recueil.values import Mention
from recueil.values.finding import Finding
from recueil.values.person import Person

_SINGLE = {"municipal": "error", "communautaire": "error", "departemental": "error", "regional": "error"}


@rule("present-et-absent", "Logique : un membre n'est pas présent et absent à la fois")
def present_and_absent(this: Rule, case: Case) -> Iterator[Finding]:
    attendance = case.facts.attendance
    lists = (("absents", attendance.absent), ("excusés", attendance.excused), ("représentés", _givers(case)))
    here = by_identity(attendance.present) if any(away for _, away in lists) else {}
    told = set()
    for name, away in lists:
        for mention, person in persons(away):
            who = identity(person)
            if who not in here or who in told or mention in here[who]:
                continue
            told.add(who)
            both = (here[who][0], mention)
            if not moves(attendance, person) and not any(qualified(case, each) for each in both):
                yield _twice(this, case, person, both, name)


def _givers(case: Case) -> list[Mention]:
    attendance = case.facts.attendance
    return [*attendance.represented, *(proxy.giver for proxy in attendance.proxies)]


def _twice(this: Rule, case: Case, person: Person, both: tuple[Mention, Mention], where: str) -> Finding:
    civilities = {each.civility for _, each in persons(both) if each.civility}
    certain = bool(person.given) and len(folded(person.given)) > 1 and len(civilities) < 2
    return this.finding(
        "error" if certain and not case.facts.attendance.movements else "warning",
        f"{readable(person)} figure parmi les présents et parmi les {where}.",
        spans(both),
        found=readable(person),
    )


@rule(
    "pouvoirs-par-porteur",
    "CGCT L2121-20 : un conseiller ne porte qu'un pouvoir (deux pendant les périodes Covid)",
)
def proxies_of_one(this: Rule, case: Case) -> Iterator[Finding]:
    attendance = case.facts.attendance
    held: dict[tuple[str, str], dict[tuple[str, str], tuple[Mention, Mention]]] = {}
    for proxy in attendance.proxies:
        if proxy.holder:
            for (giver, one), (holder, other) in zip(
                persons([proxy.giver]), persons([proxy.holder]), strict=False
            ):
                held.setdefault(identity(other), {}).setdefault(identity(one), (giver, holder))
    allowed = 2 if covid(case.day) else 1
    for pairs in held.values():
        if len(pairs) > allowed:
            yield from _too_many(this, case, list(pairs.values()), allowed)


def _too_many(this: Rule, case: Case, pairs: list[tuple[Mention, Mention]], allowed: int) -> Iterator[Finding]:
    ((_, holder),) = persons([pairs[0][1]])
    seated = everyone(case.facts.attendance) + [other for _, other in pairs]
    if not holder.given and not alone(holder, seated):
        return
    turns = case.facts.attendance.movements or any(qualified(case, m) for pair in pairs for m in pair)
    if case.sits not in (*_SINGLE, "syndical"):
        return
    when = f" le {day(case.day)}" if case.day else ""
    yield this.finding(
        "error" if case.sits in _SINGLE and not turns else "warning",
        f"{readable(holder)} porte {len(pairs)} pouvoirs, {allowed} au plus{when}.",
        spans(chain.from_iterable(pairs)),
        expected=str(allowed),
        found=str(len(pairs)),
    )


@rule("porteur-absent", "CGCT L2121-20 : le porteur d'un pouvoir siège lui-même")
def holder_away(this: Rule, case: Case) -> Iterator[Finding]:
    attendance = case.facts.attendance
    if not attendance.proxies:
        return
    away = by_identity([*attendance.absent, *attendance.excused, *attendance.represented])
    here = by_identity(attendance.present)
    for proxy in attendance.proxies:
        for holder, person in persons([proxy.holder] if proxy.holder else []):
            who = identity(person)
            if who in here or who not in away or not person.given or moves(attendance, person):
                continue
            where = (away[who][0], holder)
            if not any(qualified(case, each) for each in where):
                message = f"{readable(person)} porte un pouvoir mais figure parmi les absents."
                yield this.finding("warning", message, spans(where), found=readable(person))
