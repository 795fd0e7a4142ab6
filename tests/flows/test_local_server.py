"""The Prefect server of one command ends with it, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.waiting import wait_until

COMMAND = (
    "import signal, time; from recueil_flows import local_server\n"
    "signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup has it ignored\n"
    "server = local_server._LocalServer(); print(server._server.pid, flush=True); time.sleep(600)"
)


def has_ended(number: int) -> bool:
    try:
        status = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGKILL])
def test_it_ends_when_the_group_of_the_command_does(number: signal.Signals) -> None:
    command = subprocess.Popen(
        [sys.executable, "-c", COMMAND], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert command.stdout is not None
    with command.stdout as told:
        server = int(told.readline())
    assert not has_ended(server)
    os.killpg(command.pid, number)
    command.wait()
    wait_until(lambda: has_ended(server))
