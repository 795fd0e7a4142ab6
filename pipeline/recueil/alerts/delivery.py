"""Deliver the hits of alerts: in the feed of each, and once in a report.

A report leases the hits that it delivers, so that two reports written at once do not deliver the
same; once sent, they are marked as delivered. A report that fails releases its lease, and the lease
of a killed one expires.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, update

from recueil.alerts import definitions
from recueil.alerts.definitions import AlertDefinition
from recueil.store.acts.rows import act_date
from recueil.store.schema import acts, alert_hits, alerts
from recueil.values import PartialDate

LEASE = datetime.timedelta(minutes=30)
"""After this time a report is taken to have died with its run."""
_MAX_EXAMPLES = 10
# Alerts whose hits are listed; for the others only the number is given.
_MAX_DETAILED = 20


@dataclass(frozen=True, slots=True)
class NewHit:
    """The ``n``th act that became a hit of an alert since it was saved, at ``found``."""

    n: int
    found: datetime.datetime
    uid: str
    date: PartialDate | None
    kind: str | None
    title: str | None
    body: str | None


@dataclass(frozen=True, slots=True)
class News:
    """What a report says of an alert: number of new acts and the latest of them, or its query's problem."""

    alert: AlertDefinition
    acts: int
    examples: tuple[NewHit, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of an alert's hits, latest first; ``next`` is where the page after it starts, None on the
    last.
    """

    alert: AlertDefinition
    hits: tuple[NewHit, ...]
    next: int | None


def list_hits(connection: Connection, alert: AlertDefinition, before: int | None, limit: int) -> Feed:
    """Return a page of an alert's new hits, from the latest or from before the ``before``th."""
    found = _query_hits(connection, alert.id, limit + 1, *([] if before is None else [alert_hits.c.n < before]))
    return Feed(alert, found[:limit], found[limit - 1].n if len(found) > limit else None)


def news_between(
    connection: Connection, since: datetime.datetime, until: datetime.datetime | None
) -> tuple[News, ...]:
    """Return the new hits of a period, and the alerts whose queries fail now."""
    before = [] if until is None else [alert_hits.c.found < until]
    return _collect_news(connection, and_(alert_hits.c.found >= since, *before))


def lease_hits(connection: Connection, report: str, when: datetime.datetime) -> None:
    """Lease for a report all hits that are neither delivered nor under a live lease."""
    # The clock was set back: leases from the future start again now.
    connection.execute(update(alerts).where(alerts.c.telling_since > when + LEASE).values(telling_since=when))
    lives = alerts.c.telling_since.between(when - LEASE, when + LEASE)
    free = and_(definitions.is_active(), alerts.c.told < alerts.c.hits, or_(alerts.c.teller.is_(None), ~lives))
    taking = update(alerts).where(free)
    connection.execute(taking.values(telling=alerts.c.hits, teller=report, telling_since=when))


def leased_news(connection: Connection, report: str) -> tuple[News, ...]:
    """Return the hits leased by a report, and the alerts whose queries fail now."""
    between = and_(alert_hits.c.n > alerts.c.told, alert_hits.c.n <= alerts.c.telling)
    return _collect_news(connection, and_(alerts.c.teller == report, between))


def end_lease(connection: Connection, report: str, *, is_delivered: bool) -> None:
    """End a report's lease: mark its hits as delivered, or release them."""
    of_report = update(alerts).where(alerts.c.teller == report)
    delivered = {"told": alerts.c.telling} if is_delivered else {}
    connection.execute(of_report.values(**delivered, telling=None, teller=None, telling_since=None))


def _collect_news(connection: Connection, which: ColumnElement[bool]) -> tuple[News, ...]:
    counted = _select_joined(alert_hits.c.alert_id, func.count().label("acts")).where(which)
    counts: dict[int, int] = dict(connection.execute(counted.group_by(alert_hits.c.alert_id)).all())
    failing = and_(definitions.is_active(), alerts.c.problem.is_not(None))
    query = select(alerts).where(or_(alerts.c.alert_id.in_(counts), failing)).order_by(alerts.c.alert_id)
    return tuple(
        News(
            alert,
            counts.get(alert.id, 0),
            _query_hits(connection, alert.id, _MAX_EXAMPLES, which) if n < _MAX_DETAILED else (),
        )
        for n, alert in enumerate(map(definitions.to_alert, connection.execute(query).all()))
    )


def _query_hits(
    connection: Connection, number: int, limit: int, *which: ColumnElement[bool]
) -> tuple[NewHit, ...]:
    """Return some new hits of an alert, latest first, leaving out acts that the store no longer has."""
    query = _select_joined(*_HIT_COLUMNS).where(
        alert_hits.c.alert_id == number, alert_hits.c.n.is_not(None), *which
    )
    rows = connection.execute(query.order_by(alert_hits.c.n.desc()).limit(limit))
    return tuple(NewHit(row.n, row.found, row.uid, act_date(row), row.kind, row.title, row.body) for row in rows)


_HIT_COLUMNS = (
    alert_hits.c.n,
    alert_hits.c.found,
    *(acts.c[name] for name in ("uid", "date", "kind", "title", "body")),
)


def _select_joined(*columns: Any) -> Select[Any]:
    return select(*columns).join_from(alert_hits, alerts).join(acts, acts.c.uid == alert_hits.c.uid)
