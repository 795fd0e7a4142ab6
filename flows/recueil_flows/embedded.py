"""Prefect with nothing started beforehand: quiet, private, and gone when the command is.

Import this before anything of Prefect: it reads its settings when it is imported.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

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
    embedded.start()
    guard = _stop_with_us(embedded)
    try:
        yield
    finally:
        embedded.stop()
        if guard is not None:
            guard.communicate()


def _stop_with_us(embedded: object) -> subprocess.Popen[bytes] | None:
    """End the server even if we are killed: the guard reads a pipe that only our death closes."""
    process = getattr(embedded, "server_process", None)
    if process is None or os.name != "posix":
        return None
    return subprocess.Popen(
        ["/bin/sh", "-c", f"trap '' INT; read -r _; kill {process.pid} 2>/dev/null"],
        stdin=subprocess.PIPE,
    )
