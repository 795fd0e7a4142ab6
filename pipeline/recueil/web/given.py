"""What a route is given: the store, the settings and the helpers of the application that serves it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from recueil.drawing import Drawer
from recueil.settings import Settings
from recueil.store import Store
from recueil.store.audit import UNMASKED
from recueil.web.access import Visitor

# What else is typed in its place may be a name.
_UID = re.compile(r"[0-9a-f]{1,64}(?:-[0-9]{1,6})?")


def _store(request: Request, user: Visitor) -> Store:
    """The store, which masks private persons; with ``?unmasked=1``, for admins, the one that does not."""
    store: Store = request.app.state.store
    if request.query_params.get("unmasked", "0") in ("", "0", "false"):
        return store
    if user is None or not user.may("admin"):
        raise HTTPException(403, "Seul un administrateur peut voir les noms masqués.")
    act = str(request.path_params.get("uid", ""))
    when: Callable[[], datetime] = request.app.state.clock
    named = act if _UID.fullmatch(act) else None
    store.audit.note(when(), user.name, UNMASKED, named, route=request.scope["route"].path)
    return store.unveiled


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _drawer(request: Request) -> Drawer:
    drawer: Drawer = request.app.state.drawer
    return drawer


StoreOf = Annotated[Store, Depends(_store)]
SettingsOf = Annotated[Settings, Depends(_settings)]


def _clock(request: Request) -> Callable[[], datetime]:
    clock: Callable[[], datetime] = request.app.state.clock
    return clock


ClockOf = Annotated[Callable[[], datetime], Depends(_clock)]
DrawerOf = Annotated[Drawer, Depends(_drawer)]
