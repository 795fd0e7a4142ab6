"""Mentions: a value at its place in the text; and ``KINDS``, the kinds of value extracted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from recueil.values.amount import Amount, Percentage
from recueil.values.base import Value
from recueil.values.budget import BudgetLine
from recueil.values.date import Date, Period
from recueil.values.organisation import Organisation
from recueil.values.person import Person
from recueil.values.place import Place
from recueil.values.reference import Reference

KINDS: dict[str, type[Value]] = {
    value.kind: value
    for value in (Date, Period, Amount, Percentage, BudgetLine, Person, Reference, Organisation, Place)
}


@dataclass(frozen=True, slots=True)
class Mention:
    """``text[start:end]`` means ``value``; ``rule`` is the rule that found it. Offsets count characters.

    ``certainty`` is the probability, 0 to 1, that a trained model gives what it found; None for what a rule found,
    which is sure. ``doubtful``: the certainty is below the threshold of its kind, so that no figure and no check
    counts it.
    """

    start: int
    end: int
    value: Value
    rule: str
    certainty: Decimal | None = None
    doubtful: bool = False

    @property
    def kind(self) -> str:
        return self.value.kind

    @property
    def full_name(self) -> str | None:
        """The full name of the person, given name first; None for other values."""
        return self.value.full_name if isinstance(self.value, Person) else None

    @property
    def person_key(self) -> str:
        """A key shared by all mentions of one person in an act, and by no other's."""
        return (isinstance(self.value, Person) and self.value.key) or str(self.value).casefold()

    def overlaps(self, other: Mention) -> bool:
        return self.start < other.end and other.start < self.end


start_of = attrgetter("start")
"""Sorts mentions, and bisects them, by the offset at which they start."""


def amount_of(mention: Mention) -> Decimal:
    """Return the amount of a mention; 0 of one that is none."""
    return mention.value.amount if isinstance(mention.value, Amount) else Decimal()


def mentions_between(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    """Return those of sorted mentions that start from ``start`` up to, not including, ``end``."""
    return mentions[bisect_left(mentions, start, key=start_of) : bisect_left(mentions, end, key=start_of)]
