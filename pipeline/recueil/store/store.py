"""The store: what analysts ask, each call one transaction; ``ledger`` is where work on it is noted."""

from __future__ import annotations

import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from recueil.query import Query
from recueil.store import integrity, lookup, reporting, results, upkeep
from recueil.store.integrity import Finding
from recueil.store.ledger import Ledger
from recueil.store.lookup import Status, StoredAct
from recueil.store.reporting import Report
from recueil.store.results import Results
from recueil.store.search import Order
from recueil.store.transactions import reported
from recueil.store.upkeep import Tidied


class Store:
    """Made by ``open_store``. Several threads and processes may read; one process should write."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.ledger = Ledger(engine)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def search(self, query: Query, limit: int = 20, offset: int = 0, order: Order = "rank") -> Results:
        """The acts that answer, most relevant first (``rank``, when the query has words) or latest first."""
        with reported(self._engine) as connection:
            return results.search(connection, query, limit, offset, order)

    def act(self, uid: str) -> StoredAct:
        """One act, whole, by its uid or a start of it that is no other's."""
        with reported(self._engine) as connection:
            return lookup.stored_act(connection, uid)

    def check(self, when: datetime.datetime) -> list[Finding]:
        """What in the store does not hold together; nothing where it is sound. Every act is read."""
        with reported(self._engine) as connection:
            return integrity.check(connection, when)

    def tidy(self) -> Tidied:
        """Make search quick and the file small. Work may go on meanwhile."""
        return upkeep.tidy(self._engine)

    def status(self) -> Status:
        """What the store holds and what failed."""
        with reported(self._engine) as connection:
            return lookup.status(connection)

    def report(self, since: datetime.datetime, until: datetime.datetime | None = None) -> Report:
        """What came in, what failed and what a newer pipeline changed, from a time on, up to another or to now."""
        with reported(self._engine) as connection:
            return reporting.report(connection, since, until)
