"""What a route is given: the store, the settings and the helpers of the application that serves it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from recueil.accounts.audit import UNMASKED
from recueil.errors import ActUnknown
from recueil.page_images.service import PageRenderer
from recueil.settings import Settings
from recueil.store.store import Store
from recueil.web.access import OptionalUser


def _get_store(request: Request, user: OptionalUser) -> Store:
    """Return the store, which masks private persons, or with ``?unmasked=1`` the unmasked one.

    The latter is for admins (403 otherwise), and noted in the audit log.
    """
    store: Store = request.app.state.store
    if request.query_params.get("unmasked", "0") in ("", "0", "false"):
        return store
    if user is None or not user.may("admin"):
        raise HTTPException(403, "Seul un administrateur peut voir les noms masqués.")
    when: Callable[[], datetime] = request.app.state.clock
    act = _find_uid(store, str(request.path_params.get("uid", "")))
    store.audit.note(when(), user.name, UNMASKED, act, route=request.scope["route"].path)
    return store.unveiled


def _find_uid(store: Store, uid: str) -> str | None:
    """Return the full uid of the act in the URL; None for other text, which may name a person."""
    try:
        return store.act(uid).uid if uid else None
    except ActUnknown:
        return None


def _get_settings(request: Request) -> Settings:
    """Return the settings."""
    settings: Settings = request.app.state.settings
    return settings


def _get_drawer(request: Request) -> PageRenderer:
    """Return the drawer of page images."""
    drawer: PageRenderer = request.app.state.drawer
    return drawer


StoreDep = Annotated[Store, Depends(_get_store)]
SettingsDep = Annotated[Settings, Depends(_get_settings)]


def _get_clock(request: Request) -> Callable[[], datetime]:
    """Return the application's clock."""
    clock: Callable[[], datetime] = request.app.state.clock
    return clock


ClockDep = Annotated[Callable[[], datetime], Depends(_get_clock)]
DrawerDep = Annotated[PageRenderer, Depends(_get_drawer)]
