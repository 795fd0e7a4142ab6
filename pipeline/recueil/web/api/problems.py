"""The OpenAPI document, and the problems (RFC 9457) that it lists for each route."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
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


_ABOUT = """What the pages show, for programs.

Every value is exact: decimals and dates (EDTF) are strings, and what an act does not say is null. Places count
characters of the document's text. Lists go on with `after`, which is the `next` of the part before. Answers carry
a weak ETag, and HEAD gives the headers alone. What fails is an `application/problem+json` (RFC 9457)."""


def install_openapi(app: FastAPI) -> None:
    """Make an application generate this OpenAPI document."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _build_document(app)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]


def _build_document(app: FastAPI) -> dict[str, Any]:
    """Generate the document, with the schema of problems."""
    document = get_openapi(title=app.title, version=app.version, description=_ABOUT, routes=app.routes)
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= {**schema.pop("$defs", {}), Problem.__name__: schema}
    return document
