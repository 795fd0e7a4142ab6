"""Patterns of paths: ``*`` and ``?`` within a name, ``[…]`` one of some characters, ``**`` folders, however deep.

A folder that matches stands for all that is below it. Hidden names match only what starts with a dot itself.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_MAGIC = re.compile(r"[*?]|\[[^\]]+\]")
_ANY_FOLDERS = "**"
States = frozenset[int]
"""Which parts of a pattern may come next; none: nothing below can match."""


def is_magic(part: str) -> bool:
    return _MAGIC.search(part) is not None


def is_hidden(name: str) -> bool:
    return name.startswith(".") and name.strip(".") != ""


class Glob:
    """A pattern, part by part: it is walked along with the folders, so that none is opened in vain."""

    def __init__(self, parts: Sequence[str]) -> None:
        self._parts = [(part, re.compile(fnmatch.translate(part))) for part in parts]
        self.start = self._closed({0})

    def step(self, states: States, name: str) -> States:
        """Where the pattern stands in a folder, or at a file, of this name."""
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
        """With those that follow when « any folders » are none."""
        reached = set(states)
        for state, (part, _) in enumerate(self._parts):
            if state in reached and part == _ANY_FOLDERS:
                reached.add(state + 1)
        return frozenset(reached)

    def accepts(self, states: States) -> bool:
        return len(self._parts) in states

    def matches(self, names: Iterable[str]) -> bool:
        """Whether what lies there, folder by folder, is meant."""
        states = self.start
        for name in names:
            states = self.step(states, name)
        return self.accepts(states)


EVERYTHING = Glob([_ANY_FOLDERS])


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern on this machine: below the folder ``root``, which is as the user writes it."""

    root: Path
    glob: Glob

    def covers(self, path: Path) -> bool:
        """Whether an absolute path is meant."""
        root = self.root.absolute()
        return path.is_relative_to(root) and self.glob.matches(path.relative_to(root).parts)


def pattern_of(path: Path) -> Pattern | None:
    """The pattern that a path is; None where it is none, or where there is something of exactly that name."""
    magic = [number for number, part in enumerate(path.parts) if is_magic(part)]
    if not magic or path.exists():
        return None
    return Pattern(Path(*path.parts[: magic[0]]), Glob(path.parts[magic[0] :]))
