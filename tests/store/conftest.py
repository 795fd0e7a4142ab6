"""A store in a temporary folder, and acts written as sentences that carry their values."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recueil import annotated
from recueil.reading.document import Document, Page
from recueil.store import Store, open_store
from recueil.values import Act, Entity, PartialDate

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="session")
def when() -> datetime.datetime:
    return WHEN


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "recueil.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{path}", create=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def make() -> Callable[..., tuple[Document, Act]]:
    """A document of one page and the one act it is, with the entities its tags say."""
    return _made


@pytest.fixture
def write(store: Store) -> Callable[..., tuple[Document, Act]]:
    """Make an act and record it."""

    def written(tagged: str, *, source: str = "a.txt", date: str | None = "2023-03-14") -> tuple[Document, Act]:
        document, act = _made(tagged, date)
        store.record(source, document, [act], "1", WHEN)
        return document, act

    return written


def _made(tagged: str, date: str | None = "2023-03-14") -> tuple[Document, Act]:
    read = annotated.read(tagged)
    text, content = read.text, read.text.encode()
    pages = (Page(1, 0, len(text)),)
    document = Document(text, pages, hashlib.sha256(content).hexdigest(), len(content), "text/plain")
    entities = tuple(
        Entity(found.start, found.end, text[found.start : found.end], 1, found.value, found.rule)
        for found in read.mentions
    )
    day = None if date is None else PartialDate.parse(date)
    return document, Act(0, len(text), "deliberation", day, None, None, entities)
