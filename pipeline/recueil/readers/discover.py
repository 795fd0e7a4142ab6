"""Which files a user means by a path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from recueil.errors import FileMissing
from recueil.readers.containment import is_inside, resolve_links
from recueil.readers.globs import EVERYTHING, Glob, parse_pattern


@dataclass(frozen=True, slots=True)
class DiscoveredFile:
    """A file found. ``within`` is the folder, without links, that it must be in; None for any."""

    path: Path
    within: Path | None = None


def discover_paths(paths: Sequence[Path]) -> list[Path]:
    """Return the paths of all files, without following links."""
    return [found.path for found in discover_files(paths)]


def discover_files(paths: Sequence[Path], *, follow_links: bool = False) -> list[DiscoveredFile]:
    """Return each file named, below a folder named, or matching a pattern, once, in a stable order; no
    hidden ones.

    A folder that cannot be opened is returned itself, and so is a link to a folder outside the one
    named: reading it then raises the error that explains why. Raise FileMissing for a path that does
    not exist, before anything is read.
    """
    require_paths(paths)
    found: dict[Path, DiscoveredFile] = {}
    for path in paths:
        for file in _expand_path(path, follow_links=follow_links):
            found.setdefault(file.path.absolute(), file)
    return list(found.values())


def require_paths(paths: Iterable[Path]) -> None:
    """Raise FileMissing for a path that does not exist: a user's mistake, not a bad file."""
    for path in paths:
        pattern = parse_pattern(path)
        if not (pattern.root if pattern else path).exists():
            raise FileMissing(f"{path}: no such file or folder.", "Check the path; nothing was done.")


def _expand_path(path: Path, *, follow_links: bool) -> Iterator[DiscoveredFile]:
    if pattern := parse_pattern(path):
        return _Walk(pattern.root, pattern.glob, follow_links=follow_links).files()
    if path.is_dir():
        return _Walk(path, EVERYTHING, follow_links=follow_links).files()
    return iter([DiscoveredFile(path)])


class _Walk:
    """Finds the files below a folder that match. Links to folders inside are skipped: their files are
    found anyway.
    """

    def __init__(self, folder: Path, glob: Glob, *, follow_links: bool) -> None:
        self._folder, self._glob, self._follow_links = folder, glob, follow_links
        self._root = resolve_links(folder)
        self._entered = {self._root}

    def files(self) -> Iterator[DiscoveredFile]:
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

    def _found(self, path: Path) -> DiscoveredFile:
        return DiscoveredFile(path, None if self._follow_links else self._root)

    def _enters(self, path: Path) -> bool:
        """Return whether to walk a folder: none twice, since a link to a parent would never end."""
        if not self._follow_links:
            return not path.is_symlink()
        target = resolve_links(path)
        if target in self._entered or (path.is_symlink() and any(map(target.is_relative_to, self._entered))):
            return False
        if path.is_symlink():
            self._entered.add(target)
        return True

    def _is_refused(self, path: Path) -> bool:
        return not self._follow_links and path.is_symlink() and not is_inside(path, self._root)
