"""Chart of accounts for the checks: the section of each chapter, the chapters that may have an account.

Gazetteer tables ``sections_des_chapitres.csv``, ``chapitres_des_comptes.csv``.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

Table = Mapping[str, Mapping[str, str]]
"""A column of a table by nomenclature and code."""

_FULL = ("M14", "M57", "M52")


@dataclass(frozen=True, slots=True)
class Chart:
    """Sections and chapters by nomenclature and code."""

    sections: Table
    chapters: Table

    @classmethod
    def read(cls, folder: Traversable) -> Chart:
        return cls(
            _read_table(folder / "sections_des_chapitres.csv", "section"),
            _read_table(folder / "chapitres_des_comptes.csv", "chapters"),
        )

    def has_chapter(self, code: str, nomenclature: str) -> bool:
        """Return whether the chapter exists; details of a vote by function do too: 92421 under 924."""
        return self._section(code, _plan_of(nomenclature)) is not None

    def section_of(self, code: str, nomenclature: str | None) -> str | None:
        """Return the section of a chapter; without nomenclature, the one that all charts agree on."""
        plans = [_plan_of(nomenclature)] if nomenclature else [*self.sections]
        sections = {self._section(code, plan) for plan in plans} - {None}
        return sections.pop() if len(sections) == 1 else None

    def _section(self, code: str, plan: str) -> str | None:
        sections = self.sections.get(plan, {})
        if code[:1] == "9":
            return next((sections[code[:at]] for at in range(len(code), 2, -1) if code[:at] in sections), None)
        return sections.get(code)

    def chapters_of(self, account: str, nomenclature: str | None) -> frozenset[str]:
        """Return the chapters by nature that may have an account; empty where the charts do not tell."""
        plans = (nomenclature,) if nomenclature in _FULL else _FULL
        return frozenset().union(*(self._chapters(account, plan) for plan in plans))

    def _chapters(self, account: str, plan: str) -> frozenset[str]:
        chapters = self.chapters.get(plan, {})
        numbers = (chapters[account[:at]] for at in range(len(account), 1, -1) if account[:at] in chapters)
        return frozenset(next(numbers, "").split())


def _plan_of(nomenclature: str) -> str:
    return "M4x" if nomenclature.startswith("M4") else nomenclature


def _read_table(source: Traversable, column: str) -> Table:
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for row in csv.DictReader(source.read_text("utf-8").splitlines()):
        for nomenclature in row["nomenclatures"].split():
            table[nomenclature][row["code"]] = row[column]
    return dict(table)


@cache
def load_chart(package: str) -> Chart:
    """Load the chart of accounts from the gazetteer of a package; cached."""
    return Chart.read(files(package) / "gazetteers")
