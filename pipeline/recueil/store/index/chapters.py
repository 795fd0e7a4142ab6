"""Which money an act links to a chapter of the budget, and to one only; what it does not say is not deduced.

An award belongs to the chapter of its own budget line; without one, to the only chapter that the act names. An
amount belongs to the chapter of its line of text, where no other chapter and no other amount stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from recueil.store.index.store_terms import term
from recueil.values import Amount, Award, BudgetLine

Record = Mapping[str, Any]

CHAPTER = "chapitre"
# A price of a unit, or a limit: no money that a chapter pays or receives.
_NO_SUMS = ("tarif", "seuil")


def named(found: Iterable[Record]) -> frozenset[str]:
    """The chapters among entities, as their terms are spelt."""
    return frozenset(term(entity["code"]) for entity in found if entity["level"] == CHAPTER)


def of_award(award: Award, chapters: frozenset[str]) -> str | None:
    """The chapter of an award in an act that names these."""
    line = award.line.value if award.line else None
    if isinstance(line, BudgetLine) and line.level == CHAPTER:
        return term(line.code) if term(line.code) in chapters else None
    return next(iter(chapters)) if len(chapters) == 1 else None


def of_amounts(found: Iterable[Record], text: str) -> dict[int, str]:
    """The chapters of amounts in euros, by the number of the entity.

    A line that an act says again, with the same codes and the same amount, counts once.
    """
    linked: dict[tuple[object, ...], tuple[int, str]] = {}
    for line in _lines(found, text):
        chapters = named(line)
        amounts = [entity for entity in line if entity["kind"] == Amount.kind]
        if len(chapters) == len(amounts) == 1 and _is_a_sum(amounts[0]):
            codes = sorted({entity["code"] for entity in line if entity["code"]})
            linked.setdefault((amounts[0]["amount"], *codes), (amounts[0]["n"], *chapters))
    return dict(linked.values())


def _lines(found: Iterable[Record], text: str) -> Iterator[list[Record]]:
    """The amounts and budget lines of each line of the text."""
    breaks = [match.start() for match in re.finditer(r"\n", text)]
    lines: dict[int, list[Record]] = defaultdict(list)
    for entity in found:
        if entity["kind"] in (Amount.kind, BudgetLine.kind):
            lines[bisect_right(breaks, entity["start"])].append(entity)
    yield from lines.values()


def _is_a_sum(amount: Record) -> bool:
    return amount["currency"] == "EUR" and amount["per"] is None and amount["role"] not in _NO_SUMS
