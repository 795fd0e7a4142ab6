"""Find the files that a user names: paths, folders (recursively) and glob patterns, without leaving the
source.

Patterns: ``*`` and ``?`` within a name, ``[…]`` one of some characters, ``**`` any number of folders.
A folder that matches stands for all that is below it. Hidden names match only a part that starts with
a dot itself. Symbolic links that lead out of a source are not followed unless the source allows it.
That is checked when a file is opened, not when it is listed: it may have become a link meanwhile.
"""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from recueil.errors import FileMissing, LinkOutside
from recueil.readers.envelope import without_parts
from recueil.translation import gettext as _

_WILDCARD = re.compile(r"[*?]|\[[^\]]+\]")
_ANY_FOLDERS = "**"
States = frozenset[int]
"""Indexes of the pattern parts that may come next; empty if nothing below can match."""


def has_wildcard(part: str) -> bool:
    return _WILDCARD.search(part) is not None


def is_hidden(name: str) -> bool:
    return name.startswith(".") and name.strip(".") != ""


class Glob:
    """A pattern as a state machine over path parts, so that a walk opens no folder in vain."""

    def __init__(self, parts: Sequence[str]) -> None:
        self._parts = [(part, re.compile(fnmatch.translate(part))) for part in parts]
        self.start = self._close({0})

    def step(self, states: States, name: str) -> States:
        """Return the states after entering a folder, or reaching a file, of this name."""
        return self._close({after for state in states for after in self._after(state, name)})

    def _after(self, state: int, name: str) -> Iterable[int]:
        if state == len(self._parts):
            return () if is_hidden(name) else (state,)
        part, names = self._parts[state]
        if is_hidden(name) and not part.startswith("."):
            return ()
        if part == _ANY_FOLDERS:
            return (state,)
        return (state + 1,) if names.match(name) else ()

    def _close(self, states: set[int]) -> States:
        """Add the states reached when ``**`` matches no folder."""
        reached = set(states)
        for state, (part, __) in enumerate(self._parts):
            if state in reached and part == _ANY_FOLDERS:
                reached.add(state + 1)
        return frozenset(reached)

    def accepts(self, states: States) -> bool:
        return len(self._parts) in states

    def matches(self, names: Iterable[str]) -> bool:
        """Return whether the path with these parts matches."""
        states = self.start
        for name in names:
            states = self.step(states, name)
        return self.accepts(states)


EVERYTHING = Glob([_ANY_FOLDERS])


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern on this machine: below the folder ``root``, as the user wrote it."""

    root: Path
    glob: Glob

    def covers(self, path: Path) -> bool:
        """Return whether an absolute path matches."""
        root = self.root.absolute()
        return path.is_relative_to(root) and self.glob.matches(path.relative_to(root).parts)


def parse_pattern(path: Path) -> Pattern | None:
    """Return a path as a pattern; None if it has no wildcards or if a file of exactly that name exists."""
    magic = [number for number, part in enumerate(path.parts) if has_wildcard(part)]
    if not magic or path.exists():
        return None
    return Pattern(Path(*path.parts[: magic[0]]), Glob(path.parts[magic[0] :]))


# Linux gives the real path of an open file, whatever its path resolves to now.
_OPEN_FILES = Path("/proc/self/fd")


def resolve_links(path: Path) -> Path:
    """Return the path with all links resolved, existing or not. A link that leads to itself stays."""
    return Path(os.path.realpath(path))


def is_inside(path: Path, within: Path) -> bool:
    """Return whether a path resolves into a folder, which is given without links."""
    return resolve_links(path).is_relative_to(within)


def require_inside(path: Path, within: Path | None) -> None:
    """Raise LinkOutside if a path does not resolve into the folder; None allows any."""
    if within is not None and not is_inside(path, within):
        raise _link_outside(path)


def require_open_inside(path: Path, descriptor: int, within: Path | None) -> None:
    """Raise LinkOutside if an open file is not in the folder; None allows any."""
    if within is None:
        return
    try:
        place = (_OPEN_FILES / str(descriptor)).readlink()
    except OSError:
        place = resolve_links(path)
        if not os.path.samestat(os.fstat(descriptor), os.lstat(place)):
            raise _link_outside(path) from None
    if not place.is_relative_to(within):
        raise _link_outside(path)


def _link_outside(path: Path) -> LinkOutside:
    return LinkOutside(
        _("{path}: not followed: a link leads out of the source.").format(path=path),
        _("Put the file itself there, or say `follow_links = true` of the source in recueil.toml."),
    )


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
    hidden ones. The files of an @CTES envelope beside its XML are part of that.

    A folder that cannot be opened is returned itself, and so is a link to a folder outside the one
    named: reading it then raises the error that explains why. Raise FileMissing for a path that does
    not exist, before anything is read.
    """
    require_paths(paths)
    found: dict[Path, DiscoveredFile] = {}
    for path in paths:
        for file in _expand_path(path, follow_links=follow_links):
            found.setdefault(file.path.absolute(), file)
    whole = set(without_parts(file.path for file in found.values()))
    return [file for file in found.values() if file.path in whole]


def require_paths(paths: Iterable[Path]) -> None:
    """Raise FileMissing for a path that does not exist: a user's mistake, not a bad file."""
    for path in paths:
        pattern = parse_pattern(path)
        if not (pattern.root if pattern else path).exists():
            raise FileMissing(
                _("{path}: no such file or folder.").format(path=path), _("Check the path; nothing was done.")
            )


def nothing_found(paths: Iterable[object]) -> FileMissing:
    """Return the error for paths and patterns of a user that have no file."""
    return FileMissing(
        _("{paths}: there is no file.").format(paths=", ".join(map(str, paths))),
        _("Check the path; in a pattern, `*` is part of a name and `**` stands for any folders."),
    )


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
            current = states.pop(parent)
            below = {parent / each: self._glob.step(current, each) for each in sorted(folders)}
            meant = [path for path, state in below.items() if state]
            entered = [path for path in meant if self._enters(path)]
            folders[:] = [path.name for path in entered]
            states |= {path: below[path] for path in entered}
            accepted = (each for each in sorted(files) if self._glob.accepts(self._glob.step(current, each)))
            yield from (self._to_discovered(parent / each) for each in accepted)
            yield from (self._to_discovered(path) for path in meant if self._is_refused(path))
        yield from map(self._to_discovered, closed)

    def _to_discovered(self, path: Path) -> DiscoveredFile:
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
