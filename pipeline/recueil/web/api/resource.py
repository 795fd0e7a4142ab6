"""Routers of the API's resources, with shared responses and ETags, and pagination.

``limit`` sets the size of a page, ``after`` and a Link header (RFC 8288) lead to the next.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.routing import APIRoute

from recueil.web.api.problems import problem_responses
from recueil.web.etags import NOT_MODIFIED, ETagRoute

MAX_LIMIT = 1000
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="No more than so many.")]
After = Annotated[
    str | None,
    Query(max_length=64, description="Go on where a part ended: its `next`. A place of one list is of no other."),
]
AfterNumber = Annotated[int | None, Query(ge=0, lt=10**18, description="Go on where a part ended: its `next`.")]
LINK_HEADERS: dict[str, Any] = {
    "Link": {"description": 'The part that follows, `rel="next"`; none on the last.', "schema": {"type": "string"}}
}


def link_next(request: Request, response: Response, after: object | None) -> str | None:
    """Add a Link header to the next page, if there is one; return its ``after``."""
    if after is None:
        return None
    url = request.url.include_query_params(after=after)
    response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
    return str(after)


def resource_router(tag: str, prefix: str = "") -> APIRouter:
    """Create the router of a resource. The operation id of a route is the name of its function."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=ETagRoute,
        responses={**NOT_MODIFIED, **problem_responses(400, 401, 403, 422, 503)},
        generate_unique_id_function=_operation_id,
    )


def _operation_id(route: APIRoute) -> str:
    """Return the operation id of a route."""
    return route.name
