"""What a run tells whoever watches it in the same process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from recueil.ingest.file_results import Outcome
from recueil.ingest.planning import Plan

Event = Plan | Outcome
Listener = Callable[[Event], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hear the events of the flows that run inside this block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(event: Event) -> None:
    """Tell the listener, if there is one; several threads may at once."""
    if listener := _listener.get():
        listener(event)
