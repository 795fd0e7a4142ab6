"""A Prefect server and workers of one's own, with the deployments of prefect.yaml: what runs, and what a failure costs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml  # type: ignore[import-untyped]
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun, State
from prefect.events.schemas.automations import AutomationCore
from prefect.states import AwaitingRetry, Cancelling, Scheduled
from tests.flows.machinery import (
    PATIENCE,
    acts,
    asked,
    crew,
    done_in,
    ended,
    environment,
    free_port,
    kept,
    kill_all,
    processes,
    rows,
    wait_until,
)

from recueil.store import open_store

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.flows.conftest import Tables
    from tests.postgres import Server as Postgres

MANY, FEW = 20, 4
# The least that Prefect takes, and a little longer.
HEARTBEAT, SILENCE = 30, 40
GIF = b"GIF89a"


@dataclass(frozen=True, slots=True)
class Server:
    """A Prefect server that answers, and has the deployments; its workers are started in ``folder``."""

    home: Path
    folder: Path
    url: str

    def prefect(self, *words: str, folder: Path, **settings: str) -> subprocess.Popen[bytes]:
        """A command of Prefect, as an operator types it."""
        return subprocess.Popen(
            [sys.executable, "-m", "prefect", "--no-prompt", *words],
            env=environment(self.home, PREFECT_API_URL=self.url, **settings),
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def client(self) -> SyncPrefectClient:
        return SyncPrefectClient(self.url)

    def unlimited(self, pool: str) -> uuid.UUID:
        """A deployment of which any number of runs may be under way, for the workers of a pool."""
        with self.client() as client:
            nightly = client.read_deployment_by_name("ingest/nightly")
            return client.create_deployment(
                nightly.flow_id, f"unlimited-{pool}", entrypoint=nightly.entrypoint, work_pool_name=pool
            )

    def ask(self, deployment: uuid.UUID, parameters: dict[str, Any]) -> uuid.UUID:
        with self.client() as client:
            return client.create_flow_run_from_deployment(deployment, parameters=parameters).id

    def ask_for(self, folder: Path, state: State[Any] | None = None) -> uuid.UUID:
        """Have the acts of a folder ingested, now or when a state says; those of its own as the deployment says."""
        parameters = None if folder == self.folder else into_itself(folder)
        with self.client() as client:
            nightly = client.read_deployment_by_name("ingest/nightly")
            return client.create_flow_run_from_deployment(nightly.id, parameters=parameters, state=state).id

    def set(self, run: uuid.UUID, state: State[Any]) -> None:
        """As the buttons of the pages do."""
        with self.client() as client:
            client.set_flow_run_state(run, state)

    def run(self, run: uuid.UUID) -> FlowRun:
        with self.client() as client:
            return client.read_flow_run(run)

    def end_of(self, run: uuid.UUID) -> tuple[str | None, str | None]:
        """The name and the message of the state in which a run ends."""
        wait_until(lambda: ended(self.run(run)))
        state = self.run(run).state
        return (state.name, state.message) if state else (None, None)


def request(folder: Path, store: str | None) -> dict[str, Any]:
    """Of the acts of a folder; without a store, that of the settings of whoever does it."""
    return {"request": {"paths": [str(folder / "actes")], "store": store}}


def into_itself(folder: Path) -> dict[str, Any]:
    """Of the acts of a folder, into a store in it."""
    return request(folder, f"sqlite:///{folder}/recueil.db")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Server]:
    home, folder, port = tmp_path_factory.mktemp("prefect"), tmp_path_factory.mktemp("working"), free_port()
    acts(folder, MANY)
    server = Server(home, folder, f"http://127.0.0.1:{port}/api")
    process = server.prefect("server", "start", "--host", "127.0.0.1", "--port", str(port), folder=home)
    try:
        with server.client() as client:
            wait_until(lambda: client.api_healthcheck() is None)
        for words in (("work-pool", "create", "recueil", "--type", "process"), ("deploy", "--all")):
            assert server.prefect(*words, folder=root).wait(PATIENCE) == 0
        yield server
    finally:
        kill_all(home)
        process.wait()


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that does one run at a time; ``mark`` is in the environment of whatever it starts."""

    process: subprocess.Popen[bytes]
    mark: str

    def has(self, run: uuid.UUID) -> bool:
        return not set(processes(self.mark)).isdisjoint(processes(str(run)))


