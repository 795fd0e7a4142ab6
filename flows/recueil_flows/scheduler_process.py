"""The process below ``recueil schedule``: Prefect's server, the deployments, and the runs that are due.

Ends with its standard input, which only the command holds: what runs is stopped, then the server.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from threading import Thread
from typing import TYPE_CHECKING, Any

from recueil.cli import terminal
from recueil.errors import FlowError, RecueilError, SettingsError
from recueil.translation import gettext as _
from recueil_flows import local_server
from recueil_flows.prefect_database import create_database
from recueil_flows.schedule import GRACE_SECONDS, TIMEZONE

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from prefect.client.orchestration import PrefectClient
    from prefect.runner import Runner

    from recueil_flows.deployments import DeploymentSpec

_SERVER_SETTINGS = {
    # The API can start any program: no page of another origin may call it.
    "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "{url}",
    # A relative URL: the pages reach the API under any host name and through any tunnel.
    "PREFECT_SERVER_UI_API_URL": "/api",
    # By default the pages are copied to where Prefect is installed, a folder that another user may own.
    "PREFECT_SERVER_UI_STATIC_DIRECTORY": "{home}/ui",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # Nobody maintains this database: delete what is older than 90 days.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs,orphans",
}
_PORT_ADVICE = _("Choose another with --port, or end what uses it: another `recueil schedule`?")
_API_ADVICE = _("Unset it; or have that server do the work: `prefect deploy --all`, and a worker.")
_UNPROTECTED = _(
    "--host {host}: whoever reaches this address could run any program here, Prefect's API having no password."
)
_PROTECT_ADVICE = _(
    "Set PREFECT_SERVER_API_AUTH_STRING to name:password, or keep 127.0.0.1 and come through an SSH tunnel."
)
_LOG_ADVICE = _("What it printed says why; PREFECT_SERVER_LOGGING_LEVEL=INFO makes it say more.")


def main() -> None:
    """Run as ``python -m recueil_flows.scheduler_process CRON HOST PORT``; only ``recueil schedule`` starts it."""
    cron, host, port = sys.argv[1:]
    local_server.set_quiet_defaults()
    try:
        asyncio.run(_serve(cron, host, int(port)))
    except RecueilError as error:
        terminal.print_error(error)
        sys.exit(1)


async def _serve(cron: str, host: str, port: int) -> None:
    """Start Prefect's server, then serve the deployments until standard input closes."""
    stop = asyncio.Event()
    Thread(target=_watch_stdin, args=(asyncio.get_running_loop(), stop), daemon=True).start()
    from recueil_flows.deployments import deployment_specs

    specs = deployment_specs(cron)
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    check_address(host, port, has_password=configure_api(url))
    create_database()
    async with _prefect_server(host, port, url) as server:
        await _run_while_up(server, _wait_for_server(stop))
        if not stop.is_set():
            await _run_while_up(server, _serve_deployments(specs, url, stop))


