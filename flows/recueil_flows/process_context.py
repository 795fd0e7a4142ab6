"""What the flows of this process share: the worker pool, the listener of progress, and the command's inputs.

A command hands over what it has resolved and started before Prefect was imported. A flow that no command runs, as
those of ``recueil schedule``, makes its own. Imports nothing of Prefect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from recueil.ingest.file_results import FileResult
from recueil.ingest.plan import Plan
from recueil.ingest.worker import Job, JobResult
from recueil.ingest.workers.pool import WorkerPool
from recueil.settings import Settings, Source
from recueil_flows.run_record import RunRecord

if TYPE_CHECKING:
    from recueil.ingest.run import JobRunner

HANDLE = "recueil_flows.worker:handle"
PREPARE = "recueil_flows.worker:prepare"

Event = Plan | FileResult
Listener = Callable[[Event], None]


class RunInputs(NamedTuple):
    """The settings of a run, and the sources that its request means, if it is an ingestion.

    ``record`` is the run itself, planned, where its command has begun it.
    """

    settings: Settings
    sources: Sequence[Source] = ()
    record: RunRecord | None = None

    @property
    def is_idle(self) -> bool:
        """Whether the run is known to have nothing to do, so that it needs no workers."""
        return self.record is not None and self.record.plan is not None and self.record.plan.to_do == 0


_inputs: ContextVar[RunInputs | None] = ContextVar("inputs", default=None)
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)
# Batches run in threads of Prefect and of Dask, which do not all have the context of the flow.
_pools: list[JobRunner] = []
_lasting_pool = ExitStack()


@contextmanager
def hand_over(inputs: RunInputs) -> Iterator[None]:
    """Give the flow that runs inside this ``with`` block the inputs that its command has resolved."""
    token = _inputs.set(inputs)
    try:
        yield
    finally:
        _inputs.reset(token)


def handed_over_inputs() -> RunInputs | None:
    """Return the inputs that the command of this process has resolved, if one runs the flow."""
    return _inputs.get()


@contextmanager
def subscribe(listener: Listener) -> Iterator[None]:
    """Receive the events of flows that run inside this ``with`` block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def emit(event: Event) -> None:
    """Send an event to the listener, if there is one. Several threads may call it at once."""
    if listener := _listener.get():
        listener(event)


def emit_plan(plan: Plan) -> None:
    """Send a plan to the listener, and the failures that are known before the work begins."""
    emit(plan)
    for failure in plan.failures:
        emit(failure)


@contextmanager
def worker_pool(settings: Settings, *, at_once: int | None = None) -> Iterator[None]:
    """Provide a worker pool for a ``with`` block; its processes start and load the pipeline in the background.

    ``at_once`` says how many, if not all. Nested blocks share the pool of the outer one, and start the others; one
    that is interrupted closes it, since Prefect waits for batches in progress before it ends a flow.
    """
    if _pools:
        pool = _pools[0]
        if not isinstance(pool, WorkerPool):
            yield
            return
        pool.start(at_once)
        try:
            yield
        except KeyboardInterrupt:
            pool.close()
            raise
        return
    limits = settings.limits
    with WorkerPool[Job, JobResult](
        HANDLE, PREPARE, settings.worker_count, limits.seconds, limits.memory_bytes
    ) as pool:
        pool.start(at_once)
        with use_pool(pool):
            yield


@contextmanager
def use_pool(pool: JobRunner) -> Iterator[None]:
    """Make this job runner the current one within a ``with`` block."""
    _pools.append(pool)
    try:
        yield
    finally:
        _pools.clear()


def start_pool(settings: Settings) -> None:
    """Start a worker pool that lasts until ``stop_pool``."""
    _lasting_pool.enter_context(worker_pool(settings))


def stop_pool() -> None:
    """Stop the worker pool that ``start_pool`` started."""
    _lasting_pool.close()


def current_pool() -> JobRunner:
    """Return the current job runner, from any thread. Raise IndexError outside the block of a pool."""
    return _pools[0]
