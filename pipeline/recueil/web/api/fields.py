"""The fields resource: fields of the query language, and the vocabulary of stored codes."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from recueil.query import FIELDS
from recueil.query import Field as QueryField
from recueil.query.fields import ALIASES
from recueil.store.search.compile import Order
from recueil.store.search.facets import FACETS
from recueil.values.mention import KINDS
from recueil.web.api.models import Model
from recueil.web.api.resource import resource_router

router = resource_router("fields")


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


@router.get("/fields", summary="The fields of the query language, and the words of answers")
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
