"""Build an act's index rows from its row, its facts and its entities: the ``search_*`` rows, words and
tokens.

Nothing here uses the database. The budget chapter of an amount or an award is set only if the act
links it to exactly one chapter; nothing else is deduced. An award belongs to the chapter of its own
budget line or, without one, to the only chapter that the act names. An amount belongs to the
chapter on its line of text, if that line has no other chapter and no other amount.
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
# Roles of unit prices and limits: not money that a chapter pays or receives.
_NO_SUMS = ("tarif", "seuil")


def named(found: Iterable[Record]) -> frozenset[str]:
    """Return the terms of the chapters among entities."""
    return frozenset(term(entity["code"]) for entity in found if entity["level"] == CHAPTER)


def of_award(award: Award, chapters: frozenset[str]) -> str | None:
    """Return the chapter of an award, given the chapters that the act names."""
    line = award.line.value if award.line else None
    if isinstance(line, BudgetLine) and line.level == CHAPTER:
        return term(line.code) if term(line.code) in chapters else None
    return next(iter(chapters)) if len(chapters) == 1 else None


def of_amounts(found: Iterable[Record], text: str) -> dict[int, str]:
    """Return the chapters of amounts in euros, by entity number.

    A line that the act repeats, with the same codes and the same amount, counts once.
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
    """Yield the amounts and the budget lines of each line of the text."""
    breaks = [match.start() for match in re.finditer(r"\n", text)]
    lines: dict[int, list[Record]] = defaultdict(list)
    for entity in found:
        if entity["kind"] in (Amount.kind, BudgetLine.kind):
            lines[bisect_right(breaks, entity["start"])].append(entity)
    yield from lines.values()


def _is_a_sum(amount: Record) -> bool:
    """Return whether an amount is money that a chapter pays or receives."""
    return amount["currency"] == "EUR" and amount["per"] is None and amount["role"] not in _NO_SUMS
