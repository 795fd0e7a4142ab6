"""Find the files that a user names: paths, folders (recursively) and glob patterns, without leaving the
source.

Patterns: ``*`` and ``?`` within a name, ``[…]`` one of some characters, ``**`` any number of folders.
A folder that matches stands for all that is below it. Hidden names match only a part that starts with
a dot itself. Symbolic links that lead out of a source are not followed unless the source allows it.
That is checked when a file is opened, not when it is listed: it may have become a link meanwhile.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

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
        self.start = self._closed({0})

    def step(self, states: States, name: str) -> States:
        """Return the states after entering a folder, or reaching a file, of this name."""
        return self._closed({after for state in states for after in self._after(state, name)})

    def _after(self, state: int, name: str) -> Iterable[int]:
        if state == len(self._parts):
            return () if is_hidden(name) else (state,)
        part, names = self._parts[state]
        if is_hidden(name) and not part.startswith("."):
            return ()
        if part == _ANY_FOLDERS:
            return (state,)
        return (state + 1,) if names.match(name) else ()

    def _closed(self, states: set[int]) -> States:
        """Add the states reached when ``**`` matches no folder."""
        reached = set(states)
        for state, (part, _) in enumerate(self._parts):
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
