"""Sentences with blanks, from ``phrases.csv``: « L'emprunt de {amount} court jusqu'au {end}. »"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from invented.clerk import Clerk
from invented.slots import SLOTS
from invented.tagging import initial_capital
from invented.vocabulary import rows

_BLANK = re.compile(r"\{(\w+)(?: (\w+))?\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Literal words and blanks in turn; a blank is a slot and its argument."""

    words: tuple[str, ...]
    blanks: tuple[tuple[str, str], ...]

    def said(self, clerk: Clerk) -> str:
        parts = [self.words[0]]
        for (slot, argument), after in zip(self.blanks, self.words[1:], strict=True):
            parts += (_fill(clerk, slot, argument), after)
        return initial_capital("".join(parts))


def _fill(clerk: Clerk, slot: str, argument: str) -> str:
    if argument == "cap":
        return initial_capital(SLOTS[slot](clerk, ""))
    return SLOTS[slot](clerk, argument)


def _read(sentence: str) -> Phrase:
    parts = _BLANK.split(sentence)
    blanks = tuple((slot, argument or "") for slot, argument in zip(parts[1::3], parts[2::3], strict=True))
    return Phrase(tuple(parts[0::3]), blanks)


@cache
def _phrases() -> dict[tuple[str, str], tuple[Phrase, ...]]:
    found: dict[tuple[str, str], tuple[Phrase, ...]] = {}
    for row in rows("phrases"):
        key = row["subject"], row["part"]
        found[key] = (*found.get(key, ()), _read(row["sentence"]))
    return found


def say(clerk: Clerk, part: str, number: int, *subjects: str) -> list[str]:
    """At most ``number`` different sentences of a part of an act, of the first subject first."""
    said: list[str] = []
    for subject in subjects:
        choices = _phrases().get((subject, part), ())
        said += [phrase.said(clerk) for phrase in clerk.dice.some(choices, number - len(said))]
    return said
