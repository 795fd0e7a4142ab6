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

from recueil.readers.reading_document import Leaf
from recueil.readers.words import Words

_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Shelf:
    """The cache entry of one page. Safe for concurrent processes; damaged entries are ignored."""

    folder: Path
    key: str

    @property
    def path(self) -> Path:
        return self.folder / self.key[:2] / self.key[2:]

    def leaf(self) -> Leaf | None:
        """Return the cached page if it is intact, else None."""
        try:
            content = self.path.read_bytes()
        except OSError:
            return None
        return _unpacked(content[_DIGEST:]) if _digest(content[_DIGEST:]) == content[:_DIGEST] else None

    def keep(self, leaf: Leaf) -> None:
        """Write a page atomically; does nothing if the folder is not writable."""
        content = _packed(leaf)
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


def kept(folder: Path) -> Iterator[tuple[Path, Leaf]]:
    """Yield each intact page of the cache, with its file."""
    for place in sorted(folder.glob("??/*")):
        leaf = Shelf(folder, f"{place.parent.name}{place.name}").leaf()
        if leaf is not None:
            yield place, leaf


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _packed(leaf: Leaf) -> bytes:
    words = b64encode(leaf.words.packed()).decode("ascii")
    return json.dumps([leaf.text, leaf.width, leaf.height, words]).encode()


def _unpacked(content: bytes) -> Leaf:
    text, width, height, words = json.loads(content)
    return Leaf(text, width, height, Words.unpacked(b64decode(words)))
