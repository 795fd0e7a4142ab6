"""Every route of the application: the API, for programs, and the pages, in French."""

from __future__ import annotations

from fastapi import APIRouter

import recueil.accounts.account
import recueil.accounts.administration
import recueil.accounts.login
import recueil.alerts.alerts
import recueil.alerts.pages
import recueil.corrections.ajouter
import recueil.corrections.api
import recueil.corrections.corrections
import recueil.corrections.valeur
import recueil.figures.api
import recueil.figures.figures
import recueil.page_images.originals
import recueil.persons.api
import recueil.persons.persons
import recueil.web.pages.act
import recueil.web.pages.exports
import recueil.web.pages.recherche
from recueil.web.api import acts, entities, exports, facets, fields, findings, ledger, status

PREFIX = "/api/v1"

api = APIRouter(prefix=PREFIX)
for resource in (
    acts,
    entities,
    facets,
    fields,
    findings,
    recueil.figures.api,
    recueil.persons.api,
    recueil.corrections.api,
    recueil.alerts.alerts,
    ledger,
    exports,
    status,
):
    api.include_router(resource.router)

pages = APIRouter(include_in_schema=False)
for page in (
    recueil.web.pages.recherche,
    recueil.web.pages.exports,
    recueil.web.pages.act,
    recueil.corrections.valeur,
    recueil.corrections.ajouter,
    recueil.page_images.originals,
    recueil.figures.figures,
    recueil.persons.persons,
    recueil.corrections.corrections,
    recueil.alerts.pages,
    recueil.accounts.login,
    recueil.accounts.account,
    recueil.accounts.administration,
):
    pages.include_router(page.router)
