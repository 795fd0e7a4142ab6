"""Read untrusted ZIP archives safely: unpacked size is bounded, and nothing is written to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from recueil.errors import ArchiveBomb, FileBroken, FileEncrypted, ReadError
from recueil.settings import Limits

_MOST_MEMBERS = 20_000
_CHUNK = 1 << 20
# Text and XML compress by a factor of 10 to 50. A large file that compresses better is a zip bomb.
_RATIO = 200
_SMALL = 20_000_000
_ENCRYPTED = 0x1


class Package:
    """The members of an archive by name. Each ReadError names the file, and the member it comes from."""

    def __init__(self, path: Path, content: bytes, limits: Limits) -> None:
        self._path = path
        self._limit = limits.unpacked_bytes
        self._unpacked = 0
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise FileBroken(f"{path}: the archive is damaged or cut short.", "Publish it again.") from error
        members = self._archive.infolist()
        if len(members) > _MOST_MEMBERS:
            raise ArchiveBomb(f"{path}: {len(members)} members, more than {_MOST_MEMBERS}.", "Split the archive.")
        named = (member for member in members if member.filename and not member.is_dir())
        self._members = {member.filename: member for member in named}

    @property
    def names(self) -> list[str]:
        """Return the names of its files, in the order of its directory."""
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """Return the bytes of a member, verified by its checksum. Raise FileEncrypted, FileBroken,
        ArchiveBomb.
        """
        member = self._members[name]
        if member.flag_bits & _ENCRYPTED:
            raise FileEncrypted(f"{self._path}: {name} asks for a password.", "Publish it without one.")
        try:
            return self._unpack(member)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
            raise FileBroken(f"{self._path}: {name} is damaged ({error}).", "Publish it again.") from error
        except (NotImplementedError, RuntimeError) as error:
            raise FileBroken(
                f"{self._path}: {name} is packed in a way Recueil does not know ({error}).",
                "Pack it as plain ZIP.",
            ) from error

    def _unpack(self, member: zipfile.ZipInfo) -> bytes:
        content = bytearray()
        with self._archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                content += chunk
                self._unpacked += len(chunk)
                if error := self._excess(member, len(content)):
                    raise error
        return bytes(content)

    def _excess(self, member: zipfile.ZipInfo, size: int) -> ReadError | None:
        if self._unpacked > self._limit:
            return ArchiveBomb(
                f"{self._path}: unpacks to more than {self._limit} bytes.",
                "Split it, or raise RECUEIL_LIMITS__UNPACKED_BYTES.",
            )
        if size > max(_SMALL, _RATIO * member.compress_size):
            return ArchiveBomb(
                f"{self._path}: {member.filename} unpacks to more than {_RATIO} times its size.",
                "Such files are made to fill a disk: remove it, or publish it unpacked.",
            )
        return None
