"""Access a downloaded ZIP archive as a remote."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

from recueil.errors import FileTooLarge
from recueil.ingest.remote.remote_entries import Entry, Fetched, Former, Sink, marks_of

_CHUNK = 1 << 20
_MEMBER = b"PK\x01\x02"
_MEMBERS = 500_000
_DEEPEST = 100


class Archive:
    """A ZIP archive as a remote; ``within`` is a folder or file in it, empty for the whole archive.

    Raise FileTooLarge for too many files, or folders nested too deeply.
    """

    def __init__(self, file: Path, shown: str, within: str = "") -> None:
        if _members(file) > _MEMBERS:
            raise FileTooLarge(f"{shown}: an archive of more than {_MEMBERS} files.", "Split it.")
        self._archive = zipfile.ZipFile(file)
        self._shown = shown
        self._within = "/".join(_parts(within))
        self._folders: dict[str, dict[str, Entry]] = {"": {}}
        for info in self._archive.infolist():
            self._add(info)

    def _add(self, info: zipfile.ZipInfo) -> None:
        *folders, name = _parts(info.filename) or [""]
        if len(folders) > _DEEPEST:
            raise FileTooLarge(f"{self._shown}: folders more than {_DEEPEST} deep.", "Have it packed again.")
        parent = ""
        for folder in folders if not info.is_dir() else [*folders, name]:
            address = f"{parent}/{folder}".lstrip("/")
            self._folders[parent].setdefault(folder, Entry((folder,), address, folder=True))
            self._folders.setdefault(address, {})
            parent = address
        if name and not info.is_dir():
            marks = marks_of({"size": info.file_size, "crc": info.CRC, "datetime": info.date_time})
            self._folders[parent][name] = Entry((name,), info.filename, size=info.file_size, marks=marks)

    def root(self) -> Entry:
        if self._within in self._folders:
            return Entry((), self._within, folder=True)
        parent, _, name = self._within.rpartition("/")
        found = self._folders.get(parent, {}).get(name)
        if found is None:
            raise FileNotFoundError(self._within)
        return found

    def children(self, folder: Entry) -> Iterable[Entry]:
        return self._folders[folder.address].values()

    def fetch(self, file: Entry, before: Former, sink: Sink) -> Fetched:
        if before.same(file.marks):
            return Fetched(before.marks, changed=False)
        sink.expect(file.size)
        with self._archive.open(file.address) as opened:
            while chunk := opened.read(_CHUNK):
                sink.write(chunk)
        return Fetched(file.marks)

    def close(self) -> None:
        self._archive.close()


def _parts(name: str) -> list[str]:
    return [part for part in name.split("/") if part]


def _members(file: Path) -> int:
    """Return an upper bound of the number of files, without trusting the archive or parsing its
    directory.
    """
    count, tail = 0, b""
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            count += (tail + chunk).count(_MEMBER)
            tail = chunk[-3:]
    return count
