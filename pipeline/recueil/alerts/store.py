"""Alerts: saved queries whose new hits are delivered in a feed and in reports. Each method is one
transaction.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, Engine, select

from recueil.alerts import definitions, delivery
from recueil.alerts import hits as alert_hits
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

    def __init__(self, engine: Engine, *, veiled: bool = True) -> None:
        self._engine = engine
        self._veiled = veiled

    # What there is

    def all(self, *, after: int = 0, limit: int | None = None) -> list[AlertDefinition]:
        """Return the alerts of all owners, in the order they were saved; ``after`` is the last number of
        the page before.
        """
        with read_transaction(self._engine) as connection:
            return definitions.list_alerts(connection, after=after, limit=limit)

    def of(self, owner: str | None, *, after: int = 0, limit: int | None = None) -> list[AlertDefinition]:
        """Return the alerts of one owner, or, for None, those without an owner."""
        with read_transaction(self._engine) as connection:
            return definitions.list_alerts(connection, definitions.owned_by(owner), after=after, limit=limit)

    def one(self, number: int) -> AlertDefinition:
        """Return an alert by its number. Raise AlertUnknown."""
        with read_transaction(self._engine) as connection:
            return definitions.get_alert(connection, number)

    # What users do

    def add(self, name: str, query: Query, owner: str | None, when: datetime.datetime) -> CreatedAlert:
        """Save a query. Acts that match it already are not new hits. Raise AlertRefused or QueryError."""
        key = definitions.new_key()
        return write_transaction(self._engine, _add_alert, name, query, owner, key, when)

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
        write_transaction(self._engine, definitions.delete_alert, number)

    # What is new

    def find_new_hits(self, when: datetime.datetime) -> None:
        """Find the new hits of every enabled alert; if a query fails, record that as the alert's
        problem.
        """
        with read_transaction(self._engine) as connection:
            numbers = connection.execute(select(alerts.c.alert_id).where(definitions.is_active())).scalars().all()
        for number in numbers:
            try:
                write_transaction(self._engine, alert_hits.find_new_hits, number, when)
            except QueryError as error:
                write_transaction(self._engine, definitions.note_problem, number, error.message, when)

    def count_missed(self, number: int, query: Query) -> int:
        """Return how many acts the next search would find. Raise QueryError."""
        with read_transaction(self._engine) as connection:
            return alert_hits.count_missed(connection, number, query)

    def hits(self, number: int, before: int | None = None, limit: int = _PAGE) -> Feed:
        """Return a page of an alert's new hits, latest first; ``before`` is the end of the page before.
        Raise AlertUnknown.
        """
        with read_transaction(self._engine) as connection:
            return self._told(
                connection,
                delivery.list_hits(connection, definitions.get_alert(connection, number), before, limit),
            )

    def feed(self, number: int, key: str, before: int | None = None, limit: int = _PAGE) -> Feed:
        """Return the same page for the holder of the feed's key. Raise AlertUnknown, also for a disabled
        alert.
        """
        with read_transaction(self._engine) as connection:
            return self._told(connection, delivery.open_feed(connection, number, key, before, limit))

    def _told(self, connection: Connection, feed: Feed) -> Feed:
        return (
            replace(feed, hits=tuple(redacted_results.redact_titles(connection, feed.hits)))
            if self._veiled
            else feed
        )

    @contextmanager
    def telling(self, when: datetime.datetime) -> Iterator[tuple[News, ...]]:
        """Lease the undelivered hits for a report. They are marked delivered when the body ends; if it
        raises, the next report gets them.
        """
        teller = uuid.uuid4().hex
        write_transaction(self._engine, delivery.lease_hits, teller, when)
        told = False
        try:
            with read_transaction(self._engine) as connection:
                news = delivery.leased_news(connection, teller)
                news = redacted_results.redact_news(connection, news) if self._veiled else news
            yield news
            told = True
        finally:
            write_transaction(self._engine, delivery.end_lease, teller, told=told)


def _add_alert(
    connection: Connection, name: str, query: Query, owner: str | None, key: str, when: datetime.datetime
) -> CreatedAlert:
    number = definitions.insert_alert(connection, name, query, owner, key, when)
    acts = alert_hits.mark_known(connection, number, query)
    return CreatedAlert(definitions.get_alert(connection, number), acts, key)
