"""Runs in progress: register a run in the ledger, send heartbeats, and record how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event, Thread

from recueil.errors import StoreError, WorkerPoolClosed
from recueil.store.ledger.runs import EndState, RunStart
from recueil.store.store import Store
from recueil.translation import gettext as _

HEARTBEAT_SECONDS = 15.0
"""Seconds between two heartbeats: several fit into the lease after which a run counts as dead."""


@dataclass
class RunHandle:
    """The run in progress, and the end state that will be recorded."""

    run: str
    state: EndState = "completed"
    message: str = ""


@contextmanager
def track_run(
    store: Store, start: RunStart, parts: Mapping[str, str], beat: float = HEARTBEAT_SECONDS
) -> Iterator[RunHandle]:
    """Start a run, keep it alive with heartbeats every ``beat`` seconds, and record how it ended.

    The end is recorded also if the body raises or is stopped; the exception propagates.
    """
    handle = RunHandle(store.ledger.begin(start, parts, datetime.now(UTC)))
    over = Event()
    heartbeat = Thread(
        target=_send_heartbeats, args=(store, handle.run, over, beat), name="heartbeat", daemon=True
    )
    heartbeat.start()
    try:
        yield handle
    except BaseException as error:
        is_failure = isinstance(error, Exception) and not isinstance(error, WorkerPoolClosed)
        handle.state = "failed" if is_failure else "stopped"
        handle.message = str(error) if is_failure else _("Stopped before its end.")
        with suppress(StoreError):  # raise the first error; without a recorded end, the run expires
            _record_end(store, handle, over, heartbeat)
        raise
    _record_end(store, handle, over, heartbeat)


def _record_end(store: Store, handle: RunHandle, over: Event, heartbeat: Thread) -> None:
    over.set()
    heartbeat.join()
    store.ledger.end(handle.run, handle.state, handle.message, datetime.now(UTC))


def _send_heartbeats(store: Store, run: str, over: Event, beat: float) -> None:
    """Send heartbeats until ``over`` is set."""
    while not over.wait(beat):
        try:
            store.ledger.record_heartbeat(run, datetime.now(UTC))
        except StoreError:
            continue  # the disk may have room again at the next heartbeat; a run without any expires
