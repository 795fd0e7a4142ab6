"""``/api/v1``: what the pages show, for programs. A resource is a file whose ``router`` ``resource`` makes."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from recueil.web.access import Reader
from recueil.web.api import acts, entities, exports, facets, fields, findings, ledger, status

PREFIX = "/api/v1"


def _readable(user: Reader) -> None:
    """Whoever may read may ask."""


router = APIRouter(prefix=PREFIX, dependencies=[Depends(_readable)])
for _resource in (acts, entities, facets, fields, findings, ledger, exports, status):
    router.include_router(_resource.router)
