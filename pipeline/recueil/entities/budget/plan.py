"""The budget nomenclatures: chapters, accounts and functions with their titles, and which one a line follows.

Gazetteer tables ``chapitres.csv``, ``comptes.csv``, ``fonctions.csv``: code, nomenclatures, label. An act
rarely names its nomenclature, so a code is valid when any of them has it. Titles are stricter: the same
« chapitre 922 » is education in M14 and grants received in M57 and M52, so a code is decoded only where the
act states its nomenclature (« suivant la nomenclature M14 », « compte 276348 (M57) »). Since 2024 communes
follow M57. A code with the same title in every plan has that title whatever the nomenclature.
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
"""Labels by code, each as a tuple of folded words."""

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]{2,}")
_YEAR_CODE = re.compile(r"(?:19|20)[0-9]{2}")
# Votes by function: 90 or 92 (M14), 90 or 93 (M57), then the function and a local digit: 92421, 90213, 908241.
_FUNCTION_CODE = re.compile(r"9[0-5][0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Plan:
    """The codes of all nomenclatures, with their labels."""

    chapters: Labels
    accounts: Labels
    functions: Labels

    @classmethod
    def read(cls, folder: Traversable) -> Plan:
        return cls(*(_read_labels(folder / f"{table}.csv") for table in ("chapitres", "comptes", "fonctions")))

    def chapter(self, written: str) -> str | None:
        """Return the code of the chapter with its leading zero, « chapitre 11 » is 011; None if there is none."""
        codes = (written, f"0{written}", f"00{written}")
        known = next((code for code in codes if code in self.chapters and len(code) <= max(3, len(written))), None)
        return known or (written if _FUNCTION_CODE.fullmatch(written) else None)

    def account(self, code: str) -> bool:
        """Return whether the account or one above it is listed: 7391118 under 739111, 70611 under 706."""
        if code in self.accounts:
            return True
        return not _YEAR_CODE.fullmatch(code) and any(
            code[:at] in self.accounts for at in range(len(code) - 1, 2, -1)
        )

    def function(self, code: str) -> bool:
        return code in self.functions or bool(_FUNCTION_CODE.fullmatch(code))

    def titled(self, code: str, words: tuple[str, ...]) -> bool:
        """Return whether the folded words begin a label of this chapter or account; each may be abbreviated."""
        labels = (*self.chapters.get(code, ()), *self.accounts.get(code, ()))
        return any(len(label) >= len(words) and all(map(_is_abbreviation, words, label)) for label in labels)


def _is_abbreviation(word: str, entire: str) -> bool:
    return word == entire or (len(word) >= 5 and (entire.startswith(word) or word.startswith(entire[:5])))


def fold_label(text: str) -> tuple[str, ...]:
    """Fold the words of a label to compare, « D.G.F. » as dgf; numbers and single letters (« d' ») are dropped."""
    return tuple(fold(word.replace(".", "")) for word in _WORD.findall(text))


def _read_labels(table: Traversable) -> Labels:
    labels: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in csv.DictReader(table.read_text("utf-8").splitlines()):
        labels[row["code"]].append(fold_label(row["label"]))
    return {code: tuple(words) for code, words in labels.items()}


@cache
def load_plan(package: str) -> Plan:
    """Load the nomenclatures from the gazetteer of a package; cached."""
    return Plan.read(files(package) / "gazetteers")
