"""Mentions: a value at its place in the text; and ``KINDS``, the kinds of value extracted."""

from __future__ import annotations

from recueil.values.amount import Amount
from recueil.values.base import Value
from recueil.values.budget import BudgetLine
from recueil.values.date import Date, Period
from recueil.values.percentage import Percentage
from recueil.values.person import Person
from recueil.values.reference import Reference

KINDS: dict[str, type[Value]] = {
    value.kind: value for value in (Date, Period, Amount, Percentage, BudgetLine, Person, Reference)
}
