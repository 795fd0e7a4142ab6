"""The time within which the store has to answer a request; an export is sent for as long as somebody reads it.

Dependencies that are coroutines run in the task of the request, whose context its threads copy.
"""

from __future__ import annotations

from fastapi import Request

from recueil.settings import Settings
from recueil.store.engine.deadlines import set_deadline


async def limit(request: Request) -> None:
    """Set the deadline of a request."""
    settings: Settings = request.app.state.settings
    set_deadline(settings.web.query_seconds)


async def lift() -> None:
    """Set no deadline for what this request reads."""
    set_deadline(None)
