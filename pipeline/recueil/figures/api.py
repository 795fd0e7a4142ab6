"""API of figures: amounts, beneficiaries, sizes, findings, coverage; see ``docs/figures.md``."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query as Parameter
from pydantic import Field

from recueil.figures import amounts, comparison, coverage, findings
from recueil.figures.counts import By, Measure, Measured
from recueil.installed_pipeline import load_scores
from recueil.query import Query
from recueil.query.typed_date import today_in_france
from recueil.store.ledger.runs import latest_runs
from recueil.store.store import Store
from recueil.web.api.ledger import ReasonOfFailures, Run
from recueil.web.api.models import Edtf, Exact, Model
from recueil.web.api.resource import resource_router
from recueil.web.dependencies import ClockDep, QueryDep, StoreDep

router = resource_router("figures", "/figures")
_RUNS = 20

Rows = Annotated[int, Parameter(ge=1, le=100, description="No more rows than that.")]
Years = Annotated[int, Parameter(ge=1, le=30, description="The last years, so many.")]
Decision = Annotated[
    str | None, Parameter(max_length=40, description="Of awards, only of this decision: `subvention`, `marche`, …")
]
Which = Annotated[str, Field(description="What lists the acts that are counted; empty where no query can.")]
More = Annotated[bool, Field(description="There are others, of fewer acts.")]


class Period(Model):
    """A column."""

    name: str = Field(description="A year, a month, `avant` for all years before, empty for acts without a date.")
    term: str = Field(description="How a query asks for it.")


class AmountsCell(Model):
    """Amounts of a row in a period; what no act says is null, not 0."""

    query: Which
    acts: int
    awards: int
    awarded: Exact | None
    lines: int
    written: Exact | None
    repeated: int = Field(description="Awards that another act made already: no sum counts them again.")
    doubtful: int = Field(description="Awards whose amount is doubtful: no sum counts them.")
    doubted: Exact | None = Field(description="What the doubtful awards are together.")
    partial: int = Field(description="Acts of which fewer awards were read than they print.")
    partial_query: Which


class AmountsRow(Model):
    """A chapter, a body, or a chapter of a body."""

    chapter: str | None
    body: str | None
    whole: AmountsCell
    cells: list[AmountsCell | None] = Field(description="One of each column.")


class Amounts(Model):
    """Amounts by chapter, body or both, and year."""

    columns: list[Period]
    rows: list[AmountsRow]
    more: More


class Beneficiary(Model):
    """Who is awarded something, by one decision."""

    name: str
    what: str
    query: Which
    acts: int
    awards: int
    total: Exact | None
    repeated: int = Field(description="Awards that another act made already: the total does not count them again.")
    doubtful: int = Field(description="Awards whose amount is doubtful: the total does not count them.")
    doubted: Exact | None = Field(description="What the doubtful awards are together.")


class Beneficiaries(Model):
    """Those of the largest totals."""

    rows: list[Beneficiary]


class Size(Model):
    """Amounts from `low` to less than `high`; without end where that is null."""

    low: Exact | None
    high: Exact | None
    query: Which
    amounts: int
    acts: int


class Sizes(Model):
    """How many amounts are of which size."""

    rows: list[Size]


class FindingsCell(Model):
    """What a check found in the acts of a body, or in all."""

    query: Which
    acts: int
    findings: int


class FindingsRow(Model):
    """A check."""

    rule: str
    whole: FindingsCell
    cells: list[FindingsCell | None] = Field(description="One of each body.")


class FindingsByBody(Model):
    """What the checks found, by rule and body."""

    bodies: list[str | None]
    rows: list[FindingsRow]
    more: More


class CoverageCell(Model):
    """The acts of a body in a period."""

    query: Which
    acts: int


class CoverageRow(Model):
    """A body, or the acts of none that is known."""

    body: str | None
    query: Which
    acts: int
    first: Edtf | None
    last: Edtf | None
    cells: list[CoverageCell] = Field(description="One of each column.")


class Coverage(Model):
    """Acts by body and period."""

    columns: list[Period]
    bodies: list[CoverageRow]
    more: More
    ambiguous: int = Field(description="Acts that may be of several bodies, which no figure counts.")


class Stratum(Model):
    """A stratum of population of the CGCT."""

    article: str = Field(description="`L2121-2` of communes, `L5211-6-1` of EPCI.")
    first: int
    last: int | None


class ComparedBody(Model):
    """A body, and its value in the year: in all, and per inhabitant; of acts, per thousand inhabitants."""

    body: str
    siren: str | None
    kind: str | None
    departement: str | None
    population: int | None
    publication: str | None = Field(description="What published the population.")
    stratum: Stratum | None
    query: Which
    acts: int
    value: Exact | None
    per_inhabitant: Exact | None
    peers: int = Field(description="Others of its kind and stratum with acts of each quarter.")
    median: Exact | None = Field(description="That of the peers; null if they are fewer than three.")
    rank: int | None = Field(description="The largest is the first.")
    unranked: comparison.Unranked | None = Field(description="Why there is no rank.")
    quarters: list[int] = Field(description="Those of the year without acts dated to a day.")


class Comparison(Model):
    """Bodies per inhabitant, by kind and stratum."""

    year: int | None
    rows: list[ComparedBody]
    more: More
    complete: bool = Field(description="Whether one of the bodies has acts of each quarter of the year.")


class PagesRead(Model):
    """How many pages there are."""

    pages: int
    by_ocr: int = Field(description="Those on which OCR read a word.")


class PartialActs(Model):
    """Acts of which less was read than they print."""

    what: str = Field(description="`present`, `represented`, `absent`, `against`, `abstentions` or `awards`.")
    acts: int
    query: Which


class InformativeOfBody(Model):
    """The documents of a body that are no acts."""

    body: str
    query: Which
    documents: int


class InformativeDocuments(Model):
    """Documents that are no acts, such as menus, bulletins and posters: searches and figures leave them out."""

    documents: int
    query: Which
    bodies: list[InformativeOfBody] = Field(description="Those with most of them, twenty at most.")


class Score(Model):
    """F1 of a kind of value."""

    kind: str
    sample: Exact | None = Field(description="On the sample acts.")
    real: Exact | None = Field(description="On real acts that the rules were written with.")
    unseen: Exact | None = Field(description="On acts of bodies that neither rules nor weights come from.")


class Quality(Model):
    """What the store covers, what is not read, and how well the installed pipeline reads."""

    coverage: Coverage
    pages: PagesRead
    partial: list[PartialActs] = Field(description="An act may be in several rows; what was read whole has none.")
    informative: InformativeDocuments
    failures: list[ReasonOfFailures]
    runs: list[Run] = Field(description="The last twenty.")
    scores: list[Score]


@router.get("/amounts", summary="Amounts by chapter, body or both, and year")
def count_amounts(
    store: StoreDep,
    query: QueryDep,
    by: Annotated[By, Parameter(description="What a row is.")] = "chapitre",
    limit: Rows = 20,
    last: Years = 10,
    what: Decision = None,
) -> Amounts:
    with store.figures.scope(query) as scope:
        return Amounts.model_validate(amounts.pivot(scope, by, limit=limit, last=last, what=what))


@router.get("/beneficiaries", summary="Who is awarded most")
def count_beneficiaries(
    store: StoreDep, query: QueryDep, limit: Rows = 20, what: Decision = None
) -> Beneficiaries:
    with store.figures.scope(query) as scope:
        return Beneficiaries.model_validate({"rows": amounts.beneficiaries(scope, limit=limit, what=what)})


@router.get("/distribution", summary="How many amounts are of which size")
def count_sizes(
    store: StoreDep,
    query: QueryDep,
    of: Annotated[Measure, Parameter(description="Amounts that acts write, or those they award.")] = "montant",
) -> Sizes:
    with store.figures.scope(query) as scope:
        return Sizes.model_validate({"rows": amounts.distribution(scope, of)})


@router.get("/comparison", summary="Bodies per inhabitant, against those of like size and kind")
def compare_bodies(
    store: StoreDep,
    clock: ClockDep,
    query: QueryDep,
    measured: Annotated[
        Measured, Parameter(alias="of", description="Acts, awards, or amounts on lines of chapters.")
    ] = "actes",
    year: Annotated[
        int | None,
        Parameter(ge=1000, le=2999, description="By default the latest that is over and complete."),
    ] = None,
    chapter: Annotated[str | None, Parameter(max_length=20, description="Only what names this chapter.")] = None,
    what: Decision = None,
    siren: Annotated[str | None, Parameter(pattern="^[0-9]{9}$", description="This body and its peers.")] = None,
    limit: Rows = 50,
) -> Comparison:
    this_year = today_in_france(clock()).year
    with store.figures.scope(query) as scope:
        found = comparison.compare_bodies(
            scope, measured, year=year, before=this_year, chapter=chapter, what=what, siren=siren, limit=limit
        )
        return Comparison.model_validate(found)


@router.get("/findings", summary="What the checks found, by rule and body")
def count_findings(store: StoreDep, query: QueryDep, limit: Rows = 10) -> FindingsByBody:
    with store.figures.scope(query) as scope:
        return FindingsByBody.model_validate(findings.findings(scope, limit=limit))


@router.get("/coverage", summary="What the store covers, what is not read, and how well the pipeline reads")
def get_coverage(
    store: StoreDep,
    query: QueryDep,
    limit: Rows = 50,
    last: Years = 12,
    year: Annotated[int | None, Parameter(ge=1000, le=2999, description="By the months of this year.")] = None,
) -> Quality:
    return Quality.model_validate(quality(store, query, limit, last, year))


def quality(store: Store, query: Query | None, limit: int, last: int, year: int | None) -> dict[str, Any]:
    """Return everything that the page « Qualité » shows."""
    with store.figures.scope(query) as scope:
        figures = {
            "coverage": coverage.coverage(scope, limit=limit, last=last, year=year),
            "pages": coverage.count_pages(scope),
            "partial": coverage.count_partial(scope),
            "informative": coverage.count_informative(scope),
            "runs": latest_runs(scope.connection, _RUNS),
        }
    return {**figures, "failures": store.ledger.reasons(), "scores": load_scores()}
