"""Remote files: the interface of remotes, detection of changes, and listing a URL's files folder by
folder.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Protocol

from recueil.errors import FileTooLarge, SourceUnreachable
from recueil.ingest.remote.timeouts import RETRY_ADVICE, TimedCaller
from recueil.readers.files import EVERYTHING, Glob, States
from recueil.translation import gettext as _

Marks = Mapping[str, str]
"""Metadata that changes with a file: ETag, date, checksum; also ``size``, which alone proves nothing."""

SIZE = "size"
_CHECKSUMS = {"contentmd5", "crc", "digest", "etag", "md5", "md5hash", "sha", "sha256"}
_KEYED_PREFIX = "hmac-sha256:"
_TIMES = {"created", "datetime", "lastmodified", "modified", "modify", "mtime", "updated"}
_VERSIONS = {"generation", "version", "versionid"}


@dataclass(frozen=True, slots=True)
class RemoteEntry:
    """A remote file or folder.

    ``names`` is its path from the folder that lists it, ``address`` its identifier on the server,
    ``query`` the part of its URL that the names lack.
    """

    names: tuple[str, ...]
    address: str
    folder: bool = False
    size: int | None = None
    marks: Marks = field(default_factory=dict)
    query: str = ""


@dataclass(frozen=True, slots=True)
class FetchResult:
    """The result of a fetch: the file's marks, and the final URL if known.

    If it has not ``changed`` since its former marks, no bytes were sent.
    """

    marks: Marks
    url: str = ""
    changed: bool = True


class Sink(Protocol):
    """Receives the bytes of a file."""

    def expect(self, size: int | None) -> None:
        """Receive the size beforehand, if known; may refuse it by raising."""

    def write(self, chunk: bytes) -> None: ...


class Remote(Protocol):
    """Lists and downloads files. Any call may raise anything, or never return."""

    def root(self) -> RemoteEntry: ...

    def children(self, folder: RemoteEntry) -> Iterable[RemoteEntry]:
        """Return all entries of a folder."""

    def fetch(self, file: RemoteEntry, before: PreviousFetch, sink: Sink) -> FetchResult:
        """Send the bytes of a file to the sink if it changed."""

    def close(self) -> None: ...


def extract_marks(facts: Mapping[str, object]) -> Marks:
    """Select from a file's metadata what reveals that it changed."""
    found = {name.lower().replace("-", "").replace("_", ""): value for name, value in facts.items()}
    return {
        name: str(value)
        for name, value in sorted(found.items())
        if value is not None and name in {SIZE, *_CHECKSUMS, *_TIMES, *_VERSIONS}
    }


@dataclass(frozen=True, slots=True)
class PreviousFetch:
    """What was recorded of a file when it was last fetched; empty if there is no copy.

    With ``trusts_size``, an equal size is enough where a server tells nothing else of a file.
    """

    marks: Marks = field(default_factory=dict)
    key: bytes | None = None
    trusts_size: bool = False

    @property
    def as_sent(self) -> Marks:
        """Return the marks as the server sent them; empty if any is keyed."""
        return {} if any(mark.startswith(_KEYED_PREFIX) for mark in self.marks.values()) else self.marks

    def matches(self, marks: Marks) -> bool:
        """Return whether nothing changed: all marks are equal, and there are others than a size not trusted."""
        is_proof = self.trusts_size or bool(marks.keys() - {SIZE})
        return is_proof and key_marks(marks, self.key) == key_marks(self.marks, self.key)


def key_marks(marks: Marks, key: bytes | None) -> Marks:
    """Replace checksums by keyed digests, so that nobody with the manifest can test guesses of a file's
    content.
    """
    if key is None:
        return marks
    return {
        name: _KEYED_PREFIX + hmac.digest(key, f"{name} {mark}".encode(), "sha256").hex()
        if name in _CHECKSUMS and not mark.startswith(_KEYED_PREFIX)
        else mark
        for name, mark in marks.items()
    }


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


_EMPTY_ADVICE = _("{retry_advice} Once its folder is listed no more, its files are withdrawn.").format(
    retry_advice=RETRY_ADVICE
)


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
                raise self._too_much(_("more than {files} files").format(files=self._bounds.files))
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
                raise self._too_much(
                    _("more than {folders} folders, or {depth} deep").format(
                        folders=self._bounds.folders, depth=self._bounds.depth
                    )
                )

    def _children(self, folder: _Folder) -> list[RemoteEntry]:
        def list_children() -> list[RemoteEntry]:
            return list(self._remote.children(folder.entry))

        entries = self._attempts.attempt(self._what, self._left(), list_children)
        if not entries and not folder.parts:
            raise SourceUnreachable(_("{what}: it lists nothing at all.").format(what=self._what), RETRY_ADVICE)
        if not entries and self._has_copies(folder.parts):
            name = "/".join(folder.parts)
            raise SourceUnreachable(
                _("{what}: {name!r} lists nothing, where it listed files before.").format(
                    what=self._what, name=name
                ),
                _EMPTY_ADVICE,
            )
        return sorted(entries, key=lambda entry: (entry.names, entry.address))

    def _left(self) -> float:
        return max(self._end - time.monotonic(), 0.001)

    def _too_much(self, what: str) -> FileTooLarge:
        return FileTooLarge(f"{self._what}: {what}.", _("Split it into several sources, or name a pattern."))
