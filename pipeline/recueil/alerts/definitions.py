"""Alert definitions: saved queries with their owner, name, and the key of their feed."""

from __future__ import annotations

import datetime
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any
from unicodedata import category

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from recueil.errors import AlertRefused, AlertUnknown
from recueil.query import Query
from recueil.store.schema import alerts

MAX_ALERTS = 100
"""Alerts per owner; each costs every run one search."""
_MAX_NAME = 200
_MAX_QUERY = 2_000
# Random and too long to guess: an unsalted digest is enough.
_KEY_BYTES = 24


@dataclass(frozen=True, slots=True)
class AlertDefinition:
    """A saved query. ``owner`` is None for one that was saved for nobody in particular.

    ``hits`` counts the acts that have become hits since it was saved, up to ``looked``, the time of
    the last search; ``problem`` is why that search failed.
    """

    id: int
    uuid: str
    name: str
    query: str
    owner: str | None
    created: datetime.datetime
    disabled: datetime.datetime | None
    looked: datetime.datetime
    problem: str | None
    hits: int


@dataclass(frozen=True, slots=True)
class CreatedAlert:
    """An alert just saved, how many acts match it already, and the key of its feed.

    The key cannot be shown again: the store has only its digest.
    """

    alert: AlertDefinition
    acts: int
    key: str


def insert_alert(
    connection: Connection, name: str, query: Query, owner: str | None, key: str, when: datetime.datetime
) -> int:
    """Insert an alert and return its number. Raise AlertRefused."""
    count = connection.execute(select(func.count()).select_from(alerts).where(owned_by(owner))).scalar_one()
    if count >= MAX_ALERTS:
        advice = "Remove one that is no longer needed."
        raise AlertRefused(f"There are {count} alerts already.", advice, code="many", most=MAX_ALERTS)
    values = {"name": check_name(name), "query": _check_query(query), "owner": owner, "key_hash": digest_key(key)}
    nothing_yet = {"created": when, "looked": when, "hits": 0, "told": 0}
    new = insert(alerts).values(uuid=str(uuid.uuid4()), **values, **nothing_yet).returning(alerts.c.alert_id)
    return int(connection.execute(new).scalar_one())


def check_name(name: str) -> str:
    """Return the normalized name of an alert. Raise AlertRefused if it is empty, too long or
    unprintable.
    """
    short = " ".join(name.split())
    if not short or len(short) > _MAX_NAME or not short.isprintable():
        message = f"An alert has a name of 1 to {_MAX_NAME} characters, on one line."
        raise AlertRefused(message, "Give it another name.", code="name")
    return short


def _check_query(query: Query) -> str:
    """Return the text of a query that every database accepts. Raise AlertRefused."""
    if len(query.text) > _MAX_QUERY or any(category(each) in ("Cc", "Cs") for each in query.text):
        message = f"A query that is saved has up to {_MAX_QUERY} characters, on one line."
        raise AlertRefused(message, "Shorten it, or take out its control characters.", code="query")
    return query.text


def new_key() -> str:
    return secrets.token_urlsafe(_KEY_BYTES)


def digest_key(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def owned_by(owner: str | None) -> ColumnElement[bool]:
    return alerts.c.owner.is_not_distinct_from(owner)


def get_alert(connection: Connection, number: int) -> AlertDefinition:
    """Return an alert by its number. Raise AlertUnknown."""
    row = connection.execute(select(alerts).where(alerts.c.alert_id == number)).first()
    return to_alert(require_row(row, number))


def get_alert_by_key(connection: Connection, number: int, key: str) -> AlertDefinition:
    """Return the alert whose feed this key opens. Raise AlertUnknown, without revealing the cause."""
    row = connection.execute(select(alerts).where(alerts.c.alert_id == number)).first()
    if row is None or row.disabled is not None or not compare_digest(row.key_hash, digest_key(key)):
        raise AlertUnknown("There is no feed at this address.", "Take it from the list of alerts.")
    return to_alert(row)


def update_alert(connection: Connection, /, number: int, **facts: object) -> None:
    """Update columns of an alert. Raise AlertUnknown."""
    changing = update(alerts).where(alerts.c.alert_id == number).values(**facts)
    require_row(connection.execute(changing.returning(alerts.c.alert_id)).first(), number)


def is_active() -> ColumnElement[bool]:
    return alerts.c.disabled.is_(None)


def require_row(row: Row[Any] | None, number: int) -> Row[Any]:
    """Return the row of an alert. Raise AlertUnknown if there is none."""
    if row is None:
        raise unknown_alert(number)
    return row


def unknown_alert(number: int) -> AlertUnknown:
    return AlertUnknown(f"There is no alert {number}.", "`recueil alerts list` lists them.")


def to_alert(row: Row[Any]) -> AlertDefinition:
    return AlertDefinition(
        id=row.alert_id,
        uuid=row.uuid,
        name=row.name,
        query=row.query,
        owner=row.owner,
        created=row.created,
        disabled=row.disabled,
        looked=row.looked,
        problem=row.problem,
        hits=row.hits,
    )
