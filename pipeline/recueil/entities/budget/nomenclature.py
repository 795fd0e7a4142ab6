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
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from recueil.entities.budget.budget_section import BudgetContext
from recueil.entities.patterns import SPACE
from recueil.text import PrefilteredPattern, fold_accents, fold_hyphenated
from recueil.values import BudgetLine, Date, Mention

Labels = Mapping[str, tuple[tuple[str, ...], ...]]
"""Labels by code, each as a tuple of folded words."""

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]{2,}")
_YEAR_CODE = re.compile(r"(?:19|20)[0-9]{2}")
# Votes by function: 90 or 92 (M14), 90 or 93 (M57), then the function and a local digit: 92421, 90213, 908241.
_FUNCTION_CODE = re.compile(r"9[0-5][0-9]{1,4}")
_PARTS_OF_CHAPTERS = {
    "011": ("60", "61", "62", "63"),
    "012": ("62", "63", "64"),
    "013": ("60", "61", "62", "63", "64"),
    "014": ("70", "73", "74"),
    "10": ("10",),
    "16": ("16",),
    "204": ("204",),
}


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
        """Return whether the function is listed, or divides a listed one: « 0240 » divides 024."""
        if code in self.functions or _FUNCTION_CODE.fullmatch(code):
            return True
        return not _YEAR_CODE.fullmatch(code) and any(code[:at] in self.functions for at in range(2, len(code)))

    def contains(self, chapter: str, account: str) -> bool:
        """Return whether an account may belong to a chapter by nature: 6574 to 65, 6232 to 011, 2188 to 21."""
        parts = _PARTS_OF_CHAPTERS.get(chapter, (chapter,))
        return account.startswith(parts) and self.account(account)

    def has_title(self, code: str, words: tuple[str, ...]) -> bool:
        """Return whether the folded words begin a label of this chapter or account; each may be abbreviated."""
        labels = (*self.chapters.get(code, ()), *self.accounts.get(code, ()))
        return bool(words) and any(
            len(label) >= len(words) and all(map(_is_abbreviation, words, label)) for label in labels
        )


def _is_abbreviation(word: str, entire: str) -> bool:
    return word == entire or (len(word) >= 5 and (entire.startswith(word) or word.startswith(entire[:5])))


def fold_label(text: str) -> tuple[str, ...]:
    """Fold the words of a label to compare, « D.G.F. » as dgf; numbers and single letters (« d' ») are dropped."""
    return tuple(fold_hyphenated(word.replace(".", "")) for word in _WORD.findall(text))


def _read_labels(table: Traversable) -> Labels:
    labels: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in csv.DictReader(table.read_text("utf-8").splitlines()):
        labels[row["code"]].append(fold_label(row["label"]))
    return {code: tuple(words) for code, words in labels.items()}


@cache
def load_plan(package: str) -> Plan:
    """Load the nomenclatures from the gazetteer of a package; cached."""
    return Plan.read(files(package) / "gazetteers")


_TABLES = {
    "chapitre": "chapitres",
    "article": "comptes",
    "compte": "comptes",
    "nature": "comptes",
    "imputation": "comptes",
    "fonction": "fonctions",
    "sous-fonction": "fonctions",
    "rubrique": "fonctions",
}
# A vote by function writes the function after 90 (investment), 92 or 93 (functioning): « 92421 » is function 421.
_FUNCTION_PREFIXES = {"M14": ("90", "92"), "M57": ("90", "93"), "M52": ("90", "91", "93"), "M71": ("90", "93")}
_NUMBERS = r"14|57|52|4[1-9]?|22|61|71|83[12]"
_STATED = re.compile(rf"M(?<![\w-].)\.?{SPACE}?(?P<number>{_NUMBERS})(?![\w%²³°]|[.,][0-9])")
_OF_ACCOUNTS = re.compile(r"(?i)nomenclature|instruction|compt|budg|r[ée]f[ée]rentiel|norme|plan de")
# « le passage à la M57 au 1er janvier » is about the next budget.
_TO_COME = re.compile(
    r"(?i)\b(?:passage|passer|basculer?|bascule|adopter|adoption|changement|mise en (?:place|œuvre))\b"
)
_OTHER_BUDGET = PrefilteredPattern(
    r"(?i)budgets? annexes?|exploitation|assainissement|eau potable|\br[ée]gie\b|\bSPIC\b|syndica[tl]",
    *("budget", "exploitation", "assainissement", "eau potable", "regie", "spic", "syndica"),
)
_COMMUNE = re.compile(r"(?i)conseil municipal|conseillers municipaux")
_BUDGET_YEAR = re.compile(
    r"(?i)(?:budgets?|exercices?|BP|BS|DM|comptes?)\b[^.;\n0-9]{0,40}(?P<year>20[0-9]{2})(?![0-9])"
)
_SENTENCE_END = re.compile(r"[.;\n]\s")
_GENERAL_SINCE = 2024
_CONTEXT_CHARS, _MAX_DISTANCE = 100, 60


