"""``/api/v1/figures``: amounts, beneficiaries, sizes, findings, coverage; ``docs/figures.md`` says what of."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Query

from recueil.installed import scores
from recueil.store import Store
from recueil.store.figures import By, Measure
from recueil.web.access import Reader
from recueil.web.api.models import Edtf, Model
from recueil.web.api.resource import resource
from recueil.web.asked import Which, WhichOf, Year
from recueil.web.given import StoreOf

router = resource("figures", "/figures")

Limit = Annotated[int, Query(ge=1, le=100, description="rows at most")]
Years = Annotated[int, Query(ge=1, le=30, description="the last years, so many")]
Decision = Annotated[str | None, Query(max_length=40, description="subvention, marche…: of awards only these")]


class Period(Model):
    name: str
    term: str


class Cell(Model):
    query: str
    acts: int
    awards: int
    awarded: Decimal | None
    lines: int
    written: Decimal | None


class PivotRow(Model):
    chapter: str | None
    body: str | None
    whole: Cell
    cells: list[Cell | None]


class Pivot(Model):
    columns: list[Period]
    rows: list[PivotRow]
    more: bool


class Beneficiary(Model):
    name: str
    what: str
    query: str
    acts: int
    awards: int
    total: Decimal | None


class Bucket(Model):
    low: Decimal | None
    high: Decimal | None
    query: str
    amounts: int
    acts: int


class FindingCell(Model):
    query: str
    acts: int
    findings: int


class FindingRow(Model):
    rule: str
    whole: FindingCell
    cells: list[FindingCell | None]


class Findings(Model):
    bodies: list[str | None]
    rows: list[FindingRow]
    more: bool


class CoverageCell(Model):
    query: str
    acts: int


class BodyCoverage(Model):
    body: str | None
    query: str
    acts: int
    first: Edtf | None
    last: Edtf | None
    cells: list[CoverageCell]


class Coverage(Model):
    columns: list[Period]
    bodies: list[BodyCoverage]
    more: bool


class Failures(Model):
    reason: str | None
    files: int
    set_aside: int


class Pages(Model):
    pages: int
    by_ocr: int


class Run(Model):
    id: str
    flow: str
    pipeline_version: str
    started: datetime.datetime
    finished: datetime.datetime | None
    state: str | None
    done: int
    failed: int


class Score(Model):
    kind: str
    sample: Decimal
    real: Decimal


class Quality(Model):
    coverage: Coverage
    pages: Pages
    failures: list[Failures]
    runs: list[Run]
    scores: list[Score]


@router.get("/amounts", response_model=Pivot)
def amounts(
    reader: Reader, store: StoreOf, which: WhichOf, by: By = "chapitre", limit: Limit = 20, last: Years = 10,
    what: Decision = None,
) -> Any:  # fmt: skip
    """Acts that name a chapter and the amounts they link to it, by chapter, body or both, and year."""
    return store.figures.amounts(which.query, by, limit=limit, last=last, what=what or None)


@router.get("/beneficiaries", response_model=list[Beneficiary])
def beneficiaries(reader: Reader, store: StoreOf, which: WhichOf, limit: Limit = 20, what: Decision = None) -> Any:
    """Who is awarded most, per decision."""
    return store.figures.beneficiaries(which.query, limit=limit, what=what or None)


@router.get("/distribution", response_model=list[Bucket])
def distribution(reader: Reader, store: StoreOf, which: WhichOf, of: Measure = "montant") -> Any:
    """How many amounts are of which size."""
    return store.figures.distribution(which.query, of)


@router.get("/findings", response_model=Findings)
def findings(reader: Reader, store: StoreOf, which: WhichOf, limit: Limit = 10) -> Any:
    """What the checks found, by rule and body."""
    return store.figures.findings(which.query, limit=limit)


@router.get("/coverage", response_model=Quality)
def coverage(
    reader: Reader, store: StoreOf, which: WhichOf, limit: Limit = 50, last: Years = 12, year: Year = None
) -> Any:
    """What the store covers, what is not read, and how well the installed pipeline reads."""
    return quality(store, which, limit, last, year)


def quality(store: Store, which: Which, limit: int, last: int, year: int | None) -> dict[str, Any]:
    """All that the page of quality shows."""
    return {
        "coverage": store.figures.coverage(which.query, limit=limit, last=last, year=year),
        "pages": store.figures.pages(),
        "failures": store.figures.failures(),
        "runs": store.figures.runs(),
        "scores": scores(),
    }
