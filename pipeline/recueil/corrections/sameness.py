"""When two values are the same to whoever corrects: what is said of the value beside it does not count."""

from __future__ import annotations

from typing import Any

from recueil.values import Amount, BudgetLine, Date, Percentage, Person, Value


def is_same(one: Value, other: Value) -> bool:
    """Whether two values differ at most in role, tax, unit, label or key: what a later pipeline may see better."""
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
