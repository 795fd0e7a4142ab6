"""Apply corrections to an act.

A rejection removes the entities of its kind with the same value that overlap its words: an entity
that a later pipeline finds there with another value is kept. A replacement or an addition sets the
value at its words: every overlapping entity of the old or the new kind is removed, so nothing is
there twice. Of two corrections that contradict each other, the later wins.

Where facts of the act repeat a removed mention (who sat, voted or signed, the amount and the line of
an award or of a funding plan), they take its new value if that is of the same kind, else none. Facts
that were computed from values are left as they are: the act's date, number and title, vote counts,
findings.
"""

from __future__ import annotations

from typing import Any

from recueil.values import Amount, BudgetLine, Date, Percentage, Person, Value


def is_same(one: Value, other: Value) -> bool:
    """Return whether two values are equal but for role, tax, unit, label or key, which a later pipeline
    may improve.
    """
    return one.kind == other.kind and _core(one) == _core(other)


def _core(value: Value) -> Any:
    match value:
        case Date(when):
            return when
        case Amount(amount, currency):
            return amount, currency
        case Percentage(percent):
            return percent
        case BudgetLine(level, code):
            return level, code
        case Person(given, family):
            return (given or "").casefold(), family.casefold()
    return value
