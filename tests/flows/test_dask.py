"""Runs on a real Dask cluster: workers with folders of their own, what one is refused for, and what a death costs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest
from distributed import Client
from prefect.client.schemas.objects import State
from tests.flows.machinery import done_in, environment, free_port, kill_all, pool_processes, stored_rows
from tests.ingest.remote.site import file, page, serving
from tests.waiting import PATIENCE, SELDOM, wait_until

import fr_recueil
from recueil.errors import ClusterUnfit
from recueil.ingest.file_results import Failure, Ingested
from recueil.ingest.host import this_process
from recueil.ingest.plan import path_of
from recueil.settings import load_settings
from recueil.store.ledger.run_context import track_run
from recueil.store.ledger.runs import RunStart
from recueil.store.open import open_store
from recueil_flows import dask_cluster as cluster_module
from recueil_flows.dask_cluster import join_cluster
from recueil_flows.dask_worker import PoolPlugin
from recueil_flows.ingest import ingest
from recueil_flows.process_context import Event, subscribe
from recueil_flows.requests import IngestRequest

if TYPE_CHECKING:
    from tests.flows.conftest import Tables
    from tests.postgres import Server as Postgres

pytestmark = pytest.mark.slow

MANY, BATCH = 24, 4
HERE = Path("/proc/self/cwd")
"""A path under which every process finds something else, as machines do that share none."""
POISONED = """
import sys
from recueil_flows import process_context
sys.path.insert(0, {folder!r})
process_context.HANDLE, process_context.PREPARE = "poisoned:handle", "poisoned:prepare"
"""


def dask(folder: Path, *words: str, mark: str = "") -> subprocess.Popen[bytes]:
    """A command of Dask, as an operator types it, in a folder; what it says is in a file there."""
    with (folder / "output").open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", *words[1:], "--no-dashboard"],
            env=environment(folder / "prefect", WORKER=mark, RECUEIL_WORKERS="1"),
            cwd=folder,
            stdout=output,
            stderr=output,
        )


@dataclass
class Worker:
    """One with a folder of its own; ``mark`` is in the environment of whatever it starts."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def mark(self) -> str:
        return f"worker {self.folder}"

    def pool_processes(self) -> list[int]:
        return pool_processes(self.mark)

    def signal(self, number: int) -> None:
        for process in self.pool_processes():
            os.kill(process, number)

    def kill(self) -> None:
        """With its pool, as a machine dies: where they are stopped, some systems do not end them with their parent."""
        self.process.kill()
        self.process.wait()
        kill_all(self.mark)


@dataclass
class Cluster:
    address: str
    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[Worker]

    @classmethod
    def started(cls, folder: Path, port: int) -> Self:
        words = ("scheduler", "--host", "127.0.0.1", "--port", str(port), "--preload", "recueil_flows.dask_worker")
        cluster = cls(f"tcp://127.0.0.1:{port}", folder, dask(folder, *words), [])
        cluster.workers.extend(cluster.start_worker(name) for name in ("one", "other"))
        return cluster

    def end(self) -> None:
        for process in (self.scheduler, *(worker.process for worker in self.workers)):
            process.kill()
            process.wait()

    def start_worker(self, name: str) -> Worker:
        """A worker with a thread and a hand, which some files are poison to."""
        folder = self.folder / name
        folder.mkdir()
        preload = folder / "preloaded.py"
        preload.write_text(POISONED.format(folder=str(Path(__file__).parent)))
        options = ("--no-nanny", "--nthreads", "1", "--local-directory", str(folder), "--preload", str(preload))
        return Worker(folder, dask(folder, "worker", self.address, *options, mark=f"worker {folder}"))

    def complete(self) -> None:
        """Have two workers with their pools."""
        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(len(self.workers), timeout=PATIENCE)
            client.register_plugin(PoolPlugin())
        wait_until(lambda: all(worker.pool_processes() for worker in self.workers), SELDOM)

    def use(self, store: str, more: str = "") -> None:
        """Set the store that the workers know, and further settings of theirs."""
        for worker in self.workers:
            (worker.folder / "recueil.toml").write_text(f'store = "{store}"\n{more}')


