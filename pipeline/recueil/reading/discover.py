"""Which files a user means by a path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from recueil.errors import FileMissing
from recueil.reading.globs import EVERYTHING, Glob, pattern_of


def discover(paths: Sequence[Path]) -> list[Path]:
    """Every file named, below a folder named or matching a pattern, once each, in a stable order; none hidden.

    A folder that cannot be opened comes as itself: whoever reads it learns why. A path that does not exist is
    FileMissing, before anything is read.
    """
    check(paths)
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _meant(path):
            found.setdefault(file.absolute(), file)
    return list(found.values())


def check(paths: Iterable[Path]) -> None:
    """FileMissing for a path that does not exist: a slip of the user, not a bad file."""
    for path in paths:
        pattern = pattern_of(path)
        if not (pattern.root if pattern else path).exists():
            raise FileMissing(f"{path}: no such file or folder.", "Check the path; nothing was done.")


def _meant(path: Path) -> Iterator[Path]:
    if pattern := pattern_of(path):
        return _below(pattern.root, pattern.glob)
    return _below(path, EVERYTHING) if path.is_dir() else iter([path])


def _below(folder: Path, glob: Glob) -> Iterator[Path]:
    """The files below a folder that a pattern accepts."""
    closed: list[Path] = []
    states = {folder: glob.start}
    for name, folders, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        parent = Path(name)
        here = states.pop(parent)
        below = {parent / each: glob.step(here, each) for each in folders}
        states |= below
        folders[:] = sorted(each for each in folders if below[parent / each])
        yield from (parent / each for each in sorted(files) if glob.accepts(glob.step(here, each)))
    yield from closed
