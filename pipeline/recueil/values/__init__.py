"""Immutable, exact values, each with one canonical text; independent of spaCy."""

from __future__ import annotations

from recueil.values.act import Act, Entity, Facts, Identity, Section
from recueil.values.amount import Amount, Percentage
from recueil.values.attendance import Attendance, Headcount, Movement, Proxy
from recueil.values.award import Award, Funder, FundingPlan
from recueil.values.base import Json, Value
from recueil.values.budget import BudgetLine
from recueil.values.date import Date, PartialDate, Period
from recueil.values.designation import Designation
from recueil.values.finding import Finding, Shortfall
from recueil.values.mention import KINDS, Mention
from recueil.values.organisation import Organisation
from recueil.values.person import Person
from recueil.values.place import Place
from recueil.values.reference import Reference
from recueil.values.stated import Annex, EnclosedAct, StatedFacts, Statement
from recueil.values.vote import Vote

__all__ = [
    "KINDS",
    "Act",
    "Amount",
    "Annex",
    "Attendance",
    "Award",
    "BudgetLine",
    "Date",
    "Designation",
    "EnclosedAct",
    "Entity",
    "Facts",
    "Finding",
    "Funder",
    "FundingPlan",
    "Headcount",
    "Identity",
    "Json",
    "Mention",
    "Movement",
    "Organisation",
    "PartialDate",
    "Percentage",
    "Period",
    "Person",
    "Place",
    "Proxy",
    "Reference",
    "Section",
    "Shortfall",
    "StatedFacts",
    "Statement",
    "Value",
    "Vote",
]
