"""Read untrusted tar archives, compressed or not: sizes are bounded, links and devices are no files."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from pathlib import Path

from recueil.errors import ArchiveBomb, FileBroken, FileTooLarge
from recueil.settings import Limits

GZIP_START = b"\x1f\x8b"
_MAGIC, _MAGIC_AT = b"ustar", 257
_MOST_MEMBERS = 5_000
_CHUNK = 1 << 20
# As in ZIP archives: PDFs hardly get smaller, text by a factor of 10 to 50.
_RATIO = 200
_SMALL = 20_000_000


def is_tar(content: bytes) -> bool:
    """Return whether the content is a tar archive or compressed by gzip, whatever is compressed."""
    return content.startswith(GZIP_START) or content[_MAGIC_AT : _MAGIC_AT + len(_MAGIC)] == _MAGIC


class TarPackage:
    """The regular files of a tar archive by name. Raise FileBroken, ArchiveBomb, FileTooLarge."""

    def __init__(self, path: Path, content: bytes, limits: Limits) -> None:
        self._path = path
        unpacked = _unpack(path, content, limits) if content.startswith(GZIP_START) else content
        try:
            self._archive = tarfile.open(fileobj=io.BytesIO(unpacked), mode="r:")  # noqa: SIM115 - in memory
            self._members = self._list_files()
        except (tarfile.TarError, ValueError, OSError, EOFError, OverflowError) as error:
            raise FileBroken(f"{path}: the archive is damaged, or not a tar.", "Publish it again.") from error

    def _list_files(self) -> dict[str, tarfile.TarInfo]:
        members: dict[str, tarfile.TarInfo] = {}
        for count, member in enumerate(self._archive):
            if count == _MOST_MEMBERS:
                raise FileTooLarge(f"{self._path}: more than {_MOST_MEMBERS} members.", "Split the archive.")
            # A sparse file is as large as it says, whatever the archive holds.
            if member.isreg() and not member.issparse():
                members[member.name] = member
        return members

    @property
    def names(self) -> list[str]:
        """Return the names of its files, in their order."""
        return list(self._members)

    def read(self, name: str) -> bytes:
        """Return the bytes of a file. Raise FileBroken."""
        member = self._members[name]
        try:
            file = self._archive.extractfile(member)
            content = b"" if file is None else file.read()
        except (tarfile.TarError, OSError, EOFError) as error:
            raise FileBroken(f"{self._path}: {name} is damaged ({error}).", "Publish it again.") from error
        if len(content) != member.size:
            raise FileBroken(f"{self._path}: {name} is cut short.", "Publish it again.")
        return content


def _unpack(path: Path, content: bytes, limits: Limits) -> bytes:
    """Return what gzip compressed."""
    unpacked = bytearray()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            while chunk := file.read(_CHUNK):
                unpacked += chunk
                if len(unpacked) > limits.unpacked_bytes:
                    raise ArchiveBomb(
                        f"{path}: unpacks to more than {limits.unpacked_bytes} bytes.",
                        "Split it, or raise RECUEIL_LIMITS__UNPACKED_BYTES.",
                    )
                if len(unpacked) > max(_SMALL, _RATIO * len(content)):
                    raise ArchiveBomb(
                        f"{path}: unpacks to more than {_RATIO} times its size.",
                        "Such files are made to fill a disk: remove it, or publish it unpacked.",
                    )
    except (OSError, EOFError, zlib.error) as error:
        raise FileBroken(f"{path}: the archive is damaged or cut short.", "Publish it again.") from error
    return bytes(unpacked)
