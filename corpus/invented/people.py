"""Invented people, and their names as houses write them: « Anne-⏎Louise KNAP », « de LATOUR », « J.-P. NOX »."""

from __future__ import annotations

from dataclasses import dataclass

from invented.dice import Dice
from invented.tagging import tag
from invented.vocabulary import column
from recueil.values import Person as Value

_UNACCENTED = str.maketrans("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜ", "AAACEEEEIIOOUUU")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody; ``family`` in ordinary case, ``small_particle`` if a « de » stays small among capitals."""

    given: str
    family: str
    woman: bool
    place: str = ""
    small_particle: bool = False

    def surname(self, *, accents: bool = True) -> str:
        """The family name in capitals."""
        name = self.family.upper()
        particle, _, rest = name.partition(" ")
        if self.small_particle and particle in ("DE", "DI", "DU", "DES", "DA"):
            name = f"{particle.lower()} {rest}"
        return name if accents else name.translate(_UNACCENTED)

    @property
    def initials(self) -> str:
        """« J.-P. » of Jean-Pierre."""
        return "-".join(f"{part[0]}." for part in self.given.split("-"))


def invent(dice: Dice, place: str = "") -> Person:
    woman = dice.chance(0.48)
    given = dice.pick(column("given_names", "name", "gender", "f" if woman else "m"))
    return Person(given, _family(dice), woman, place, dice.chance(0.3))


def _family(dice: Dice) -> str:
    if dice.chance(0.16):
        return dice.pick(column("surnames", "name"))
    if dice.chance(0.09):
        return _simple(dice) + dice.pick(("-", "-", " ")) + _simple(dice)
    return _simple(dice)


def _simple(dice: Dice) -> str:
    parts = (dice.pick(column("surname_parts", "part", "place", place)) for place in ("head", "tail"))
    return "".join(parts)


def council(dice: Dice, number: int, places: tuple[str, ...] = ("",)) -> list[Person]:
    """People of different surnames, as a council lists them: by surname."""
    found: dict[str, Person] = {}
    while len(found) < number:
        person = invent(dice, dice.pick(places))
        found.setdefault(person.family, person)
    return sorted(found.values(), key=lambda person: person.surname(accents=False))


def name(person: Person, naming: str, *, accents: bool = True) -> str:
    """The name alone, without civility."""
    family = person.surname(accents=accents)
    match naming:
        case "NAME given":
            return tag(Value(person.given, family), f"{family} {person.given}")
        case "Given Name":
            return tag(Value(person.given, person.family), f"{person.given} {person.family}")
        case "I. NAME":
            return tag(Value(person.initials, family), f"{person.initials} {family}")
        case "NAME I.":
            return tag(Value(person.initials, family), f"{family} {person.initials}")
        case "NAME":
            return tag(Value(None, family), family)
        case "Name":
            return tag(Value(None, person.family), person.family)
    return tag(Value(person.given, family), f"{person.given} {family}")


CIVILITIES = {
    "none": ("", ""), "short": ("M. ", "Mme "), "long": ("Monsieur ", "Madame "), "old": ("Mr ", "Mme "),
    "close": ("M.", "Mme "), "lower": ("monsieur ", "madame "),
}  # fmt: skip


def civility(person: Person, style: str) -> str:
    return CIVILITIES[style][person.woman]
