"""A clock that is set back, before a night and in the middle of it: nothing is lost, taken or hidden."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import fr_recueil
from recueil.ingest.host import this_process
from recueil.readers.reader import sha256_of
from recueil.store.ledger.runs import RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.open import open_store

if TYPE_CHECKING:
    from tests.flows.conftest import WaitFor

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
# What the ledger makes of such a clock is tried in tests/store/ledger.
pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(LIBRARY is None, reason="faketime is not installed: no clock can be set back"),
]
ACTS = 5
PATIENCE = 400


class Clock:
    """That of the processes which are started by it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.set("+0")

    def set(self, offset: str) -> None:
        """Set it, as ``-1d``, also for those that run."""
        new = self._file.with_name("clock.new")
        new.write_text(f"{offset}\n")
        new.rename(self._file)

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        faked = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "recueil", *arguments],
            env=os.environ | faked | settings,
            cwd=self._file.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """The exit status of a command, and what it prints."""
        process = self.start(*arguments)
        out, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, out


@pytest.fixture
def clock(tmp_path: Path, prefect_api: str, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A working folder with acts and a file that cannot be read."""
    monkeypatch.setenv("PREFECT_API_URL", prefect_api)
    (tmp_path / "actes").mkdir()
    for number in range(ACTS):
        (tmp_path / "actes" / f"acte{number}.txt").write_text(
            f"Le conseil accorde {number + 1} 500,00 € à l'école."
        )
    (tmp_path / "actes" / "image.gif").write_bytes(b"GIF89a")
    (tmp_path / "recueil.toml").write_text('workers = 1\nbatch = 1\n[[sources]]\npath = "actes"\n')
    return Clock(tmp_path)


def summary(ingested: int, unchanged: int, failed: int) -> str:
    files = ingested + unchanged + failed
    return f"{files} files: {ingested} ingested, {unchanged} unchanged, {failed} failed."


def shows_the_failure(clock: Clock) -> bool:
    status, out = clock.run("report")
    return status == 0 and "1 file failed" in out and "image.gif" in out


def test_a_clock_that_is_set_back_in_the_middle_of_a_night(
    clock: Clock, tmp_path: Path, wait_for: WaitFor
) -> None:
    store = tmp_path / "recueil.db"
    process = clock.start("ingest")
    wait_for(process, store, 1)
    clock.set("-1d")
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out.splitlines()[0]) == (1, summary(ACTS, 0, 1)), err
    assert shows_the_failure(clock)
    with open_store(f"sqlite:///{store}") as opened:
        (run,) = opened.ledger.runs()
        assert (run.state, run.done, run.failed) == ("with failures", ACTS, 1)
        assert [work.attempts for work in opened.ledger.active()] == [1] * (ACTS + 1)
        assert opened.check(run.finished or datetime.now(UTC)) == []
    assert clock.run("ingest") == (1, f"{summary(0, ACTS, 1)}\n  1 × format: image.gif\n")


def test_a_clock_that_is_set_back_takes_nothing_from_a_run_at_work(clock: Clock, tmp_path: Path) -> None:
    file = tmp_path / "actes" / "acte0.txt"
    found = FoundFile(file.as_uri(), sha256_of(file.read_bytes()))
    with open_store(f"sqlite:///{tmp_path}/recueil.db", create=True) as opened:
        run = opened.ledger.begin(RunStart("ingest", this_process(), fr_recueil.version()), {}, datetime.now(UTC))
        (number,) = opened.ledger.enqueue([found], fr_recueil.version(), datetime.now(UTC))
        (claim,) = opened.ledger.claim(run, [number], lambda owner: False, datetime.now(UTC))
        clock.set("-1d")
        assert clock.run("ingest")[0] == 1
        assert opened.status().ledger == {"done": ACTS - 1, "quarantined": 1, "running": 1}
        ((run_id, state),) = [(work.run, work.state) for work in opened.ledger.by_ids([number])]
        assert (run_id, state) == (claim.run, "running")
        assert opened.ledger.run(run).state is None
