"""What a server sends of a file, against what it promised and what a file may have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from recueil.errors import FileTooLarge, ReadError, SourceUnreachable
from recueil.ingest.remote.download import Downloader
from recueil.ingest.remote.entries import FetchResult, PreviousFetch, RemoteEntry, Sink
from recueil.ingest.remote.timeouts import TimedCaller

FILE = RemoteEntry(("a.txt",), "test://a.txt")
MOST = 10


@dataclass(frozen=True)
class Talking:
    """Sends one file piece by piece, and promises so many bytes, or nothing."""

    pieces: tuple[bytes, ...]
    promised: int | None = None

    def root(self) -> RemoteEntry:
        return FILE

    def children(self, folder: RemoteEntry) -> Iterable[RemoteEntry]:
        return ()

    def fetch(self, file: RemoteEntry, before: PreviousFetch, sink: Sink) -> FetchResult:
        sink.expect(self.promised)
        for piece in self.pieces:
            sink.write(piece)
        return FetchResult({})

    def close(self) -> None:
        """There is nothing to close."""


def copied(folder: Path, remote: Talking) -> bool:
    return Downloader(folder, TimedCaller(), MOST, 30).copy(remote, FILE, "a.txt", "test://a.txt")


@pytest.mark.parametrize("promised", [None, MOST])
def test_a_file_as_large_as_may_be_is_copied(tmp_path: Path, promised: int | None) -> None:
    assert copied(tmp_path, Talking((b"12345", b"67890"), promised))
    assert (tmp_path / "a.txt").read_bytes() == b"1234567890"


@pytest.mark.parametrize(
    ("remote", "error", "message"),
    [
        (Talking((b"12345", b"67890", b"1")), FileTooLarge, "test://a.txt: larger than 10 bytes."),
        (Talking((), MOST + 1), FileTooLarge, "test://a.txt: larger than 10 bytes."),
        (Talking((b"12345",), 6), SourceUnreachable, "test://a.txt: 5 bytes came, and 6 were promised."),
        (Talking((b"12345",), 4), SourceUnreachable, "test://a.txt: 5 bytes came, and 4 were promised."),
    ],
)
def test_what_is_not_the_whole_file_is_not_kept(
    tmp_path: Path, remote: Talking, error: type[ReadError], message: str
) -> None:
    (tmp_path / "a.txt").write_text("before")
    with pytest.raises(error) as caught:
        copied(tmp_path, remote)
    assert caught.value.message == message
    assert (tmp_path / "a.txt").read_text() == "before"
