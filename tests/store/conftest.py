"""A store in a temporary folder, and acts written as sentences that carry their values."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Sequence

import pytest

from recueil import annotated
from recueil.reading.document import Document, Page
from recueil.store import Claim, Found, Owner, Start, Store
from recueil.values import Act, Entity, Facts, Identity, PartialDate

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="session")
def when() -> datetime.datetime:
    return WHEN


@pytest.fixture(scope="session")
def make() -> Callable[..., tuple[Document, Act]]:
    """A document of one page and the one act it is, with the entities its tags say."""
    return _made


@pytest.fixture
def write(store: Store) -> Callable[..., tuple[Document, Act]]:
    """Make an act and record it."""

    def written(tagged: str, *, source: str = "a.txt", date: str | None = "2023-03-14") -> tuple[Document, Act]:
        document, act = _made(tagged, date)
        _record(store, source, document, [act])
        return document, act

    return written


@pytest.fixture(scope="session")
def record() -> Callable[..., None]:
    """Write a document and its acts, as a run does that has nothing else to do."""
    return _record


@pytest.fixture(scope="session")
def claim() -> Callable[..., Claim]:
    """Take a source as it is now for a run, one of its own if none is given."""
    return _claim


def _record(store: Store, source: str, document: Document, acts: Sequence[Act], version: str = "1") -> None:
    store.ledger.complete(_claim(store, source, document.sha256, version), document, acts, WHEN)


def _claim(
    store: Store,
    source: str,
    sha256: str,
    version: str = "1",
    *,
    run: str | None = None,
    when: datetime.datetime = WHEN,
) -> Claim:
    numbers = store.ledger.enrol([Found(source, sha256)], version, when)
    run = run or store.ledger.begin(Start("ingest", Owner("here", 1), version), {}, when)
    (claim,) = store.ledger.claim(run, numbers, lambda owner: False, when)
    return claim


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
    return document, Act(0, len(text), Facts(Identity("deliberation", date=day)), entities)
