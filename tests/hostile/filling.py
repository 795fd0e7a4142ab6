"""A folder of hostile files that are read: stores for the tests of pages and of the API are made of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tests.hostile import names, pages, pdfs, texts
from tests.hostile.cases import Case, Read

_LARGEST = 20_000


def cases() -> Iterator[Case]:
    """The hostile files that are read, but for those whose size is what is hostile."""
    for module in (texts, names, pages, pdfs):
        for case in module.cases():
            if isinstance(case.fate, Read) and isinstance(case.content, bytes) and len(case.content) < _LARGEST:
                yield case


def write(folder: Path) -> int:
    """Write them; gives how many there are."""
    folder.mkdir()
    written = 0
    for case in cases():
        (folder / os.fsdecode(case.name)).write_bytes(case.content)  # type: ignore[arg-type]
        written += 1
    return written
