"""Find the original file of a document, if it still exists and has the same bytes."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from recueil.ingest.scopes import path_of
from recueil.store.acts.handles import Fingerprints

_FILE = "file:///"


@dataclass(frozen=True, slots=True)
class Original:
    """A file with the size of a document: a candidate whose content is still to be compared.

    ``fingerprint`` identifies the document in the store; ``known`` computes fingerprints.
    """

    path: Path
    fingerprint: str
    known: Fingerprints

    def opened(self) -> BufferedReader | None:
        """Open it at its start; None if its bytes are not, or no longer, the document's."""
        found = self._compared()
        return None if found is None else found[0]

    def sha256(self) -> str | None:
        """Compute the SHA-256 of the document's bytes; None if the file's are not, or no longer, the
        same.
        """
        if not self.known.is_keyed:
            return self.fingerprint
        found = self._compared()
        if found is None:
            return None
        found[0].close()
        return found[1]

    def _compared(self) -> tuple[BufferedReader, str] | None:
        file = _open_regular(self.path)
        if file is None:
            return None
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if self.known.of(sha256) != self.fingerprint:
            file.close()
            return None
        file.seek(0)
        return file, sha256


def find_original(
    sources: Iterable[str], fingerprint: str, size: int, fingerprints: Fingerprints
) -> Original | None:
    """Return the first of a document's sources that is a local file of its size, or None."""
    paths = (path_of(source) for source in sources if source.startswith(_FILE))
    return next((Original(path, fingerprint, fingerprints) for path in paths if _file_size(path) == size), None)


def _file_size(path: Path) -> int | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _open_regular(path: Path) -> BufferedReader | None:
    """Open a regular file without blocking, should a pipe have taken its place; None if it is not one."""
    try:
        file = open(path, "rb", opener=_open_nonblocking)  # noqa: SIM115 - the caller closes it
    except (OSError, ValueError):
        return None
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    return None


def _open_nonblocking(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)
