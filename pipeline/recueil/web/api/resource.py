"""What every resource of the API is: who may read it, how it fails, and that its answers can be kept."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute

from recueil.web.api.problems import problems
from recueil.web.web_api_etags import NOT_MODIFIED, Revalidated


def resource(tag: str, prefix: str = "") -> APIRouter:
    """Create the router of a resource. The operation id of a route is the name of its function."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=Revalidated,
        responses={**NOT_MODIFIED, **problems(400, 401, 403, 422, 503)},
        generate_unique_id_function=_name,
    )


def _name(route: APIRoute) -> str:
    """Return the operation id of a route."""
    return route.name
