"""Which files a user means by a path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from recueil.errors import FileMissing
from recueil.readers.containment import is_inside, real
from recueil.readers.globs import EVERYTHING, Glob, pattern_of


@dataclass(frozen=True, slots=True)
class Discovered:
    """A file found. ``within`` is the folder, without links, that it must be in; None for any."""

    path: Path
    within: Path | None = None


def discover(paths: Sequence[Path]) -> list[Path]:
    """Return the paths of all files, without following links."""
    return [found.path for found in discovered(paths)]


def discovered(paths: Sequence[Path], *, follow_links: bool = False) -> list[Discovered]:
    """Return each file named, below a folder named, or matching a pattern, once, in a stable order; no
    hidden ones.

    A folder that cannot be opened is returned itself, and so is a link to a folder outside the one
    named: reading it then raises the error that explains why. Raise FileMissing for a path that does
    not exist, before anything is read.
    """
    check(paths)
    found: dict[Path, Discovered] = {}
    for path in paths:
        for file in _meant(path, follow_links=follow_links):
            found.setdefault(file.path.absolute(), file)
    return list(found.values())


def check(paths: Iterable[Path]) -> None:
    """Raise FileMissing for a path that does not exist: a user's mistake, not a bad file."""
    for path in paths:
        pattern = pattern_of(path)
        if not (pattern.root if pattern else path).exists():
            raise FileMissing(f"{path}: no such file or folder.", "Check the path; nothing was done.")


def _meant(path: Path, *, follow_links: bool) -> Iterator[Discovered]:
    if pattern := pattern_of(path):
        return _Walk(pattern.root, pattern.glob, follow_links=follow_links).files()
    if path.is_dir():
        return _Walk(path, EVERYTHING, follow_links=follow_links).files()
    return iter([Discovered(path)])


class _Walk:
    """Finds the files below a folder that match. Links to folders inside are skipped: their files are
    found anyway.
    """

    def __init__(self, folder: Path, glob: Glob, *, follow_links: bool) -> None:
        self._folder, self._glob, self._follow_links = folder, glob, follow_links
        self._root = real(folder)
        self._entered = {self._root}

    def files(self) -> Iterator[Discovered]:
        closed: list[Path] = []
        states = {self._folder: self._glob.start}
        onerror = lambda error: closed.append(Path(error.filename))  # noqa: E731
        for name, folders, files in os.walk(self._folder, onerror=onerror, followlinks=self._follow_links):
            parent = Path(name)
            here = states.pop(parent)
            below = {parent / each: self._glob.step(here, each) for each in sorted(folders)}
            meant = [path for path, state in below.items() if state]
            entered = [path for path in meant if self._enters(path)]
            folders[:] = [path.name for path in entered]
            states |= {path: below[path] for path in entered}
            accepted = (each for each in sorted(files) if self._glob.accepts(self._glob.step(here, each)))
            yield from (self._found(parent / each) for each in accepted)
            yield from (self._found(path) for path in meant if self._is_refused(path))
        yield from map(self._found, closed)

    def _found(self, path: Path) -> Discovered:
        return Discovered(path, None if self._follow_links else self._root)

    def _enters(self, path: Path) -> bool:
        """Return whether to walk a folder: none twice, since a link to a parent would never end."""
        if not self._follow_links:
            return not path.is_symlink()
        target = real(path)
        if target in self._entered or (path.is_symlink() and any(map(target.is_relative_to, self._entered))):
            return False
        if path.is_symlink():
            self._entered.add(target)
        return True

    def _is_refused(self, path: Path) -> bool:
        return not self._follow_links and path.is_symlink() and not is_inside(path, self._root)