class Titles:
    """Titles of codes: by table, by code, by nomenclature."""

    def __init__(self, folder: Traversable) -> None:
        self._tables = {table: _read_titles(folder / f"{table}.csv") for table in set(_TABLES.values())}

    def title(self, level: str, code: str, nomenclature: str) -> str | None:
        """Return the title in this nomenclature; None for a more detailed code or one of another nomenclature."""
        plan = "M4x" if nomenclature.startswith("M4") else nomenclature
        for table, written in _table_entries(level, code, plan):
            if title := self._tables[table].get(written, {}).get(plan):
                return title
        return None

    def common_title(self, level: str, code: str) -> str | None:
        """Return the title that all plans with the code share, if several do; never for a vote by function."""
        if level not in _TABLES or (level == "chapitre" and code[0] == "9"):
            return None
        titles = self._tables[_TABLES[level]].get(code, {})
        same = len({fold_hyphenated(title) for title in titles.values()}) == 1
        return next(iter(titles.values())) if same and len(titles) > 1 else None


def _table_entries(level: str, code: str, plan: str) -> Iterator[tuple[str, str]]:
    """Yield the table entries to look up: the code, its account (« 777-042 »), its function (« 92421 »)."""
    table = _TABLES.get(level)
    if table is None:
        return
    yield table, code
    if table == "comptes":
        yield from ((table, part) for part in sorted(re.split("[-_]", code), key=len, reverse=True))
    elif len(code) > 3 and code[:2] in _FUNCTION_PREFIXES.get(plan, ()):
        yield "fonctions", code[2:]
        yield "fonctions", code[2:-1]


def _read_titles(table: Traversable) -> Mapping[str, Mapping[str, str]]:
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for row in csv.DictReader(table.read_text("utf-8").splitlines()):
        titles[row["code"]] |= dict.fromkeys(row["nomenclatures"].split(), row["label"])
    return titles


@cache
def load_titles(package: str) -> Titles:
    """Load the titles from the gazetteer of a package; cached."""
    return Titles(files(package) / "gazetteers")


@dataclass(frozen=True, slots=True)
class _Statement:
    start: int
    end: int
    nomenclature: str
    budget: str | None


class StatedNomenclatures:
    """The nomenclatures that one act states."""

    def __init__(self, text: str, situation: BudgetContext, dates: Sequence[Mention]) -> None:
        self._text = text
        self._statements = [*_find_statements(text, situation)]
        self._starts = [stated.start for stated in self._statements]
        shared = [stated for stated in self._statements if stated.budget in (None, "principal")]
        self._of_act = {None: _single_nomenclature(self._statements), "principal": _single_nomenclature(shared)}
        self._of_budgets = {
            budget: _single_nomenclature([stated for stated in self._statements if stated.budget == budget])
            for budget in {stated.budget for stated in self._statements}
        }
        self._meeting = _meeting_year(dates) if _COMMUNE.search(text) else None
        self._aside = _OTHER_BUDGET.search(fold_accents(text), text) is not None

    def of(self, mention: Mention, line: BudgetLine) -> str | None:
        """Return the nomenclature of a line: stated beside it, for its budget, for the act, or by the year."""
        if line.level not in _TABLES:
            return None
        if beside := self._beside(mention):
            return _single_nomenclature(beside)
        if line.budget in self._of_budgets:
            return self._of_budgets[line.budget]
        if line.budget in (None, "principal"):
            return self._of_act[line.budget] if self._statements else self._by_year(mention)
        return None

    def _beside(self, mention: Mention) -> list[_Statement]:
        """Return the last statement before the line and the first after, if in the same sentence and near."""
        at = bisect(self._starts, mention.start)
        return [stated for stated in self._statements[max(0, at - 1) : at + 1] if self._joins(stated, mention)]

    def _joins(self, stated: _Statement, mention: Mention) -> bool:
        between = self._text[min(stated.end, mention.end) : max(stated.start, mention.start)]
        return len(between) <= _MAX_DISTANCE and not _SENTENCE_END.search(between)

    def _by_year(self, mention: Mention) -> str | None:
        if self._meeting is None or self._aside:
            return None
        around = self._text[max(0, mention.start - _CONTEXT_CHARS) : mention.end + _CONTEXT_CHARS]
        years = [int(match["year"]) for match in _BUDGET_YEAR.finditer(around)]
        return "M57" if min([self._meeting, *years]) >= _GENERAL_SINCE else None

    def titles_apply(self, level: str) -> bool:
        """Return whether the gazetteer has every plan that may apply: its accounts leave M4 out."""
        return _TABLES.get(level) != "comptes" or not self._aside


def _single_nomenclature(statements: Sequence[_Statement]) -> str | None:
    named = {stated.nomenclature for stated in statements}
    return named.pop() if len(named) == 1 else None


def _find_statements(text: str, situation: BudgetContext) -> Iterator[_Statement]:
    for match in _STATED.finditer(text):
        before = text[max(0, match.start() - _CONTEXT_CHARS) : match.start()]
        near = before[-60:] + text[match.end() : match.end() + 40]
        if _OF_ACCOUNTS.search(near) and not _TO_COME.search(before):
            name = f"M{match['number']}"
            yield _Statement(*match.span(), name, situation.budget(*match.span()))


def _meeting_year(dates: Sequence[Mention]) -> int | None:
    values = (mention.value for mention in dates)
    return next((when.when.year for when in values if isinstance(when, Date) and when.role == "seance"), None)
