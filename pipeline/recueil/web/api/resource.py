"""What every resource of the API is: who may read it, how it fails, and that its answers can be kept."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute

from recueil.web.api.problems import problems
from recueil.web.web_api_etags import NOT_MODIFIED, Revalidated


def resource(tag: str, prefix: str = "") -> APIRouter:
    """The router of a resource: a function ``list_acts`` on it is the operation of that name."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=Revalidated,
        responses={**NOT_MODIFIED, **problems(400, 401, 403, 422, 503)},
        generate_unique_id_function=_name,
    )


def _name(route: APIRoute) -> str:
    return route.name
