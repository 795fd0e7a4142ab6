"""A run at work: known to the ledger while it lasts, alive while its heart beats, and ended with a word."""

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
"""Seconds between two beats: several fit into the lease after which a run is taken for dead."""


@dataclass
class Shift:
    """The run that is at work, and how it will be said to have ended."""

    run: str
    state: End = "completed"
    message: str = ""


@contextmanager
def at_work(store: Store, start: Start, parts: Mapping[str, str], beat: float = BEAT) -> Iterator[Shift]:
    """Begin a run, keep it alive, and note how it ended: also when it breaks or is stopped."""
    shift = Shift(store.ledger.begin(start, parts, now()))
    over = Event()
    heart = Thread(target=_beat, args=(store, shift.run, over, beat), name="heartbeat", daemon=True)
    heart.start()
    try:
        yield shift
    except BaseException as error:
        shift.state, shift.message = _verdict(error)
        with suppress(StoreError):  # what broke the run is told; without an end of its own, it is taken for dead
            _end(store, shift, over, heart)
        raise
    _end(store, shift, over, heart)


def _verdict(error: BaseException) -> tuple[End, str]:
    if isinstance(error, Exception) and not isinstance(error, CrewClosed):
        return "failed", str(error)
    return "stopped", "Stopped before its end."


def _end(store: Store, shift: Shift, over: Event, heart: Thread) -> None:
    over.set()
    heart.join()
    store.ledger.end(shift.run, shift.state, shift.message, now())


def _beat(store: Store, run: str, over: Event, beat: float) -> None:
    while not over.wait(beat):
        try:
            store.ledger.beat(run, now())
        except StoreError:
            continue  # the disk may have room again at the next beat; a run that stays silent is taken over
