"""Which files a user means by a path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from recueil.errors import FileMissing


def discover(paths: Sequence[Path]) -> list[Path]:
    """Every file named, or below a folder named, once each, as named, in a stable order; hidden ones stay out.

    A folder that cannot be opened comes as itself: whoever reads it learns why. A path that does not exist is
    FileMissing, before anything is read.
    """
    check(paths)
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            for file in _below(path):
                found.setdefault(file.absolute(), file)
        else:
            found.setdefault(path.absolute(), path)
    return list(found.values())


def check(paths: Iterable[Path]) -> None:
    """FileMissing for a path that does not exist: a slip of the user, not a bad file."""
    for path in paths:
        if not path.exists():
            raise FileMissing(f"{path}: no such file or folder.", "Check the path; nothing was done.")


def _below(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for parent, folders, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(parent) / name
    yield from closed
