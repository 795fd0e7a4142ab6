"""Find the French codes by name or initials, from the table ``codes.csv`` of a gazetteer.

« code général des collectivités territoriales », « Code de⏎la commande publique », « C.G.C.T. », « CCH ».
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from recueil.entities.patterns import regex_of_name
from recueil.entities.references.laws import CitedText

Row = Mapping[str, str]

_GAP = r"\s{1,40}"


class CodeFinder:
    """Finds the codes of a gazetteer in a text: :meth:`find`."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: list[Row] = []
        named = _group_by_first_word(rows)
        first = {letter for word in named for letter in (word[0], word[0].upper())}
        second = {letter for word in named for letter in (word[1], word[1].upper())}
        words = "|".join(self._beginning_with(word, listed) for word, listed in named.items())
        # The first two letters as classes, so that the engine skips to them; then the lookbehind.
        self._pattern = re.compile(
            rf"[{''.join(sorted(first))}](?=[{''.join(sorted(second))}.])(?<![^\W_].)(?:{words})(?![^\W_])"
        )

    def _beginning_with(self, word: str, rows: list[Row]) -> str:
        """Return one group per written form, in the order of ``_rows``, the longest first."""
        listed = sorted(rows, key=lambda row: len(row["written"]), reverse=True)
        self._rows += listed
        if word.isupper():
            return "|".join(f"((?<={word[0]}){_regex_of_initials(row['written'][1:])})" for row in listed)
        rests = "|".join(f"({regex_of_name(row['written'].removeprefix(word).strip())})" for row in listed)
        return rf"(?i:(?<={word[0]}){word[1:]}{_GAP}(?:{rests}))"

    def find(self, text: str) -> Iterator[CitedText]:
        for match in self._pattern.finditer(text):
            row = self._rows[(match.lastindex or 1) - 1]
            yield CitedText(match.start(), match.end(), "code", row["number"], alone=row["alone"] == "yes")


def _group_by_first_word(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    named: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        named[row["written"].split()[0]].append(row)
    return named


def _regex_of_initials(letters: str) -> str:
    """Return a regex for initials: « GCT » of CGCT, also as « .G.C.T »."""
    return "".join(rf"\.?{letter}" for letter in letters)


@cache
def load_codes(package: str) -> CodeFinder:
    """Load the codes from the gazetteer of a package; cached."""
    table = (files(package) / "gazetteers" / "codes.csv").read_text("utf-8")
    return CodeFinder(csv.DictReader(table.splitlines()))
