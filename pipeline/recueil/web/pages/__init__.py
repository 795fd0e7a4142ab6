"""The pages, in French."""

from __future__ import annotations

from fastapi import APIRouter

from recueil.web.pages import (
    account,
    acte,
    administration,
    alerts,
    exports,
    figures,
    login,
    originals,
    persons,
    recherche,
)

router = APIRouter(include_in_schema=False)
for page in (recherche, exports, acte, originals, figures, persons, alerts, login, account, administration):
    router.include_router(page.router)
