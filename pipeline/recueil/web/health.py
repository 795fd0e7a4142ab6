"""`/sante`: whether the server and its store answer, for load balancers and probes, without a login."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from recueil.web.authentication import public
from recueil.web.dependencies import StoreDep

router = APIRouter()


@router.get("/sante")
@public
def health(store: StoreDep) -> PlainTextResponse:
    """Answer 200 once the store has answered a query; 503 where it does not."""
    store.accounts.exist()
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})