@pytest.fixture(scope="module")
def scheduled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster.started(tmp_path_factory.mktemp("dask"), free_port())
    cluster.complete()
    yield cluster
    cluster.end()


@pytest.fixture
def cluster(
    scheduled: Cluster, database: str, prefect_api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Cluster]:
    """Two workers that know the store of the test, in whose folder the flow runs."""
    scheduled.use(database)
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


def outcome(request: IngestRequest) -> tuple[State[Any], list[Event]]:
    """How a run ends, and what its watcher hears."""
    events: list[Event] = []
    with subscribe(events.append):
        state = ingest(request, return_state=True)
    return state, events


def ledger(store: str) -> list[tuple[str, str, str | None, int]]:
    """Name, state, reason and attempts of all work, in the order of names."""
    with open_store(store) as opened:
        works = opened.ledger.active()
    return sorted((path_of(work.source).name, work.state, work.reason, work.attempts) for work in works)


def runs(store: str) -> list[tuple[str | None, int, int]]:
    """How each run ended and how much it did, in the order of their start."""
    with open_store(store) as opened:
        return [(run.state, run.done, run.failed) for run in reversed(opened.ledger.runs())]


ALL_DONE = [(f"acte{number:02}.txt", "done", None, 1) for number in range(MANY)]


def test_each_worker_reads_for_itself_and_poison_costs_only_itself(
    cluster: Cluster, database: str, tmp_path: Path
) -> None:
    with serving() as site:
        contents = iter(["Le conseil accorde 3 500,00 €.", "Le conseil accorde 4 500,00 €."])
        site.answers |= {
            "/actes/": page("acte1.txt", "acte2.txt", "acte3.txt"),
            "/actes/acte1.txt": file("Le conseil accorde 1 500,00 €."),
            "/actes/acte2.txt": file("Le conseil accorde 2 500,00 €."),
            "/actes/acte3.txt": lambda handler: handler.reply(200, next(contents).encode()),
        }
        source = f'[[sources]]\nurl = "{site.url}/actes/*.txt"\noptions = {{headers = {{"X-Cle" = "CLE"}}}}\n'
        (tmp_path / "recueil.toml").write_text(f'mirror = "{HERE}/mirror"\n' + source.replace("CLE", "du flot"))
        cluster.use(database, source.replace("CLE", "du worker"))
        for name, text in (("ici.txt", "Le conseil accorde 5 500,00 €."), ("poison.txt", "eat")):
            (tmp_path / name).write_text(text)
        (tmp_path / "là.txt").write_text("Le conseil accorde 6 500,00 €.")
        paths = [tmp_path / "ici.txt", tmp_path / "poison.txt", HERE / "là.txt"]
        state, events = outcome(IngestRequest(paths=paths, urls=[f"{site.url}/actes/*.txt"]))
        requests = sorted((path, headers["X-Cle"]) for path, headers in site.asked)
    assert state.name == "CompletedWithFailures"
    assert ledger(database) == [
        ("acte1.txt", "done", None, 1),
        ("acte2.txt", "done", None, 1),
        ("acte3.txt", "failed", "changed", 1),
        ("ici.txt", "done", None, 1),
        ("là.txt", "failed", "missing", 1),
        ("poison.txt", "quarantined", "memory", 1),
    ]
    assert [event.message for event in events if isinstance(event, Failure) and event.reason == "missing"] == [
        f"{HERE}/là.txt: it is not on this worker's machine. Have every worker see it under this path, or make it "
        "a source with a URL, which workers fetch."
    ]
    files = [f"/actes/acte{number}.txt" for number in (1, 2, 3)]
    assert requests == [
        ("/actes/", "du flot"),
        *((name, key) for name in files for key in ("du flot", "du worker")),
    ]


