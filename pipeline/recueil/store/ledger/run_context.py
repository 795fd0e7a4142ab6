"""Runs in progress: register a run in the ledger, send heartbeats, and record how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Thread

from recueil.clock import now
from recueil.errors import CrewClosed, StoreError
from recueil.store.ledger.runs import End, Start
from recueil.store.store import Store

BEAT = 15.0
"""Seconds between two heartbeats: several fit into the lease after which a run counts as dead."""


@dataclass
class Shift:
    """The run in progress, and the end state that will be recorded."""

    run: str
    state: End = "completed"
    message: str = ""


@contextmanager
def at_work(store: Store, start: Start, parts: Mapping[str, str], beat: float = BEAT) -> Iterator[Shift]:
    """Start a run, keep it alive with heartbeats every ``beat`` seconds, and record how it ended.

    The end is recorded also if the body raises or is stopped; the exception propagates.
    """
    shift = Shift(store.ledger.begin(start, parts, now()))
    over = Event()
    heart = Thread(target=_beat, args=(store, shift.run, over, beat), name="heartbeat", daemon=True)
    heart.start()
    try:
        yield shift
    except BaseException as error:
        shift.state, shift.message = _verdict(error)
        with suppress(StoreError):  # raise the first error; without a recorded end, the run expires
            _end(store, shift, over, heart)
        raise
    _end(store, shift, over, heart)


def _verdict(error: BaseException) -> tuple[End, str]:
    """Return the end state and the message for an exception."""
    if isinstance(error, Exception) and not isinstance(error, CrewClosed):
        return "failed", str(error)
    return "stopped", "Stopped before its end."


def _end(store: Store, shift: Shift, over: Event, heart: Thread) -> None:
    over.set()
    heart.join()
    store.ledger.end(shift.run, shift.state, shift.message, now())


def _beat(store: Store, run: str, over: Event, beat: float) -> None:
    """Send heartbeats until ``over`` is set."""
    while not over.wait(beat):
        try:
            store.ledger.beat(run, now())
        except StoreError:
            continue  # the disk may have room again at the next heartbeat; a run without any expires
