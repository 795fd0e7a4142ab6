"""Cache OCR results in a folder, so that each page image is recognised once."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from recueil.readers.document import PageContent, Words
from recueil.readers.page_tables import PageTables

_DIGEST = 32


@dataclass(frozen=True, slots=True)
class OcrCacheEntry:
    """The cache entry of one page. Safe for concurrent processes; damaged entries are ignored."""

    folder: Path
    key: str

    @property
    def path(self) -> Path:
        return self.folder / self.key[:2] / self.key[2:]

    def leaf(self) -> PageContent | None:
        """Return the cached page if it is intact, else None."""
        try:
            content = self.path.read_bytes()
        except OSError:
            return None
        return _deserialize(content[_DIGEST:]) if _digest(content[_DIGEST:]) == content[:_DIGEST] else None

    def keep(self, leaf: PageContent) -> None:
        """Write a page atomically; does nothing if the folder is not writable."""
        content = _serialize(leaf)
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_digest(content) + content)
                Path(name).replace(self.path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise


def iter_cached(folder: Path) -> Iterator[tuple[Path, PageContent]]:
    """Yield each intact page of the cache, with its file."""
    for place in sorted(folder.glob("??/*")):
        leaf = OcrCacheEntry(folder, f"{place.parent.name}{place.name}").leaf()
        if leaf is not None:
            yield place, leaf


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _serialize(leaf: PageContent) -> bytes:
    words, tables = (b64encode(packed).decode("ascii") for packed in (leaf.words.pack(), leaf.tables.packed))
    return json.dumps([leaf.text, leaf.width, leaf.height, words, tables]).encode()


def _deserialize(content: bytes) -> PageContent:
    text, width, height, words, *more = json.loads(content)  # an earlier release wrote no tables
    tables = PageTables(b64decode(more[0])) if more else PageTables()
    return PageContent(text, width, height, Words.unpack(b64decode(words)), tables)
