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
    """Have a crew in this block, which prepares itself meanwhile; within such a block, go on with its crew."""
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
    """Have these do the batches of this block."""
    _employed.append(workers)
    try:
        yield
    finally:
        _employed.clear()


def hire(settings: Settings) -> None:
    """Have a crew from now on, until it is dismissed."""
    _lasting.enter_context(employed(settings))


def dismiss() -> None:
    """Let the crew go that was hired."""
    _lasting.close()


def hands() -> Hands:
    """Those who do the batches of the block we are in, from any thread."""
    return _employed[0]
