"""All files that a URL means, found folder by folder: completely, or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce

from recueil.errors import FileTooLarge, SourceUnreachable
from recueil.ingest.remote.remote_entries import Remote, RemoteEntry
from recueil.ingest.remote.timeouts import RETRY_ADVICE, TimedCaller
from recueil.readers.globs import EVERYTHING, Glob, States


@dataclass(frozen=True, slots=True)
class RemoteLimits:
    """Limits on what a server may cost. Times are in seconds."""

    files: int = 50_000
    folders: int = 10_000
    depth: int = 30
    silence: float = 30
    listing: float = 1_800
    file: float = 900
    source: float = 7_200


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file, and its path below the root."""

    parts: tuple[str, ...]
    entry: RemoteEntry


@dataclass(frozen=True, slots=True)
class _Folder:
    parts: tuple[str, ...]
    entry: RemoteEntry
    states: States


_EMPTY_ADVICE = f"{RETRY_ADVICE} Once its folder is listed no more, its files are withdrawn."


class RemoteWalk:
    """Lists the files below a root, completely or not at all.

    Raise ReadError if a folder cannot be listed, is empty but was not before, or exceeds the limits.
    ``has_copies`` tells whether files below a folder, by its path from the root, were downloaded
    before.
    """

    def __init__(
        self,
        remote: Remote,
        attempts: TimedCaller,
        what: str,
        bounds: RemoteLimits,
        has_copies: Callable[[tuple[str, ...]], bool],
    ) -> None:
        self._remote, self._attempts, self._what, self._bounds = remote, attempts, what, bounds
        self._has_copies = has_copies
        self._end = time.monotonic() + bounds.listing

    def files(self, glob: Glob | None) -> list[RemoteFile]:
        root = self._attempts.attempt(self._what, self._left(), self._remote.root)
        if not root.folder:
            return [RemoteFile(root.names, root)]
        found: dict[str, RemoteFile] = {}
        for file in self._below(root, glob or EVERYTHING):
            found.setdefault(file.entry.address, file)
            if len(found) > self._bounds.files:
                raise self._too_much(f"more than {self._bounds.files} files")
        return list(found.values())

    def _below(self, root: RemoteEntry, glob: Glob) -> Iterator[RemoteFile]:
        folders = [_Folder((), root, glob.start)]
        met = {root.address}
        while folders:
            folder = folders.pop()
            for entry in self._children(folder):
                states = reduce(glob.step, entry.names, folder.states)
                parts = (*folder.parts, *entry.names)
                if not entry.folder and glob.accepts(states):
                    yield RemoteFile(parts, entry)
                elif entry.folder and states and entry.address not in met:
                    met.add(entry.address)
                    folders.append(_Folder(parts, entry, states))
            if len(met) > self._bounds.folders or len(folder.parts) > self._bounds.depth:
                raise self._too_much(f"more than {self._bounds.folders} folders, or {self._bounds.depth} deep")

    def _children(self, folder: _Folder) -> list[RemoteEntry]:
        def listed() -> list[RemoteEntry]:
            return list(self._remote.children(folder.entry))

        entries = self._attempts.attempt(self._what, self._left(), listed)
        if not entries and not folder.parts:
            raise SourceUnreachable(f"{self._what}: it lists nothing at all.", RETRY_ADVICE)
        if not entries and self._has_copies(folder.parts):
            name = "/".join(folder.parts)
            raise SourceUnreachable(
                f"{self._what}: {name!r} lists nothing, where it listed files before.", _EMPTY_ADVICE
            )
        return sorted(entries, key=lambda entry: (entry.names, entry.address))

    def _left(self) -> float:
        return max(self._end - time.monotonic(), 0.001)

    def _too_much(self, what: str) -> FileTooLarge:
        return FileTooLarge(f"{self._what}: {what}.", "Split it into several sources, or name a pattern.")
