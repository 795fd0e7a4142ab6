"""``/api/v1``: what the pages show, for programs."""

from __future__ import annotations

from fastapi import APIRouter

from recueil.web.api import (
    acts,
    alerts,
    corrections,
    entities,
    exports,
    facets,
    fields,
    figures,
    findings,
    ledger,
    persons,
    status,
)

PREFIX = "/api/v1"

router = APIRouter(prefix=PREFIX)
for _resource in (
    acts,
    entities,
    facets,
    fields,
    findings,
    figures,
    persons,
    corrections,
    alerts,
    ledger,
    exports,
    status,
):
    router.include_router(_resource.router)
