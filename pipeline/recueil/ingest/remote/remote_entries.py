"""What a server says of its files, and how a change of them shows."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

Marks = Mapping[str, str]
"""What changes where a file changes: ETag, date, checksum; ``size`` too, but it alone proves nothing."""

SIZE = "size"
_CHECKSUMS = {"contentmd5", "crc", "digest", "etag", "md5", "md5hash", "sha", "sha256"}
_KEYED = "hmac-sha256:"
_TIMES = {"created", "datetime", "lastmodified", "modified", "modify", "mtime", "updated"}
_VERSIONS = {"generation", "version", "versionid"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or a folder.

    ``names`` lead to it from the folder that lists it, ``address`` is what its server knows it by, ``query`` what
    its names do not tell.
    """

    names: tuple[str, ...]
    address: str
    folder: bool = False
    size: int | None = None
    marks: Marks = field(default_factory=dict)
    query: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was asked for: its marks, and the URL that answered in the end, where it may be another.

    Where it has not ``changed`` since it had the marks from before, no bytes came.
    """

    marks: Marks
    url: str = ""
    changed: bool = True


class Sink(Protocol):
    """What takes the bytes of a file."""

    def expect(self, size: int | None) -> None:
        """Be told how many there will be, where that is known: it may refuse them."""

    def write(self, chunk: bytes) -> None: ...


class Remote(Protocol):
    """A place that lists and gives its files. Any error may come of it, and any of its calls may last for ever."""

    def root(self) -> Entry: ...

    def children(self, folder: Entry) -> Iterable[Entry]:
        """All that a folder lists."""

    def fetch(self, file: Entry, before: Former, sink: Sink) -> Fetched:
        """Give the bytes of a file to the sink, where it changed, and tell of it."""

    def close(self) -> None: ...


def marks_of(facts: Mapping[str, object]) -> Marks:
    """Of all that a server tells of a file, what shows that it changed."""
    found = {name.lower().replace("-", "").replace("_", ""): value for name, value in facts.items()}
    return {
        name: str(value)
        for name, value in sorted(found.items())
        if value is not None and name in {SIZE, *_CHECKSUMS, *_TIMES, *_VERSIONS}
    }


@dataclass(frozen=True, slots=True)
class Former:
    """What was noted of a file when it was fetched: nothing of one that is not here."""

    marks: Marks = field(default_factory=dict)
    key: bytes | None = None

    @property
    def as_sent(self) -> Marks:
        """Return the marks as the server sent them: none where some are keyed."""
        return {} if any(mark.startswith(_KEYED) for mark in self.marks.values()) else self.marks

    def same(self, marks: Marks) -> bool:
        """Whether nothing changed: all is as before, and more than the size is known."""
        return keyed(marks, self.key) == keyed(self.marks, self.key) and bool(marks.keys() - {SIZE})


def keyed(marks: Marks, key: bytes | None) -> Marks:
    """Marks as they are noted once there is a key: who has the notes cannot try by a checksum what a file said."""
    if key is None:
        return marks
    return {
        name: _KEYED + hmac.digest(key, f"{name} {mark}".encode(), "sha256").hex()
        if name in _CHECKSUMS and not mark.startswith(_KEYED)
        else mark
        for name, mark in marks.items()
    }
