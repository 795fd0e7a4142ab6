"""The store: what the flow writes and what analysts ask, each call one transaction."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, StatementError

from recueil.errors import ActRefused, StoreError
from recueil.query import Query
from recueil.reading.document import Document
from recueil.store import ledger, lookup, results, writing
from recueil.store.ledger import Task, Work
from recueil.store.lookup import Status, StoredAct
from recueil.store.results import Results
from recueil.store.search import Order
from recueil.values import Act


class Store:
    """Made by ``open_store``. Several threads and processes may read; one process should write."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # What the flow writes

    def known(self, pipeline_version: str) -> dict[tuple[str, str | None], Work]:
        """The work noted at a pipeline version, by source and content hash: what is done needs no second run."""
        with _reported(self._engine) as connection:
            return ledger.known(connection, pipeline_version)

    def begin(self, source: str, sha256: str | None, pipeline_version: str, when: datetime.datetime) -> int:
        """Note that an attempt starts; returns which one it is, from 1."""
        with _reported(self._writer) as connection:
            task = Task(ledger.source_id(connection, source, when), sha256, pipeline_version)
            ledger.seen(connection, [source], when)
            return ledger.begin(connection, task, when)

    def record(
        self,
        source: str,
        document: Document,
        acts: Sequence[Act],
        pipeline_version: str,
        when: datetime.datetime,
    ) -> None:
        """Write a document and its acts in place of what the source held, and note the work as done."""
        with _reported(self._writer) as connection:
            task = Task(ledger.source_id(connection, source, when), document.sha256, pipeline_version)
            ledger.seen(connection, [source], when)
            writing.write(connection, task.source_id, document, acts, pipeline_version)
            ledger.settle(connection, task, "done", when)

    def fail(
        self,
        source: str,
        sha256: str | None,
        pipeline_version: str,
        reason: str,
        message: str,
        when: datetime.datetime,
    ) -> None:
        """Note why a source could not be recorded. What it held before stays."""
        with _reported(self._writer) as connection:
            task = Task(ledger.source_id(connection, source, when), sha256, pipeline_version)
            ledger.settle(connection, task, "failed", when, reason, message)

    def seen(self, names: Iterable[str], when: datetime.datetime) -> None:
        """Note that sources are still there, though there was nothing to do for them."""
        with _reported(self._writer) as connection:
            ledger.seen(connection, names, when)

    # What analysts ask

    def search(self, query: Query, limit: int = 20, offset: int = 0, order: Order = "rank") -> Results:
        """The acts that answer, most relevant first (``rank``, when the query has words) or latest first."""
        with _reported(self._engine) as connection:
            return results.search(connection, query, limit, offset, order)

    def act(self, uid: str) -> StoredAct:
        """One act, whole, by its uid or a start of it that is no other's."""
        with _reported(self._engine) as connection:
            return lookup.stored_act(connection, uid)

    def status(self) -> Status:
        """What the store holds and what failed."""
        with _reported(self._engine) as connection:
            return lookup.status(connection)


@contextmanager
def _reported(engine: Engine) -> Iterator[Connection]:
    """A transaction whose failure of the database, or text no database can hold, is a StoreError."""
    try:
        with engine.begin() as connection:
            yield connection
    except DatabaseError as error:
        raise StoreError(f"The store refused: {error.orig}.") from error
    except StatementError as error:
        # A column that refuses a value says so itself.
        raise (error.orig if isinstance(error.orig, StoreError) else error) from None
    except UnicodeEncodeError as error:
        raise ActRefused(f"The store cannot hold this text: {error.reason}.") from error
