"""What an act says of itself as a whole, as ``export.act_object`` has it and docs/act.md describes it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from recueil.web.api.models import AmountValue, BudgetValue, Edtf, Model, PeriodValue

Name = str | None
Severity = Literal["error", "warning", "information"]


class Movement(Model):
    """A member who comes or goes during the séance."""

    who: Name
    way: Literal["arrives", "leaves"]
    time: str | None = Field(description="`18:30`.")
    item: str | None = Field(description="The item of the agenda.")


class Headcount(Model):
    """What the act itself counts."""

    in_office: int | None
    present: int | None
    proxies: int | None
    absent: int | None
    voting: int | None


class Voters(Model):
    """Who voted how, where the act names them."""

    for_: list[Name] = Field(alias="for")
    against: list[Name]
    abstentions: list[Name]
    not_voting: list[Name]


class Vote(Model):
    """What was decided, at characters `start` to `end`; a count that is not written is null, not 0."""

    start: int
    end: int
    outcome: Literal["adopted", "rejected", "noted", "withdrawn", "postponed"] | None
    unanimous: bool | None
    for_: int | None = Field(alias="for")
    against: int | None
    abstentions: int | None
    not_voting: int | None
    names: Voters


class Award(Model):
    """Money that the act decides on, for one beneficiary."""

    start: int
    end: int
    what: str = Field(description="`subvention`, `marche`, `garantie`, …")
    beneficiary: str
    recipient: str | None = Field(description="`association`, `company`, `public body`, `person`.")
    amount: AmountValue | None
    purpose: str | None
    line: BudgetValue | None
    period: PeriodValue | None
    siret: str | None
    rna: str | None


class Funder(Model):
    """One who pays a part."""

    name: str
    amount: AmountValue | None
    percent: str | None = Field(description="A decimal, exact.")


class FundingPlan(Model):
    """A plan de financement."""

    start: int
    end: int
    funders: list[Funder]
    total: AmountValue | None


class Section(Model):
    """Characters `start` to `end` are a part of the act."""

    part: str = Field(description="`header`, `visas`, `considerants`, `dispositif`, …")
    start: int
    end: int
    label: str | None = Field(description="The number of an article.")


class Finding(Model):
    """What does not agree in the act, and the places that were compared."""

    check: str = Field(description="The rule that found it.", examples=["votes-total"])
    severity: Severity
    message: str
    basis: str = Field(description="The law, or the arithmetic.")
    spans: list[tuple[int, int]]
    expected: str | None
    found: str | None
    correction: str | None = Field(description="A value that would make it agree, where no other would.")


class Said(Model):
    """What the act is, who sat, how they voted, what it awards, and what does not agree in it."""

    kind: str | None
    number: str | None
    title: str | None
    body: str | None = Field(description="As printed.")
    ctes: str | None
    siren: str | None
    department: str | None
    subject: str | None = Field(description="The @CTES matière.")
    date: Edtf | None
    convocation: Edtf | None
    signed: Edtf | None
    transmitted: Edtf | None
    received: Edtf | None
    published: Edtf | None
    president: Name
    secretary: Name
    rapporteur: Name
    signatory: Name
    present: list[Name]
    absent: list[Name] = Field(description="All who were not there: represented, excused or absent.")
    represented: list[Name]
    excused: list[Name]
    proxies: list[tuple[Name, Name]] = Field(description="Giver and holder.")
    movements: list[Movement]
    counts: Headcount
    votes: list[Vote]
    awards: list[Award]
    funding: list[FundingPlan]
    sections: list[Section]
    findings: list[Finding]
