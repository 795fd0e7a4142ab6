"""The facets resource: number of acts per value."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

from recueil.query import format_query
from recueil.store.search.facets import FACETS, FacetName, facet_filter
from recueil.store.search.facets import FacetCount as CountOfFacet
from recueil.store.store import Facets as Counted
from recueil.web.api.models import Model
from recueil.web.api.resource import resource_router
from recueil.web.dependencies import StoreDep
from recueil.web.params import QueryDep

router = resource_router("facets")


class Count(Model):
    """So many acts have a value."""

    value: str = Field(description="As the store has it.")
    label: str = Field(description="As a person writes it.")
    term: str | None = Field(description="What to ask besides, to have these acts; null where no query can.")
    acts: int


Facets = dict[FacetName, list[Count]]


@router.get("/facets", summary="How many of the acts that answer, or of all, have each value")
def count_facets(
    store: StoreDep,
    query: QueryDep,
    facet: Annotated[tuple[FacetName, ...], Query(description="Of which fields.", max_length=10)] = FACETS,
    limit: Annotated[int, Query(ge=1, le=200, description="Of each, the most frequent.")] = 20,
) -> Facets:
    return facets_of(store.facets(query, facet, limit))


def facets_of(counted: Counted) -> Facets:
    return {name: [_count(name, one) for one in counts] for name, counts in counted.items()}


def _count(facet: FacetName, one: CountOfFacet) -> Count:
    term = facet_filter(facet, one)
    return Count(
        value=one.value, label=one.label, term=None if term is None else format_query(term), acts=one.acts
    )
