"""One remote file → one file here: whole or not at all, never larger than it may be, and only where it changed."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from recueil.errors import FileTooLarge, MirrorError, SourceUnreachable
from recueil.remote.attempts import ADVICE, Attempts
from recueil.remote.entries import Entry, Former, Remote
from recueil.remote.notes import Note, Notes

NOTES = ".notes"
_IN_THE_WAY = (FileExistsError, IsADirectoryError, NotADirectoryError)


class Copying:
    """``folder`` is where the copies are, and nobody else copies to it; ``seconds`` the longest one may take.

    With a ``key``, checksums are noted as keyed digests.
    """

    def __init__(
        self, folder: Path, attempts: Attempts, file_bytes: int, seconds: float, key: bytes | None = None
    ) -> None:
        self._folder, self._attempts, self._bytes, self._seconds = folder, attempts, file_bytes, seconds
        self._notes, self._key = Notes(folder / NOTES, key), key

    def copy(self, remote: Remote, entry: Entry, name: str, what: str) -> bool:
        """Whether the file was fetched; False where it is here already. ReadError, and what is here stays."""
        target = self._folder / name
        note = self._notes.get(name)
        before = Former(note.marks, self._key) if note and _holds(target, note.size) else Former()
        with closing(_Incoming(self._folder, self._bytes, what)) as incoming:
            marks = self._attempts.attempt(what, self._seconds, lambda: remote.fetch(entry, before, incoming))
            if marks is None:
                if note and note.address != entry.address:
                    self._notes.put(name, replace(note, address=entry.address))
                return False
            incoming.move_to(target)
        self._notes.put(name, Note(dict(marks), incoming.size, entry.address))
        return True

    def forget_others(self, names: set[str]) -> None:
        """Keep notes only of these files."""
        self._notes.keep(names)


class _Incoming:
    """A file that is being written, and has no name yet."""

    def __init__(self, folder: Path, most: int, what: str) -> None:
        self.size = 0
        self._expected: int | None = None
        self._most, self._what = most, what
        self._path = folder / ".incoming"
        try:
            self._file = self._path.open("wb")
        except OSError as error:
            raise unwritable(self._path, error) from error

    def expect(self, size: int | None) -> None:
        self._expected = size
        self._check(size or 0)

    def write(self, chunk: bytes) -> None:
        self._check(self.size + len(chunk))
        try:
            self._file.write(chunk)
        except OSError as error:
            raise unwritable(self._path, error) from error
        self.size += len(chunk)

    def _check(self, size: int) -> None:
        if size > self._most:
            advice = "Have it split, or raise RECUEIL_LIMITS__FILE_BYTES."
            raise FileTooLarge(f"{self._what}: larger than {self._most} bytes.", advice)

    def move_to(self, target: Path) -> None:
        if self._expected not in (None, self.size):
            raise SourceUnreachable(
                f"{self._what}: {self.size} bytes came, and {self._expected} were promised.", ADVICE
            )
        try:
            self._file.close()
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self._path, target)  # noqa: PTH105
        except _IN_THE_WAY:
            raise SourceUnreachable(
                f"{self._what}: a file and a folder have this name.", "Have one of them renamed."
            ) from None
        except OSError as error:
            raise unwritable(target, error) from error

    def close(self) -> None:
        """A driver that goes on writing when its time is over finds it closed."""
        with suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)


def _holds(file: Path, size: int) -> bool:
    return file.is_file() and file.stat().st_size == size


def unwritable(path: Path, error: OSError) -> MirrorError:
    return MirrorError(
        f"{path}: cannot be written ({error.strerror}).", "Make room, or correct RECUEIL_MIRROR, and run again."
    )
