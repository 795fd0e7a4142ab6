"""The pages, in French."""

from __future__ import annotations

from fastapi import APIRouter

from recueil.web.pages import (
    account,
    acte,
    administration,
    ajouter,
    alerts,
    corrections,
    exports,
    figures,
    login,
    originals,
    persons,
    recherche,
    valeur,
)

router = APIRouter(include_in_schema=False)
for page in (
    recherche,
    exports,
    acte,
    valeur,
    ajouter,
    originals,
    figures,
    persons,
    corrections,
    alerts,
    login,
    account,
    administration,
):
    router.include_router(page.router)
