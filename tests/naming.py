"""Looking for a name in bytes and rows, in every way it may be written there."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from recueil.text import fold


def spellings(word: str) -> set[bytes]:
    """A word as bytes, in small letters: with accents and without, in UTF-8, UTF-16 and Latin 1, JSON and URLs."""
    found: set[bytes] = set()
    for written in {word, word.lower(), word.upper(), fold(word), unicodedata.normalize("NFD", word)}:
        found |= {written.encode(), written.encode("utf-16-le"), json.dumps(written)[1:-1].encode()}
        found |= {quote(written).encode(), written.encode("latin-1", "ignore")}
    return {each.lower() for each in found}


def named_in(content: bytes, *words: str) -> set[str]:
    """Which of these words are in some bytes, as parts of longer ones too."""
    small = content.lower()
    return {word for word in words if any(spelling in small for spelling in spellings(word))}


def named_in_files(folder: Path, *words: str) -> dict[str, set[str]]:
    """Which of these words are in which files of a folder, in their names too."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    found = ((str(file), named_in(file.read_bytes() + file.name.encode(), *words)) for file in files)
    return {name: words for name, words in found if words}


def in_any_row(rows: Iterator[tuple[object, ...]], *words: str) -> set[str]:
    """Which of these words are in some rows."""
    return {word for row in rows for word in named_in(repr(row).encode(), *words)}
