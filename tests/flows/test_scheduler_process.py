"""What `recueil schedule` decides: when a night is due, where its server may listen, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prefect import context
from prefect.settings import PREFECT_API_URL, PREFECT_SERVER_API_AUTH_STRING, temporary_settings
from tests.flows.machinery import free_port
from tests.waiting import wait_until

from recueil.errors import FlowError, SettingsError
from recueil.ingest.host import is_gone, this_process
from recueil.store.ledger.runs import Owner
from recueil_flows import deployments, schedule, scheduler_process
from recueil_flows.deployments import next_run_time
from recueil_flows.schedule import NIGHTLY, run_schedule
from recueil_flows.scheduler_process import check_address, configure_api

URL = "http://127.0.0.1:4200"


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
    assert asyncio.run(next_run_time(NIGHTLY, datetime.fromisoformat(now))).isoformat() == due


# ---- where it may listen


def test_a_port_in_use_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SettingsError) as refused:
            check_address("127.0.0.1", port, has_password=True)
    assert str(refused.value) == (
        f"The port {port} of 127.0.0.1 cannot be used: Address already in use. "
        "Choose another with --port, or end what uses it: another `recueil schedule`?"
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "2001:db8::1"])
def test_an_address_that_others_reach_needs_a_password(host: str) -> None:
    with pytest.raises(SettingsError) as refused:
        check_address(host, 4200, has_password=False)
    assert str(refused.value) == (
        f"--host {host}: whoever reaches this address could run any program here, Prefect's API having no "
        "password. Set PREFECT_SERVER_API_AUTH_STRING to name:password, or keep 127.0.0.1 and come through an SSH "
        "tunnel."
    )


@pytest.mark.parametrize(("host", "has_password"), [("127.0.0.1", False), ("localhost", False), ("0.0.0.0", True)])
def test_an_address_that_may_be_listened_at(host: str, has_password: bool) -> None:
    check_address(host, free_port(), has_password=has_password)


@pytest.mark.parametrize(
    ("configured", "password", "expected"),
    [
        (None, None, {"PREFECT_API_URL": f"{URL}/api"}),
        (f"{URL}/api", None, {"PREFECT_API_URL": f"{URL}/api"}),
        (None, "greffe:secret", {"PREFECT_API_URL": f"{URL}/api", "PREFECT_API_AUTH_STRING": "greffe:secret"}),
    ],
)
def test_all_that_is_called_speaks_to_its_server(
    configured: str | None, password: str | None, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment: dict[str, str] = {}
    monkeypatch.setattr(scheduler_process, "os", SimpleNamespace(environ=environment))
    monkeypatch.setattr(context, "refresh_global_settings_context", lambda: environment.update(refreshed="yes"))
    settings = {PREFECT_API_URL: configured, PREFECT_SERVER_API_AUTH_STRING: password}
    given = {name: value for name, value in settings.items() if value is not None}
    with temporary_settings(given, restore_defaults=settings.keys() - given.keys()):
        assert configure_api(URL) is (password is not None)
    assert environment == expected | {"refreshed": "yes"}


def test_where_another_server_does_the_work_it_does_none() -> None:
    elsewhere = "http://prefect.example:4200/api"
    with temporary_settings({PREFECT_API_URL: elsewhere}), pytest.raises(SettingsError) as refused:
        configure_api(URL)
    assert str(refused.value) == (
        f"PREFECT_API_URL is {elsewhere}, and a server was to be started here. Unset it; or have that server "
        "do the work: `prefect deploy --all`, and a worker."
    )


# ---- the server


@dataclass
class Server:
    """A process that ends when it is told to, or at once."""

    is_lost: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self) -> int:
        if not self.is_lost:
            await self.over.wait()
        return 3

    def terminate(self) -> None:
        self.over.set()


def test_the_server_lets_only_its_own_pages_use_it_and_ends_with_the_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[tuple[tuple[str, ...], dict[str, str]]] = []

    async def start(*words: str, env: dict[str, str], **others: object) -> Server:
        started.append((words, env))
        return Server()

    async def serve() -> bool:
        async with scheduler_process._prefect_server("127.0.0.1", 4300, "http://127.0.0.1:4300") as server:
            assert isinstance(server, Server)
        return server.over.is_set()

    for name in list(os.environ):
        if name.startswith("PREFECT_SERVER_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT", "true")
    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
    assert asyncio.run(serve())
    ((words, env),) = started
    assert words == (sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", "4300")
    server_settings = {name: value for name, value in env.items() if name.startswith("PREFECT_SERVER_")}
    assert server_settings.pop("PREFECT_SERVER_UI_STATIC_DIRECTORY").endswith("/ui")
    assert server_settings == {
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "http://127.0.0.1:4300",
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "true",  # what the operator has set
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs,orphans",
    }


def test_work_that_its_server_does_not_outlive_is_told() -> None:
    async def work_beside(server: Any) -> None:
        await scheduler_process._run_while_up(server, asyncio.sleep(3600 if server.is_lost else 0))

    async def both() -> None:
        await work_beside(Server())
        await work_beside(Server(is_lost=True))

    with pytest.raises(FlowError, match=r"^Prefect's server ended \(status 3\)\."):
        asyncio.run(both())


# ---- its end


class Runner:
    """Runs until it is stopped, or breaks; refuses to stop while it starts."""

    def __init__(self, log: list[str], problem: Exception | None = None) -> None:
        self.started = False
        self._log, self._problem, self._over = log, problem, asyncio.Event()

    async def start(self) -> None:
        if self._problem is not None:
            raise self._problem
        await asyncio.sleep(0)
        self.started = True
        await self._over.wait()

    async def astop(self) -> None:
        assert self.started
        self._log.append("stop")
        self._over.set()


def test_told_to_end_it_puts_off_what_was_at_work_before_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    log: list[str] = []
    runs: list[Any] = [SimpleNamespace(id=1)]

    async def at_work(client: object) -> list[Any]:
        log.append("look")
        return runs

    async def put_off(client: object, stopped: object) -> None:
        log.append("put off" if stopped is runs else "put off others")

    monkeypatch.setattr(deployments, "find_active_runs", at_work)
    monkeypatch.setattr(deployments, "reschedule", put_off)

    async def run() -> None:
        stop = asyncio.Event()
        stop.set()
        runner: Any = Runner(log)
        client: Any = None
        await scheduler_process._run_until_stopped(runner, client, stop)

    asyncio.run(run())
    assert log == ["look", "stop", "put off"]


def test_a_runner_that_breaks_is_told() -> None:
    async def run() -> None:
        runner: Any = Runner([], OSError("no more processes"))
        client: Any = None
        await scheduler_process._run_until_stopped(runner, client, asyncio.Event())

    with pytest.raises(FlowError, match=r"^Prefect's runner ended \(no more processes\)\."):
        asyncio.run(run())


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[subprocess.Popen[bytes]]]:
    """Have the scheduler be this program of a shell; gives those that are started."""
    started: list[subprocess.Popen[bytes]] = []

    def have(program: str) -> list[subprocess.Popen[bytes]]:
        def start(*_: object) -> subprocess.Popen[bytes]:
            started.append(subprocess.Popen(["/bin/sh", "-c", program], stdin=subprocess.PIPE, process_group=0))
            return started[0]

        monkeypatch.setattr(schedule, "_start_scheduler", start)
        return started

    return have


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_told_to_end_it_ends_the_scheduler_and_says_so(
    opened: Callable[[str], list[subprocess.Popen[bytes]]], number: signal.Signals, status: int
) -> None:
    before = signal.getsignal(number)
    started = opened("read -r _; exit 7")

    def tell() -> None:
        while signal.getsignal(number) is before or not started:
            threading.Event().wait(0.01)
        signal.pthread_kill(threading.main_thread().ident or 0, number)

    telling = threading.Thread(target=tell)
    telling.start()
    assert run_schedule() == status
    telling.join()
    assert (started[0].returncode, signal.getsignal(number)) == (7, before)


def test_a_scheduler_that_cannot_open_ends_it_with_status_1(
    opened: Callable[[str], list[subprocess.Popen[bytes]]],
) -> None:
    opened("exit 1")
    assert run_schedule() == 1


def test_a_scheduler_that_dies_is_told_and_nothing_of_it_is_left(
    opened: Callable[[str], list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    opened(f"sleep 600 & echo $! > {tmp_path}/pid; exit 3")
    with pytest.raises(FlowError, match=r"^The scheduler died \(status 3\)\. Start it again; nothing is lost\.$"):
        run_schedule()
    left = Owner(this_process().machine, int((tmp_path / "pid").read_text()))
    wait_until(lambda: is_gone(left))
