"""Access file systems of fsspec (S3, SFTP, FTP …), and downloaded ZIP archives, as remotes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import fsspec  # type: ignore[import-untyped]
from pydantic import JsonValue

from recueil.errors import FileTooLarge, SettingsError
from recueil.extras import install_command
from recueil.ingest.remote.entries import FetchResult, PreviousFetch, RemoteEntry, Sink, extract_marks
from recueil.translation import gettext as _

_CHUNK = 1 << 20
_EXTRAS = {"s3": "s3", "s3a": "s3"}


def check_driver(scheme: str) -> None:
    """Raise SettingsError if there is no driver for such URLs, or it is not installed."""
    try:
        fsspec.get_filesystem_class(scheme)
    except ImportError as error:
        extra = _EXTRAS.get(scheme)
        advice = install_command(extra) if extra else str(error).rstrip(".")
        raise SettingsError(
            _("{scheme}:// needs a driver that is not installed.").format(scheme=scheme), f"{advice}."
        ) from None
    except ValueError:
        raise SettingsError(
            _("{scheme}:// is not a known kind of URL.").format(scheme=scheme), _("Correct the URL.")
        ) from None


class FileSystemRemote:
    """A file system of fsspec as a remote; ``options`` are those of its driver."""

    def __init__(self, url: str, options: Mapping[str, JsonValue]) -> None:
        self._files, self._root = fsspec.url_to_fs(url, skip_instance_cache=True, **options)

    def root(self) -> RemoteEntry:
        return _to_entry(self._files.info(self._root))

    def children(self, folder: RemoteEntry) -> Iterator[RemoteEntry]:
        for facts in self._files.ls(folder.address, detail=True):
            entry = _to_entry(facts)
            # Some servers list a folder in itself; a link to a folder may form a cycle.
            itself = entry.address.strip("/") == folder.address.strip("/")
            if not itself and not (entry.folder and facts.get("islink")) and facts.get("type") != "other":
                yield entry

    def fetch(self, file: RemoteEntry, before: PreviousFetch, sink: Sink) -> FetchResult:
        if before.matches(file.marks):
            return FetchResult(before.marks, changed=False)
        sink.expect(file.size)
        with self._files.open(file.address, "rb") as opened:
            while chunk := opened.read(_CHUNK):
                sink.write(chunk)
        return FetchResult(file.marks)

    def close(self) -> None:
        """Do nothing: connections end with the driver."""


def _to_entry(facts: Mapping[str, Any]) -> RemoteEntry:
    address = str(facts["name"])
    name = address.rstrip("/").rpartition("/")[2]
    return RemoteEntry((name,), address, facts.get("type") == "directory", facts.get("size"), extract_marks(facts))


_MEMBER_SIGNATURE = b"PK\x01\x02"
_MAX_MEMBERS = 500_000
_MAX_DEPTH = 100


class ArchiveRemote:
    """A ZIP archive as a remote; ``within`` is a folder or file in it, empty for the whole archive.

    Raise FileTooLarge for too many files, or folders nested too deeply.
    """

    def __init__(self, file: Path, shown: str, within: str = "") -> None:
        if _count_members(file) > _MAX_MEMBERS:
            raise FileTooLarge(
                _("{shown}: an archive of more than {max_members} files.").format(
                    shown=shown, max_members=_MAX_MEMBERS
                ),
                _("Split it."),
            )
        self._archive = zipfile.ZipFile(file)
        self._shown = shown
        self._within = "/".join(_split_path(within))
        self._folders: dict[str, dict[str, RemoteEntry]] = {"": {}}
        for info in self._archive.infolist():
            self._add(info)

    def _add(self, info: zipfile.ZipInfo) -> None:
        *folders, name = _split_path(info.filename) or [""]
        if len(folders) > _MAX_DEPTH:
            raise FileTooLarge(
                _("{shown}: folders more than {max_depth} deep.").format(shown=self._shown, max_depth=_MAX_DEPTH),
                _("Have it packed again."),
            )
        parent = ""
        for folder in folders if not info.is_dir() else [*folders, name]:
            address = f"{parent}/{folder}".lstrip("/")
            self._folders[parent].setdefault(folder, RemoteEntry((folder,), address, folder=True))
            self._folders.setdefault(address, {})
            parent = address
        if name and not info.is_dir():
            marks = extract_marks({"size": info.file_size, "crc": info.CRC, "datetime": info.date_time})
            self._folders[parent][name] = RemoteEntry((name,), info.filename, size=info.file_size, marks=marks)

    def root(self) -> RemoteEntry:
        if self._within in self._folders:
            return RemoteEntry((), self._within, folder=True)
        parent, _, name = self._within.rpartition("/")
        found = self._folders.get(parent, {}).get(name)
        if found is None:
            raise FileNotFoundError(self._within)
        return found

    def children(self, folder: RemoteEntry) -> Iterable[RemoteEntry]:
        return self._folders[folder.address].values()

    def fetch(self, file: RemoteEntry, before: PreviousFetch, sink: Sink) -> FetchResult:
        if before.matches(file.marks):
            return FetchResult(before.marks, changed=False)
        sink.expect(file.size)
        with self._archive.open(file.address) as opened:
            while chunk := opened.read(_CHUNK):
                sink.write(chunk)
        return FetchResult(file.marks)

    def close(self) -> None:
        self._archive.close()


def _split_path(name: str) -> list[str]:
    return [part for part in name.split("/") if part]


def _count_members(file: Path) -> int:
    """Return an upper bound of the number of files, without trusting the archive or parsing its
    directory.
    """
    count, tail = 0, b""
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            count += (tail + chunk).count(_MEMBER_SIGNATURE)
            tail = chunk[-3:]
    return count
