"""The FastAPI application: the routes of the API, for programs, and of the pages, in French; dependencies,
middleware and exception handlers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from recueil.accounts import pages as account_pages
from recueil.accounts.single_sign_on import Provider
from recueil.alerts import api as alerts_api
from recueil.alerts import pages as alert_pages
from recueil.batches import api as batches_api
from recueil.batches import pages as batch_pages
from recueil.beneficiaries import api as beneficiaries_api
from recueil.beneficiaries import pages as beneficiary_pages
from recueil.bodies import api as bodies_api
from recueil.bodies import pages as body_pages
from recueil.corrections import api as corrections_api
from recueil.corrections import fact_pages
from recueil.corrections import pages as correction_pages
from recueil.cross_checks import api as cross_checks_api
from recueil.cross_checks import pages as cross_check_pages
from recueil.dossiers import api as dossiers_api
from recueil.dossiers import pages as dossier_pages
from recueil.extras import require
from recueil.figures import api as figures_api
from recueil.figures import pages as figure_pages
from recueil.missing import api as missing_api
from recueil.missing import pages as missing_pages
from recueil.page_images import pages as image_pages
from recueil.page_images.service import PageRenderer
from recueil.persons import api as persons_api
from recueil.persons import pages as person_pages
from recueil.presences import api as presences_api
from recueil.presences import pages as presence_pages
from recueil.settings import Settings
from recueil.similar_acts import api as similar_acts_api
from recueil.similar_acts import pages as similar_acts_pages
from recueil.store.store import Store
from recueil.web import authentication, csrf, dependencies, error_handlers, health, security
from recueil.web.api import acts, entities, exports, facets, ledger, problems
from recueil.web.etags import HeadFromGet
from recueil.web.pages import act as act_page
from recueil.web.pages import search as search_page
from recueil.web.pages import style

PREFIX = "/api/v1"
_HERE = Path(__file__).parent

api = APIRouter(prefix=PREFIX)
for resource in (
    acts.router,
    similar_acts_api.router,
    entities.entities_router,
    facets.facets_router,
    facets.fields_router,
    entities.findings_router,
    figures_api.router,
    persons_api.router,
    beneficiaries_api.router,
    bodies_api.router,
    presences_api.router,
    missing_api.router,
    cross_checks_api.router,
    cross_checks_api.rejections_router,
    corrections_api.router,
    alerts_api.router,
    dossiers_api.router,
    batches_api.router,
    ledger.ledger_router,
    exports.router,
    ledger.status_router,
):
    api.include_router(resource)

pages = APIRouter(include_in_schema=False)
for router in (
    search_page.router,
    act_page.router,
    similar_acts_pages.router,
    correction_pages.value_router,
    correction_pages.addition_router,
    fact_pages.router,
    image_pages.router,
    figure_pages.router,
    person_pages.router,
    beneficiary_pages.router,
    body_pages.router,
    presence_pages.router,
    missing_pages.router,
    cross_check_pages.router,
    correction_pages.list_router,
    alert_pages.router,
    dossier_pages.router,
    batch_pages.router,
    account_pages.login_router,
    account_pages.account_router,
    account_pages.administration_router,
    health.router,
    style.router,
):
    pages.include_router(router)


def create_app(store: Store, settings: Settings, host: str = security.LOOPBACK) -> FastAPI:
    """Create the application of a store; it answers under the host it is bound to and the settings' address."""
    app = FastAPI(
        title="Recueil",
        version=version("recueil"),
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        dependencies=[
            Depends(csrf.check),
            Depends(authentication.require_login),
            Depends(dependencies.set_query_deadline),
        ],
        lifespan=_lifespan,
    )
    app.state.store = store
    app.state.settings = settings
    app.state.clock = lambda: datetime.now(UTC)
    app.state.is_local = security.is_loopback(host)
    if settings.web.sso is not None:
        require("sso")
    app.state.provider = settings.web.sso and Provider(settings.web.sso, settings.web.address or "")
    app.state.drawer = PageRenderer(settings.limits)
    error_handlers.install(app)
    problems.install_openapi(app)
    app.add_middleware(HeadFromGet)
    security.install(app, settings.web.address, host)
    app.include_router(api)
    app.include_router(pages)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Close the page drawer when the last request has been answered."""
    yield
    app.state.drawer.close()
