"""The values extracted from acts, and the inconsistencies that the checks find in them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import Query, Request, Response

from recueil.export.jsonl import entity_object
from recueil.store.search.cursors import ItemCursor
from recueil.store.search.listings import FindingFilter
from recueil.web.api.models import ActName, Entity, Finding, KindName, Page, Severity
from recueil.web.api.resource import LINK_HEADERS, After, Limit, link_next, resource_router
from recueil.web.dependencies import QueryDep, StoreDep

entities_router = resource_router("entities")
findings_router = resource_router("findings")


class EntityOfAct(Entity):
    """A value with its place and its act."""

    act: ActName


class Entities(Page[EntityOfAct]):
    """Values of acts, those of the latest act first, in the order of its text."""


@entities_router.get(
    "/entities",
    summary="The values read from the acts that answer a query, or from all",
    responses={200: {"headers": LINK_HEADERS}},
)
def list_entities(
    store: StoreDep,
    request: Request,
    response: Response,
    query: QueryDep,
    kind: Annotated[tuple[KindName, ...], Query(description="Only of these kinds.", max_length=9)] = (),
    limit: Limit = 100,
    after: After = None,
) -> Entities:
    place = None if after is None else ItemCursor.parse(after)
    part = store.entities(query, kind, limit, after=place)
    items = [EntityOfAct.model_validate({**entity_object(item.thing), "act": item.act}) for item in part.things]
    return Entities(items=items, next=link_next(request, response, part.next))


_RULE = "^[a-z]+(-[a-z]+)*$"


class FindingOfAct(Finding):
    """What does not agree, and in which act."""

    act: ActName


class Findings(Page[FindingOfAct]):
    """Findings, those of the latest act first."""


@findings_router.get(
    "/findings",
    summary="What does not agree in the acts that answer a query, or in all",
    responses={200: {"headers": LINK_HEADERS}},
)
def list_findings(
    store: StoreDep,
    request: Request,
    response: Response,
    query: QueryDep,
    rule: Annotated[str | None, Query(pattern=_RULE, max_length=60, description="Only of this rule.")] = None,
    severity: Annotated[Severity | None, Query(description="Only so severe.")] = None,
    limit: Limit = 100,
    after: After = None,
) -> Findings:
    place = None if after is None else ItemCursor.parse(after)
    part = store.findings(query, FindingFilter(rule, severity), limit, after=place)
    items = [FindingOfAct.model_validate({**asdict(item.thing), "act": item.act}) for item in part.things]
    return Findings(items=items, next=link_next(request, response, part.next))
