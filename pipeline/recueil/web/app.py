"""The FastAPI application: routes, dependencies, middleware and exception handlers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from recueil.page_images.service import PageRenderer
from recueil.settings import Settings
from recueil.store.store import Store
from recueil.web import authentication, csrf, dependencies, error_handlers, routes, security
from recueil.web.api import problems
from recueil.web.etags import HeadFromGet

_HERE = Path(__file__).parent


def create_app(store: Store, settings: Settings, host: str = security.LOOPBACK) -> FastAPI:
    """Create the application of a store; it answers under the host it is bound to and the settings' address."""
    app = FastAPI(
        title="Recueil",
        version=version("recueil"),
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{routes.PREFIX}/openapi.json",
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
    app.state.drawer = PageRenderer(settings.limits)
    error_handlers.install(app)
    problems.install_openapi(app)
    app.add_middleware(HeadFromGet, under=f"{routes.PREFIX}/")
    security.install(app, settings.web.address, host)
    app.include_router(routes.api)
    app.include_router(routes.pages)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Close the page drawer when the last request has been answered."""
    yield
    app.state.drawer.close()
