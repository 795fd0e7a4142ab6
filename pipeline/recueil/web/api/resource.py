"""What every resource of the API is: who may read it, how it fails, and that its answers can be kept."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute

from recueil.web.api.problems import problem_responses
from recueil.web.web_api_etags import NOT_MODIFIED, ETagRoute


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
