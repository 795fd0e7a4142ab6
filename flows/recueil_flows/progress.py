"""What a run tells whoever watches it in the same process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """Discovery is over: ``new`` files will be processed, ``unchanged`` are in the store as they are."""

    new: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Ingested:
    """The act of one source is in the store."""

    source: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One source could not be ingested: the reason is the ledger's word, the message says what to do."""

    source: str
    reason: str
    message: str


Event = Found | Ingested | Failure
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
    """Tell the listener, if there is one."""
    if listener := _listener.get():
        listener(event)
