"""What a route is given: the store, the settings and the helpers of the application that serves it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from recueil.drawing import Drawer
from recueil.settings import Settings
from recueil.store import Store


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


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
