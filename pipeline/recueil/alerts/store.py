"""Alerts: saved queries whose new hits are delivered in a feed and in reports. Each method is one
transaction.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import Any
from unicodedata import category

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, func, insert, select, update

from recueil.alerts import hits
from recueil.alerts.hits import IS_ACTIVE, AlertDefinition, Feed, NewHit, News, to_alert
from recueil.errors import AlertRefused, AlertUnknown, QueryError
from recueil.privacy.redaction import redacted_results
from recueil.query import Query
from recueil.query.messages import QueryMistake
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.schema import alerts
from recueil.translation import gettext as _

__all__ = ["AlertDefinition", "Alerts", "CreatedAlert", "Feed", "NewHit", "News"]

MAX_ALERTS = 100
"""Alerts per owner; each costs every run one search."""
_MAX_NAME = 200
_MAX_QUERY = 2_000
# Random and too long to guess: an unsalted digest is enough.
_KEY_BYTES = 24
_PAGE = 50


@dataclass(frozen=True, slots=True)
class CreatedAlert:
    """An alert just saved, how many acts match it already, and the key of its feed.

    The key cannot be shown again: the store has only its digest.
    """

    alert: AlertDefinition
    acts: int
    key: str


class Alerts:
    """``Store.alerts``. An act is delivered once per alert, however often it is extracted again."""

    def __init__(self, engine: Engine, *, redacted: bool = True) -> None:
        self._engine = engine
        self._redacted = redacted

    # Definitions

    def all(self, *, after: int = 0, limit: int | None = None) -> list[AlertDefinition]:
        """Return the alerts of all owners, in the order they were saved; ``after`` is the last number of
        the page before.
        """
        return self._list(after=after, limit=limit)

    def of(self, owner: str | None, *, after: int = 0, limit: int | None = None) -> list[AlertDefinition]:
        """Return the alerts of one owner, or, for None, those without an owner."""
        return self._list(alerts.c.owner.is_not_distinct_from(owner), after=after, limit=limit)

    def _list(self, *conditions: ColumnElement[bool], after: int, limit: int | None) -> list[AlertDefinition]:
        query = (
            select(alerts).where(alerts.c.alert_id > after, *conditions).order_by(alerts.c.alert_id).limit(limit)
        )
        with read_transaction(self._engine) as connection:
            return [to_alert(row) for row in connection.execute(query)]

    def one(self, number: int) -> AlertDefinition:
        """Return an alert by its number. Raise AlertUnknown."""
        with read_transaction(self._engine) as connection:
            row = _find_row(connection, number)
        return to_alert(_require_row(row, number))

    def add(
        self, name: str, query: Query, owner: str | None, when: datetime.datetime, *, changes: bool = False
    ) -> CreatedAlert:
        """Save a query. Acts that match it already are not new hits. Raise AlertRefused or QueryError.

        ``changes``: announce also new versions and withdrawals of the acts that match or have matched.
        """
        key = secrets.token_urlsafe(_KEY_BYTES)
        values = {"owner": owner, "created": when, "looked": when, "hits": 0, "told": 0, "key_hash": _digest(key)}
        values["changes"] = changes

        def add(connection: Connection) -> CreatedAlert:
            of_owner = alerts.c.owner.is_not_distinct_from(owner)
            count = connection.execute(select(func.count()).select_from(alerts).where(of_owner)).scalar_one()
            if count >= MAX_ALERTS:
                advice = _("Remove one that is no longer needed.")
                raise AlertRefused(
                    _("There are {count} alerts already.").format(count=count),
                    advice,
                    code="many",
                    most=MAX_ALERTS,
                )
            words = {"uuid": str(uuid.uuid4()), "name": check_name(name), "query": _check_query(query)}
            new = connection.execute(insert(alerts).values(**words, **values).returning(alerts)).one()
            acts = hits.mark_known(connection, new.alert_id, query)
            return CreatedAlert(to_alert(new), acts, key)

        return write_transaction(self._engine, add)

    def renew_key(self, number: int) -> str:
        """Replace the key of a feed, which makes its old address invalid. Raise AlertUnknown."""
        key = secrets.token_urlsafe(_KEY_BYTES)
        write_transaction(self._engine, update_alert, number, key_hash=_digest(key))
        return key

    def disable(self, number: int, when: datetime.datetime) -> None:
        """Pause an alert: no search, no delivery. Once enabled, it finds also the hits missed. Raise
        AlertUnknown.
        """
        write_transaction(self._engine, update_alert, number, disabled=when)

    def enable(self, number: int) -> None:
        """Resume an alert. Raise AlertUnknown."""
        write_transaction(self._engine, update_alert, number, disabled=None)

    def remove(self, number: int) -> None:
        """Delete an alert and its hits. Raise AlertUnknown."""
        removal = delete(alerts).where(alerts.c.alert_id == number).returning(alerts.c.alert_id)

        def remove(connection: Connection) -> None:
            _require_row(connection.execute(removal).first(), number)

        write_transaction(self._engine, remove)

    # Hits

    def find_new_hits(self, when: datetime.datetime) -> None:
        """Find the new hits of every enabled alert; if a query fails, record that as the alert's
        problem.
        """
        with read_transaction(self._engine) as connection:
            numbers = connection.execute(select(alerts.c.alert_id).where(IS_ACTIVE)).scalars().all()
        for number in numbers:
            try:
                write_transaction(self._engine, hits.find_new_hits, number, when)
            except QueryError as error:
                problem = QueryMistake(error.code, error.values).to_json()
                write_transaction(self._engine, hits.record_problem, number, problem, when)

    def count_missed(self, number: int, query: Query) -> int:
        """Return how many acts the next search would find. Raise QueryError."""
        with read_transaction(self._engine) as connection:
            new = hits.select_new(connection, number, query).subquery()
            return int(connection.execute(select(func.count()).select_from(new)).scalar_one())

    def hits(self, number: int, before: int | None = None, limit: int = _PAGE) -> Feed:
        """Return a page of an alert's new hits, latest first; ``before`` is the end of the page before.
        Raise AlertUnknown.
        """
        with read_transaction(self._engine) as connection:
            alert = to_alert(_require_row(_find_row(connection, number), number))
            return self._list_hits(connection, alert, before, limit)

    def feed(self, number: int, key: str, before: int | None = None, limit: int = _PAGE) -> Feed:
        """Return the same page for the holder of the feed's key. Raise AlertUnknown, also for a disabled
        alert.
        """
        with read_transaction(self._engine) as connection:
            row = _find_row(connection, number)
            if row is None or row.disabled is not None or not compare_digest(row.key_hash, _digest(key)):
                raise AlertUnknown(_("There is no feed at this address."), _("Take it from the list of alerts."))
            return self._list_hits(connection, to_alert(row), before, limit)

    def _list_hits(self, connection: Connection, alert: AlertDefinition, before: int | None, limit: int) -> Feed:
        page = hits.list_hits(connection, alert, before, limit)
        if self._redacted:
            return replace(page, hits=tuple(redacted_results.redact_titles(connection, page.hits)))
        return page

    @contextmanager
    def lease_news(self, when: datetime.datetime) -> Iterator[tuple[News, ...]]:
        """Lease the undelivered hits for a report. They are marked delivered when the body ends; if it
        raises, the next report gets them.
        """
        report = uuid.uuid4().hex
        write_transaction(self._engine, hits.lease_hits, report, when)
        is_delivered = False
        try:
            with read_transaction(self._engine) as connection:
                news = hits.leased_news(connection, report)
                news = redacted_results.redact_news(connection, news) if self._redacted else news
            yield news
            is_delivered = True
        finally:
            write_transaction(self._engine, hits.end_lease, report, is_delivered=is_delivered)


def check_name(name: str) -> str:
    """Return the normalized name of an alert. Raise AlertRefused if it is empty, too long or
    unprintable.
    """
    short = " ".join(name.split())
    if not short or len(short) > _MAX_NAME or not short.isprintable():
        message = _("An alert has a name of 1 to {max_name} characters, on one line.").format(max_name=_MAX_NAME)
        raise AlertRefused(message, _("Give it another name."), code="name")
    return short


def _check_query(query: Query) -> str:
    """Return the text of a query that every database accepts. Raise AlertRefused."""
    if len(query.text) > _MAX_QUERY or any(category(each) in ("Cc", "Cs") for each in query.text):
        message = _("A query that is saved has up to {max_query} characters, on one line.").format(
            max_query=_MAX_QUERY
        )
        raise AlertRefused(message, _("Shorten it, or take out its control characters."), code="query")
    return query.text


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _find_row(connection: Connection, number: int) -> Row[Any] | None:
    return connection.execute(select(alerts).where(alerts.c.alert_id == number)).first()


def update_alert(connection: Connection, /, number: int, **facts: object) -> None:
    """Update columns of an alert. Raise AlertUnknown."""
    changing = update(alerts).where(alerts.c.alert_id == number).values(**facts)
    _require_row(connection.execute(changing.returning(alerts.c.alert_id)).first(), number)


def _require_row(row: Row[Any] | None, number: int) -> Row[Any]:
    """Return the row of an alert. Raise AlertUnknown if there is none."""
    if row is None:
        raise unknown_alert(number)
    return row


def unknown_alert(number: int) -> AlertUnknown:
    return AlertUnknown(
        _("There is no alert {number}.").format(number=number), _("`recueil alerts list` lists them.")
    )
