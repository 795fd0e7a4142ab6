"""Read a ZIP or tar archive as one document, in which each file begins a page.

The acts that a portal publishes in one archive are the acts of one document, as those of a
procès-verbal are: what is published together has one source, one hash and one row in the ledger.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Protocol

from recueil.errors import (
    ArchiveBomb,
    ArchiveNested,
    FileBroken,
    FileEmpty,
    FileTooLarge,
    ReadError,
    WorkerTooSlow,
)
from recueil.readers.document import MissingFile, PageContent
from recueil.readers.office.package import Package
from recueil.settings import Limits
from recueil.translation import gettext as _

Reader = Callable[[Path, bytes, Limits], list[PageContent]]

_MOST_FILES = 2_000
# Files that Windows and macOS add to folders.
_SYSTEM_FILES = {"__macosx", "thumbs.db", "desktop.ini"}


def _ignore(name: str) -> None:
    """Ignore the name of the file being read."""


@dataclass(frozen=True, slots=True)
class ArchiveOptions:
    """Options for an archive: ``announce`` is called with each file's name before it is read;
    ``without`` lists files to skip, by name.
    """

    announce: Callable[[str], None] = _ignore
    without: Mapping[str, MissingFile] = field(default_factory=dict)


def read(
    path: Path, content: bytes, limits: Limits, read_member: Reader, opening: ArchiveOptions
) -> tuple[list[PageContent], tuple[MissingFile, ...]]:
    """Return the pages of an archive's files, in the order of their names, and the files that failed.

    Raise ReadError if all fail, if the archive is malicious (bomb, nested), or if it exceeds a limit
    as a whole.
    """
    package = Package(path, content, limits)
    pages, missing = read_files(path, package, package.names, limits, read_member, opening)
    return list(chain.from_iterable(pages.values())), missing


class Files(Protocol):
    """The files of an archive by name."""

    def read(self, name: str) -> bytes:
        """Return the bytes of a file. Raise ReadError."""
        ...


def read_files(
    path: Path, files: Files, names: Iterable[str], limits: Limits, read_member: Reader, opening: ArchiveOptions
) -> tuple[dict[str, list[PageContent]], tuple[MissingFile, ...]]:
    """Return the pages of files of an archive by name, in the order of their names, and the files that failed.

    Raise ReadError like ``read``.
    """
    names = sorted(name for name in names if _is_shown(name))
    if not names:
        raise FileEmpty(
            _("{path}: the archive holds no file.").format(path=path), _("Publish it again, or remove it.")
        )
    if len(names) > _MOST_FILES:
        raise FileTooLarge(
            _("{path}: {count} files, more than {most_files}.").format(
                path=path, count=len(names), most_files=_MOST_FILES
            ),
            _("Split the archive."),
        )
    pages_of: dict[str, list[PageContent]] = {}
    missing: list[MissingFile] = []
    first: ReadError | None = None
    characters = count = 0
    end = time.monotonic() + limits.seconds
    for name in names:
        if name in opening.without:
            missing.append(opening.without[name])
            continue
        if time.monotonic() > end:
            advice = _("Split it, or raise RECUEIL_LIMITS__SECONDS.")
            raise WorkerTooSlow(
                _("{path}: longer than {seconds:g} seconds.").format(path=path, seconds=limits.seconds), advice
            )
        opening.announce(name)
        member = Path(f"{path}: {replace_unprintable(name)}")  # for messages: it is never opened as a path
        try:
            pages = read_member(member, files.read(name), limits)
            _check_limits(member, len(pages), _count_characters(pages), limits)
        except (ArchiveBomb, ArchiveNested):
            raise
        except ReadError as error:
            first = first or error
            missing.append(_missing_file(path, name, error))
            continue
        pages_of[name] = [*pages[:-1], *map(_end_with_newline, pages[-1:])]
        count += len(pages)
        characters += _count_characters(pages)
        _check_limits(path, count, characters, limits)
    if not pages_of:
        raise first or FileBroken(
            _("{path}: none of its files can be read.").format(path=path), _("Publish them again.")
        )
    return pages_of, tuple(missing)


def _missing_file(path: Path, name: str, error: ReadError) -> MissingFile:
    """Return a failed file without the archive's path, since other sources may have the same archive."""
    message = replace_unprintable(str(error).removeprefix(f"{path}: "))
    return MissingFile(replace_unprintable(name), error.reason, message, error.passing)


def _is_shown(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not any((part.startswith(".") and part != "..") or part.lower() in _SYSTEM_FILES for part in parts)


def replace_unprintable(words: str) -> str:
    """Replace unprintable characters by « ? »."""
    return "".join(char if char.isprintable() else "?" for char in words)


def _count_characters(pages: list[PageContent]) -> int:
    return sum(len(page.text) for page in pages)


def _end_with_newline(leaf: PageContent) -> PageContent:
    """End a page with a line break, so that the next file does not continue its last line."""
    return leaf if leaf.text.endswith(("\n", "\f")) else replace(leaf, text=leaf.text + "\n")


def _check_limits(path: Path, pages: int, characters: int, limits: Limits) -> None:
    if pages > limits.pages:
        raise FileTooLarge(
            _("{path}: more than {pages} pages.").format(path=path, pages=limits.pages),
            _("Split it, or raise RECUEIL_LIMITS__PAGES."),
        )
    if characters > limits.characters:
        raise FileTooLarge(
            _("{path}: more than {characters} characters of text.").format(
                path=path, characters=limits.characters
            ),
            _("Split it, or raise RECUEIL_LIMITS__CHARACTERS."),
        )


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
            raise FileBroken(
                _("{path}: the archive is damaged, or not a tar.").format(path=path), _("Publish it again.")
            ) from error

    def _list_files(self) -> dict[str, tarfile.TarInfo]:
        members: dict[str, tarfile.TarInfo] = {}
        for count, member in enumerate(self._archive):
            if count == _MOST_MEMBERS:
                raise FileTooLarge(
                    _("{path}: more than {most_members} members.").format(
                        path=self._path, most_members=_MOST_MEMBERS
                    ),
                    _("Split the archive."),
                )
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
            raise FileBroken(
                _("{path}: {name} is damaged ({error}).").format(path=self._path, name=name, error=error),
                _("Publish it again."),
            ) from error
        if len(content) != member.size:
            raise FileBroken(
                _("{path}: {name} is cut short.").format(path=self._path, name=name), _("Publish it again.")
            )
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
                        _("{path}: unpacks to more than {unpacked_bytes} bytes.").format(
                            path=path, unpacked_bytes=limits.unpacked_bytes
                        ),
                        _("Split it, or raise RECUEIL_LIMITS__UNPACKED_BYTES."),
                    )
                if len(unpacked) > max(_SMALL, _RATIO * len(content)):
                    raise ArchiveBomb(
                        _("{path}: unpacks to more than {ratio} times its size.").format(path=path, ratio=_RATIO),
                        _("Such files are made to fill a disk: remove it, or publish it unpacked."),
                    )
    except (OSError, EOFError, zlib.error) as error:
        raise FileBroken(
            _("{path}: the archive is damaged or cut short.").format(path=path), _("Publish it again.")
        ) from error
    return bytes(unpacked)
