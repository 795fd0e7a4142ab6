"""Folders for temporary files: what a killed process leaves of them goes, and nothing else does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.waiting import wait_until

from recueil.ingest.temporary_files import ScratchFolder, remove_abandoned
from recueil.ingest.workers.pool import WorkerPool

HANDLERS = Path(__file__).parent / "workers"
OWNER = """
import sys
from recueil.ingest.temporary_files import ScratchFolder
scratch = ScratchFolder()
(scratch.files / "half").write_text("written")
print(scratch.files, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files of this process and those that it starts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@contextmanager
def owner() -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that has a folder, and what stands in it."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_a_folder_goes_with_its_block(temporary: Path) -> None:
    with ScratchFolder() as files:
        (files / "a").touch()
        assert files.is_relative_to(temporary)
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_others_have_stays(temporary: Path) -> None:
    with owner() as (living, kept), owner() as (dying, left), ScratchFolder() as mine:
        dying.send_signal(signal.SIGKILL)
        dying.wait()
        assert (left / "half").exists()
        remove_abandoned()
        assert sorted(temporary.iterdir()) == sorted([kept.parent, mine.parent])
        assert ((kept / "half").read_text(), living.poll()) == ("written", None)


def test_a_folder_whose_lock_was_handed_on_is_not_abandoned(temporary: Path) -> None:
    scratch = ScratchFolder()
    heir = subprocess.Popen(["sleep", "600"], pass_fds=[scratch.lock])
    scratch._close()  # as when we are killed
    remove_abandoned()
    assert scratch.files.exists()
    heir.kill()
    heir.wait()
    remove_abandoned()
    assert list(temporary.iterdir()) == []


def test_what_is_not_surely_ours_stays(temporary: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "lock").touch()
    (temporary / "recueil-scratch-link").symlink_to(elsewhere)
    (temporary / "recueil-scratch-file").touch()
    (temporary / "recueil-scratch-without-lock" / "files").mkdir(parents=True)
    (temporary / "recueil-scratch-locked-by-link").mkdir()
    (temporary / "recueil-scratch-locked-by-link" / "lock").symlink_to(elsewhere / "lock")
    (temporary / "recueil-abc").mkdir()
    (temporary / "recueil-abc" / "lock").touch()
    before = sorted(temporary.rglob("*"))
    remove_abandoned()
    assert (sorted(temporary.rglob("*")), (elsewhere / "lock").exists()) == (before, True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_the_folder_of_another_user_stays(temporary: Path) -> None:
    theirs = temporary / "recueil-scratch-theirs"
    theirs.mkdir()
    (theirs / "lock").touch()
    os.chown(theirs, 65534, 65534)
    remove_abandoned()
    assert (theirs / "lock").exists()


CREW = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from recueil.ingest.workers.pool import WorkerPool
if __name__ == "__main__":
    with WorkerPool("pool_handlers:litter", None, 1, 60, 2_000_000_000) as pool:
        for _ in pool.run(["loop"]):
            pass
"""


def test_a_pool_removes_what_the_workers_of_a_killed_process_left(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = temporary / "told"
    monkeypatch.setenv("LITTER", str(told))
    with subprocess.Popen([sys.executable, "-c", CREW, str(HANDLERS)], stderr=subprocess.PIPE) as process:
        wait_until(lambda: told.exists() or process.poll() is not None)
        process.kill()
    (left,) = map(Path, told.read_text().split())
    assert left.exists()

    def is_removed() -> bool:
        """Whether a new pool removes it, which it does once the worker has followed its parent."""
        WorkerPool[str, object]("pool_handlers:litter", None, 1, 60, 2_000_000_000).close()
        return not left.exists()

    wait_until(is_removed)
    assert list(temporary.glob("recueil-scratch-*")) == []
