"""The worker processes of this process: hired once, for every batch that it does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from recueil.ingest.worker import Job, Outcome
from recueil.ingest.workers.pool import Crew
from recueil.settings import Settings

if TYPE_CHECKING:
    from recueil.ingest.run import Hands

HANDLE = "recueil_flows.worker:handle"
PREPARE = "recueil_flows.worker:prepare"

_employed: list[Hands] = []
_lasting = ExitStack()


@contextmanager
def employed(settings: Settings) -> Iterator[None]:
    """Provide a worker pool for a ``with`` block; its processes start and load the pipeline in the background.

    Nested blocks share the pool of the outer one.
    """
    if _employed:
        yield
        return
    limits = settings.limits
    with Crew[Job, Outcome](HANDLE, PREPARE, settings.hands, limits.seconds, limits.memory_bytes) as crew:
        crew.start()
        with use_hands(crew):
            yield


@contextmanager
def use_hands(workers: Hands) -> Iterator[None]:
    """Make this job runner the current one within a ``with`` block."""
    _employed.append(workers)
    try:
        yield
    finally:
        _employed.clear()


def hire(settings: Settings) -> None:
    """Start a worker pool that lasts until ``stop_pool``."""
    _lasting.enter_context(employed(settings))


def dismiss() -> None:
    """Stop the worker pool that ``start_pool`` started."""
    _lasting.close()


def hands() -> Hands:
    """Return the current job runner, from any thread. Raise IndexError outside the block of a pool."""
    return _employed[0]
