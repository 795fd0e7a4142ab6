"""Response models of the API. Decimals and EDTF dates are exact strings; what an act does not state is null."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from recueil import values
from recueil.export.jsonl import entity_object
from recueil.values import PartialDate
from recueil.values.decimals import format_decimal

T = TypeVar("T")


def _written(date: object) -> object:
    return str(date) if isinstance(date, PartialDate) else date


Edtf = Annotated[
    str,
    BeforeValidator(_written),
    Field(description="As far as known: `2014-07-24`, `2014-07`, `2014`.", examples=["2014-07-24"]),
]
Exact = Annotated[
    Decimal,
    PlainSerializer(format_decimal, return_type=str),
    Field(description="A decimal, exact.", examples=["4255.50"]),
]
KindName = Literal["date", "period", "amount", "percentage", "budget", "person", "reference"]


class Model(BaseModel):
    """An object of an answer: all that is there is described, and all that is described is there."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class Page(Model, Generic[T]):
    """A part of a list."""

    items: list[T] = Field(description="No more than `limit`; there may be fewer, or none, though more follow.")
    next: str | None = Field(description="What to ask as `after` for those that follow; null where none does.")


class ActName(Model):
    """Which act it is."""

    uid: str = Field(description="Its name in the store.", examples=["3f1a2b4c5d6e"])
    date: Edtf | None
    kind: str | None = Field(description="`deliberation`, `pv`, `arrete`, `decision`, …")
    title: str | None = Field(description="Its object.")
    body: str | None = Field(description="Who issued it.")


class Signature(Model):
    """Who said so, when, and why."""

    by: str
    when: datetime.datetime
    why: str


class DateValue(Model):
    edtf: str = Field(description="EDTF; a day that is in no calendar stays as written: `2023-02-31`.")
    role: str | None = Field(description="What the date is: `seance`, `convocation`, `deadline`, …")
    issue: str | None = Field(description="What is wrong with it as written.")


class PeriodValue(Model):
    edtf: str = Field(description="EDTF, both ends included: `2014-07-01/2014-07-15`, `2014/2015`, `2014`.")


class AmountValue(Model):
    amount: str = Field(description="A decimal, exact.", examples=["4255.50"])
    currency: str = Field(description="ISO 4217.", examples=["EUR"])
    tax: str | None = Field(description="`HT`, `TTC` or `net`.")
    per: str | None = Field(description="The unit a rate is counted in: `élève/an`.")
    role: str | None = Field(description="What the money is: `subvention`, `loyer`, …")
    issue: str | None = Field(description="`words` where the same sum in words says another.")


class PercentageValue(Model):
    percent: str = Field(description="A decimal, exact.", examples=["49"])
    role: str | None = Field(description="What the rate is: `tva`, `interet`, …")


class BudgetValue(Model):
    level: str = Field(description="`chapitre`, `article`, `fonction`, `operation`.")
    code: str
    nomenclature: str | None = Field(description="`M14`, `M57`, …")
    label: str | None
    section: str | None = Field(description="`fonctionnement` or `investissement`.")
    budget: str | None


class PersonValue(Model):
    given: str | None
    family: str
    civility: str | None
    key: str | None = Field(description="The same for all mentions of one person in an act.")
    standing: Literal["public", "private"] | None = Field(
        description="`private` persons are masked with █; null where an earlier version read the act."
    )


class ReferenceValue(Model):
    type: str = Field(description="`loi`, `decret`, `code`, `deliberation`, …")
    number: str | None
    date: Edtf | None
    article: str | None


Value = DateValue | PeriodValue | AmountValue | PercentageValue | BudgetValue | PersonValue | ReferenceValue


class Entity(Model):
    """A value with its place: characters `start` to `end` of the document's text say it."""

    kind: KindName
    start: int
    end: int
    text: str = Field(description="The very words.")
    page: int
    part: str | None = Field(description="The part of the act that holds it: `visas`, `dispositif`, …")
    confidence: int | None = Field(description="Of OCR in its least sure word, 0 to 100; null without OCR.")
    value: Value
    rule: str = Field(description="What read it.")
    correction: int | None = Field(description="The number of the correction that says it, where one does.")

    @model_validator(mode="before")
    @classmethod
    def _of_store(cls, given: object) -> object:
        return entity_object(given) if isinstance(given, values.Entity) else given
