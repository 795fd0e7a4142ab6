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
from recueil.alerts.definitions import Alert, Saved
from recueil.alerts.delivery import Feed, NewHit, News
from recueil.errors import QueryError
from recueil.privacy.redaction import redacted_results
from recueil.query import Query
from recueil.store.engine.store_transactions import reported, written
from recueil.store.schema import alerts

__all__ = ["Alert", "Alerts", "Feed", "NewHit", "News", "Saved"]

_PAGE = 50


class Alerts:
    """``Store.alerts``. An act is delivered once per alert, however often it is extracted again."""

    def __init__(self, engine: Engine, *, veiled: bool = True) -> None:
        self._engine = engine
        self._veiled = veiled

    # What there is

    def all(self, *, after: int = 0, limit: int | None = None) -> list[Alert]:
        """Return the alerts of all owners, in the order they were saved; ``after`` is the last number of
        the page before.
        """
        with reported(self._engine) as connection:
            return definitions.known(connection, after=after, limit=limit)

    def of(self, owner: str | None, *, after: int = 0, limit: int | None = None) -> list[Alert]:
        """Return the alerts of one owner, or, for None, those without an owner."""
        with reported(self._engine) as connection:
            return definitions.known(connection, definitions.of(owner), after=after, limit=limit)

    def one(self, number: int) -> Alert:
        """Return an alert by its number. Raise AlertUnknown."""
        with reported(self._engine) as connection:
            return definitions.one(connection, number)

    # What users do

    def add(self, name: str, query: Query, owner: str | None, when: datetime.datetime) -> Saved:
        """Save a query. Acts that match it already are not new hits. Raise AlertRefused or QueryError."""
        key = definitions.new_key()
        return written(self._engine, _add, name, query, owner, key, when)

    def renew_key(self, number: int) -> str:
        """Replace the key of a feed, which makes its old address invalid. Raise AlertUnknown."""
        key = definitions.new_key()
        written(self._engine, definitions.change, number, key_hash=definitions.digest(key))
        return key

    def disable(self, number: int, when: datetime.datetime) -> None:
        """Pause an alert: no search, no delivery. Once enabled, it finds also the hits missed. Raise
        AlertUnknown.
        """
        written(self._engine, definitions.change, number, disabled=when)

    def enable(self, number: int) -> None:
        """Resume an alert. Raise AlertUnknown."""
        written(self._engine, definitions.change, number, disabled=None)

    def remove(self, number: int) -> None:
        """Delete an alert and its hits. Raise AlertUnknown."""
        written(self._engine, definitions.remove, number)

    # What is new

    def look(self, when: datetime.datetime) -> None:
        """Find the new hits of every enabled alert; if a query fails, record that as the alert's
        problem.
        """
        with reported(self._engine) as connection:
            numbers = connection.execute(select(alerts.c.alert_id).where(definitions.active())).scalars().all()
        for number in numbers:
            try:
                written(self._engine, alert_hits.look, number, when)
            except QueryError as error:
                written(self._engine, definitions.note_problem, number, error.message, when)

    def missed(self, number: int, query: Query) -> int:
        """Return how many acts the next search would find. Raise QueryError."""
        with reported(self._engine) as connection:
            return alert_hits.missed(connection, number, query)

    def hits(self, number: int, before: int | None = None, limit: int = _PAGE) -> Feed:
        """Return a page of an alert's new hits, latest first; ``before`` is the end of the page before.
        Raise AlertUnknown.
        """
        with reported(self._engine) as connection:
            return self._told(
                connection, delivery.hits(connection, definitions.one(connection, number), before, limit)
            )

    def feed(self, number: int, key: str, before: int | None = None, limit: int = _PAGE) -> Feed:
        """Return the same page for the holder of the feed's key. Raise AlertUnknown, also for a disabled
        alert.
        """
        with reported(self._engine) as connection:
            return self._told(connection, delivery.feed(connection, number, key, before, limit))

    def _told(self, connection: Connection, feed: Feed) -> Feed:
        return replace(feed, hits=tuple(redacted_results.titles(connection, feed.hits))) if self._veiled else feed

    @contextmanager
    def telling(self, when: datetime.datetime) -> Iterator[tuple[News, ...]]:
        """Lease the undelivered hits for a report. They are marked delivered when the body ends; if it
        raises, the next report gets them.
        """
        teller = uuid.uuid4().hex
        written(self._engine, delivery.take, teller, when)
        told = False
        try:
            with reported(self._engine) as connection:
                news = delivery.taken(connection, teller)
                news = redacted_results.news(connection, news) if self._veiled else news
            yield news
            told = True
        finally:
            written(self._engine, delivery.end, teller, told=told)


def _add(
    connection: Connection, name: str, query: Query, owner: str | None, key: str, when: datetime.datetime
) -> Saved:
    number = definitions.add(connection, name, query, owner, key, when)
    acts = alert_hits.begin(connection, number, query)
    return Saved(definitions.one(connection, number), acts, key)
