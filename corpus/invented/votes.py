"""How votes are told: « à l'unanimité et deux abstentions », « 16 voix pour et 2 voix contre : MM. … »."""

from __future__ import annotations

from invented.clerk import Clerk
from invented.people import Person
from invented.spelling import spelt

_UNANIMOUS = (
    "à l'unanimité", "à l'unanimité des membres présents", "à l'unanimité des membres présents et représentés",
    "à l'unanimité (pour : {all} - contre : 0 - abstentions : 0)", "unanimité ({all} voix)", "par {all} voix pour",
    "à l'unanimité des suffrages exprimés", "par 0 contre, 0 abstention, {all} pour",
    "à l'unanimité, {chair} n'ayant pas pris part au vote",
)  # fmt: skip
_DIVIDED = (
    "à la majorité ({for} voix pour et {against} voix contre : {them})",
    "par {for} voix POUR, 0{against} CONTRE ({them})",
    "à la majorité, {for} pour, {against} contre ({them})",
    "par {for} voix pour, et {against} contre",
    "Pour : {for} Contre : {against} Abstention : 0 – {them} ayant voté contre",
)
_ABSTAINED = (
    "à l'unanimité et {words} abstentions ({them})", "à l'unanimité, moins {against} abstentions ({them})",
    "à l'unanimité ({against} abstentions de {them})", "{for} voix pour et {against} abstentions de {them}",
    "{for} voix POUR – {against} ABSTENTIONS ({them})", "Abstentions {against} : {them}",
)  # fmt: skip
SILENT = ("Le Conseil adopte.", "Adopté.", "Dont acte.", "Adopté à l'unanimité.", "Accord à l'unanimité.")


def vote(clerk: Clerk, voters: int) -> str:
    """The clause that says how it was decided, without capital and full stop."""
    if clerk.dice.chance(0.5):
        return _told(clerk, clerk.dice.pick(_UNANIMOUS), voters, 0)
    against = clerk.dice.between(2, max(2, min(6, voters // 4)))
    return _told(clerk, clerk.dice.pick((*_DIVIDED, *_ABSTAINED)), voters, against)


def _told(clerk: Clerk, form: str, voters: int, against: int) -> str:
    others = [person for person in clerk.speakers if person not in (clerk.chair, clerk.rapporteur)]
    them = _enumerated(clerk, clerk.dice.some(others, against)) if "{them}" in form else ""
    said = {"all": str(voters), "for": str(voters - against), "against": str(against), "chair": clerk.the_chair}
    return form.format(**said, words=spelt(against), them=them)


def _enumerated(clerk: Clerk, persons: list[Person]) -> str:
    if clerk.dice.chance(0.5):
        return ", ".join(clerk.spoken_of(person) for person in persons)
    plural = "MM. " if not all(person.woman for person in persons) else "Mmes "
    names = [clerk.name(person, "NAME") for person in persons]
    return f"{plural}{', '.join(names[:-1])} et {names[-1]}"
