"""Write one table per view of the acts into one folder, as CSV or Parquet."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

from recueil.errors import ExportError
from recueil.export.csv import CsvWriter
from recueil.store.store import Store
from recueil.store.views import ACT_VIEWS, View


class TableWriter(Protocol):
    """A writer of the rows of one table."""

    def write(self, rows: Sequence[Sequence[Any]]) -> None: ...


TableOpener = Callable[[Path, View], AbstractContextManager[TableWriter]]


def write(
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
def open_csv_table(path: Path, view: View) -> Iterator[CsvWriter]:
    """Open a CSV file for writing: RFC 4180, UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        yield CsvWriter(file, view.names)


def require_replaceable(folder: Path) -> None:
    """Raise ExportError unless the folder contains only the tables of an export, since it will be replaced."""
    if not os.path.lexists(folder):
        return
    if folder.is_symlink() or not folder.is_dir():
        raise ExportError(f"{folder} is not a folder.", "Give the name of a folder.")
    ours = {f"{view.name}.{suffix}" for view in ACT_VIEWS for suffix in ("csv", "parquet")}
    if others := sorted({path.name for path in folder.iterdir()} - ours):
        raise ExportError(f"{folder} holds more than an export: {others[0]}.", "Give another folder.")
