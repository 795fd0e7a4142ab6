"""``/api/alerts``: save, list and remove alerts. Users see and change their own, administrators
everybody's.
"""

from __future__ import annotations

from recueil.alerts import definitions
from recueil.alerts.store import AlertDefinition
from recueil.store.store import Store
from recueil.web.access import User

PAGE = 50


def list_visible_alerts(store: Store, user: User, after: int, limit: int) -> list[AlertDefinition]:
    if user.may("admin"):
        return store.alerts.all(after=after, limit=limit)
    return store.alerts.of(user.name, after=after, limit=limit)


def get_visible_alert(store: Store, user: User, number: int) -> AlertDefinition:
    """Return an alert that the user may see. Raise AlertUnknown, also for another's: its existence is
    not revealed.
    """
    alert = store.alerts.one(number)
    if alert.owner != user.name and not user.may("admin"):
        raise definitions.unknown_alert(number)
    return alert
