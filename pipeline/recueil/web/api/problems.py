"""The OpenAPI document, and the problems (RFC 9457) that it lists for each route."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"


class Wrong(BaseModel):
    """A parameter that cannot be used."""

    where: str = Field(examples=["query.limit"])
    what: str


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Bad Request"])
    status: int
    detail: str = Field(description="What is wrong and what to do about it.")
    start: int | None = Field(None, description="Of a query: the first character of the mistake.")
    end: int | None = Field(None, description="Of a query: the character after its last.")
    errors: list[Wrong] | None = Field(None, description="Of parameters: each that cannot be used.")


_DESCRIPTIONS = {
    400: "The query, or the place in a list, cannot be understood.",
    401: "Nobody is signed in.",
    403: "The account does not permit this.",
    404: "There is none of that name.",
    409: "It has changed meanwhile, or is there already.",
    422: "A parameter cannot be used.",
    429: "Too many tries.",
    503: "The store cannot answer now; the same may succeed a little later.",
}

Responses = dict[int | str, dict[str, Any]]


def problem_responses(*statuses: int) -> Responses:
    """Return the ``responses=`` of a route for these error statuses."""
    content = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    return {status: {"description": _DESCRIPTIONS[status], "content": content} for status in statuses}
