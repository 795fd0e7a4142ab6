"""Which process this is, and which others are gone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from recueil.ingest.host import is_gone, this_process
from recueil.store.ledger.runs import Owner


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """A process that runs until it is killed."""
    with subprocess.Popen(["sleep", "600"]) as process:
        yield process
        process.kill()


def owner_of(process: subprocess.Popen[bytes]) -> Owner:
    return Owner(this_process().machine, process.pid)


@pytest.mark.slow
def test_all_processes_of_a_machine_call_it_the_same() -> None:
    program = "from recueil.ingest.host import this_process; print(this_process())"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        out, _ = process.communicate()
    assert out == f"{Owner(this_process().machine, process.pid)}\n"


def test_this_process_is_not_gone() -> None:
    assert this_process().pid == os.getpid()
    assert not is_gone(this_process())


def test_a_process_that_runs_is_not_gone(process: subprocess.Popen[bytes]) -> None:
    assert not is_gone(owner_of(process))


def test_a_process_of_another_user_is_not_gone() -> None:
    assert not is_gone(Owner(this_process().machine, 1))


def test_a_process_that_has_ended_is_gone(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    assert is_gone(owner_of(process))


def test_a_process_that_has_ended_and_whose_parent_does_not_know_is_gone(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert process.returncode is None
    assert is_gone(owner_of(process))


def test_of_a_process_of_another_machine_it_is_not_known(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    assert not is_gone(Owner("another", process.pid))
