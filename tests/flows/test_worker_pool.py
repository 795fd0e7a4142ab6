"""The worker processes of a process: as many as the settings say, within their limits, hired once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from recueil.errors import WorkerPoolClosed
from recueil.ingest.workers import pool
from recueil.ingest.workers.pool import WorkerFailure
from recueil.ingest.workers.process import WorkerConfig
from recueil.settings import Limits, Settings
from recueil_flows import process_context as crew
from recueil_flows.process_context import current_pool, worker_pool

HANDLERS = Path(__file__).parents[1] / "ingest" / "workers"


def test_so_many_workers_start_at_once_and_the_others_later(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []

    class Process:
        def __init__(self, config: WorkerConfig) -> None:
            started.append(self)

        def is_fit(self) -> bool:
            return True

        def kill(self) -> None:
            pass

        close = kill

    monkeypatch.setattr(pool, "WorkerProcess", Process)
    settings = Settings(workers=3)
    with worker_pool(settings, at_once=1):
        pass
    assert len(started) == 1
    with worker_pool(settings, at_once=1), worker_pool(settings):  # the inner block starts the others
        pass
    assert len(started) == 1 + 3
    with worker_pool(settings):
        pass
    assert len(started) == 1 + 3 + 3


def test_an_interrupted_inner_block_ends_the_work_in_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HANDLERS))
    monkeypatch.setattr(crew, "HANDLE", "pool_handlers:singly")
    monkeypatch.setattr(crew, "PREPARE", "pool_handlers:prepare")
    settings = Settings(workers=1)
    with worker_pool(settings):
        workers: Any = current_pool()
        with pytest.raises(KeyboardInterrupt), worker_pool(settings):
            raise KeyboardInterrupt
        with pytest.raises(WorkerPoolClosed):
            list(workers.run(["who"]))


def test_a_crew_works_within_the_limits_and_ends_with_its_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HANDLERS))
    monkeypatch.setattr(crew, "HANDLE", "pool_handlers:singly")
    monkeypatch.setattr(crew, "PREPARE", "pool_handlers:prepare")
    settings = Settings(workers=1, limits=Limits(seconds=1, memory_bytes=2_000_000_000))
    with worker_pool(settings):
        workers: Any = current_pool()
        with worker_pool(Settings(workers=7)):  # within a block, its crew goes on
            is_same = current_pool() is workers
        assert is_same
        ((_, (worker, prepared)),) = workers.run(["who"])
        assert prepared == [worker]
        assert list(workers.run(["memory", "loop"])) == [
            (0, WorkerFailure("memory", "more than 2.0 GB of memory")),
            (1, WorkerFailure("time", "longer than 1 seconds")),
        ]
    with pytest.raises(WorkerPoolClosed):
        list(workers.run(["a"]))
    with pytest.raises(IndexError):
        current_pool()