def test_an_interrupted_run_leaves_the_crews_and_the_next_one_finishes(
    cluster: Cluster, acts: Path, database: str, prefect_api: str, tmp_path: Path
) -> None:
    pools = [worker.pool_processes() for worker in cluster.workers]
    for worker in cluster.workers:
        worker.signal(signal.SIGSTOP)
    process = subprocess.Popen(
        [sys.executable, "-m", "recueil", "ingest", str(acts)],
        env=os.environ | {"PREFECT_API_URL": prefect_api},
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: in_hand(database) == 2 * BATCH)
    process.send_signal(signal.SIGINT)
    assert process.communicate()[0] == "Interrupted: 0 ingested. Run the same command again to finish.\n"
    assert (process.returncode, runs(database)) == (130, [("stopped", 0, 0)])
    for worker in cluster.workers:
        worker.signal(signal.SIGCONT)
    assert outcome(IngestRequest(paths=[acts]))[0].name == "Completed"
    assert (runs(database)[1:], ledger(database)) == ([("completed", MANY, 0)], ALL_DONE)
    assert [worker.pool_processes() for worker in cluster.workers] == pools


def in_hand(store: str) -> int:
    with open_store(store) as opened:
        return len(opened.ledger.active(["running"]))


def refusal(store: str) -> str:
    """What a run is told, before any work, when it asks for the cluster of the settings."""
    start = RunStart("ingest", this_process(), fr_recueil.version())
    with (
        pytest.raises(ClusterUnfit) as refused,
        open_store(store) as opened,
        track_run(opened, start, {}) as tracked,
        join_cluster(load_settings(), opened, tracked.run, []),
    ):
        pytest.fail("nothing is refused")
    return refused.value.message


def test_workers_and_schedulers_that_are_of_no_use_to_a_run_are_refused(
    cluster: Cluster, acts: Path, database: str, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = cluster.workers
    (one.folder / "recueil.toml").write_text("failed_share = 2\n")
    assert refusal(database).endswith(": RECUEIL_FAILED_SHARE: Input should be less than or equal to 1.")
    cluster.use(database)
    with postgres.database("store") as another:
        (other.folder / "recueil.toml").write_text(f'store = "{another}"\n')
        where = f"process {other.process.pid}, started in {other.folder}."
        assert refusal(database).endswith(f": it has another store than the run: {where}")
        # One that comes later is refused by its first batch.
        cluster.use(another)
        with monkeypatch.context() as patch:
            patch.setattr(cluster_module, "_check_workers", lambda *_: None)
            state, _ = outcome(IngestRequest(paths=[acts]))
    problem: object = state.result(raise_on_failure=False)
    assert isinstance(problem, ClusterUnfit)
    assert problem.message.startswith("The Dask worker at tcp://127.0.0.1:")
    assert ": it has another store than the run: process " in problem.message
    assert (runs(database)[-1], in_hand(database)) == (("failed", 0, 0), 0)
    version = fr_recueil.version()
    monkeypatch.setattr(fr_recueil, "version", lambda: "later")
    assert refusal(database) == (
        f"The Dask scheduler at {cluster.address}: it has version {version} of the pipeline, and the run later."
    )


@pytest.mark.usefixtures("thread_pool")
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
    state, events = outcome(IngestRequest(paths=[acts]))
    killer.join()
    assert (state.name, runs(database), ledger(database)) == ("Completed", [("completed", MANY, 0)], ALL_DONE)
    assert sorted(path_of(event.source).name for event in events if isinstance(event, Ingested)) == sorted(
        path.name for path in acts.iterdir()
    )
    monkeypatch.delenv("RECUEIL_DASK")
    assert outcome(IngestRequest(paths=[acts], store=empty))[0].name == "Completed"
    assert stored_rows(database, tmp_path, tables) == stored_rows(empty, tmp_path, tables)
