"""The worker processes of this process: hired once, for every batch that it does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from recueil.ingest.worker import Job, JobResult
from recueil.ingest.workers.pool import WorkerPool
from recueil.settings import Settings

if TYPE_CHECKING:
    from recueil.ingest.run import JobRunner

HANDLE = "recueil_flows.worker:handle"
PREPARE = "recueil_flows.worker:prepare"

_current_pools: list[JobRunner] = []
_lasting_pool = ExitStack()


@contextmanager
def worker_pool(settings: Settings) -> Iterator[None]:
    """Provide a worker pool for a ``with`` block; its processes start and load the pipeline in the background.

    Nested blocks share the pool of the outer one.
    """
    if _current_pools:
        yield
        return
    limits = settings.limits
    with WorkerPool[Job, JobResult](
        HANDLE, PREPARE, settings.worker_count, limits.seconds, limits.memory_bytes
    ) as crew:
        crew.start()
        with use_pool(crew):
            yield


@contextmanager
def use_pool(workers: JobRunner) -> Iterator[None]:
    """Make this job runner the current one within a ``with`` block."""
    _current_pools.append(workers)
    try:
        yield
    finally:
        _current_pools.clear()


def start_pool(settings: Settings) -> None:
    """Start a worker pool that lasts until ``stop_pool``."""
    _lasting_pool.enter_context(worker_pool(settings))


def stop_pool() -> None:
    """Stop the worker pool that ``start_pool`` started."""
    _lasting_pool.close()


def current_pool() -> JobRunner:
    """Return the current job runner, from any thread. Raise IndexError outside the block of a pool."""
    return _current_pools[0]
