"""Every route of the application: the API, for programs, and the pages, in French."""

from __future__ import annotations

from fastapi import APIRouter

from recueil.accounts import pages as account_pages
from recueil.alerts import api as alerts_api
from recueil.alerts import pages as alert_pages
from recueil.corrections import api as corrections_api
from recueil.corrections import pages as correction_pages
from recueil.figures import api as figures_api
from recueil.figures import pages as figure_pages
from recueil.page_images import pages as image_pages
from recueil.persons import api as persons_api
from recueil.persons import pages as person_pages
from recueil.web.api import acts, entities, exports, facets, fields, findings, ledger, status
from recueil.web.pages import act as act_page
from recueil.web.pages import search as search_page

PREFIX = "/api/v1"

api = APIRouter(prefix=PREFIX)
for resource in (
    acts,
    entities,
    facets,
    fields,
    findings,
    figures_api,
    persons_api,
    corrections_api,
    alerts_api,
    ledger,
    exports,
    status,
):
    api.include_router(resource.router)

pages = APIRouter(include_in_schema=False)
for router in (
    search_page.router,
    act_page.router,
    correction_pages.value_router,
    correction_pages.addition_router,
    image_pages.router,
    figure_pages.router,
    person_pages.router,
    correction_pages.list_router,
    alert_pages.router,
    account_pages.login_router,
    account_pages.account_router,
    account_pages.administration_router,
):
    pages.include_router(router)
