"""The entities resource: values extracted from acts."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from recueil.export.jsonl import entity_object
from recueil.store.search.cursors import ItemCursor
from recueil.web.api.models import ActName, Entity, KindName, Page
from recueil.web.api.resource import LINK_HEADERS, After, Limit, link_next, resource_router
from recueil.web.dependencies import StoreDep
from recueil.web.params import QueryDep

router = resource_router("entities")


class EntityOfAct(Entity):
    """A value with its place and its act."""

    act: ActName


class Entities(Page[EntityOfAct]):
    """Values of acts, those of the latest act first, in the order of its text."""


@router.get(
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
