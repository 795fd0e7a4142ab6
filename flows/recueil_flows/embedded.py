"""Prefect with nothing started beforehand: quiet, private, and gone when the command is.

Import this before anything of Prefect: it reads its settings when it is imported.
"""

from __future__ import annotations

import os
import subprocess
import time
from threading import Thread
from typing import TYPE_CHECKING

from recueil.errors import PrefectUnreachable

if TYPE_CHECKING:
    from prefect.server.api.server import SubprocessASGIServer

# A fresh database runs all its migrations first: up to 37 s were seen on a busy machine.
_DEFAULTS = {
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # The API keeps the log of a run; the terminal shows what the command says of it.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}
_WITHOUT_SERVER = "Start it, or unset PREFECT_API_URL to run without one."


def quiet() -> None:
    """Make Prefect silent and offline, except for what the user has set."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)


def serve() -> None:
    """Make sure that a Prefect API answers: the configured one, else one of our own that ends with this process.

    PrefectUnreachable when the configured one does not answer.
    """
    from prefect.client.orchestration import get_client
    from prefect.server.api.server import SubprocessASGIServer
    from prefect.settings import PREFECT_API_URL

    if url := PREFECT_API_URL.value():
        with get_client(sync_client=True) as client:
            if (error := client.api_healthcheck()) is not None:
                raise PrefectUnreachable(f"The Prefect API at {url} does not answer ({error}).", _WITHOUT_SERVER)
        return
    embedded = SubprocessASGIServer()
    _Guard(embedded).start()
    embedded.start()  # Prefect stops it at exit, once the last log is written


class _Guard(Thread):
    """Ends the server even if we are killed while it starts: a shell reads a pipe that only our death closes."""

    def __init__(self, embedded: SubprocessASGIServer) -> None:
        super().__init__(daemon=True)
        self._embedded = embedded
        self._shell: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        while (process := self._embedded.server_process) is None:
            time.sleep(0.02)
        if os.name == "posix":
            command = f"trap '' INT TERM; read -r _; kill {process.pid} 2>/dev/null"
            self._shell = subprocess.Popen(["/bin/sh", "-c", command], stdin=subprocess.PIPE)
