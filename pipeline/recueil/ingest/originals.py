"""Keep the bytes of every file that was ever planned, whatever happens to its source.

A file lies under the fingerprint of its content, ``originals/ab/cd…``: the SHA-256, or once somebody is forgotten,
a keyed digest of it, by which nobody can test guesses. So equal files are kept once, and a damaged one does not
match its name.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from recueil.errors import OriginalsError
from recueil.store.acts.handles import Fingerprints
from recueil.translation import gettext as _

_NAME = re.compile(r"[0-9a-f]{62}")
_PREFIX = 2


@dataclass(frozen=True, slots=True)
class Pruning:
    """What pruning removed: the number of files, and their bytes."""

    files: int
    size: int


class Originals:
    """The folder of originals. ``fingerprints`` are the store's way to identify contents."""

    def __init__(self, folder: Path, fingerprints: Fingerprints) -> None:
        self._folder, self._fingerprints = folder, fingerprints

    def keep(self, fingerprint: str, content: bytes) -> None:
        """Write a file unless it is there. Raise OriginalsError if it cannot be written."""
        path = original_path(self._folder, fingerprint)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError as error:
            with suppress(OSError):
                temporary.unlink()
            raise _unwritable_error(self._folder, error) from error

    def has(self, fingerprint: str) -> bool:
        """Return whether a file is there, intact or not."""
        return original_path(self._folder, fingerprint).is_file()

    def iter_damaged(self) -> Iterator[Path]:
        """Yield the files whose bytes do not match their names, or cannot be read."""
        for path in iter_originals(self._folder):
            if self._digest(path) != fingerprint_of(path):
                yield path

    def remove(self, fingerprints: Collection[str]) -> int:
        """Remove files, and return how many were there. Raise OriginalsError if one cannot be removed."""
        paths = [original_path(self._folder, each) for each in fingerprints]
        files = [path for path in paths if path.is_file()]
        for path in files:
            self._unlink(path)
        return len(files)

    def prune(self, needed: Collection[str], before: datetime.datetime, *, dry_run: bool = False) -> Pruning:
        """Remove files that were written before a time and that are not ``needed``. Raise OriginalsError."""
        files = size = 0
        for path in iter_originals(self._folder):
            status = path.stat()
            if fingerprint_of(path) in needed or status.st_mtime >= before.timestamp():
                continue
            files, size = files + 1, size + status.st_size
            if not dry_run:
                self._unlink(path)
        return Pruning(files, size)

    def rekey(self) -> None:
        """Rename the files whose names are plain SHA-256, once fingerprints are keyed. Raise OriginalsError."""
        if not self._fingerprints.is_keyed:
            return
        for path in list(iter_originals(self._folder)):
            name = fingerprint_of(path)
            keyed = self._fingerprints.of(name)
            if self._digest(path) != keyed:
                continue  # keyed already, or damaged
            target = original_path(self._folder, keyed)
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
            except OSError as error:
                raise _unwritable_error(self._folder, error) from error

    def _digest(self, path: Path) -> str | None:
        try:
            with path.open("rb") as file:
                return self._fingerprints.of(file_digest(file, "sha256").hexdigest())
        except OSError:
            return None

    def _unlink(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable_error(self._folder, error) from error


def original_path(folder: Path, fingerprint: str) -> Path:
    """Return the path of an original, existing or not."""
    return folder / fingerprint[:_PREFIX] / fingerprint[_PREFIX:]


def fingerprint_of(path: Path) -> str:
    """Return the fingerprint in the path of an original."""
    return f"{path.parent.name}{path.name}"


def iter_originals(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder of originals, in the order of their fingerprints."""
    return (path for path in sorted(folder.glob("[0-9a-f][0-9a-f]/*")) if _NAME.fullmatch(path.name))


def _unwritable_error(folder: Path, error: OSError) -> OriginalsError:
    return OriginalsError(
        _("{folder}: cannot be written ({strerror}).").format(folder=folder, strerror=error.strerror),
        _("Make room, or correct RECUEIL_ORIGINALS, and run again."),
    )
