"""Runs in the ledger: start, heartbeat, progress and end of each, and what it found changed."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update

from recueil.errors import StoreBusy
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import insert_missing
from recueil.store.ledger import work
from recueil.store.schema import pipelines, runs
from recueil.translation import gettext as _

EndState = Literal["completed", "with failures", "failed", "stopped", "died"]
LEASE = datetime.timedelta(minutes=2)
"""A run without a heartbeat for this long is dead, on whatever machine it ran. If its last heartbeat is as far
in the future, the clock was set back, and the lease starts anew. The clocks of machines that share a store
must differ by less.
"""


@dataclass(frozen=True, slots=True)
class Owner:
    """The process of a run. ``machine`` distinguishes hosts and containers whose process ids may coincide."""

    machine: str
    pid: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run. ``state`` is None while it is running; ``flow_run`` is the name of its flow run in Prefect."""

    id: str
    flow: str
    flow_run: str | None
    owner: Owner
    pipeline_version: str
    started: datetime.datetime
    heartbeat: datetime.datetime
    finished: datetime.datetime | None
    state: EndState | None
    message: str | None
    planned: int
    unchanged: int
    done: int
    failed: int


IsGone = Callable[[Owner], bool]
"""Returns whether a process has certainly ended; False if that cannot be known."""


@dataclass(frozen=True, slots=True)
class RunStart:
    """The description that a run gives of itself when it starts."""

    flow: str
    owner: Owner
    pipeline_version: str
    flow_run: str | None = None


def start_run(connection: Connection, start: RunStart, when: datetime.datetime) -> str:
    """Insert a run, and return its id."""
    run = uuid.uuid4().hex
    flow = {"flow": start.flow, "flow_run": start.flow_run}
    owner = {"machine": start.owner.machine, "pid": start.owner.pid}
    nothing_yet = dict.fromkeys(("planned", "unchanged", "done", "failed"), 0)
    new = insert(runs).values(run_id=run, **flow, **owner, pipeline_version=start.pipeline_version)
    connection.execute(new.values(started=when, heartbeat=when, **nothing_yet))
    return run


def update_run(connection: Connection, /, run: str, **facts: object) -> None:
    """Update columns of a run."""
    connection.execute(update(runs).where(runs.c.run_id == run).values(**facts))


def advance(connection: Connection, run: str, *, done: int = 0, failed: int = 0) -> None:
    """Add to a run's counts of done and failed documents."""
    counts = {"done": runs.c.done + done, "failed": runs.c.failed + failed}
    connection.execute(update(runs).where(runs.c.run_id == run).values(**counts))


def record_heartbeat(connection: Connection, run: str, when: datetime.datetime) -> bool:
    """Record a heartbeat, and revive a run that was taken for dead, for machines sleep.

    Returns False if the run has ended by itself.
    """
    alive = or_(runs.c.finished.is_(None), runs.c.state == "died")
    beating = update(runs).where(runs.c.run_id == run, alive).values(heartbeat=when, finished=None, state=None)
    return connection.execute(beating).rowcount == 1


def expire_dead_runs(connection: Connection, is_gone: IsGone, when: datetime.datetime) -> None:
    """Mark runs as dead whose lease or process is gone, and make their claimed work pending again."""
    for run in active_runs(connection):
        if when - run.heartbeat > LEASE or is_gone(run.owner):
            dying = update(runs).where(_has_same_heartbeat(run)).values(finished=run.heartbeat, state="died")
            if connection.execute(dying).rowcount == 1:  # no heartbeat arrived meanwhile
                work.release_claims(connection, run.id)
        elif run.heartbeat - when > LEASE:
            connection.execute(update(runs).where(_has_same_heartbeat(run)).values(heartbeat=when))


def _has_same_heartbeat(run: Run) -> ColumnElement[bool]:
    """Match a running run whose heartbeat has not changed since it was read."""
    return and_(runs.c.run_id == run.id, runs.c.finished.is_(None), runs.c.heartbeat == run.heartbeat)


def select_runs(connection: Connection, *conditions: ColumnElement[bool]) -> list[Run]:
    """Return the runs that match all conditions, latest first."""
    query = select(runs).where(*conditions).order_by(runs.c.started.desc(), runs.c.run_id)
    return list(map(_to_run, connection.execute(query)))


def latest_runs(connection: Connection, limit: int) -> list[Run]:
    """Return the runs that started last, latest first."""
    query = select(runs).order_by(runs.c.started.desc(), runs.c.run_id).limit(limit)
    return list(map(_to_run, connection.execute(query)))


def active_runs(connection: Connection) -> list[Run]:
    """Return the runs that have not ended."""
    return select_runs(connection, runs.c.finished.is_(None))


def latest_run(connection: Connection, *, has_ended: bool = False) -> Run | None:
    """Return the run that started last, of all or of those that have ended; None if there is none."""
    latest = select(runs).order_by(runs.c.started.desc(), runs.c.run_id).limit(1)
    found = connection.execute(latest.where(runs.c.finished.is_not(None)) if has_ended else latest).first()
    return None if found is None else _to_run(found)


def require_idle(at_work: Iterable[Run], when: datetime.datetime) -> None:
    """Raise StoreBusy if any of these runs is alive."""
    for run in at_work:
        if abs(when - run.heartbeat) <= LEASE:
            raise StoreBusy(
                _("A run is at work in the store (process {pid}, {flow}).").format(
                    pid=run.owner.pid, flow=run.flow
                ),
                _("Stop it; if it was killed, try again in two minutes."),
            )


def _to_run(row: Row[Any]) -> Run:
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


def register_pipeline(
    connection: Connection, version: str, parts: Mapping[str, str], when: datetime.datetime
) -> None:
    """Record the parts of a pipeline version on its first use."""
    new = insert_missing(dialect_of(connection), pipelines, ("version",))
    connection.execute(new.values(version=version, parts=dict(parts), first_used=when))


def pipeline_parts(connection: Connection) -> dict[str, dict[str, str]]:
    """Return the parts of each pipeline version used in this store, in the order of first use."""
    query = select(pipelines.c.version, pipelines.c.parts).order_by(pipelines.c.first_used, pipelines.c.version)
    return dict(connection.execute(query).all())
