"""Sync the files that a table names with the mirror: by the client, and the guards, of all remote sources.

A file may lie on any public machine, and in a private network only on the machine of the table itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from recueil.errors import ReadError, SourceUnreachable
from recueil.ingest.remote.download import Downloader
from recueil.ingest.remote.entries import RemoteEntry, RemoteFile, RemoteLimits
from recueil.ingest.remote.http import HttpRemote
from recueil.ingest.remote.mirror import (
    BOUNDS,
    MirrorResult,
    assign_names,
    mirror_folder_of,
    remove_others,
    sync_folder,
)
from recueil.ingest.remote.timeouts import RETRY_ADVICE, TimedCaller, iter_secrets
from recueil.ingest.remote.urls import redact_url
from recueil.ingest.tables.portals import Listing
from recueil.ingest.tables.scdl import ListedFile
from recueil.privacy.erasure import name_hashes
from recueil.readers.reader import read_bytes
from recueil.settings import Limits, Source
from recueil.translation import gettext as _
from recueil.values import StatedFacts

_TABLE = ".table"
_INCOMING = ".incoming"


@dataclass(slots=True)
class SyncedTable:
    """The copies of a table's files, and what is stated of each by its path."""

    mirrored: MirrorResult
    stated: dict[Path, tuple[StatedFacts, ...]] = field(default_factory=dict)


def sync_table(source: Source, folder: Path, limits: Limits, bounds: RemoteLimits = BOUNDS) -> SyncedTable:
    """Sync the copies with the files of a table, as far as they can be reached. Raise MirrorError."""
    place = mirror_folder_of(source, folder)
    syncing = _TableSync(source, place, limits, bounds)
    return SyncedTable(sync_folder(place, syncing.run), syncing.stated)


class _TableSync:
    """One sync of one table."""

    def __init__(self, source: Source, place: Path, limits: Limits, bounds: RemoteLimits) -> None:
        self._table, self._options = source.table or "", source.options.get_secret_value()
        self._is_remote = "://" in self._table
        self._shown = redact_url(self._table) if self._is_remote else Path(self._table).name
        self._place, self._limits, self._bounds = place, limits, bounds
        self._end = time.monotonic() + bounds.source
        self._attempts = TimedCaller(iter_secrets(self._options))
        self._downloads = 0
        self.stated: dict[Path, tuple[StatedFacts, ...]] = {}

    def run(self) -> MirrorResult:
        key = name_hashes.load_key()
        copying = Downloader(self._place, self._attempts, self._limits.file_bytes, self._bounds.file, key)
        with closing(
            HttpRemote(self._table if self._is_remote else "", self._options, self._bounds.silence)
        ) as remote:
            listed = self._list_files(remote, copying)
            made = {file.address: file.content for file in listed if file.content is not None}
            files = assign_names([_remote_file(file.address) for file in listed if file.content is None])
            if not files and not made:
                raise SourceUnreachable(_("{shown}: it names no file.").format(shown=self._shown), RETRY_ADVICE)
            facts = {file.address: file.stated for file in listed}
            removed = remove_others(self._place, {*files, *made})
            copying.keep_only({*files, *(f"{_TABLE}{number}" for number in range(self._downloads))})
            self.stated = {self._place / name: facts[file.entry.address] for name, file in files.items()}
            problems, fetched = self._copy_files(remote, copying, files)
        fetched += sum(self._write(name, content) for name, content in made.items())
        unchanged = len(files) + len(made) - len(problems) - fetched
        return MirrorResult(self._place, None, problems, fetched, unchanged, removed)

    def _write(self, name: str, content: bytes) -> bool:
        """Write a file made of records; return whether it is new or another than before."""
        target = self._place / name
        if target.is_file() and target.read_bytes() == content:
            return False
        new = target.with_name(_INCOMING)
        new.write_bytes(content)
        new.replace(target)
        return True

    def _list_files(self, remote: HttpRemote, copying: Downloader) -> list[ListedFile]:
        """Return the files that the table names."""

        def fetch(address: str) -> bytes:
            name = f"{_TABLE}{self._downloads}"
            self._downloads += 1
            copying.copy(remote, _remote_file(address).entry, name, redact_url(address))
            return read_bytes(self._place / name, self._limits)

        listing = Listing(Path(self._shown), self._shown, self._limits, fetch)
        if self._is_remote:
            return listing.files(self._table, fetch(self._table))
        return listing.files("", read_bytes(Path(self._table), self._limits))

    def _copy_files(
        self, remote: HttpRemote, copying: Downloader, files: Mapping[str, RemoteFile]
    ) -> tuple[dict[Path, ReadError], int]:
        """Download the files; return problems by path, and the number of downloads."""
        problems: dict[Path, ReadError] = {}
        fetched = 0
        for name, file in files.items():
            what = f"{self._shown}, {name}"
            try:
                if time.monotonic() > self._end:
                    raise SourceUnreachable(_("{what}: no time was left for it.").format(what=what), RETRY_ADVICE)
                fetched += copying.copy(remote, file.entry, name, what)
            except ReadError as error:
                problems[self._place / name] = error
        return problems, fetched


def _remote_file(address: str) -> RemoteFile:
    """Return the file at an address of the web; its path begins with the name of the machine."""
    parts = urlsplit(address)
    names = tuple(_names(parts.path)) or ("index",)
    entry = RemoteEntry((names[-1],), address, query=parts.query)
    return RemoteFile((parts.hostname or "", *names), entry)


def _names(path: str) -> Iterator[str]:
    return (unquote(name) for name in path.split("/") if name)
