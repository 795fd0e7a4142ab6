"""Words by the ten thousand: those of acts first, then invented ones, each rarer than the one before it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from math import sqrt
from typing import Generic, NamedTuple, TypeVar

from invented.dice import Dice
from invented.vocabulary import rows

T = TypeVar("T")

_ONSETS = (
    "b", "br", "c", "ch", "cl", "cr", "d", "dr", "f", "fl", "g", "gl", "gr", "j", "l", "m", "n", "p", "pl", "pr",
    "r", "s", "st", "t", "tr", "v", "vr",
)  # fmt: skip
_VOWELS = ("a", "e", "i", "o", "u", "ai", "an", "é", "eu", "in", "oi", "on", "ou")
_NOUN_ENDS = (
    ("tion", "f"), ("ment", "m"), ("age", "m"), ("ité", "f"), ("eur", "m"), ("ière", "f"), ("ance", "f"),
    ("oir", "m"), ("ette", "f"), ("ard", "m"), ("ure", "f"), ("is", "m"),
)  # fmt: skip
_ADJECTIVE_ENDS = ("ique", "able", "aire", "oire", "iste", "al", "eux", "ien", "if", "ide")
_VERB_ENDS = ("ise", "ifie", "onne", "ette", "oie", "ure")
_NAME_ENDS = ("ac", "ais", "anne", "ay", "ec", "elle", "eret", "ieu", "ille", "in", "on", "oux")

_ARTICLES = {"m": ("le ", "du ", "au "), "f": ("la ", "de la ", "à la "), "p": ("les ", "des ", "aux ")}
_ELIDED = ("l'", "de l'", "à l'")


class Noun(NamedTuple):
    """« le budget », « du budget », « au budget »."""

    the: str
    of: str
    to: str


class Zipf(Generic[T]):
    """Things of which the first is drawn most, and the n-th some n times less."""

    _EVEN = 12  # at the head the fall is gentler: no word of a language is a tenth of it

    def __init__(self, things: Sequence[T]) -> None:
        self._things = things
        self._reach = list(accumulate(map(self._weight, range(self._EVEN, self._EVEN + len(things)))))

    def draw(self, dice: Dice) -> T:
        return self._things[bisect_right(self._reach, dice.below(self._reach[-1]))]

    @staticmethod
    def _weight(rank: int) -> int:
        return int(1e9 / (rank * sqrt(sqrt(rank))))  # the root, unlike a power, is the same on every machine


@cache
def nouns() -> Zipf[Noun]:
    real = [(row["word"], row["gender"]) for row in rows("stored_words") if row["kind"] == "noun"]
    dice = Dice("nouns")
    ends = (dice.pick(_NOUN_ENDS) for _ in range(30_000))
    invented = [(root + end, gender) for root, (end, gender) in zip(_roots(dice, 30_000), ends, strict=True)]
    return Zipf([_noun(word, gender) for word, gender in real + invented])


@cache
def adjectives() -> Zipf[str]:
    return _mixed("adjective", _ADJECTIVE_ENDS, 12_000)


@cache
def verbs() -> Zipf[str]:
    return _mixed("verb", _VERB_ENDS, 6_000)


@cache
def names() -> Zipf[str]:
    """Of places, streets and firms."""
    dice = Dice("names")
    return Zipf([(root + dice.pick(_NAME_ENDS)).capitalize() for root in _roots(dice, 40_000)])


def _mixed(kind: str, ends: Sequence[str], number: int) -> Zipf[str]:
    dice = Dice(kind)
    real = [row["word"] for row in rows("stored_words") if row["kind"] == kind]
    return Zipf(real + [root + dice.pick(ends) for root in _roots(dice, number)])


def _roots(dice: Dice, number: int) -> Iterator[str]:
    for _ in range(number):
        syllables = (dice.pick(_ONSETS) + dice.pick(_VOWELS) for _ in range(dice.between(1, 2)))
        yield "".join(syllables) + dice.pick(_ONSETS)


def _noun(word: str, gender: str) -> Noun:
    articles = _ELIDED if word[0] in "aeiouéÉ" and gender != "p" else _ARTICLES[gender]
    return Noun(*(f"{article}{word}" for article in articles))
