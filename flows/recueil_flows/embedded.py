"""Prefect with nothing started beforehand: quiet, private, and gone when the command is.

Import this before anything of Prefect: it reads its settings when it is imported.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prefect.server.api.server import SubprocessASGIServer

# A fresh database runs all its migrations first: up to 37 s were seen on a busy machine.
_DEFAULTS = {
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
}


def quiet() -> None:
    """Make Prefect silent and offline, except for what the user has set."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)


@contextmanager
def server() -> Iterator[None]:
    """A Prefect API for the time of a command: the configured one, else one of our own that ends with us."""
    from prefect.server.api.server import SubprocessASGIServer
    from prefect.settings import PREFECT_API_URL

    if PREFECT_API_URL.value():
        yield
        return
    embedded = SubprocessASGIServer()
    guard = _Guard(embedded)
    guard.start()
    try:
        embedded.start()
        yield
    finally:
        embedded.stop()
        guard.dismiss()


class _Guard(Thread):
    """Ends the server even if we are killed while it starts: a shell reads a pipe that only our death closes."""

    def __init__(self, embedded: SubprocessASGIServer) -> None:
        super().__init__(daemon=True)
        self._embedded = embedded
        self._dismissed = False
        self._shell: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        while not self._dismissed and (process := self._embedded.server_process) is None:
            time.sleep(0.02)
        if not self._dismissed and process is not None and os.name == "posix":
            command = f"trap '' INT TERM; read -r _; kill {process.pid} 2>/dev/null"
            self._shell = subprocess.Popen(["/bin/sh", "-c", command], stdin=subprocess.PIPE)

    def dismiss(self) -> None:
        self._dismissed = True
        self.join()
        if self._shell is not None:
            self._shell.communicate()
