"""Response models of the API. Decimals and EDTF dates are exact strings; what an act does not state is null."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from recueil import values
from recueil.export.jsonl import entity_object
from recueil.values import PartialDate
from recueil.values.base import format_decimal

T = TypeVar("T")


def _format_date(date: object) -> object:
    return str(date) if isinstance(date, PartialDate) else date


Edtf = Annotated[
    str,
    BeforeValidator(_format_date),
    Field(description="As far as known: `2014-07-24`, `2014-07`, `2014`.", examples=["2014-07-24"]),
]
Exact = Annotated[
    Decimal,
    PlainSerializer(format_decimal, return_type=str),
    Field(description="A decimal, exact.", examples=["4255.50"]),
]
KindName = Literal[
    "date", "period", "amount", "percentage", "budget", "person", "reference", "organisation", "place"
]


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


class OrganisationValue(Model):
    name: str = Field(description="As written, without the article before it.", examples=["Les Mille Voix"])
    key: str = Field(description="The same for all spellings of the name.", examples=["mille voix"])


class PlaceValue(Model):
    name: str = Field(description="As written.", examples=["Saint-Jouan"])
    code: str | None = Field(description="The INSEE code of the commune, where it is one and no other is meant.")
    key: str = Field(description="The same for all spellings of the name.", examples=["saint jouan"])


Value = (
    DateValue
    | PeriodValue
    | AmountValue
    | PercentageValue
    | BudgetValue
    | PersonValue
    | ReferenceValue
    | OrganisationValue
    | PlaceValue
)


class Entity(Model):
    """A value with its place: characters `start` to `end` of the document's text say it."""

    kind: KindName
    start: int
    end: int
    text: str = Field(description="The very words.")
    page: int
    part: str | None = Field(description="The part of the act that holds it: `visas`, `dispositif`, …")
    confidence: int | None = Field(description="Of OCR in its least sure word, 0 to 100; null without OCR.")
    certainty: str | None = Field(
        description="The probability that the model gives it, a decimal; null for what a rule reads.",
        examples=["0.83"],
    )
    doubtful: bool = Field(description="Whether that is below the threshold of its kind: no figure counts it.")
    value: Value
    rule: str = Field(description="What read it: a rule, or `model.…`.")
    correction: int | None = Field(description="The number of the correction that says it, where one does.")

    @model_validator(mode="before")
    @classmethod
    def _of_store(cls, value: object) -> object:
        return entity_object(value) if isinstance(value, values.Entity) else value


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
    reported: bool = Field(description="Whether the council only takes note of it: a decision by delegation.")
    recalls: ReferenceValue | None = Field(
        description="The act that made the award, where this one only recalls, amends or pays it."
    )


class Funder(Model):
    """One who pays a part."""

    name: str
    amount: AmountValue | None
    percent: str | None = Field(description="A decimal, exact.")


class FundingPlan(Model):
    """A plan de financement, or a request for money."""

    start: int
    end: int
    funders: list[Funder]
    own: list[Funder] = Field(description="What the body pays itself, or what remains.")
    total: AmountValue | None
    requested: bool = Field(description="Whether a sentence asks these funders, without a plan.")


class Designation(Model):
    """Whom the act designates to an organisation."""

    start: int
    end: int
    who: Name
    to: str
    until: Edtf | None = Field(description="The day up to which, if the act says one.")


class Prediction(Model):
    """What a model placed in the act where no rule did: a member of a list, an officer, an amount."""

    fact: str = Field(description="Where it stands: `present`, `represented`, `secretary`, `awards`, …")
    name: Name = Field(description="Of a person.")
    start: int
    end: int
    rule: str = Field(examples=["model.roll"])
    certainty: str = Field(description="The probability that the model gives it, a decimal.", examples=["0.83"])
    doubtful: bool = Field(description="Whether no figure and no check counts it.")


class Section(Model):
    """Characters `start` to `end` are a part of the act."""

    part: str = Field(description="`header`, `visas`, `considerants`, `dispositif`, …")
    start: int
    end: int
    label: str | None = Field(description="The number of an article.")


class Shortfall(Model):
    """Fewer names or awards were read than the act counts; of what is `awarded`, both are euros."""

    what: Literal["present", "represented", "absent", "against", "abstentions", "awards", "awarded"]
    read: int | str = Field(description="Names or awards, or euros as an exact decimal.")
    printed: int | str
    start: int | None = Field(description="Of the vote or of the printed total; null for the roll.")


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


class Stated(Model):
    """A fact that the source of the file states besides the text of the act; no characters say it."""

    fact: Literal["kind", "number", "date", "title", "body", "siren", "subject", "nature", "annexed_to", "votes"]
    value: str
    origin: Literal["envelope", "table", "link"] = Field(
        description="An @CTES envelope or an open-data table, which precede the text, or a link, which fills it."
    )
    read: str | None = Field(description="What the text says.")
    used: bool = Field(description="Whether the act has this value.")
    differs: bool = Field(description="Whether the text says something else.")
    address: str | None = Field(description="Of the table, or of the page with the link.")


class Said(Model):
    """What the act is, who sat, how they voted, what it awards, and what does not agree in it."""

    kind: str | None
    number: str | None
    title: str | None
    title_made: bool = Field(description="Whether the title was made, as the act prints none.")
    informative: bool = Field(description="Whether it is no act, but a menu, a bulletin, a poster or the like.")
    body: str | None = Field(description="In its usual spelling.")
    ctes: str | None
    siren: str | None = Field(description="That it prints, or that its name has.")
    body_label: str | None = Field(description="The body's own name: « Saint-Denis (93) » is not the other one.")
    body_reason: str | None = Field(description="How the text shows it: `ctes`, `siret`, `postal_code`…")
    body_candidates: list[str] = Field(description="SIREN of the bodies that its name may mean, where several.")
    body_evidence: list[tuple[int, int]] = Field(description="Where the text shows it.")
    department: str | None
    subject: str | None = Field(description="The @CTES matière.")
    date: Edtf | None
    document_date: Edtf | None = Field(description="The date an annex bears itself; `date` is that of its act.")
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
    designations: list[Designation]
    stated: list[Stated] = Field(description="What the source of the file states, beside what the text says.")
    predictions: list[Prediction]
    sections: list[Section]
    partial: list[Shortfall] = Field(description="Where fewer names were read than the act counts.")
    findings: list[Finding]
