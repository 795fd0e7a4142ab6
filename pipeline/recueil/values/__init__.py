"""What a fact means, without spaCy: frozen, exact values with one canonical text each."""

from __future__ import annotations

from recueil.values.act import Act, Entity
from recueil.values.amount import Amount
from recueil.values.base import Json, Value
from recueil.values.budget import BudgetLine
from recueil.values.date import Date, PartialDate, Period
from recueil.values.mention import Mention
from recueil.values.percentage import Percentage
from recueil.values.person import Person
from recueil.values.reference import Reference

KINDS: dict[str, type[Value]] = {
    value.kind: value for value in (Date, Period, Amount, Percentage, BudgetLine, Person, Reference)
}

__all__ = [
    "KINDS",
    "Act",
    "Amount",
    "BudgetLine",
    "Date",
    "Entity",
    "Json",
    "Mention",
    "PartialDate",
    "Percentage",
    "Period",
    "Person",
    "Reference",
    "Value",
]
