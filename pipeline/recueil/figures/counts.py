"""What figures are made of: counts of acts, awards, lines and findings, and exact sums of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple, Protocol

MILLION = 1_000_000

By = Literal["chapitre", "commune", "chapitre-commune"]
Measure = Literal["montant", "attribue"]
"""All amounts of the acts, or those awarded: the field of the query language of that name."""

Measured = Literal["actes", "attribue", "inscrit"]
"""Acts per thousand inhabitants; euros that acts award, or write on lines of chapters, per inhabitant."""

KEY_COLUMNS: dict[By, tuple[str, ...]] = {
    "chapitre": ("chapter",),
    "commune": ("body",),
    "chapitre-commune": ("chapter", "body"),
}
"""The fields of the keys of a table."""


def exact_sum(units: int | Decimal | None, rest: int | Decimal | None) -> Decimal | None:
    """Return the exact sum of units and millionths; None if there are no rows."""
    if units is None or rest is None:
        return None
    return Decimal(int(units) * MILLION + int(rest)).scaleb(-6)


class Key(NamedTuple):
    """A chapter, a body, or a chapter of a body."""

    chapter: str | None = None
    body: str | None = None


@dataclass(slots=True)
class Counts:
    """What is counted of some acts. A sum is None if there is nothing to add up."""

    acts: int = 0
    awards: int = 0
    awarded: Decimal | None = None
    lines: int = 0
    written: Decimal | None = None
    repeated: int = 0
    doubtful: int = 0
    doubted: Decimal | None = None
    partial: int = 0

    def add(self, other: Counts) -> None:
        """Add what is counted of other acts."""
        self.acts += other.acts
        self.awards += other.awards
        self.lines += other.lines
        self.repeated += other.repeated
        self.doubtful += other.doubtful
        self.partial += other.partial
        self.awarded = _add(self.awarded, other.awarded)
        self.written = _add(self.written, other.written)
        self.doubted = _add(self.doubted, other.doubted)


def _add(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one if other is None else one + other


CountsByKey = dict[Key, dict[int | None, Counts]]
"""Counts by key and year, None for undated acts."""


class AwardTotals(NamedTuple):
    """The awards of one beneficiary by one decision."""

    name: str
    what: str
    acts: int
    awards: int
    repeated: int
    doubtful: int
    total: Decimal | None
    doubted: Decimal | None


class AmountSums(Protocol):
    """Counts and sums amounts of the acts in scope, without those of an ambiguous body."""

    def top_keys(self, by: By, limit: int) -> list[Key]:
        """Return the keys that most acts with chapters have; of equal ones, those without a value first."""

    def counts(self, by: By, keys: list[Key], what: str | None) -> CountsByKey:
        """Count the acts with chapters, their awards in euros and their lines by key and year.

        ``what`` selects awards of one decision.
        """

    def sizes(self, of: Measure) -> dict[int, tuple[int, int]]:
        """Count amounts and acts by size (``store.search.sizes``)."""

    def beneficiaries(self, limit: int, what: str | None, *, masked: bool) -> list[AwardTotals]:
        """Return the beneficiaries with the largest totals by decision; those with a masked word if ``masked``."""


@dataclass(frozen=True, slots=True)
class YearCounts:
    """What is counted of bodies in a year, by their keys; ``bodies`` says what is known of them.

    ``ambiguous`` bodies are several; of ``partial`` ones fewer awards were read than their acts print. Of the
    ``quarters`` the store has acts dated to a day, in scope or not.
    """

    acts: Mapping[str, int]
    ambiguous: Collection[str]
    values: Mapping[str, Decimal]
    partial: Collection[str]
    quarters: Mapping[str, frozenset[int]]
    bodies: Mapping[str, Any]


class FindingCounts(NamedTuple):
    """The bodies with most acts that have findings, one more than asked for; the rules with most, each with their
    number and that of its findings; and both numbers by rule and body.
    """

    bodies: Sequence[str | None]
    rules: Sequence[tuple[str, int, int]]
    cells: Mapping[str, Mapping[str | None, tuple[int, int]]]
