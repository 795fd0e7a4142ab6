"""Look up the laws that acts cite by name, from the table ``laws.csv`` of a gazetteer.

« loi NOTRe », « loi « Climat et résilience » », « loi d'orientation des mobilités », « lois MAPTAM et NOTRe ».

A law cited by name, by number or by day is one reference. A name written with a capital in the table has one in
acts, so that « loi notre » names nothing; ``dated`` is ``no`` for a law whose day it shares with others.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from recueil.entities.patterns import regex_of_name
from recueil.text import fold_accents, fold_words
from recueil.values import PartialDate

_LONGEST_NAME = 130
# « loi dite « NOTRe » », « loi "littoral" »; « loi Sapin IV » is none of the table.
_BEFORE_NAME = r"\s{1,40}(?:dites?\s{1,40})?(?P<quote>[«\"“(]\s{0,2})?"
_AFTER_NAME = r"(?!\w|[-'’](?=\w)|\s(?:[IVX]{1,4}|[0-9]{1,2})\b(?!\s?[°/]))(?:(?(quote)\s{0,2}[»\"”)]|))"


@dataclass(frozen=True, slots=True)
class Law:
    """A law with its number and day."""

    number: str
    date: PartialDate


class NamedLaw(NamedTuple):
    """A law named at some place of a text, and where its name ends."""

    law: Law
    end: int


class LawTable:
    """The laws of a gazetteer by name, number and day."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        listed = [(row, Law(row["number"], PartialDate.parse(row["date"]))) for row in rows]
        self.by_number: Mapping[str, Law] = {law.number: law for _, law in listed}
        self.by_day: Mapping[PartialDate, Law] = {law.date: law for row, law in listed if row["dated"] == "yes"}
        named = sorted(
            ((row["written"], law) for row, law in listed if row["written"]), key=lambda each: len(each[0])
        )
        self._laws = [law for _, law in reversed(named)]
        names = "|".join(f"({_regex_of_written(written)})" for written, _ in reversed(named))
        self._after_loi = re.compile(rf"{_BEFORE_NAME}(?:{names}){_AFTER_NAME}") if named else None
        self._by_words = {tuple(fold_words(written)): law for written, law in named}

    def match_name(self, text: str, at: int) -> NamedLaw | None:
        """Match the name of a law at ``at``, where the word « loi » ends."""
        match = self._after_loi.match(text, at, at + _LONGEST_NAME) if self._after_loi else None
        if match is None:
            return None
        which = next(n for n in range(2, match.re.groups + 1) if match[n] is not None)
        return NamedLaw(self._laws[which - 2], match.end())

    def find_by_name(self, words: str) -> Law | None:
        """Return the law that a reader names « loi NOTRe », « NOTRe » or « loi engagement et proximité »."""
        folded = fold_words(words)
        return self._by_words.get(tuple(folded[1:] if folded[:1] == ["loi"] else folded))


def _regex_of_written(written: str) -> str:
    first, rest = written[0], written[1:]
    if first.islower():
        return rf"(?i:{regex_of_name(written)})"
    return rf"[{first}{fold_accents(first).upper()}][\u0300-\u0302]?(?i:{regex_of_name(rest)})"


@cache
def load_laws(package: str) -> LawTable:
    """Load the laws from the gazetteer of a package; cached. Empty where the package has no such table."""
    table = files(package) / "gazetteers" / "laws.csv"
    return LawTable(csv.DictReader(table.read_text("utf-8").splitlines()) if table.is_file() else ())
