"""Executors of batches: the process-wide worker pool, batches as Prefect tasks, and progress events.

Prefect spends about as much on a task as reading ten documents takes, hence batches. A document that fails
is a row of the ledger and does not fail its task. A task fails by its environment, such as a locked store
or a worker that cannot start: it is retried with growing delays, and ends the run if that persists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from recueil.ingest.file_results import FileResult
from recueil.ingest.plan import Plan

Event = Plan | FileResult
Listener = Callable[[Event], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


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
