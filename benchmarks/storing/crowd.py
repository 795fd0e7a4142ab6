"""Eight readers at a store, alone and while one writes: how long each waits, and whether any fails."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from typing import Any, NamedTuple

from invented.stored import acts

from recueil.query import parse
from recueil.store.open import open_store
from recueil.store.store import Store
from storing.making import begin, ingest
from storing.questions import SUBSIDIES, VALUES

READERS = 8
THINKING = 0.4
"""Seconds at most between an answer and the next question."""
_PATIENCE = 60

MIX: dict[str, Callable[[Store], object]] = {
    "rank": lambda store: store.search(parse(SUBSIDIES), total=False),
    "date": lambda store: store.search(parse(SUBSIDIES), order="date", total=False),
    "rare": lambda store: store.search(parse(f"{SUBSIDIES} chapitre:922"), total=False),
    "filter": lambda store: store.search(parse(VALUES), order="date", total=False),
    "count": lambda store: store.count(parse(SUBSIDIES)),
}


class Watched(NamedTuple):
    """Seconds per kind of question, those of each act written, and what went wrong."""

    read: dict[str, list[float]]
    written: list[float]
    errors: list[str]


def watch(url: str, seconds: float, *, writing: bool) -> Watched:
    """Let the readers ask for so many seconds, and one writer ingest, if it shall."""
    spawn = multiprocessing.get_context("spawn")
    reports, go = spawn.Queue(), spawn.Event()
    processes = [spawn.Process(target=_read, args=(url, seconds, seed, go, reports)) for seed in range(READERS)]
    if writing:
        processes.append(spawn.Process(target=_write, args=(url, seconds, go, reports)))
    for process in processes:
        process.start()
    for _ in processes:
        reports.get(timeout=_PATIENCE)  # it is ready
    go.set()
    watched = Watched(defaultdict(list), [], [])
    for _ in processes:
        read, written, errors = reports.get(timeout=seconds + _PATIENCE)
        for kind, spent in read.items():
            watched.read[kind] += spent
        watched.written.extend(written)
        watched.errors.extend(errors)
    for process in processes:
        process.join()
    return watched


def _read(url: str, seconds: float, seed: int, go: Event, reports: Queue[Any]) -> None:
    chance = random.Random(seed)  # noqa: S311
    read: dict[str, list[float]] = defaultdict(list)
    errors = []
    with open_store(url, unmasked=True) as store:
        reports.put("ready")
        go.wait()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(chance.uniform(0, THINKING))
            kind = chance.choice(list(MIX))
            start = time.perf_counter()
            try:
                MIX[kind](store)
                read[kind].append(time.perf_counter() - start)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
                errors.append(f"{kind}: {error!r}")
    reports.put((dict(read), [], errors))


def _write(url: str, seconds: float, go: Event, reports: Queue[Any]) -> None:
    written: list[float] = []
    errors = []
    made = acts(1_000_000, time.time_ns())
    with open_store(url, unmasked=True) as store:
        run = begin(store)
        reports.put("ready")
        go.wait()
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                written += ingest(store, list(islice(made, 20)), run)
            store.ledger.end(run, "completed", "", datetime.now(UTC))
        except Exception as error:  # noqa: BLE001
            errors.append(f"write: {error!r}")
    reports.put(({}, written, errors))
