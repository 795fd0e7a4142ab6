"""Pieces of pattern that every extractor shares."""

from __future__ import annotations

# Spaces met inside figures: plain, no-break, narrow no-break, thin, tab.
SPACE = r"[ \u00a0\u202f\u2009\t]"
# A gap between two words: spaces, one or two line breaks. Bounded, so that blank pages cost nothing.
GAP = r"[ \u00a0\u202f\u2009\t]{0,40}(?:\r?\n[ \u00a0\u202f\u2009\t]{0,120}){0,2}"
APOSTROPHE = r"['’‘`´]"

MONTHS: dict[str, int] = {
    "janvier": 1, "janv": 1, "jan": 1,
    "février": 2, "fevrier": 2, "févr": 2, "fevr": 2, "fév": 2, "fev": 2,
    "mars": 3,
    "avril": 4, "avr": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7, "juil": 7,
    "août": 8, "aout": 8,
    "septembre": 9, "sept": 9,
    "octobre": 10, "oct": 10,
    "novembre": 11, "nov": 11,
    "décembre": 12, "decembre": 12, "déc": 12, "dec": 12,
}  # fmt: skip

WEEKDAYS: dict[str, int] = {
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
}  # fmt: skip


def alternatives(words: dict[str, int]) -> str:
    """A regex alternation of the words, longest first so that « juillet » wins over « juil »."""
    return "|".join(sorted(words, key=len, reverse=True))
