"""``recueil schedule``: supervise the scheduler process, which has Prefect's server, the schedule and the work.

The scheduler process is a process group that ends when its standard input closes: the kernel closes that however
the command dies.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing, suppress
from types import FrameType

from recueil.errors import FlowError
from recueil.ingest.temporary_files import ScratchFolder, remove_abandoned
from recueil.translation import gettext as _

NIGHTLY = "0 2 * * *"
WEEKLY = "0 5 * * 0"
TIMEZONE = "Europe/Paris"
HOST = "127.0.0.1"
PORT = 4200
GRACE_SECONDS = 40
"""Seconds to shut down in; Prefect gives a run 30 of them."""


def run_schedule(cron: str = NIGHTLY, host: str = HOST, port: int = PORT) -> int:
    """Serve the deployments until signalled; return the exit status: 0 after SIGTERM, 130 after Ctrl-C.

    1 when the scheduler process has printed on standard error why it cannot work; raise FlowError when it
    died.
    """
    remove_abandoned()
    with closing(ScratchFolder()) as scratch:
        scheduler = _start_scheduler([cron, host, str(port)], scratch)
        with _SignalForwarder(scheduler) as forwarder:
            status = scheduler.wait()
        with suppress(ProcessLookupError):
            os.killpg(scheduler.pid, signal.SIGKILL)
    if forwarder.status is not None:
        return forwarder.status
    if status in (0, 1):
        return 1
    raise FlowError(
        _("The scheduler died (status {status}).").format(status=status), _("Start it again; nothing is lost.")
    )


def _start_scheduler(arguments: list[str], scratch: ScratchFolder) -> subprocess.Popen[bytes]:
    """Start the scheduler process in a process group of its own."""
    # PYTHONSAFEPATH: neither we nor what Prefect starts import from the working folder. Prefect's temporary
    # folder has the same name for all users and belongs to the first, hence TMPDIR.
    variables = {"PYTHONSAFEPATH": "1", "TMPDIR": str(scratch.files)}
    command = [sys.executable, "-m", "recueil_flows.scheduler_process", *arguments]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        env=os.environ | variables,
        process_group=0,
        pass_fds=[scratch.lock],  # the child inherits the lock: it ends a little later if we are killed
    )


class _SignalForwarder:
    """Forwards SIGINT and SIGTERM to the scheduler process by closing its input, and keeps the exit status."""

    def __init__(self, scheduler: subprocess.Popen[bytes]) -> None:
        self._scheduler = scheduler
        self.status: int | None = None

    def __enter__(self) -> _SignalForwarder:
        self._before = {number: signal.signal(number, self._forward) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def _forward(self, signum: int, frame: FrameType | None) -> None:
        self.status = 130 if signum == signal.SIGINT else 0
        if self._scheduler.stdin is not None:
            self._scheduler.stdin.close()

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
