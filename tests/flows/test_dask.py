"""Runs on a Dask cluster: real workers with folders of their own, what they are refused for, and what a death costs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from distributed import Client
from prefect.client.schemas.objects import State
from tests.flows.machinery import (
    PATIENCE,
    crew,
    done_in,
    environment,
    free_port,
    kept,
    processes,
    wait_until,
)
from tests.remote.site import Site, file, page, serving

import fr_recueil
from recueil.clock import now
from recueil.errors import ClusterUnfit, ClusterUnreachable, FlowError
from recueil.machine import here
from recueil.outcomes import Failure, Ingested
from recueil.scopes import path_of
from recueil.settings import Settings, load_settings
from recueil.shift import at_work
from recueil.store import Start, open_store
from recueil_flows.afar import Hired
from recueil_flows.cluster import check, joined
from recueil_flows.ingest import ingest
from recueil_flows.progress import Event, listening
from recueil_flows.requests import IngestRequest

if TYPE_CHECKING:
    from tests.flows.conftest import Tables

MANY, BATCH = 40, 4
HERE = Path("/proc/self/cwd")
"""A path under which every process finds something else, as machines do that share none."""
POISONED = """
import sys
from recueil_flows import afar, crew
sys.path.insert(0, {folder!r})
crew.HANDLE, crew.PREPARE = "poisoned:handle", "poisoned:prepare"
"""
WITHOUT = "import sys\nsys.modules['recueil_flows'] = None\n"


def dask(folder: Path, *words: str, mark: str = "") -> subprocess.Popen[bytes]:
    """A command of Dask, as an operator types it, in a folder; what it says is in a file there."""
    with (folder / "said").open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", *words[1:], "--no-dashboard"],
            env=environment(folder / "prefect", WORKER=mark, RECUEIL_WORKERS="1"),
            cwd=folder,
            stdout=said,
            stderr=said,
        )


@dataclass
class Worker:
    """One with a folder of its own; ``mark`` is in the environment of whatever it starts."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def mark(self) -> str:
        return f"worker {self.folder}"

    def crew(self) -> list[int]:
        return crew(self.mark)

    def signal(self, number: int) -> None:
        for process in self.crew():
            os.kill(process, number)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        wait_until(lambda: processes(self.mark) == [])


@dataclass(frozen=True)
class Cluster:
    address: str
    folder: Path
    workers: list[Worker]

    def hire(self, name: str) -> Worker:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        preload = self.folder / "poisoned_crew.py"
        preload.write_text(POISONED.format(folder=str(Path(__file__).parent)))
        words = ("worker", self.address, "--no-nanny", "--nthreads", "1", "--preload", str(preload))
        return Worker(folder, dask(folder, *words, mark=f"worker {folder}"))

    def complete(self) -> None:
        """Have two workers with their crews, though an earlier test killed one."""
        for worker in self.workers:
            if worker.process.poll() is not None:
                worker.process = self.hire(worker.folder.name).process
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(len(self.workers), timeout=PATIENCE)
            client.register_plugin(Hired())
        wait_until(lambda: all(worker.crew() for worker in self.workers))

    def use(self, store: str, more: str = "") -> None:
        """Set the store that the workers know, and further settings of theirs."""
        for worker in self.workers:
            (worker.folder / "recueil.toml").write_text(f'store = "{store}"\n{more}')


@pytest.fixture(scope="module")
def scheduled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder, address = tmp_path_factory.mktemp("dask"), f"tcp://127.0.0.1:{free_port()}"
    where = address.rpartition(":")
    words = ("scheduler", "--host", "127.0.0.1", "--port", where[2], "--preload", "recueil_flows.afar")
    scheduler = dask(folder, *words)
    cluster = Cluster(address, folder, [])
    try:
        cluster.workers.extend(cluster.hire(name) for name in ("one", "other"))
        yield cluster
    finally:
        for process in (scheduler, *(worker.process for worker in cluster.workers)):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(
    scheduled: Cluster, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Cluster]:
    """Two workers that know the store of the test, in whose folder the flow runs."""
    scheduled.use(database)
    scheduled.complete()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECUEIL_STORE", database)
    monkeypatch.setenv("RECUEIL_DASK", scheduled.address)
    monkeypatch.setenv("RECUEIL_BATCH", str(BATCH))
    yield scheduled
    for worker in scheduled.workers:
        worker.signal(signal.SIGCONT)


@pytest.fixture
def acts(tmp_path: Path) -> Path:
    folder = tmp_path / "actes"
    folder.mkdir()
    for number in range(MANY):
        (folder / f"acte{number:02}.txt").write_text(f"Le conseil accorde {number} 500,00 € à l'école.")
    return folder


def told(request: IngestRequest) -> tuple[State[object], list[Event]]:
    """How a run ends, and what its watcher hears."""
    events: list[Event] = []
    with listening(events.append):
        state = ingest(request, return_state=True)
    return state, events


def ledger(store: str) -> list[tuple[str, str, str | None, int]]:
    """Name, state, reason and attempts of all work, in the order of names."""
    with open_store(store) as opened:
        works = opened.ledger.standing()
    return sorted((path_of(work.source).name, work.state, work.reason, work.attempts) for work in works)


def runs(store: str) -> list[tuple[str | None, int, int]]:
    """How each run ended and how much it did, in the order of their start."""
    with open_store(store) as opened:
        return [(run.state, run.done, run.failed) for run in reversed(opened.ledger.runs())]


ALL_DONE = [(f"acte{number:02}.txt", "done", None, 1) for number in range(MANY)]


@pytest.mark.usefixtures("prefect_api", "crew")
def test_a_worker_killed_with_work_in_its_hands_leaves_the_ledger_of_an_undisturbed_run(
    cluster: Cluster,
    acts: Path,
    database: str,
    empty: str,
    tmp_path: Path,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = cluster.workers[0]
    one.signal(signal.SIGSTOP)

    def kill() -> None:
        wait_until(lambda: done_in(database) >= MANY // 2)
        one.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    state, events = told(IngestRequest(paths=[acts]))
    killer.join()
    assert (state.name, runs(database), ledger(database)) == ("Completed", [("completed", MANY, 0)], ALL_DONE)
    assert sorted(path_of(event.source).name for event in events if isinstance(event, Ingested)) == sorted(
        path.name for path in acts.iterdir()
    )
    monkeypatch.delenv("RECUEIL_DASK")
    assert told(IngestRequest(paths=[acts], store=empty))[0].name == "Completed"
    assert kept(database, tmp_path, tables) == kept(empty, tmp_path, tables)