def hired(server: Server, folder: Path, pool: str = "recueil", **settings: str) -> Worker:
    mark = f"worker-{uuid.uuid4()}"
    words = ("worker", "start", "--pool", pool, "--type", "process", "--limit", "1", "--name", mark)
    common = {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT), "RECUEIL_WORKERS": "1", "WORKER": mark}
    return Worker(server.prefect(*words, folder=folder, **common, **settings), mark)


@pytest.fixture(scope="module")
def staff(server: Server) -> list[Worker]:
    return []


@pytest.fixture
def workers(server: Server, staff: list[Worker]) -> list[Worker]:
    """Two workers that share a pool; those that an earlier test killed are replaced."""
    staff[:] = [worker for worker in staff if worker.process.poll() is None]
    staff.extend(hired(server, server.folder) for _ in range(2 - len(staff)))
    return staff


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    acts(tmp_path, MANY)
    return tmp_path


def under_way(server: Server, folder: Path) -> uuid.UUID:
    """A run that has done some of its work, and gets no further."""
    run = server.ask_for(folder)
    wait_until(lambda: done(folder) > 2)
    freeze(run)
    assert done(folder) < MANY
    return run


def freeze(run: uuid.UUID) -> None:
    """Stop those who read and extract for a run."""
    for process in crew(str(run)):
        os.kill(process, signal.SIGSTOP)


def thaw(run: uuid.UUID) -> None:
    for process in crew(str(run)):
        os.kill(process, signal.SIGCONT)


def done(folder: Path) -> int:
    return len(rows(folder, "done"))


def runs(folder: Path) -> list[tuple[Any, ...]]:
    """The runs the store knows, in the order of their start: how each ended, and how much it did."""
    return asked(folder, "SELECT state, done FROM runs ORDER BY started")


def is_whole(folder: Path) -> bool:
    checks = asked(folder, "PRAGMA integrity_check") + asked(folder, "PRAGMA foreign_key_check")
    return checks == [("ok",)]


def all_in(unchanged: int = 0) -> tuple[str, str]:
    return "Completed", f"{MANY} of {MANY} files are in the store, {unchanged} of them unchanged."


def each_once(folder: Path) -> bool:
    return [attempts for attempts, _, _ in rows(folder, "done").values()] == [1] * MANY


@pytest.mark.usefixtures("workers")
def test_a_scheduled_run_is_executed_where_its_worker_was_started(server: Server) -> None:
    soon: State[None] = Scheduled(scheduled_time=datetime.now(UTC) + timedelta(seconds=2))
    assert server.end_of(server.ask_for(server.folder, soon)) == all_in()
    assert each_once(server.folder)


