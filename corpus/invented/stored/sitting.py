"""Who sat, who did not and through whom they voted; and how they voted."""

from __future__ import annotations

from collections.abc import Sequence

from invented.stored.blanks import person
from invented.stored.bodies import Member
from invented.stored.draft import Draft
from recueil.values import Attendance, Headcount, Mention, Proxy, Vote

# Most acts only count: so there are seven persons to an act, though twenty sit.
_LISTED = 0.24
_UNANIMOUS = ("à l'unanimité", "à l'unanimité des suffrages exprimés", "à l'unanimité des membres présents")


def attendance(draft: Draft) -> Attendance:
    """Say who is there, by name or by number."""
    council = list(draft.body.council)
    away = [member for member in council[1:] if draft.dice.chance(0.2)]
    there = [member for member in council if member not in away]
    through = away[: len(away) // 2]
    counts = Headcount(len(council), len(there), len(through), len(away) - len(through), len(there) + len(through))
    if not draft.dice.chance(_LISTED):
        draft.sheet.say(f"En exercice : {len(council)} – Présents : {len(there)} – Votants : {counts.voting}")
        return Attendance(counts=counts)
    present = _listed(draft, "Présents : ", there)
    proxies = _proxies(draft, through, there)
    absent = _listed(draft, "\nAbsents : ", away[len(through) :])
    given = tuple(proxy.giver for proxy in proxies)
    return Attendance(present, represented=given, absent=absent, proxies=proxies, counts=counts)


def _listed(draft: Draft, heading: str, members: Sequence[Member]) -> tuple[Mention, ...]:
    found: list[Mention] = []
    for member in members:
        draft.sheet.say(", " if found else heading)
        found.append(person(draft, member, "person.list"))
    return tuple(found)


def _proxies(draft: Draft, givers: Sequence[Member], there: Sequence[Member]) -> tuple[Proxy, ...]:
    found: list[Proxy] = []
    for giver in givers:
        draft.sheet.say(", " if found else "\nPouvoirs : ")
        mention = person(draft, giver, "person.civility")
        draft.sheet.say(" à ")
        found.append(Proxy(mention, person(draft, draft.dice.pick(there), "person.civility")))
    return tuple(found)


def vote(draft: Draft, counts: Headcount) -> Vote:
    """Say how it ended."""
    start, voting = draft.sheet.at, counts.voting or 0
    if draft.dice.chance(0.8):
        draft.sheet.say(f"Adopté {draft.dice.pick(_UNANIMOUS)}")
        return Vote(start, draft.sheet.at, "adopted", unanimous=True)
    against, abstentions = draft.dice.below(voting // 3 + 1), draft.dice.below(voting // 4 + 1)
    outcome = "adopté" if draft.dice.chance(0.97) else "rejeté"
    favourable = voting - against - abstentions
    if outcome == "rejeté":
        favourable, against = min(favourable, against), max(favourable, against)
    draft.sheet.say(
        f"{outcome.capitalize()} par {favourable} voix pour, {against} contre, {abstentions} abstentions"
    )
    named = _opponents(draft, against) if draft.dice.chance(0.3) else ()
    return Vote(
        start,
        draft.sheet.at,
        "adopted" if outcome == "adopté" else "rejected",
        unanimous=not (against or abstentions),
        votes_for=favourable,
        against=against,
        abstentions=abstentions,
        names_against=named,
    )


def _opponents(draft: Draft, number: int) -> tuple[Mention, ...]:
    if not 0 < number < 4:
        return ()
    named = _listed(draft, " (contre : ", draft.dice.some(draft.body.council[1:], number))
    draft.sheet.say(")")
    return named
