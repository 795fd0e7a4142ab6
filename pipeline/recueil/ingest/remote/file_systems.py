"""Access file systems of fsspec (S3, SFTP, FTP …) as remotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import fsspec  # type: ignore[import-untyped]
from pydantic import JsonValue

from recueil.errors import SettingsError
from recueil.ingest.remote.entries import FetchResult, PreviousFetch, RemoteEntry, Sink, extract_marks

_CHUNK = 1 << 20
_EXTRAS = {"s3": "s3", "s3a": "s3"}


def check_driver(scheme: str) -> None:
    """Raise SettingsError if there is no driver for such URLs, or it is not installed."""
    try:
        fsspec.get_filesystem_class(scheme)
    except ImportError as error:
        extra = _EXTRAS.get(scheme)
        advice = f"pip install 'recueil[{extra}]'" if extra else str(error).rstrip(".")
        raise SettingsError(f"{scheme}:// needs a driver that is not installed.", f"{advice}.") from None
    except ValueError:
        raise SettingsError(f"{scheme}:// is not a known kind of URL.", "Correct the URL.") from None


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
