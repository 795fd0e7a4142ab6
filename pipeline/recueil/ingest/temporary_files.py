"""Temporary folders. Folders that a killed process leaves behind are removed by the next process.

Each folder has a lock (flock), held by its process and by child processes that inherit the descriptor.
Unlike a PID, which may be reused, a lock ends with its last holder.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path
from types import TracebackType

_PREFIX = "recueil-scratch-"
_LOCK = "lock"


class ScratchFolder:
    """A temporary folder, removed at the end of its block, or by ``close``. Creation may raise OSError."""

    def __init__(self) -> None:
        self._made = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
        folder = Path(self._made.name)
        self.files = folder / "files"
        self.files.mkdir()
        unnamed = folder / "unnamed"
        self.lock = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._close = weakref.finalize(self, os.close, self.lock)
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        unnamed.rename(folder / _LOCK)  # visible to others only once it is locked

    def close(self) -> None:
        """Remove the folder with its content."""
        self._made.cleanup()
        self._close()

    def __enter__(self) -> Path:
        return self.files

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def remove_abandoned() -> None:
    """Remove this user's temporary folders whose owners have all ended."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another process removes it at the same time, or it is not readable
            _remove_if_abandoned(folder)


def _remove_if_abandoned(folder: Path) -> None:
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        return
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
