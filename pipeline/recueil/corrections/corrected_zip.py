"""The gold of what analysts corrected as one archive, made while it is sent: nothing is kept but a document."""

from __future__ import annotations

from collections.abc import Iterator
from io import RawIOBase
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from recueil.corrections.corrected import iter_documents
from recueil.store.store import Store

if TYPE_CHECKING:
    from typing_extensions import Buffer

REFUSED_FILE = "refused.csv"
"""File of the archive that lists the documents left out, by an act of each: their texts contain tags."""


def stream_zip(store: Store) -> Iterator[bytes]:
    """Yield the chunks of a zip archive of the gold; only one document is in memory at a time."""
    sink, refused = _ZipBuffer(), []
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for document in iter_documents(store):
            if document.text is None:
                refused.append(document.uid)
            else:
                archive.writestr(document.name, document.text)
                yield sink.taken()
        if refused:
            archive.writestr(REFUSED_FILE, "".join(f"{uid}\n" for uid in ("act", *refused)))
    yield sink.taken()


class _ZipBuffer(RawIOBase):
    """A write-only buffer for ZipFile, not seekable, that is drained while the archive is written."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, some: Buffer) -> int:
        piece = bytes(some)
        self._held += piece
        return len(piece)

    def taken(self) -> bytes:
        some = bytes(self._held)
        self._held.clear()
        return some
