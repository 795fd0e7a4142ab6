"""A Prefect server and workers of one's own, with the deployments of prefect.yaml: who does what, and what a death costs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.exceptions import ObjectNotFound
from tests.flows.machinery import (
    acts,
    environment,
    free_port,
    freeze,
    has_ended,
    kill_all,
    processes,
    rows,
    select,
    start_api,
    thaw,
)
from tests.waiting import PATIENCE, SELDOM, wait_until

pytestmark = pytest.mark.slow

MANY = 40


@dataclass(frozen=True, slots=True)
class Server:
    """A Prefect server that answers; its workers are started in ``folder``."""

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

    def start_worker(self) -> tuple[subprocess.Popen[bytes], str]:
        """A worker that does one run at a time, and what is in the environment of whatever it starts."""
        mark = f"worker-{uuid.uuid4()}"
        words = ("worker", "start", "--pool", "recueil", "--type", "process", "--limit", "1", "--name", mark)
        return self.prefect(*words, folder=self.folder, RECUEIL_WORKERS="1", WORKER=mark), mark

    def client(self) -> SyncPrefectClient:
        return SyncPrefectClient(self.url)

    def has_pool(self) -> bool:
        with self.client() as client:
            try:
                return client.read_work_pool("recueil") is not None
            except ObjectNotFound:
                return False

    def request_run(self, name: str) -> uuid.UUID:
        """Have a deployment run, as it says; of one that is not limited, any number may be under way."""
        with self.client() as client:
            nightly = client.read_deployment_by_name("ingest/nightly")
            number = nightly.id
            if name != "nightly":
                number = client.create_deployment(
                    nightly.flow_id,
                    name,
                    entrypoint=nightly.entrypoint,
                    work_pool_name="recueil",
                    job_variables=nightly.job_variables,
                )
            return client.create_flow_run_from_deployment(number).id

    def end_of(self, run: uuid.UUID) -> str | None:
        """The name of the state in which a run ends."""
        with self.client() as client:
            wait_until(lambda: has_ended(client.read_flow_run(run)), SELDOM)
            return client.read_flow_run(run).state_name


@pytest.fixture
def server(tmp_path: Path, prefect_database: Path) -> Iterator[Server]:
    home, folder, port = tmp_path / "prefect", tmp_path / "working", free_port()
    acts(folder, MANY)
    home.mkdir()
    shutil.copyfile(prefect_database, home / "prefect.db")
    server = Server(home, folder, f"http://127.0.0.1:{port}/api")
    process = start_api(home, port)
    try:
        with server.client() as client:
            wait_until(lambda: client.api_healthcheck() is None, SELDOM)
        yield server
    finally:
        kill_all(home)
        process.wait()


def test_two_workers_do_no_file_twice_and_a_run_survives_its_worker(server: Server, root: Path) -> None:
    workers = [server.start_worker() for _ in range(2)]
    wait_until(server.has_pool, SELDOM)
    assert server.prefect("deploy", "--all", folder=root).wait(PATIENCE) == 0
    folder = server.folder
    first = server.request_run("nightly")
    wait_until(lambda: len(rows(folder, "done")) > 2)
    freeze(folder, str(first))
    (worker_of_first,) = (
        worker for worker, mark in workers if not set(processes(mark)).isdisjoint(processes(str(first)))
    )
    second = server.request_run("unlimited")
    # All but what the first has in hand.
    assert server.end_of(second) == "Completed"
    assert len(rows(folder, "done")) == MANY - 2
    worker_of_first.kill()
    worker_of_first.wait()
    thaw(str(first))
    assert server.end_of(first) == "Completed"
    assert [attempts for attempts, _, _ in rows(folder, "done").values()] == [1] * MANY
    ran: list[tuple[Any, ...]] = select(folder, "SELECT state, done > 2 FROM runs ORDER BY started")
    assert ran == [("completed", 1), ("completed", 1)]
    assert select(folder, "SELECT sum(done) FROM runs") == [(MANY,)]
