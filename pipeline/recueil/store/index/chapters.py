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

from recueil.store.index.store_terms import normalise_term
from recueil.values import Amount, Award, BudgetLine

EntityRow = Mapping[str, Any]

CHAPTER_LEVEL = "chapitre"
# Roles of unit prices and limits: not money that a chapter pays or receives.
_NOT_SUM_ROLES = ("tarif", "seuil")


def named_chapters(found: Iterable[EntityRow]) -> frozenset[str]:
    """Return the terms of the chapters among entities."""
    return frozenset(normalise_term(entity["code"]) for entity in found if entity["level"] == CHAPTER_LEVEL)


def award_chapter(award: Award, chapters: frozenset[str]) -> str | None:
    """Return the chapter of an award, given the chapters that the act names."""
    line = award.line.value if award.line else None
    if isinstance(line, BudgetLine) and line.level == CHAPTER_LEVEL:
        return normalise_term(line.code) if normalise_term(line.code) in chapters else None
    return next(iter(chapters)) if len(chapters) == 1 else None


def amount_chapters(found: Iterable[EntityRow], text: str) -> dict[int, str]:
    """Return the chapters of amounts in euros, by entity number.

    A line that the act repeats, with the same codes and the same amount, counts once.
    """
    linked: dict[tuple[object, ...], tuple[int, str]] = {}
    for line in _lines(found, text):
        chapters = named_chapters(line)
        amounts = [entity for entity in line if entity["kind"] == Amount.kind]
        if len(chapters) == len(amounts) == 1 and _is_a_sum(amounts[0]):
            codes = sorted({entity["code"] for entity in line if entity["code"]})
            linked.setdefault((amounts[0]["amount"], *codes), (amounts[0]["n"], *chapters))
    return dict(linked.values())


def _lines(found: Iterable[EntityRow], text: str) -> Iterator[list[EntityRow]]:
    """Yield the amounts and the budget lines of each line of the text."""
    breaks = [match.start() for match in re.finditer(r"\n", text)]
    lines: dict[int, list[EntityRow]] = defaultdict(list)
    for entity in found:
        if entity["kind"] in (Amount.kind, BudgetLine.kind):
            lines[bisect_right(breaks, entity["start"])].append(entity)
    yield from lines.values()


def _is_a_sum(amount: EntityRow) -> bool:
    """Return whether an amount is money that a chapter pays or receives."""
    return amount["currency"] == "EUR" and amount["per"] is None and amount["role"] not in _NOT_SUM_ROLES
