"""Two thousand bodies that publish, the first of them most, and who sits in each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from invented.dice import Dice
from invented.people import invent
from invented.stored.words import Zipf
from invented.vocabulary import column
from recueil.text import fold_words
from recueil.values import Person

NUMBER = 2_000


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody as acts name them: « Mme » before the words « Élodie VASSEUR »."""

    civility: str
    words: str
    value: Person


@dataclass(frozen=True, slots=True)
class Body:
    """``council`` lists who sits in it, the first in the chair, whose office is ``chair``."""

    name: str
    place: str
    assembly: str
    chair: str
    council: tuple[Member, ...]


# Name, assembly, chair, fewest and most members; as often as it stands here.
_KINDS = (
    *[("Commune {}", "conseil municipal", "maire", 11, 15)] * 5,
    *[("Commune {}", "conseil municipal", "maire", 19, 29)] * 3,
    ("Ville {}", "conseil municipal", "maire", 33, 45),
    ("Communauté de communes {}", "conseil communautaire", "président", 22, 40),
    ("Syndicat des eaux {}", "comité syndical", "président", 8, 16),
)
_BESIDE = ("", "-sur-Vèze", "-le-Vieux", "-en-Gardelle")


@cache
def bodies() -> Zipf[int]:
    """Which body publishes: its number."""
    return Zipf(range(NUMBER))


@cache
def body(number: int) -> Body:
    """One of the bodies, by its number, with its council."""
    dice = Dice(f"body/{number}")
    name, assembly, chair, fewest, most = dice.pick(_KINDS)
    place = _place(number)
    council = tuple(_member(dice) for _ in range(dice.between(fewest, most)))
    return Body(name.format(_of(place)), place, assembly, chair, council)


def _of(place: str) -> str:
    return f"d'{place}" if place[0] in "AÉOU" else f"de {place}"


def _place(number: int) -> str:
    heads, tails = (column("places", "part", "kind", kind) for kind in ("head", "tail"))
    rest, head = divmod(number, len(heads))
    beside, tail = divmod(rest, len(tails))
    return f"{heads[head]}{tails[tail]}{_BESIDE[beside]}"


def _member(dice: Dice) -> Member:
    somebody = invent(dice)
    civility, family = "Mme" if somebody.woman else "M.", somebody.surname()
    key = " ".join(fold_words(f"{family} {somebody.given}"))
    value = Person(somebody.given, family, civility, key)
    return Member(f"{civility} ", f"{somebody.given} {family}", value)
