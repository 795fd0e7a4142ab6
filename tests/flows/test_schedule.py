"""`recueil schedule`: when it is due, what it serves, how it ends, and what it goes on with afterwards."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.server.schemas.schedules import CronSchedule
from tests.flows.machinery import (
    PATIENCE,
    acts,
    crew,
    ended,
    environment,
    free_port,
    kill_all,
    processes,
    rows,
    wait_until,
)

from recueil_flows.deployments import next_time
from recueil_flows.schedule import NIGHTLY, TIMEZONE

ACTS = 2
MANY = 30
NIGHTS = 3
_ASKED_FOR = "SELECT state_name FROM flow_run WHERE NOT auto_scheduled"


# ---- when it is due


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-06-01T01:59:59+02:00", "2026-06-01T02:00:00+02:00"),
        ("2026-06-01T02:00:01+02:00", "2026-06-02T02:00:00+02:00"),
        # 25 October: the clock shows 02:00 twice, and the first counts
        ("2026-10-25T01:59:59+02:00", "2026-10-25T02:00:00+02:00"),
        ("2026-10-25T02:00:01+02:00", "2026-10-26T02:00:00+01:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-26T02:00:00+01:00"),
        # 29 March: it never shows 02:00
        ("2026-03-29T01:59:59+01:00", "2026-03-29T03:00:00+02:00"),
        ("2026-03-29T03:00:01+02:00", "2026-03-30T02:00:00+02:00"),
    ],
)
def test_the_next_night_is_known(now: str, due: str) -> None:
    assert asyncio.run(next_time(NIGHTLY, datetime.fromisoformat(now))).isoformat() == due


@pytest.mark.parametrize(
    ("first", "nights"),
    [
        ("2026-10-24T12:00:00+02:00", ["2026-10-25T00:00:00", "2026-10-26T01:00:00", "2026-10-27T01:00:00"]),
        ("2026-03-28T12:00:00+01:00", ["2026-03-29T01:00:00", "2026-03-30T00:00:00", "2026-03-31T00:00:00"]),
    ],
)
def test_every_night_is_due_once_when_the_clock_is_changed(first: str, nights: list[str]) -> None:
    schedule = CronSchedule(cron=NIGHTLY, timezone=TIMEZONE)
    start = datetime.fromisoformat(first)
    due = asyncio.run(schedule.get_dates(start=start, end=start + timedelta(days=3)))
    assert [night.astimezone(UTC).isoformat() for night in due] == [f"{night}+00:00" for night in nights]


# ---- the office


@dataclass(frozen=True, slots=True)
class Office:
    """A `recueil schedule` that runs in a folder, with its Prefect in another."""

    process: subprocess.Popen[bytes]
    folder: Path
    home: Path
    url: str
    password: str | None

    def said(self) -> tuple[str, str]:
        """What it has printed so far."""
        return (self.folder / "out").read_text("utf-8"), (self.folder / "err").read_text("utf-8")

    def is_open(self) -> bool:
        return self.process.poll() is not None or "Stop with Ctrl-C." in self.said()[0]

    def end(self, number: int) -> int:
        """Send a signal to the command, and wait for its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def client(self) -> SyncPrefectClient:
        return SyncPrefectClient(f"{self.url}/api", auth_string=self.password)

    def ask_for(self, deployment: str) -> uuid.UUID:
        """Have a deployment run now."""
        with self.client() as client:
            known = client.read_deployment_by_name(deployment)
            return client.create_flow_run_from_deployment(known.id).id

    def run(self, identifier: uuid.UUID) -> FlowRun:
        with self.client() as client:
            return client.read_flow_run(identifier)

    def finished(self, identifier: uuid.UUID) -> FlowRun:
        """A run, once it has ended."""
        wait_until(lambda: ended(self.run(identifier)))
        return self.run(identifier)


def command(cron: str, host: str, port: int) -> list[str]:
    options = ["--cron", cron, "--host", host, "--port", str(port)]
    return [sys.executable, "-P", "-m", "recueil", "schedule", *options]


@contextmanager
def opened(folder: Path, home: Path, host: str = "127.0.0.1", **settings: str) -> Iterator[Office]:
    """An office that has said it is open; nothing of it is left at the end."""
    port = free_port()
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(
            command(NIGHTLY, host, port), env=environment(home, **settings), cwd=folder, stdout=out, stderr=err
        )
    office = Office(process, folder, home, f"http://{host}:{port}", settings.get("PREFECT_SERVER_API_AUTH_STRING"))
    try:
        wait_until(office.is_open)
        assert process.poll() is None, office.said()
        yield office
    finally:
        kill_all(home)
        process.wait()


def under_way(office: Office) -> uuid.UUID:
    """A run that has done some of its work, and gets no further: its worker is stopped."""
    run = office.ask_for("ingest/nightly")
    wait_until(lambda: len(rows(office.folder, "done")) > 2)
    for number in crew(office.home):
        os.kill(number, signal.SIGSTOP)
    wait_until(lambda: is_stuck(office.folder))
    assert len(rows(office.folder, "done")) < MANY
    return run


