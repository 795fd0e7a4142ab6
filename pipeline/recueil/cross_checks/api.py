"""API of the checks across the acts of a body."""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import HTTPException, Path, Query, Request, Response
from pydantic import AfterValidator, Field, WithJsonSchema

from recueil.corrections import Attribution
from recueil.cross_checks.schema import RULES as CROSS_RULES
from recueil.presences.api import NO_BODY
from recueil.values.finding import Severity
from recueil.web.api.models import Model
from recueil.web.api.problems import problem_responses
from recueil.web.api.resource import resource_router
from recueil.web.authentication import Editor
from recueil.web.dependencies import ClockDep, StoreDep

router = resource_router("cross-checks", "/bodies")
rejections_router = resource_router("cross-checks", "/cross-checks")

RULES = sorted(CROSS_RULES)


def _require_rule(name: str) -> str:
    if name not in RULES:
        raise ValueError(f"There is no rule {name}: choose among {', '.join(RULES)}.")
    return name


Rules = Annotated[
    list[Annotated[str, AfterValidator(_require_rule), WithJsonSchema({"type": "string", "enum": RULES})]],
    Query(alias="rule", max_length=20, description="Only what these rules found."),
]
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


class ComparedPlace(Model):
    """Characters of the document of an act that a finding compares."""

    uid: str
    date: datetime.date
    number: str | None
    start: int
    end: int


class CrossFinding(Model):
    """What a rule found in the act `uid`, compared with `others`: information, and no conclusion."""

    id: int = Field(description="What rejects it; it is another once the finding was made anew.")
    uid: str
    date: datetime.date
    number: str | None
    title: str | None
    rule: str
    severity: Severity
    message: str
    basis: str = Field(description="The law at the date of the act, or the arithmetic.")
    expected: str | None
    found: str | None
    made: datetime.datetime = Field(description="When it was first made from the acts as they are.")
    others: list[ComparedPlace] = Field(description="The other acts, each by its first place.")
    places: list[ComparedPlace] = Field(description="All that is compared, of this act and of the others.")


class CrossReport(Model):
    """What the rules found across the acts of a body, the latest acts first."""

    key: str
    label: str
    made: datetime.datetime | None = Field(description="When the acts were last compared; null if never.")
    outdated: bool = Field(description="Whether acts of the body have changed since.")
    findings: list[CrossFinding]


class Rejecting(Model):
    """Why a finding is none."""

    why: str = Field("", max_length=1000)


class Rejected(Model):
    """The correction that rejects a finding: withdraw it to have the finding back."""

    correction: int


@router.get(
    "/{key}/cross-checks", summary="What rules found across the acts of a body", responses=problem_responses(404)
)
def get_cross_checks(store: StoreDep, key: str, rules: Rules = []) -> CrossReport:  # noqa: B006 - FastAPI copies it
    found = store.cross_checks.report(key, rules)
    if found is None:
        raise HTTPException(404, NO_BODY)
    return CrossReport.model_validate(found)


@rejections_router.post(
    "/{number}/rejection",
    status_code=201,
    summary="Reject what a rule found across acts",
    responses={
        **problem_responses(404),
        201: {"headers": {"Location": {"description": "The correction.", "schema": {"type": "string"}}}},
    },
)
def reject_cross_finding(
    store: StoreDep,
    clock: ClockDep,
    request: Request,
    response: Response,
    user: Editor,
    number: Number,
    body: Rejecting,
) -> Rejected:
    signed = Attribution(user.name, clock(), body.why)
    correction = store.cross_checks.reject(number, signed, may_unmask=user.may("admin"))
    response.headers["Location"] = request.url_for("get_correction", number=correction).path
    return Rejected(correction=correction)
