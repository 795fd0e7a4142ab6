"""The state of a store: how much it holds, what failed, and which runs are active."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from recueil.store.engine import dialect_of
from recueil.store.index.schema import search_acts, search_terms
from recueil.store.index.terms import NATURE
from recueil.store.ledger import work
from recueil.store.ledger.runs import Run, active_runs, latest_run
from recueil.store.ledger.work import Work, active
from recueil.store.schema import acts, documents, entities, ledger
from recueil.values.stated import RECORD


@dataclass(frozen=True, slots=True)
class Status:
    """What the store holds. ``records`` are rows of tables of subventions, which are no acts; ``ledger`` counts
    work by state, ``versions`` acts by pipeline version; ``runs`` are at work now, ``last_run`` started last of
    those that have ended.
    """

    documents: int
    acts: int
    records: int
    entities: dict[str, int]
    ledger: dict[str, int]
    failures: tuple[Work, ...]
    versions: dict[str, int]
    last_ingest: datetime.datetime | None
    size: int
    runs: tuple[Run, ...]
    last_run: Run | None


@dataclass(frozen=True, slots=True)
class Outline:
    """What can be said of a store at once: what ``Status`` says, without what takes long to count."""

    documents: int
    acts: int
    records: int
    ledger: dict[str, int]
    size: int
    runs: tuple[Run, ...]
    last_run: Run | None

    @property
    def failed(self) -> int:
        """Return the number of files that failed, retried or not."""
        return sum(self.ledger.get(state, 0) for state in work.FAILED_STATES)


def load_status(connection: Connection) -> Status:
    failed = active(connection, ledger.c.state.in_(work.FAILED_STATES))
    ingested = select(func.max(ledger.c.finished)).where(ledger.c.state == "done")
    records = _count_records(connection)
    return Status(
        documents=_count(connection, documents.c.document_id),
        acts=_count(connection, acts.c.docid) - records,
        records=records,
        entities=_count_by(connection, entities.c.kind),
        ledger=work.count_by_state(connection),
        failures=tuple(failed),
        versions=_count_by(connection, acts.c.pipeline_version),
        last_ingest=connection.execute(ingested).scalar(),
        size=dialect_of(connection).size(connection),
        runs=tuple(active_runs(connection)),
        last_run=latest_run(connection, has_ended=True),
    )


def load_outline(connection: Connection) -> Outline:
    records = _count_records(connection)
    return Outline(
        documents=_count(connection, documents.c.document_id),
        acts=_count(connection, search_acts.c.docid) - records,
        records=records,
        ledger=work.count_by_state(connection),
        size=dialect_of(connection).size(connection),
        runs=tuple(active_runs(connection)),
        last_run=latest_run(connection),
    )


def _count(connection: Connection, column: Any) -> int:
    return int(connection.execute(select(func.count(column))).scalar_one())


def _count_records(connection: Connection) -> int:
    terms = search_terms.c
    is_record = (terms.axis == NATURE) & (terms.value == RECORD)
    return int(connection.execute(select(func.count()).select_from(search_terms).where(is_record)).scalar_one())


def _count_by(connection: Connection, column: Any) -> dict[str, int]:
    query = select(column, func.count()).group_by(column).order_by(column)
    return dict(connection.execute(query).all())
