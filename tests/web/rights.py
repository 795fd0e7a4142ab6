"""Every route of the application, and which role docs/access.md says that it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import httpx2 as httpx
from fastapi.routing import iter_route_contexts

from recueil.settings import Settings
from recueil.store.store import Store
from recueil.web.app import create_app

DOCS = (Path(__file__).parents[2] / "docs" / "access.md").read_text("utf-8")
RIGHTS = {
    (method, path): role
    for method, path, role in re.findall(r"^\| .*? \| `([A-Z]+) (/\S*)` \| (\w+) \|$", DOCS, re.MULTILINE)
}


def routes() -> Iterator[tuple[str, str]]:
    """Every method and path of the application that depends on who asks."""
    for route in iter_route_contexts(create_app(cast(Store, None), Settings()).routes):
        if getattr(route, "dependant", None):
            yield from ((method, str(route.path)) for method in sorted(route.methods or ()))


ROUTES = list(routes())


def is_let_in(answer: httpx.Response) -> bool:
    """Whether the route itself answered."""
    to_login = answer.status_code == 303 and answer.headers["location"].startswith("/connexion")
    return not (to_login or answer.status_code == 401 or "ne permet pas cette action" in answer.text)
