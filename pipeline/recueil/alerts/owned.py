"""``/api/alerts``: save, list and remove alerts. Users see and change their own, administrators
everybody's.
"""

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
    """Return an alert that the user may see. Raise AlertUnknown, also for another's: its existence is
    not revealed.
    """
    alert = store.alerts.one(number)
    if alert.owner != user.name and not user.may("admin"):
        raise definitions.unknown(number)
    return alert
