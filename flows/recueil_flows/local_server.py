"""A local Prefect API for one command: quiet, private, and stopped with the process.

Import this before anything of Prefect: Prefect reads its settings on import.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from recueil.errors import PrefectUnreachable
from recueil.installed_pipeline import without_garbage_collection
from recueil.translation import gettext as _
from recueil_flows.prefect_database import create_database

# A new database that is not in its default file runs all its migrations, which took up to 37 s on a busy machine.
_QUIET_DEFAULTS = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # The API keeps the log of a run; the terminal shows the command's own messages.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}
# A server for one command shows no pages, nobody follows its events, and nothing here uses Prefect's blocks, which
# take a second to register, and a third of one to compare with those registered.
_LEAN_SERVER = {
    "PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED": "false",
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    "PREFECT_SERVER_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
}
# Nobody reads the log while this process runs; what it has not sent yet is sent at its end.
_LOCAL_DEFAULTS = {"PREFECT_LOGGING_TO_API_BATCH_INTERVAL": "20"}
_SECONDS_BETWEEN_CHECKS = 2
"""How often the server looks for background tasks, such as to remove the log of a deleted run."""
_GRACE_SECONDS = 10
T = TypeVar("T")
_local_servers: list[_LocalServer] = []
# Started before it is known whether it is needed.
_early_servers: list[_LocalServer] = []
_START_ADVICE = _("Start it, or unset PREFECT_API_URL to run without one.")


def set_quiet_defaults() -> None:
    """Make Prefect silent and offline, except for what the user has set."""
    for name, value in _QUIET_DEFAULTS.items():
        os.environ.setdefault(name, value)


@contextmanager
def start_early() -> Iterator[None]:
    """Start the local API that ``ensure_api`` will need within a ``with`` block, unless one is configured.

    One that nothing needed is stopped at the end of the block.
    """
    set_quiet_defaults()
    if "PREFECT_API_URL" not in os.environ:
        _early_servers.append(_LocalServer())
    try:
        yield
    finally:
        while _early_servers:
            _early_servers.pop().stop()


def ensure_api(meanwhile: Callable[[], T]) -> T:
    """Ensure that a Prefect API answers: the configured one, else a local one that ends with this process.

    It starts while Prefect, and what ``meanwhile`` needs, is imported here: either takes seconds. Return
    what ``meanwhile`` returns; raise PrefectUnreachable when no API answers.
    """
    own = None
    if "PREFECT_API_URL" not in os.environ:
        own = _early_servers.pop() if _early_servers else _LocalServer()
    from prefect.client.orchestration import get_client
    from prefect.context import refresh_global_settings_context
    from prefect.settings import PREFECT_API_URL, PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS

    if own is not None and PREFECT_API_URL.value() is not None:  # the user's Prefect profile sets it
        own.stop()
        own = None
    if own is not None:
        os.environ["PREFECT_API_URL"] = own.url
        for name, value in _LOCAL_DEFAULTS.items():
            os.environ.setdefault(name, value)
        refresh_global_settings_context()
        _drop_events()
        _local_servers.append(own)
    result = meanwhile()
    deadline = time.monotonic() + (PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS.value() if own else 0)
    with get_client(sync_client=True) as client:
        while (error := client.api_healthcheck()) is not None:
            if time.monotonic() > deadline or (own is not None and own.has_ended()):
                message = _("The Prefect API at {prefect_api_url} does not answer ({error}).").format(
                    prefect_api_url=PREFECT_API_URL.value(), error=error
                )
                raise PrefectUnreachable(message, _("Run the same command again.") if own else _START_ADVICE)
            time.sleep(0.05)
    return result


def _drop_events() -> None:
    """Send no events: without its services, a server records none, and nobody follows them."""
    from prefect.events.clients import NullEventsClient
    from prefect.events.worker import EventsWorker

    EventsWorker.set_client_override(NullEventsClient)


def wait_for(condition: Callable[[], bool]) -> bool:
    """Poll until a condition holds, for a few seconds; return whether it did."""
    deadline = time.monotonic() + _GRACE_SECONDS
    while not (is_done := condition()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return is_done


def has_lasting_pages() -> bool:
    """Return whether a run's Prefect pages outlive this process: a local server's do not."""
    return not _local_servers


class _LocalServer:
    """A Prefect server for this process alone: it always ends with us, and Ctrl-C does not end it before us."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{port}/api"
        self._server = subprocess.Popen(
            [sys.executable, "-P", "-m", "recueil_flows.local_server", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | _LEAN_SERVER,
            process_group=0,
        )
        # A shell reads a pipe that closes only when this process dies. Its own group keeps it from what ends ours,
        # as the end of a terminal does.
        watch = f"trap '' HUP INT TERM; read -r _; kill {self._server.pid} 2>/dev/null"
        self._guard = subprocess.Popen(["/bin/sh", "-c", watch], stdin=subprocess.PIPE, process_group=0)
        # Registered before Prefect is imported, so called after it has written its last log.
        atexit.register(self.stop)

    def has_ended(self) -> bool:
        return self._server.poll() is not None

    def stop(self) -> None:
        self._server.terminate()
        try:
            self._server.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._server.kill()


def main() -> None:
    """Serve the API until terminated, as ``python -m recueil_flows.local_server PORT``, without pages or services.

    `prefect server start` does the same, but imports all of Prefect's command line first, which takes seconds.
    """
    with without_garbage_collection():
        import uvicorn
        from prefect.server.api import background_workers
        from prefect.server.api.server import create_app

        seldom = timedelta(seconds=_SECONDS_BETWEEN_CHECKS)
        module: Any = background_workers  # it has no setting for this
        module.Worker = partial(module.Worker, minimum_check_interval=seldom, scheduling_resolution=seldom)
        create_database()
        app = create_app(final=True, webserver_only=True)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="critical")


if __name__ == "__main__":
    main()
