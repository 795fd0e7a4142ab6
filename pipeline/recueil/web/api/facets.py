"""What a query can ask for: facets, with their number of acts per value; fields, and the words of answers."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from fastapi import Query
from pydantic import Field

from recueil.query import FIELDS, format_query
from recueil.query import Field as QueryField
from recueil.query.fields import ALIASES
from recueil.store.search.compile import Order
from recueil.store.search.facets import FACETS, FacetName, facet_filter
from recueil.store.search.facets import FacetCount as CountOfFacet
from recueil.store.store import Facets as Counted
from recueil.values.mention import KINDS
from recueil.web.api.models import Model
from recueil.web.api.resource import resource_router
from recueil.web.dependencies import QueryDep, StoreDep

facets_router = resource_router("facets")
fields_router = resource_router("fields")


class Count(Model):
    """So many acts have a value."""

    value: str = Field(description="As the store has it.")
    label: str = Field(description="As a person writes it.")
    term: str | None = Field(description="What to ask besides, to have these acts; null where no query can.")
    acts: int


Facets = dict[FacetName, list[Count]]


@facets_router.get("/facets", summary="How many of the acts that answer, or of all, have each value")
def count_facets(
    store: StoreDep,
    query: QueryDep,
    facet: Annotated[
        tuple[FacetName, ...], Query(description="Of which fields.", max_length=len(FACETS))
    ] = FACETS,
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


class FieldOfQuery(Model):
    """A field: `name:value` in a query."""

    name: str
    aliases: list[str] = Field(description="Other names of it.")
    help: str
    example: str
    about: Literal["entity", "act"] = Field(description="A value that stands in the text, or the act as a whole.")
    roles: list[str] = Field(description="What may follow @.")
    choices: list[str] = Field(description="Words that stand for its values; empty where it takes others.")


class Vocabulary(Model):
    """What can be asked, and what answers are made of."""

    fields: list[FieldOfQuery]
    kinds: list[str] = Field(description="Of entities.")
    facets: list[str]
    orders: list[str]


@fields_router.get("/fields", summary="The fields of the query language, and the words of answers")
def get_fields() -> Vocabulary:
    return Vocabulary(
        fields=[_field(field) for field in FIELDS.values()],
        kinds=list(KINDS),
        facets=list(FACETS),
        orders=list(get_args(Order)),
    )


def _field(field: QueryField) -> FieldOfQuery:
    return FieldOfQuery(
        name=field.name,
        aliases=[alias for alias, name in ALIASES.items() if name == field.name],
        help=field.help,
        example=field.example,
        about=field.kind,
        roles=list(field.roles or ()),
        choices=list(field.choices or ()),
    )
