"""Alerts: saved queries whose new hits are delivered in a feed and in reports. Each method is one
transaction.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, Engine, delete, select

from recueil.alerts import definitions, delivery, hits
from recueil.alerts.definitions import AlertDefinition, CreatedAlert
from recueil.alerts.delivery import Feed, NewHit, News
from recueil.errors import QueryError
from recueil.privacy.redaction import redacted_results
from recueil.query import Query
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.schema import alerts

__all__ = ["AlertDefinition", "Alerts", "CreatedAlert", "Feed", "NewHit", "News"]

_PAGE = 50


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
        return self._list(definitions.owned_by(owner), after=after, limit=limit)

    def _list(self, *which: ColumnElement[bool], after: int, limit: int | None) -> list[AlertDefinition]:
        query = select(alerts).where(alerts.c.alert_id > after, *which).order_by(alerts.c.alert_id).limit(limit)
        with read_transaction(self._engine) as connection:
            return [definitions.to_alert(row) for row in connection.execute(query)]

    def one(self, number: int) -> AlertDefinition:
        """Return an alert by its number. Raise AlertUnknown."""
        with read_transaction(self._engine) as connection:
            return definitions.get_alert(connection, number)

    def add(self, name: str, query: Query, owner: str | None, when: datetime.datetime) -> CreatedAlert:
        """Save a query. Acts that match it already are not new hits. Raise AlertRefused or QueryError."""
        key = definitions.new_key()

        def add(connection: Connection) -> CreatedAlert:
            number = definitions.insert_alert(connection, name, query, owner, key, when)
            acts = hits.mark_known(connection, number, query)
            return CreatedAlert(definitions.get_alert(connection, number), acts, key)

        return write_transaction(self._engine, add)

    def renew_key(self, number: int) -> str:
        """Replace the key of a feed, which makes its old address invalid. Raise AlertUnknown."""
        key = definitions.new_key()
        write_transaction(self._engine, definitions.update_alert, number, key_hash=definitions.digest_key(key))
        return key

    def disable(self, number: int, when: datetime.datetime) -> None:
        """Pause an alert: no search, no delivery. Once enabled, it finds also the hits missed. Raise
        AlertUnknown.
        """
        write_transaction(self._engine, definitions.update_alert, number, disabled=when)

    def enable(self, number: int) -> None:
        """Resume an alert. Raise AlertUnknown."""
        write_transaction(self._engine, definitions.update_alert, number, disabled=None)

    def remove(self, number: int) -> None:
        """Delete an alert and its hits. Raise AlertUnknown."""
        removal = delete(alerts).where(alerts.c.alert_id == number).returning(alerts.c.alert_id)

        def remove(connection: Connection) -> None:
            definitions.require_row(connection.execute(removal).first(), number)

        write_transaction(self._engine, remove)

    # Hits

    def find_new_hits(self, when: datetime.datetime) -> None:
        """Find the new hits of every enabled alert; if a query fails, record that as the alert's
        problem.
        """
        with read_transaction(self._engine) as connection:
            numbers = connection.execute(select(alerts.c.alert_id).where(definitions.is_active())).scalars().all()
        for number in numbers:
            try:
                write_transaction(self._engine, hits.find_new_hits, number, when)
            except QueryError as error:
                write_transaction(self._engine, hits.record_problem, number, error.message, when)

    def count_missed(self, number: int, query: Query) -> int:
        """Return how many acts the next search would find. Raise QueryError."""
        with read_transaction(self._engine) as connection:
            return hits.count_missed(connection, number, query)

    def hits(self, number: int, before: int | None = None, limit: int = _PAGE) -> Feed:
        """Return a page of an alert's new hits, latest first; ``before`` is the end of the page before.
        Raise AlertUnknown.
        """
        with read_transaction(self._engine) as connection:
            alert = definitions.get_alert(connection, number)
            return self._list_hits(connection, alert, before, limit)

    def feed(self, number: int, key: str, before: int | None = None, limit: int = _PAGE) -> Feed:
        """Return the same page for the holder of the feed's key. Raise AlertUnknown, also for a disabled
        alert.
        """
        with read_transaction(self._engine) as connection:
            alert = definitions.get_alert_by_key(connection, number, key)
            return self._list_hits(connection, alert, before, limit)

    def _list_hits(self, connection: Connection, alert: AlertDefinition, before: int | None, limit: int) -> Feed:
        page = delivery.list_hits(connection, alert, before, limit)
        if self._redacted:
            return replace(page, hits=tuple(redacted_results.redact_titles(connection, page.hits)))
        return page

    @contextmanager
    def lease_news(self, when: datetime.datetime) -> Iterator[tuple[News, ...]]:
        """Lease the undelivered hits for a report. They are marked delivered when the body ends; if it
        raises, the next report gets them.
        """
        report = uuid.uuid4().hex
        write_transaction(self._engine, delivery.lease_hits, report, when)
        is_delivered = False
        try:
            with read_transaction(self._engine) as connection:
                news = delivery.leased_news(connection, report)
                news = redacted_results.redact_news(connection, news) if self._redacted else news
            yield news
            is_delivered = True
        finally:
            write_transaction(self._engine, delivery.end_lease, report, is_delivered=is_delivered)
