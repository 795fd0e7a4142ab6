"""Remote files: the interface of remotes, detection of changes, and listing a URL's files folder by
folder.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

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
    """What was recorded of a file when it was last fetched; empty if there is no copy."""

    marks: Marks = field(default_factory=dict)
    key: bytes | None = None

    @property
    def as_sent(self) -> Marks:
        """Return the marks as the server sent them; empty if any is keyed."""
        return {} if any(mark.startswith(_KEYED_PREFIX) for mark in self.marks.values()) else self.marks

    def matches(self, marks: Marks) -> bool:
        """Return whether nothing changed: all marks are equal, and there are others than the size."""
        return key_marks(marks, self.key) == key_marks(self.marks, self.key) and bool(marks.keys() - {SIZE})


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
