"""A real `recueil schedule`: what it serves, how it ends, and what it goes on with afterwards."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun
from tests.flows.machinery import (
    QUICK_START,
    acts,
    environment,
    free_port,
    freeze,
    has_ended,
    kill_all,
    processes,
    rows,
)
from tests.waiting import PATIENCE, SELDOM, wait_until

from recueil_flows.schedule import NIGHTLY

MANY = 40
PASSWORD = "greffe:secret"


@dataclass(frozen=True, slots=True)
class Scheduler:
    """A `recueil schedule` that runs in a folder, with its Prefect in another."""

    process: subprocess.Popen[bytes]
    folder: Path
    home: Path
    url: str
    password: str | None

    def output(self) -> tuple[str, str]:
        """What it has printed so far."""
        return (self.folder / "out").read_text("utf-8"), (self.folder / "err").read_text("utf-8")

    def is_open(self) -> bool:
        return self.process.poll() is not None or "Stop with Ctrl-C." in self.output()[0]

    def client(self) -> SyncPrefectClient:
        return SyncPrefectClient(f"{self.url}/api", auth_string=self.password)

    def request_run(self, deployment: str) -> uuid.UUID:
        """Have a deployment run now."""
        with self.client() as client:
            known = client.read_deployment_by_name(deployment)
            return client.create_flow_run_from_deployment(known.id).id

    def finished(self, identifier: uuid.UUID) -> FlowRun:
        """A run, once it has ended."""
        with self.client() as client:
            wait_until(lambda: has_ended(client.read_flow_run(identifier)), SELDOM)
            return client.read_flow_run(identifier)

    def under_way(self) -> uuid.UUID:
        """A run that has done some of its work, and gets no further: its worker is stopped."""
        before = len(rows(self.folder, "done"))
        run = self.request_run("ingest/nightly")
        wait_until(lambda: len(rows(self.folder, "done")) > before + 1)
        freeze(self.folder, self.home)
        return run


def command(cron: str, host: str, port: int) -> list[str]:
    options = ["--cron", cron, "--host", host, "--port", str(port)]
    return [sys.executable, "-P", "-m", "recueil", "schedule", *options]


@contextmanager
def opened(folder: Path, home: Path, host: str = "127.0.0.1", **settings: str) -> Iterator[Scheduler]:
    """A scheduler that has said it is open; nothing of it is left at the end."""
    port = free_port()
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(
            command(NIGHTLY, host, port),
            env=environment(home, **QUICK_START, **settings),
            cwd=folder,
            stdout=out,
            stderr=err,
        )
    scheduler = Scheduler(
        process, folder, home, f"http://{host}:{port}", settings.get("PREFECT_SERVER_API_AUTH_STRING")
    )
    try:
        wait_until(scheduler.is_open)
        assert process.poll() is None, scheduler.output()
        yield scheduler
    finally:
        kill_all(home)
        process.wait()


def prefect(home: Path, query: str) -> list[tuple[Any, ...]]:
    """What the database of a Prefect that is not running says."""
    with closing(sqlite3.connect(home / "prefect.db")) as database:
        return database.execute(query).fetchall()


def end_by_power_cut(scheduler: Scheduler) -> None:
    kill_all(scheduler.home)


def end_alone(scheduler: Scheduler) -> None:
    """Kill the command, which takes everything with it, in order."""
    scheduler.process.kill()
    wait_until(lambda: processes(scheduler.home) == [], SELDOM)
    assert scheduler.output()[1] == ""
    assert rows(scheduler.folder, "running") == {}
    # Nights without it are late, not forgotten.
    assert prefect(scheduler.home, "SELECT DISTINCT paused FROM deployment") == [(0,)]
    assert prefect(scheduler.home, "SELECT DISTINCT active FROM deployment_schedule") == [(1,)]


# What becomes of runs that a power cut leaves is also tried in test_recovery.
@pytest.mark.parametrize(
    ("end", "left", "ending"),
    [
        pytest.param(end_alone, "AwaitingRetry", "Cancelled", marks=pytest.mark.slow),
        pytest.param(end_by_power_cut, "Running", "Crashed", marks=pytest.mark.nightly),
    ],
)
def test_it_serves_what_is_due_and_goes_on_with_what_was_cut_off(
    tmp_path: Path, prefect_database: Path, end: Callable[[Scheduler], None], left: str, ending: str
) -> None:
    folder, home = tmp_path / "working", tmp_path / "prefect"
    home.mkdir()
    shutil.copyfile(prefect_database, home / "prefect.db")
    acts(folder, MANY)
    with opened(folder, home) as scheduler:
        prints_where_and_when(scheduler)
        serves_its_own_pages_alone(scheduler)
        has_every_flow_with_its_schedule(scheduler)
        run = scheduler.under_way()
        end(scheduler)
    before = rows(folder, "done")
    assert 0 < len(before) < MANY
    assert prefect(home, "SELECT state_name FROM flow_run WHERE NOT auto_scheduled") == [(left,)]

    # With a password it is open to others, and its runs know it.
    settings = {"PREFECT_SERVER_API_AUTH_STRING": PASSWORD, "PREFECT_SERVER_UI_ENABLED": "false"}
    with opened(folder, home, "0.0.0.0", **settings) as scheduler:
        assert httpx.post(f"{scheduler.url}/api/flows/count").status_code == 401
        assert scheduler.finished(run).state_name == "Completed"
        with scheduler.client() as client:
            states = [state.name for state in client.read_flow_run_states(run)]
        assert states == [
            *("Scheduled", "Pending", "Submitting", "Running", ending, "AwaitingRetry"),
            *("Pending", "Submitting", "Running", "Completed"),
        ]
        after = rows(folder, "done")
        assert (len(after), {number: after[number] for number in before}) == (MANY, before)
        (first,) = {run for _, _, run in before.values()}
        (second,) = {run for _, _, run in after.values()} - {first}
        assert {run for number, (_, _, run) in after.items() if number not in before} == {second}


def prints_where_and_when(scheduler: Scheduler) -> None:
    out, err = scheduler.output()
    first, ingest, maintain, last = out.splitlines()
    assert (first, last, err) == (f"Prefect: {scheduler.url}", "Stop with Ctrl-C.", "")
    assert ingest.startswith("Next ingest: ")
    assert ingest.endswith(" 02:00 (Europe/Paris)")
    assert maintain.startswith("Next maintain: ")
    assert maintain.endswith(" 05:00 (Europe/Paris)")


def serves_its_own_pages_alone(scheduler: Scheduler) -> None:
    page = httpx.get(f"{scheduler.url}/runs", headers={"Accept": "text/html"}, follow_redirects=True)
    assert (page.status_code, "<title>Prefect Server</title>" in page.text) == (200, True)
    assert httpx.get(f"{scheduler.url}/ui-settings").json()["api_url"] == "/api"

    def allowed(origin: str) -> object:
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        answer = httpx.options(f"{scheduler.url}/api/flow_runs/", headers=headers)
        return answer.headers.get("access-control-allow-origin")

    assert (allowed(scheduler.url), allowed("http://elsewhere.example")) == (scheduler.url, None)


def has_every_flow_with_its_schedule(scheduler: Scheduler) -> None:
    with scheduler.client() as client:
        deployed = client.read_deployments()
        flows = {flow.id: flow.name for flow in client.read_flows()}
    assert sorted(
        (
            f"{flows[deployment.flow_id]}/{deployment.name}",
            [(entry.schedule.cron, entry.schedule.timezone, entry.active) for entry in deployment.schedules],  # type: ignore[union-attr]
            deployment.parameters,
        )
        for deployment in deployed
    ) == [
        ("ingest/nightly", [("0 2 * * *", "Europe/Paris", True)], {"request": {}}),
        ("maintain/weekly", [("0 5 * * 0", "Europe/Paris", True)], {"request": {}}),
        ("reprocess/on-demand", [], {"request": {}}),
        ("retry/on-demand", [], {"request": {}}),
    ]


@pytest.mark.slow
def test_what_it_cannot_work_with_gets_one_message_and_leaves_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        command("2am", "127.0.0.1", free_port()),
        env=environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "recueil: --cron: '2am' is not a cron expression. For instance '0 2 * * *'.\n",
    )
    assert processes(tmp_path) == []
