"""The OpenAPI document: what FastAPI knows of the routes, and the problems that they answer with."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from recueil.web.api.problems import Problem

_ABOUT = """What the pages show, for programs.

Every value is exact: decimals and dates (EDTF) are strings, and what an act does not say is null. Places count
characters of the document's text. Lists go on with `after`, which is the `next` of the part before. Answers carry
a weak ETag, and HEAD gives the headers alone. What fails is an `application/problem+json` (RFC 9457)."""


def install_openapi(app: FastAPI) -> None:
    """Make an application generate this OpenAPI document."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _build_document(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _build_document(app: FastAPI) -> dict[str, Any]:
    """Generate the document, with the schema of problems."""
    document = get_openapi(title=app.title, version=app.version, description=_ABOUT, routes=app.routes)
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= {**schema.pop("$defs", {}), Problem.__name__: schema}
    return document
