"""People who use the pages, and programs that use the API, in tests of who may do what."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache
from typing import cast

import httpx2 as httpx
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from recueil.accounts.schema import Role
from recueil.ingest.workers.pool import WorkerPool
from recueil.page_images.service import PageRenderer, PageRequest
from recueil.settings import Limits, Settings
from recueil.store.store import Store
from recueil.web.app import create_app
from recueil.web.authentication import Editor, Reader

Open = Callable[..., TestClient]
WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
RIGHT, WRONG, NEW = "quatre mots au hasard", "quatre mots par hasard", "encore quatre autres mots"
NAMES: dict[Role, str] = {"reader": "remi", "editor": "emma", "admin": "anne"}
ADDRESS = "http://127.0.0.1"


class LastingRenderer(PageRenderer):
    """Renders with the processes of all others of its limits, which import for seconds what they draw with."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._pool = _pool(limits.memory_bytes)

    def close(self) -> None:
        """Leave the processes to the others: they end with this one."""


@cache
def _pool(memory_bytes: int) -> WorkerPool[PageRequest, bytes | None]:
    return PageRenderer(Limits(memory_bytes=memory_bytes))._pool


def application(
    store: Store, settings: Settings | None = None, host: str = "127.0.0.1", when: datetime.datetime | None = WHEN
) -> FastAPI:
    """The application of a store at a time, or now, whose routes are those of all others.

    The first request that meets a route builds it.
    """
    app = create_app(store, settings or Settings(), host)
    app.router = _routes()
    app.state.drawer = LastingRenderer(app.state.settings.limits)
    if when is not None:
        app.state.clock = lambda: when
    return app


@cache
def _routes() -> APIRouter:
    """All routes, and something to read and to change, for people and for programs."""
    app = create_app(cast(Store, None), Settings())

    @app.get("/probe", include_in_schema=False)
    @app.get("/api/v1/probe", include_in_schema=False)
    def read(user: Reader) -> dict[str, str]:
        return {"name": user.name, "role": user.role}

    @app.post("/probe", include_in_schema=False)
    @app.post("/api/v1/probe", include_in_schema=False)
    def change(user: Editor) -> dict[str, str]:
        return {"changed by": user.name}

    return app.router


def csrf(client: TestClient, page: str = "/connexion") -> str:
    """The token in the forms of a page."""
    [token] = set(re.findall(r'name="csrf" value="(\w+)"', client.get(page).text))
    return str(token)


def log_in(client: TestClient, name: str, password: str = RIGHT, **more: str) -> httpx.Response:
    data = {"csrf": csrf(client), "nom": name, "mot_de_passe": password, **more}
    answer: httpx.Response = client.post("/connexion", data=data)
    return answer


def send(client: TestClient, path: str, page: str = "/compte", **data: str) -> httpx.Response:
    """Send a form of a page."""
    answer: httpx.Response = client.post(path, data={"csrf": csrf(client, page), **data})
    return answer


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}
