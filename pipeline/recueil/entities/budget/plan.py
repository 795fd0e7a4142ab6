"""The budget nomenclatures: which chapters, accounts and functions exist, and what they are called.

Tables of a gazetteer: ``chapitres.csv``, ``comptes.csv``, ``fonctions.csv``, each of code, nomenclatures, label.
An act rarely names its nomenclature, so a code is known when any of them has it.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from recueil.entities.persons.lexicon import fold

Labels = Mapping[str, tuple[tuple[str, ...], ...]]
"""By code, its labels in folded words."""

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]{2,}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# Votes by function: 90 or 92 (M14), 90 or 93 (M57), then the function and a local digit: 92421, 90213, 908241.
_BY_FUNCTION = re.compile(r"9[0-5][0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Plan:
    chapters: Labels
    accounts: Labels
    functions: Labels

    @classmethod
    def read(cls, folder: Traversable) -> Plan:
        return cls(*(_labels(folder / f"{table}.csv") for table in ("chapitres", "comptes", "fonctions")))

    def chapter(self, written: str) -> str | None:
        """The code of the chapter, its leading zero restored: « chapitre 11 » is 011; None if there is none."""
        codes = (written, f"0{written}", f"00{written}")
        known = next((code for code in codes if code in self.chapters and len(code) <= max(3, len(written))), None)
        return known or (written if _BY_FUNCTION.fullmatch(written) else None)

    def account(self, code: str) -> bool:
        """True of the accounts listed and of details below them: 7391118 under 739111, 70611 under 706."""
        if code in self.accounts:
            return True
        return not _YEAR.fullmatch(code) and any(code[:at] in self.accounts for at in range(len(code) - 1, 2, -1))

    def function(self, code: str) -> bool:
        return code in self.functions or bool(_BY_FUNCTION.fullmatch(code))

    def titled(self, code: str, words: tuple[str, ...]) -> bool:
        """True when the folded words begin a label of this chapter or account, each of them perhaps cut short."""
        labels = (*self.chapters.get(code, ()), *self.accounts.get(code, ()))
        return any(len(label) >= len(words) and all(map(_same, words, label)) for label in labels)


def _same(word: str, entire: str) -> bool:
    return word == entire or (len(word) >= 5 and (entire.startswith(word) or word.startswith(entire[:5])))


def words_of(text: str) -> tuple[str, ...]:
    """The folded words a label is compared by, « D.G.F. » as dgf; figures and single letters (« d' ») aside."""
    return tuple(fold(word.replace(".", "")) for word in _WORD.findall(text))


def _labels(table: Traversable) -> Labels:
    labels: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in csv.DictReader(table.read_text("utf-8").splitlines()):
        labels[row["code"]].append(words_of(row["label"]))
    return {code: tuple(words) for code, words in labels.items()}


@cache
def plan(package: str) -> Plan:
    """The nomenclatures shipped in ``package``."""
    return Plan.read(files(package) / "gazetteers")
