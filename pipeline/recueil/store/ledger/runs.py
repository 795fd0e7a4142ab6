"""Runs: who is at work on the store, since when, and how far; and what they found changed."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update

from recueil.errors import StoreBusy
from recueil.store.engine import dialect_of
from recueil.store.engine.dialect import insert_missing
from recueil.store.ledger import works
from recueil.store.schema import pipelines, runs

End = Literal["completed", "with failures", "failed", "stopped", "died"]
LEASE = datetime.timedelta(minutes=2)
"""A run whose heart has not beaten for so long is dead, wherever it was. Where its last beat is as far in the
future, the clock was set back since, and its lease begins anew. The clocks of machines that share a store may
differ by less."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The process of a run: ``machine`` tells apart what may have processes of its own with the same number."""

    machine: str
    pid: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run. ``state`` is None while it works; ``flow_run`` is the name Prefect's pages know it by."""

    id: str
    flow: str
    flow_run: str | None
    owner: Owner
    pipeline_version: str
    started: datetime.datetime
    heartbeat: datetime.datetime
    finished: datetime.datetime | None
    state: End | None
    message: str | None
    planned: int
    unchanged: int
    done: int
    failed: int


IsGone = Callable[[Owner], bool]
"""Whether a process is certainly no more; False where that cannot be known."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a run says of itself when it begins."""

    flow: str
    owner: Owner
    pipeline_version: str
    flow_run: str | None = None


def begin(connection: Connection, start: Start, when: datetime.datetime) -> str:
    """Note that a run starts; gives its number."""
    run = uuid.uuid4().hex
    said = {"flow": start.flow, "flow_run": start.flow_run}
    owner = {"machine": start.owner.machine, "pid": start.owner.pid}
    nothing_yet = dict.fromkeys(("planned", "unchanged", "done", "failed"), 0)
    new = insert(runs).values(run_id=run, **said, **owner, pipeline_version=start.pipeline_version)
    connection.execute(new.values(started=when, heartbeat=when, **nothing_yet))
    return run


def note(connection: Connection, /, run: str, **facts: object) -> None:
    """Set what is known of a run."""
    connection.execute(update(runs).where(runs.c.run_id == run).values(**facts))


def advance(connection: Connection, run: str, column: Literal["done", "failed"]) -> None:
    """One more document of a run has its outcome."""
    counter = runs.c[column]
    connection.execute(update(runs).where(runs.c.run_id == run).values({counter: counter + 1}))


def beat(connection: Connection, run: str, when: datetime.datetime) -> bool:
    """Note that a run is alive, though it was taken for dead: machines sleep. False if it has ended by itself."""
    alive = or_(runs.c.finished.is_(None), runs.c.state == "died")
    beating = update(runs).where(runs.c.run_id == run, alive).values(heartbeat=when, finished=None, state=None)
    return connection.execute(beating).rowcount == 1


def bury(connection: Connection, is_gone: IsGone, when: datetime.datetime) -> None:
    """Note which runs ended without saying so; what they still had is pending again."""
    for run in at_work(connection):
        if when - run.heartbeat > LEASE or is_gone(run.owner):
            if _dies(connection, run):
                works.let_go(connection, run.id)
        elif run.heartbeat - when > LEASE:
            connection.execute(update(runs).where(_silent(run)).values(heartbeat=when))


def _dies(connection: Connection, run: Run) -> bool:
    """Note that a run died; False if its heart has beaten meanwhile."""
    dying = update(runs).where(_silent(run)).values(finished=run.heartbeat, state="died")
    return connection.execute(dying).rowcount == 1


def _silent(run: Run) -> ColumnElement[bool]:
    """The heart of a run at work has not beaten since it was read."""
    return and_(runs.c.run_id == run.id, runs.c.finished.is_(None), runs.c.heartbeat == run.heartbeat)


def known(connection: Connection, *wanted: ColumnElement[bool]) -> list[Run]:
    """The runs wanted, or all, latest first."""
    query = select(runs).where(*wanted).order_by(runs.c.started.desc(), runs.c.run_id)
    return list(map(_run_of, connection.execute(query)))


def latest(connection: Connection, limit: int) -> list[Run]:
    """The last runs to start, the last first."""
    query = select(runs).order_by(runs.c.started.desc(), runs.c.run_id).limit(limit)
    return list(map(_run_of, connection.execute(query)))


def at_work(connection: Connection) -> list[Run]:
    """The runs that have not said that they ended."""
    return known(connection, runs.c.finished.is_(None))


def last(connection: Connection) -> Run | None:
    """The run that began last."""
    latest = select(runs).order_by(runs.c.started.desc(), runs.c.run_id).limit(1)
    found = connection.execute(latest).first()
    return None if found is None else _run_of(found)


def require_rest(at_work: Iterable[Run], when: datetime.datetime) -> None:
    """StoreBusy if any of these runs is alive."""
    for run in at_work:
        if abs(when - run.heartbeat) <= LEASE:
            raise StoreBusy(
                f"A run is at work in the store (process {run.owner.pid}, {run.flow}).",
                "Stop it; if it was killed, try again in two minutes.",
            )


def _run_of(row: Row[Any]) -> Run:
    return Run(
        id=row.run_id,
        flow=row.flow,
        flow_run=row.flow_run,
        owner=Owner(row.machine, row.pid),
        pipeline_version=row.pipeline_version,
        started=row.started,
        heartbeat=row.heartbeat,
        finished=row.finished,
        state=row.state,
        message=row.message,
        planned=row.planned,
        unchanged=row.unchanged,
        done=row.done,
        failed=row.failed,
    )


def register(connection: Connection, version: str, parts: Mapping[str, str], when: datetime.datetime) -> None:
    """Note what a pipeline version is made of, when it is first used."""
    new = insert_missing(dialect_of(connection), pipelines, ("version",))
    connection.execute(new.values(version=version, parts=dict(parts), first_used=when))


def parts(connection: Connection) -> dict[str, dict[str, str]]:
    """What each pipeline version used here was made of, the first used first."""
    query = select(pipelines.c.version, pipelines.c.parts).order_by(pipelines.c.first_used, pipelines.c.version)
    return dict(connection.execute(query).all())
