"""Whose alerts a user sees and may change: their own, an administrator everybody's."""

from __future__ import annotations

from recueil.alerts import definitions
from recueil.alerts.store import Alert
from recueil.store.store import Store
from recueil.web.access import User

PAGE = 50


def alerts_of(store: Store, user: User, after: int, limit: int) -> list[Alert]:
    if user.may("admin"):
        return store.alerts.all(after=after, limit=limit)
    return store.alerts.of(user.name, after=after, limit=limit)


def alert_of(store: Store, user: User, number: int) -> Alert:
    """AlertUnknown, also for one that is another's: who asks is not told that there is one."""
    alert = store.alerts.one(number)
    if alert.owner != user.name and not user.may("admin"):
        raise definitions.unknown(number)
    return alert
