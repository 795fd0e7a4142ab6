"""One remote file → one file here: whole or not at all, never larger than it may be, and only where it changed."""

from __future__ import annotations

import filecmp
import os
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from recueil.errors import FileTooLarge, MirrorError, SourceReplaced, SourceUnreachable
from recueil.ingest.remote.manifest import Note, Notes
from recueil.ingest.remote.remote_entries import Entry, Former, Remote
from recueil.ingest.remote.substitutes import Answer, substitution
from recueil.ingest.remote.timeouts import ADVICE, Attempts

NOTES = ".notes"
_HEAD = 262_144
_IF_RIGHT = (
    "Its former copy and its act stay, and the next run of `recueil ingest` tries it again. "
    "Where this is right, publish it under another name, or correct the source."
)
_IN_THE_WAY = (FileExistsError, IsADirectoryError, NotADirectoryError)


class Copying:
    """Downloads into ``folder``, which nobody else writes to; ``seconds`` limits each download.

    With a ``key``, checksums are stored as keyed digests.
    """

    def __init__(
        self, folder: Path, attempts: Attempts, file_bytes: int, seconds: float, key: bytes | None = None
    ) -> None:
        self._folder, self._attempts, self._bytes, self._seconds = folder, attempts, file_bytes, seconds
        self._notes, self._key = Notes(folder / NOTES, key), key

    def copy(self, remote: Remote, entry: Entry, name: str, what: str) -> bool:
        """Download a file; return False if the copy is up to date. Raise ReadError, which leaves the
        copy as it is.
        """
        target = self._folder / name
        note = self._notes.get(name)
        before = Former(note.marks, self._key) if note and _holds(target, note.size) else Former()
        with closing(_Incoming(self._folder, self._bytes, what)) as incoming:
            fetched = self._attempts.attempt(what, self._seconds, lambda: remote.fetch(entry, before, incoming))
            if not fetched.changed:
                if note and (note.address, note.url) != (entry.address, fetched.url):
                    self._notes.put(name, replace(note, address=entry.address, url=fetched.url))
                return False
            incoming.finish()
            self._require_file(entry, incoming, fetched.url, target, note, what)
            incoming.move_to(target)
        self._notes.put(name, Note(dict(fetched.marks), incoming.size, entry.address, fetched.url))
        return True

    def _require_file(
        self, entry: Entry, incoming: _Incoming, url: str, target: Path, note: Note | None, what: str
    ) -> None:
        """Raise SourceReplaced if the download is not the file requested."""
        old = None
        if target.is_file():
            if filecmp.cmp(incoming.path, target, shallow=False):
                return
            old = Answer(_head_of(target), note.url if note else "")
        name = entry.names[-1] if entry.names else target.name
        if fault := substitution(name, entry.address, Answer(_head_of(incoming.path), url), old):
            raise SourceReplaced(f"{what}: the server answers {fault}.", _IF_RIGHT)

    def holds_below(self, folder: str) -> bool:
        """Return whether there are copies below a folder, by its local name."""
        return any(name.startswith(f"{folder}/") for name in self._notes.names())

    def forget_others(self, names: set[str]) -> None:
        """Drop the manifest entries of all other files."""
        self._notes.keep(names)


def _head_of(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_HEAD)


class _Incoming:
    """A file being downloaded, under a temporary name."""

    def __init__(self, folder: Path, most: int, what: str) -> None:
        self.size = 0
        self._expected: int | None = None
        self._most, self._what = most, what
        self.path = folder / ".incoming"
        try:
            self._file = self.path.open("wb")
        except OSError as error:
            raise unwritable(self.path, error) from error

    def expect(self, size: int | None) -> None:
        self._expected = size
        self._check(size or 0)

    def write(self, chunk: bytes) -> None:
        self._check(self.size + len(chunk))
        try:
            self._file.write(chunk)
        except OSError as error:
            raise unwritable(self.path, error) from error
        self.size += len(chunk)

    def _check(self, size: int) -> None:
        if size > self._most:
            advice = "Have it split, or raise RECUEIL_LIMITS__FILE_BYTES."
            raise FileTooLarge(f"{self._what}: larger than {self._most} bytes.", advice)

    def finish(self) -> None:
        """Check that all bytes arrived, and close the file."""
        if self._expected not in (None, self.size):
            raise SourceUnreachable(
                f"{self._what}: {self.size} bytes came, and {self._expected} were promised.", ADVICE
            )
        try:
            self._file.close()
        except OSError as error:
            raise unwritable(self.path, error) from error

    def move_to(self, target: Path) -> None:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.path, target)  # noqa: PTH105
        except _IN_THE_WAY:
            raise SourceUnreachable(
                f"{self._what}: a file and a folder have this name.", "Have one of them renamed."
            ) from None
        except OSError as error:
            raise unwritable(target, error) from error

    def close(self) -> None:
        """Close and delete it, so that a driver still writing after its timeout finds it closed."""
        with suppress(OSError):
            self._file.close()
        self.path.unlink(missing_ok=True)


def _holds(file: Path, size: int) -> bool:
    return file.is_file() and file.stat().st_size == size


def unwritable(path: Path, error: OSError) -> MirrorError:
    return MirrorError(
        f"{path}: cannot be written ({error.strerror}).", "Make room, or correct RECUEIL_MIRROR, and run again."
    )