def is_stuck(folder: Path) -> bool:
    """Whether it is in hand and stays there: what was done already may still be written."""
    before = rows(folder, "running").keys()
    time.sleep(1)
    return bool(before) and rows(folder, "running").keys() == before


def prefect(home: Path, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """One statement on the database of a Prefect that is not running."""
    with closing(sqlite3.connect(home / "prefect.db")) as database, database:
        return database.execute(statement, values).fetchall()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One that is open, with two acts to read."""
    folder = tmp_path_factory.mktemp("office")
    acts(folder, ACTS)
    with opened(folder, tmp_path_factory.mktemp("prefect")) as office:
        wait_until(lambda: len(planned(office)) == NIGHTS)
        yield office


@pytest.fixture
def home(office: Office, tmp_path: Path) -> Path:
    """A Prefect like that of the office, with its tables, its pages and the nights it has planned."""
    home = tmp_path / "prefect"
    shutil.copytree(office.home / "ui", home / "ui")
    with (
        closing(sqlite3.connect(office.home / "prefect.db")) as source,
        closing(sqlite3.connect(home / "prefect.db")) as copy,
    ):
        source.backup(copy)
        with copy:
            copy.execute("DELETE FROM flow_run WHERE NOT auto_scheduled")
    return home


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a night lasts."""
    acts(tmp_path / "working", MANY)
    return tmp_path / "working"


def test_it_says_where_and_when(office: Office) -> None:
    out, err = office.said()
    first, ingest, maintain, last = out.splitlines()
    assert (first, last, err) == (f"Prefect: {office.url}", "Stop with Ctrl-C.", "")
    assert ingest.startswith("Next ingest: ")
    assert ingest.endswith(" 02:00 (Europe/Paris)")
    assert maintain.startswith("Next maintain: ")
    assert maintain.endswith(" 05:00 (Europe/Paris)")


def test_its_pages_find_the_api_wherever_they_are_read(office: Office) -> None:
    page = httpx.get(f"{office.url}/runs", headers={"Accept": "text/html"}, follow_redirects=True)
    assert (page.status_code, "<title>Prefect Server</title>" in page.text) == (200, True)
    assert httpx.get(f"{office.url}/ui-settings").json()["api_url"] == "/api"


def test_a_page_of_another_site_may_not_use_the_api(office: Office) -> None:
    def allowed(origin: str) -> object:
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        return httpx.options(f"{office.url}/api/flow_runs/", headers=asked).headers.get(
            "access-control-allow-origin"
        )

    assert (allowed(office.url), allowed("http://elsewhere.example")) == (office.url, None)


def test_every_flow_is_deployed_with_its_schedule(office: Office) -> None:
    with office.client() as client:
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


def test_a_run_asked_for_is_executed(office: Office) -> None:
    run = office.finished(office.ask_for("ingest/nightly"))
    assert run.state is not None
    assert (run.state.name, run.state.message) == (
        "Completed",
        "2 of 2 files are in the store, 0 of them unchanged.",
    )
    assert [attempts for attempts, _, _ in rows(office.folder, "done").values()] == [1] * ACTS


def test_ctrl_c_ends_everything(home: Path, tmp_path: Path) -> None:
    acts(tmp_path / "working", ACTS)
    with opened(tmp_path / "working", home) as office:
        assert office.end(signal.SIGINT) == 130
        assert (processes(home), office.said()[1]) == ([], "")


def test_told_to_end_it_stops_the_run_and_goes_on_with_it_at_the_next_start(home: Path, folder: Path) -> None:
    with opened(folder, home) as office:
        run = under_way(office)
        assert office.end(signal.SIGTERM) == 0
        assert (processes(home), office.said()[1]) == ([], "")
    before = rows(folder, "done")
    assert (rows(folder, "running"), len(before) + len(rows(folder, "pending"))) == ({}, MANY)
    assert prefect(home, _ASKED_FOR) == [("AwaitingRetry",)]
    with opened(folder, home) as office:
        assert office.finished(run).state_name == "Completed"
    after = rows(folder, "done")
    assert (len(after), {number: after[number] for number in before}) == (MANY, before)


def test_a_run_cut_off_is_noted_as_crashed_and_gone_on_with(home: Path, folder: Path) -> None:
    with opened(folder, home) as office:
        run = under_way(office)
        kill_all(office.home)
    before, cut_off = rows(folder, "done"), rows(folder, "running")
    assert cut_off
    assert prefect(home, _ASKED_FOR) == [("Running",)]
    with opened(folder, home) as office:
        assert office.finished(run).state_name == "Completed"
        with office.client() as client:
            states = [state.name for state in client.read_flow_run_states(run)]
    assert states == [
        *("Scheduled", "Pending", "Submitting", "Running", "Crashed", "AwaitingRetry"),
        *("Pending", "Submitting", "Running", "Completed"),
    ]
    after = rows(folder, "done")
    assert (len(after), {number: after[number] for number in before}) == (MANY, before)
    runs_before, runs_after = ({run for _, _, run in some.values()} for some in (before, after))
    (second,) = runs_after - runs_before
    assert {after[number][2] for number in cut_off} == {second}


def test_of_nights_missed_one_is_caught_up(home: Path, tmp_path: Path) -> None:
    acts(tmp_path / "working", ACTS)
    nights = "SELECT flow_run.id FROM flow_run JOIN deployment ON deployment_id = deployment.id AND deployment.name = 'nightly'"
    past = datetime.now(UTC) - timedelta(hours=8)
    due = f"UPDATE flow_run SET next_scheduled_start_time = ? WHERE id IN ({nights})"
    prefect(home, due, past.strftime("%Y-%m-%d %H:%M:%S.%f"))
    details = f"state_details = json_set(state_details, '$.scheduled_time', ?) WHERE flow_run_id IN ({nights})"
    prefect(home, f"UPDATE flow_run_state SET {details}", past.isoformat())
    with opened(tmp_path / "working", home) as office:
        wait_until(lambda: len(missed(office)) == NIGHTS and all(map(ended, missed(office))))
        assert sorted((run.state_name, run.state.message if run.state else None) for run in missed(office)) == [
            ("Cancelled", "Deployment concurrency limit reached."),
            ("Cancelled", "Deployment concurrency limit reached."),
            ("Completed", "2 of 2 files are in the store, 0 of them unchanged."),
        ]


def nights(office: Office) -> list[FlowRun]:
    with office.client() as client:
        known = client.read_deployment_by_name("ingest/nightly")
        return [run for run in client.read_flow_runs() if run.deployment_id == known.id]


def missed(office: Office) -> list[FlowRun]:
    return [run for run in nights(office) if run.state_name != "Scheduled"]


def planned(office: Office) -> list[FlowRun]:
    return [run for run in nights(office) if run.state_name == "Scheduled"]


def test_killed_alone_the_command_takes_everything_with_it(home: Path, tmp_path: Path) -> None:
    acts(tmp_path / "working", ACTS)
    with opened(tmp_path / "working", home) as office:
        assert office.end(signal.SIGKILL) == -signal.SIGKILL
        wait_until(lambda: processes(home) == [])


def refused(home: Path, folder: Path, *arguments: Any, **settings: str) -> tuple[int, str, str]:
    """How an office that cannot open ends."""
    done = subprocess.run(
        command(*arguments),
        env=environment(home, **settings),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert processes(home) == []
    return done.returncode, done.stdout, done.stderr


def test_a_port_in_use_gets_one_message(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert refused(tmp_path / "prefect", tmp_path, NIGHTLY, "127.0.0.1", port) == (
            1,
            "",
            f"recueil: The port {port} of 127.0.0.1 cannot be used: Address already in use. "
            "Choose another with --port, or end what uses it: another `recueil schedule`?\n",
        )


def test_it_is_not_open_to_others_without_a_password(tmp_path: Path) -> None:
    assert refused(tmp_path / "prefect", tmp_path, NIGHTLY, "0.0.0.0", free_port()) == (
        1,
        "",
        "recueil: --host 0.0.0.0: whoever reaches this address could run any program here, Prefect's API having no "
        "password. Set PREFECT_SERVER_API_AUTH_STRING to name:password, or keep 127.0.0.1 and come through an SSH "
        "tunnel.\n",
    )


def test_with_a_password_it_is_open_and_its_runs_know_it(home: Path, tmp_path: Path) -> None:
    acts(tmp_path / "working", ACTS)
    with opened(tmp_path / "working", home, "0.0.0.0", PREFECT_SERVER_API_AUTH_STRING="greffe:secret") as office:
        assert httpx.post(f"{office.url}/api/flows/count").status_code == 401
        assert office.finished(office.ask_for("ingest/nightly")).state_name == "Completed"


def test_a_cron_that_is_none_gets_one_message(tmp_path: Path) -> None:
    assert refused(tmp_path / "prefect", tmp_path, "2am", "127.0.0.1", free_port()) == (
        1,
        "",
        "recueil: --cron: '2am' is no cron expression. For instance '0 2 * * *'.\n",
    )


def test_where_another_server_does_the_work_it_does_none(tmp_path: Path) -> None:
    elsewhere = "http://prefect.example:4200/api"
    assert refused(
        tmp_path / "prefect", tmp_path, NIGHTLY, "127.0.0.1", free_port(), PREFECT_API_URL=elsewhere
    ) == (
        1,
        "",
        f"recueil: PREFECT_API_URL is {elsewhere}, and a server was to be started here. Unset it; or have that server "
        "do the work: `prefect deploy --all`, and a worker.\n",
    )
