"""API of the checks across the acts of a body."""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import HTTPException, Query
from pydantic import AfterValidator, Field, WithJsonSchema

from recueil.cross_checks import report
from recueil.cross_checks.rules import CROSS_RULES
from recueil.presences.api import NO_BODY
from recueil.store.search.facets import body_labels
from recueil.store.store import Store
from recueil.values.finding import Severity
from recueil.web.api.models import Model
from recueil.web.api.problems import problem_responses
from recueil.web.api.resource import resource_router
from recueil.web.dependencies import StoreDep

router = resource_router("cross-checks", "/bodies")

_RULES = sorted(rule.id for rule in CROSS_RULES)


def _require_rule(name: str) -> str:
    if name not in _RULES:
        raise ValueError(f"There is no rule {name}: choose among {', '.join(_RULES)}.")
    return name


Rules = Annotated[
    list[Annotated[str, AfterValidator(_require_rule), WithJsonSchema({"type": "string", "enum": _RULES})]],
    Query(alias="rule", max_length=20, description="Only these rules, also those that are off by default."),
]


class ComparedAct(Model):
    """An act that a finding compares."""

    uid: str
    date: datetime.date
    number: str | None


class CrossFinding(Model):
    """What a rule found in the act `uid`, compared with `others`: information, and no conclusion."""

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
    others: list[ComparedAct]


class CrossReport(Model):
    """What the rules found across the acts of a body, the latest acts first."""

    key: str
    label: str
    findings: list[CrossFinding]


@router.get(
    "/{key}/cross-checks", summary="What rules found across the acts of a body", responses=problem_responses(404)
)
def get_cross_checks(store: StoreDep, key: str, rules: Rules = []) -> CrossReport:  # noqa: B006 - FastAPI copies it
    found = find_report(store, key, rules)
    if found is None:
        raise HTTPException(404, NO_BODY)
    return CrossReport.model_validate(found)


def find_report(store: Store, key: str, rules: list[str]) -> report.CrossReport | None:
    """Return the findings across the acts of a body; None for a key without acts."""
    with store.figures.scope() as scope:
        label = body_labels(scope.connection, [key]).get(key)
        return None if label is None else report.load_cross_report(scope, key, label, rules)
