"""Which files a user means by a path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from recueil.errors import FileMissing


def discover(paths: Iterable[Path]) -> list[Path]:
    """Every file named, or below a folder named, once each, as named, in a stable order; hidden ones stay out.

    A path that does not exist is FileMissing, before anything is read: it is a slip of the user, not a bad file.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            for file in _below(path):
                found.setdefault(file.absolute(), file)
        elif path.exists():
            found.setdefault(path.absolute(), path)
        else:
            raise FileMissing(f"{path}: no such file or folder.", "Check the path; nothing was done.")
    return list(found.values())


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(parent) / name
