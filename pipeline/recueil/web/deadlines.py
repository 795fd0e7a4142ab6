"""FastAPI dependencies of routes: the store, settings, clock, drawer, act of the URL, and the query deadline.

The deadline limits the time of the store's queries; a streaming export has none. Its dependencies are
coroutines, which run in the task of the request, whose context its threads copy.
"""

from __future__ import annotations

from fastapi import Request

from recueil.settings import Settings
from recueil.store.engine.deadlines import set_deadline


async def set_query_deadline(request: Request) -> None:
    """Set the query deadline of a request."""
    settings: Settings = request.app.state.settings
    set_deadline(settings.web.query_seconds)


async def lift_query_deadline() -> None:
    """Remove the query deadline of a request."""
    set_deadline(None)
