"""What was done with each source, at each content and each pipeline version. What to process is decided here.

A source has at most two rows: the work that is done, whose acts the store holds, and a later attempt that is not.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, and_, bindparam, delete, insert, select, update

from recueil.store.schema import ledger, sources

State = Literal["pending", "running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Work:
    """One row of the ledger. ``sha256`` is None while the source could not even be opened."""

    source: str
    sha256: str | None
    pipeline_version: str
    state: State
    attempts: int
    reason: str | None
    message: str | None
    started: datetime.datetime | None
    finished: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Task:
    """The work a row stands for."""

    source_id: int
    sha256: str | None
    pipeline_version: str


def source_id(connection: Connection, uri: str, when: datetime.datetime) -> int:
    """The number of a source, perhaps met for the first time."""
    known = connection.execute(select(sources.c.source_id).where(sources.c.uri == uri)).scalar()
    if known is not None:
        return int(known)
    new = insert(sources).values(uri=uri, first_seen=when, last_seen=when).returning(sources.c.source_id)
    return int(connection.execute(new).scalar_one())


def seen(connection: Connection, uris: Iterable[str], when: datetime.datetime) -> None:
    """Note that sources are there now."""
    one = update(sources).where(sources.c.uri == bindparam("source")).values(last_seen=bindparam("when"))
    if rows := [{"source": uri, "when": when} for uri in uris]:
        connection.execute(one, rows)


def begin(connection: Connection, task: Task, when: datetime.datetime) -> int:
    """Note an attempt before it is made, so that one that kills the process counts; returns which one it is."""
    row = _supersede(connection, task, state="running")
    attempt = _attempts(row) + 1
    _write(connection, task, row, state="running", attempts=attempt, started=when, finished=None)
    return attempt


def settle(
    connection: Connection,
    task: Task,
    state: State,
    when: datetime.datetime,
    reason: str | None = None,
    message: str | None = None,
) -> None:
    """Note how an attempt ended; without a ``begin`` before it, this counts it."""
    row = _supersede(connection, task, state=state)
    begun = row is not None and row.state == "running"
    attempts = _attempts(row) + (0 if begun else 1)
    started = row.started if row is not None and begun else when
    _write(
        connection,
        task,
        row,
        state=state,
        attempts=attempts,
        started=started,
        finished=when,
        reason=reason,
        message=message,
    )


def known(connection: Connection, pipeline_version: str) -> dict[tuple[str, str | None], Work]:
    """All work noted at a pipeline version, by source and content."""
    rows = connection.execute(works().where(ledger.c.pipeline_version == pipeline_version))
    return {(row.uri, row.sha256): work_of(row) for row in rows}


def works() -> Select[Any]:
    return select(sources.c.uri, ledger).join_from(ledger, sources).order_by(sources.c.uri, ledger.c.ledger_id)


def work_of(row: Row[Any]) -> Work:
    return Work(
        source=row.uri,
        sha256=row.sha256,
        pipeline_version=row.pipeline_version,
        state=row.state,
        attempts=row.attempts,
        reason=row.reason,
        message=row.message,
        started=row.started,
        finished=row.finished,
    )


def _supersede(connection: Connection, task: Task, state: State) -> Row[Any] | None:
    """Remove what is out of date now: unfinished work on the source and, once this is done, all its other work."""
    same = and_(
        ledger.c.sha256.is_not_distinct_from(task.sha256), ledger.c.pipeline_version == task.pipeline_version
    )
    of_source = ledger.c.source_id == task.source_id
    outdated = delete(ledger).where(of_source, ~same)
    connection.execute(outdated if state == "done" else outdated.where(ledger.c.state != "done"))
    return connection.execute(select(ledger).where(of_source, same)).first()


def _attempts(row: Row[Any] | None) -> int:
    return 0 if row is None else int(row.attempts)


def _write(connection: Connection, task: Task, row: Row[Any] | None, **values: object) -> None:
    if row is None:
        task_values = {
            "source_id": task.source_id,
            "sha256": task.sha256,
            "pipeline_version": task.pipeline_version,
        }
        connection.execute(insert(ledger).values(**task_values, **values))
    else:
        connection.execute(update(ledger).where(ledger.c.ledger_id == row.ledger_id).values(**values))