@pytest.mark.usefixtures("workers")
def test_a_failed_run_retried_does_only_what_was_not_done(server: Server, folder: Path) -> None:
    broken = [folder / "actes" / f"acte{number:03}.txt" for number in range(MANY // 2 + 1)]
    texts = [path.read_text() for path in broken]
    for path in broken:
        path.write_bytes(GIF)
    run = server.ask_for(folder)
    assert server.end_of(run)[0] == "Failed"
    before = rows(folder, "done")
    assert len(before) == MANY - len(broken)
    for path, text in zip(broken, texts, strict=True):
        path.write_text(text)
    server.set(run, AwaitingRetry())
    wait_until(lambda: server.run(run).run_count == 2)
    assert server.end_of(run) == all_in(unchanged=len(before))
    after = rows(folder, "done")
    assert (len(after), {number: after[number] for number in before}) == (MANY, before)
    assert [done for _, done in runs(folder)] == [len(before), len(broken)]


@pytest.mark.usefixtures("workers")
def test_a_run_that_meets_another_is_cancelled(server: Server, folder: Path) -> None:
    run = under_way(server, folder)
    assert server.end_of(server.ask_for(folder)) == ("Cancelled", "Deployment concurrency limit reached.")
    thaw(run)
    assert server.end_of(run) == all_in()


@pytest.mark.usefixtures("workers")
def test_a_cancelled_run_leaves_a_whole_store(server: Server, folder: Path) -> None:
    run = under_way(server, folder)
    server.set(run, Cancelling())
    assert server.end_of(run)[0] == "Cancelled"
    wait_until(lambda: processes(str(run)) == [])
    before = done(folder)
    assert (rows(folder, "running"), before + len(rows(folder, "pending")), is_whole(folder)) == ({}, MANY, True)
    assert runs(folder) == [("stopped", before)]


@pytest.mark.usefixtures("workers")
def test_two_workers_do_no_file_twice(server: Server, folder: Path) -> None:
    unlimited = server.unlimited("recueil")
    both = [server.ask(unlimited, into_itself(folder)) for _ in range(2)]
    wait_until(lambda: done(folder) > 2)
    ((process,),) = asked(folder, "SELECT pid FROM runs ORDER BY done DESC LIMIT 1")
    (first,) = (run for run in both if process in processes(str(run)))
    freeze(first)
    wait_until(lambda: [done > 0 for _, done in runs(folder)] == [True, True])
    thaw(first)
    assert [server.end_of(run)[0] for run in both] == ["Completed", "Completed"]
    assert (each_once(folder), sum(done for _, done in runs(folder))) == (True, MANY)


def test_a_run_survives_its_worker(server: Server, workers: list[Worker], folder: Path) -> None:
    run = under_way(server, folder)
    (its,) = (worker for worker in workers if worker.has(run))
    its.process.kill()
    its.process.wait()
    thaw(run)
    assert server.end_of(run) == all_in()


@pytest.fixture
def attentive(server: Server, root: Path) -> Iterator[None]:
    """The server has the automation of automations.yaml, and less patience."""
    (written,) = yaml.safe_load((root / "automations.yaml").read_text("utf-8"))["automations"]
    automation = AutomationCore.model_validate(written | {"trigger": written["trigger"] | {"within": SILENCE}})
    with server.client() as client:
        created = client.create_automation(automation)
        yield
        client.delete_automation(created)


@pytest.mark.usefixtures("attentive")
def test_a_run_whose_machine_died_is_noticed_and_the_next_one_takes_over(
    server: Server, workers: list[Worker], folder: Path
) -> None:
    run = under_way(server, folder)
    (its,) = (worker for worker in workers if worker.has(run))
    kill_all(its.mark)
    before = done(folder)
    assert (runs(folder), server.run(run).state_name) == ([(None, before)], "Running")
    assert server.end_of(run) == ("Crashed", "Nothing was heard of it for three heartbeats.")
    assert server.end_of(server.ask_for(folder)) == all_in(unchanged=before)
    assert runs(folder) == [("died", before), ("completed", MANY - before)]
    assert each_once(folder)


# ---- machines that share nothing but the acts, a Prefect server and a store in PostgreSQL

MACHINES = "machines"


@pytest.fixture
def apart(server: Server) -> uuid.UUID:
    """A deployment for machines, which have a pool of their own."""
    words = ("work-pool", "create", MACHINES, "--type", "process")
    assert server.prefect(*words, folder=server.home).wait(PATIENCE) == 0
    return server.unlimited(MACHINES)


def machine(server: Server, store: str) -> Worker:
    """One with a folder and a Prefect of its own."""
    home = server.home / str(uuid.uuid4())
    home.mkdir()
    return hired(server, home, MACHINES, PREFECT_HOME=str(home), RECUEIL_STORE=store)


def test_machines_that_die_leave_the_ledger_of_an_undisturbed_run(
    server: Server, apart: uuid.UUID, folder: Path, postgres: Postgres, tables: Tables
) -> None:
    with postgres.database() as store, postgres.database() as undisturbed:
        # Made here, they name acts alike.
        for empty in (store, undisturbed):
            open_store(empty, create=True).close()
        one, other = machine(server, store), machine(server, store)
        runs = [server.ask(apart, request(folder, None)) for _ in range(2)]
        wait_until(lambda: done_in(store) >= FEW)
        kill_all(one.mark)
        wait_until(lambda: done_in(store) >= 2 * FEW or any(ended(server.run(run)) for run in runs))
        kill_all(other.mark)
        last = machine(server, store)
        for address in (None, undisturbed):
            assert server.end_of(server.ask(apart, request(folder, address)))[0] == "Completed"
        kill_all(last.mark)
        assert kept(store, folder, tables) == kept(undisturbed, folder, tables)
        with open_store(store) as opened:
            assert {work.attempts for work in opened.ledger.standing()} == {1}
