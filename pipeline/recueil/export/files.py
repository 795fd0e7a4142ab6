"""Write exports as files: atomically, so that they appear under their names only when complete, and one table
per view of the acts into a folder, as CSV or Parquet.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

from recueil.errors import ExportError
from recueil.export.csv import PLAIN, CsvDialect, CsvWriter
from recueil.store.admin.backup import flush_to_disk
from recueil.store.store import Store
from recueil.store.views import ACT_VIEWS, View
from recueil.translation import gettext as _

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def atomic_write(*targets: Path, replace: bool = False, has_option: bool = True) -> Iterator[Path]:
    """Yield a temporary folder beside the targets, whose entries of the same names replace the targets on
    success.

    Raise ExportError if a target exists and ``replace`` is false, or if it cannot be written; it advises --replace
    if the command ``has_option``. On any error or Ctrl-C nothing is left behind and existing targets stay.
    """
    for target in targets:
        _require_free(target, replace=replace, has_option=has_option)
    with _translate_os_errors(targets[0]):
        beside = targets[0].absolute().parent
        folder = Path(tempfile.mkdtemp(prefix=f".{targets[0].name}.", suffix=".partial", dir=beside))
        try:
            yield folder
            for target in targets:
                written = folder / target.name
                # The files are on the disk before they get their names.
                for path in sorted(written.rglob("*")) if written.is_dir() else [written]:
                    flush_to_disk(path)
                if target.is_dir():
                    target.rename(written.with_name(f"{written.name}.before"))  # a folder takes no other's place
                written.rename(target)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _require_free(target: Path, *, replace: bool, has_option: bool) -> None:
    if target.name in ("", ".."):
        raise ExportError(
            _("{target} is not the name of a new file.").format(target=target), _("Give a new name.")
        )
    if os.path.lexists(target) and not replace:
        raise ExportError(
            _("There is already something at {target}.").format(target=target),
            _("Give a new name, or say --replace.") if has_option else _("Give a new name."),
        )


def require_not_folder(target: Path) -> None:
    """Raise ExportError if the target is a folder, which a file does not replace."""
    if target.is_dir():
        raise ExportError(_("{target} is a folder.").format(target=target), _("Give the name of a file."))


@contextmanager
def _translate_os_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = error.strerror or str(error)
        advice = (
            _("Make room on its disk.")
            if error.errno in _DISK_FULL
            else _("See whether its folder is there, and may be written.")
        )
        raise ExportError(
            _("{target} cannot be written: {what}.").format(target=target, what=what), advice
        ) from error


class TableWriter(Protocol):
    """A writer of the rows of one table."""

    def write(self, rows: Sequence[Sequence[Any]]) -> None: ...


TableOpener = Callable[[Path, View], AbstractContextManager[TableWriter]]


def write_tables(
    store: Store, walked: Iterable[Sequence[int]], folder: Path, suffix: str, opener: TableOpener
) -> Counter[str]:
    """Write the tables of the acts, batch by batch, into a new folder; return the number of rows of each."""
    folder.mkdir()
    counts = Counter({view.name: 0 for view in ACT_VIEWS})
    with ExitStack() as stack:
        tables = {
            view.name: stack.enter_context(opener(folder / f"{view.name}.{suffix}", view)) for view in ACT_VIEWS
        }
        for docids in walked:
            for name, rows in store.rows(docids).items():
                tables[name].write(rows)
                counts[name] += len(rows)
    return counts


@contextmanager
def open_csv_table(path: Path, view: View, dialect: CsvDialect = PLAIN) -> Iterator[CsvWriter]:
    """Open a CSV file for writing, in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        yield CsvWriter(file, view.names, dialect=dialect)


def require_replaceable(folder: Path) -> None:
    """Raise ExportError unless the folder contains only the tables of an export, since it will be replaced."""
    if not os.path.lexists(folder):
        return
    if folder.is_symlink() or not folder.is_dir():
        raise ExportError(_("{folder} is not a folder.").format(folder=folder), _("Give the name of a folder."))
    exported = {f"{view.name}.{suffix}" for view in ACT_VIEWS for suffix in ("csv", "parquet")}
    if others := sorted({path.name for path in folder.iterdir()} - exported):
        raise ExportError(
            _("{folder} holds more than an export: {others}.").format(folder=folder, others=others[0]),
            _("Give another folder."),
        )