def _watch_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Wait until standard input closes, then signal the end; kill the process group after the grace period."""
    os.read(sys.stdin.fileno(), 1)
    loop.call_soon_threadsafe(stop.set)
    time.sleep(GRACE_SECONDS)
    os.killpg(os.getpid(), signal.SIGKILL)


def configure_api(url: str) -> bool:
    """Point Prefect's clients, here and in the runs, to the API at this URL; return whether it has a password.

    Raise SettingsError where PREFECT_API_URL names another server.
    """
    from prefect.context import refresh_global_settings_context
    from prefect.settings import PREFECT_API_URL, PREFECT_SERVER_API_AUTH_STRING

    if (configured := PREFECT_API_URL.value()) not in (None, f"{url}/api"):
        raise SettingsError(
            _("PREFECT_API_URL is {configured}, and a server was to be started here.").format(
                configured=configured
            ),
            _API_ADVICE,
        )
    password = PREFECT_SERVER_API_AUTH_STRING.value()
    os.environ["PREFECT_API_URL"] = f"{url}/api"
    if password is not None:
        os.environ["PREFECT_API_AUTH_STRING"] = password
    refresh_global_settings_context()
    return password is not None


def check_address(host: str, port: int, *, has_password: bool) -> None:
    """Check that the server can listen at an address, and that it is a loopback address or has a password.

    Raise SettingsError otherwise.
    """
    try:
        for family, *__, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            if not has_password and not ipaddress.ip_address(address[0]).is_loopback:
                raise SettingsError(_UNPROTECTED.format(host=host), _PROTECT_ADVICE)
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
    except OSError as error:
        raise SettingsError(
            _("The port {port} of {host} cannot be used: {strerror}.").format(
                port=port, host=host, strerror=error.strerror
            ),
            _PORT_ADVICE,
        ) from error


@asynccontextmanager
async def _prefect_server(host: str, port: int, url: str) -> AsyncIterator[Process]:
    """Run Prefect's server, which serves its API and its pages, within a ``with`` block."""
    from prefect.settings import PREFECT_HOME

    home = PREFECT_HOME.value()
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "prefect", "server", "start", "--host", host, "--port", str(port)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={name: value.format(url=url, home=home) for name, value in _SERVER_SETTINGS.items()} | os.environ,
    )
    try:
        yield server
    finally:
        with suppress(ProcessLookupError):
            server.terminate()
        await server.wait()


async def _run_while_up(server: Process, work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine while the server runs; raise FlowError if the server ends first."""
    working, ending = asyncio.create_task(work), asyncio.create_task(server.wait())
    await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
    if not working.done():
        raise FlowError(_("Prefect's server ended (status {ending}).").format(ending=ending.result()), _LOG_ADVICE)
    ending.cancel()
    await working


async def _wait_for_server(stop: asyncio.Event) -> None:
    """Wait until the server answers, or until ``stop`` is set."""
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        while not stop.is_set() and await client.api_healthcheck() is not None:
            await asyncio.sleep(0.1)


async def _serve_deployments(specs: Sequence[DeploymentSpec], url: str, stop: asyncio.Event) -> None:
    """Recover interrupted runs, register the deployments, and run what is due until ``stop`` is set."""
    from prefect.client.orchestration import get_client
    from prefect.runner import Runner

    from recueil_flows import deployments

    # By default a runner that ends pauses its schedules: the nights without it would be skipped, not run late.
    runner = Runner(name="recueil", pause_on_shutdown=False)
    async with get_client() as client:
        await deployments.recover(client)
        for spec in specs:
            await runner.aadd_deployment(spec.deployment())
        await _announce(specs, url)
        await _run_until_stopped(runner, client, stop)


async def _run_until_stopped(runner: Runner, client: PrefectClient, stop: asyncio.Event) -> None:
    """Run the runner until ``stop`` is set, then stop it and reschedule the runs that it cancelled."""
    from recueil_flows import deployments

    running, ending = asyncio.create_task(runner.start()), asyncio.create_task(stop.wait())
    await asyncio.wait({running, ending}, return_when=asyncio.FIRST_COMPLETED)
    while not (runner.started or running.done()):  # while it starts, it refuses to stop
        await asyncio.sleep(0.05)
    if running.done():
        raise FlowError(_("Prefect's runner ended ({running}).").format(running=running.exception()), _LOG_ADVICE)
    stopped = await deployments.find_active_runs(client)
    await runner.astop()
    await running
    await deployments.reschedule(client, stopped)


async def _announce(specs: Sequence[DeploymentSpec], url: str) -> None:
    """Print the URL of the pages and the next scheduled run of each deployment."""
    from recueil_flows.deployments import next_run_time

    print(f"Prefect: {url}")
    for spec in specs:
        if spec.cron is not None:
            next_run = await next_run_time(spec.cron, datetime.now(UTC))
            print(
                _("Next {flow}: {time} ({zone})").format(
                    flow=spec.flow, time=f"{next_run:%Y-%m-%d %H:%M}", zone=TIMEZONE
                )
            )
    print(_("Stop with Ctrl-C."), flush=True)


if __name__ == "__main__":
    main()
