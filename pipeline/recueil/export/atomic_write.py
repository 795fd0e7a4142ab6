"""Write files and folders atomically: they appear under their names only when complete."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recueil.errors import ExportError

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def atomic_write(*targets: Path, replace: bool = False) -> Iterator[Path]:
    """Yield a temporary folder beside the targets, whose entries of the same names replace the targets on
    success.

    Raise ExportError if a target exists and ``replace`` is false, or if it cannot be written. On any error
    or Ctrl-C nothing is left behind and existing targets stay.
    """
    for target in targets:
        _require_free(target, replace=replace)
    with _translate_os_errors(targets[0]):
        beside = targets[0].absolute().parent
        folder = Path(tempfile.mkdtemp(prefix=f".{targets[0].name}.", suffix=".partial", dir=beside))
        try:
            yield folder
            for target in targets:
                _flush(folder / target.name)
                _move_into_place(folder / target.name, target)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _require_free(target: Path, *, replace: bool) -> None:
    if target.name in ("", ".."):
        raise ExportError(f"{target} is not the name of a new file.", "Give a new name.")
    if os.path.lexists(target) and not replace:
        raise ExportError(f"There is already something at {target}.", "Give a new name, or say --replace.")


def require_not_folder(target: Path) -> None:
    """Raise ExportError if the target is a folder, which a file does not replace."""
    if target.is_dir():
        raise ExportError(f"{target} is a folder.", "Give the name of a file.")


@contextmanager
def _translate_os_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = error.strerror or str(error)
        advice = (
            "Make room on its disk."
            if error.errno in _DISK_FULL
            else "See whether its folder is there, and may be written."
        )
        raise ExportError(f"{target} cannot be written: {what}.", advice) from error


def _flush(written: Path) -> None:
    """Fsync the files before they get their names."""
    for path in sorted(written.rglob("*")) if written.is_dir() else [written]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _move_into_place(written: Path, target: Path) -> None:
    if target.is_dir():
        target.rename(written.with_name(f"{written.name}.before"))  # a folder takes no other's place
    written.rename(target)
