"""A store, what its tables hold, and acts written as sentences that carry their values.

Tests marked ``both_databases``, and those that use ``shared``, run on SQLite and, in the slow tier, on PostgreSQL.
The others run on SQLite; a module whose tests are of PostgreSQL alone has a fixture ``backend`` of its own.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.postgres import BACKENDS
from tests.store.people import add

from recueil.evaluation import annotated
from recueil.readers.document import Document, Page
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import Claim, FoundFile
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act, Entity, Facts, Identity, PartialDate, Person, Value

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="session")
def when() -> datetime.datetime:
    return WHEN


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """The sort of database that a test uses."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def url(backend: str, path: Path, request: pytest.FixtureRequest) -> str:
    """The address of ``store``."""
    return f"sqlite:///{path}" if backend == "sqlite" else str(request.getfixturevalue("database"))


@pytest.fixture
def store(url: str, path: Path, untouched: Path) -> Iterator[Store]:
    """An empty store."""
    if url == f"sqlite:///{path}":
        shutil.copyfile(untouched, path)
    with open_store(url, create=True) as opened:
        yield opened


@pytest.fixture(scope="module", params=BACKENDS)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store in each database for all tests of a module, which fills it and then only reads."""
    with ExitStack() as ending:
        url = f"sqlite:///{tmp_path_factory.mktemp('shared')}/recueil.db"
        if request.param == "postgresql":
            url = ending.enter_context(request.getfixturevalue("postgres").database("store"))
        yield ending.enter_context(open_store(url, create=True))


@pytest.fixture
def staff(store: Store) -> Store:
    """A store with an admin, anne, and a reader, remi."""
    add(store, WHEN, "anne", "admin")
    add(store, WHEN, "remi", "reader")
    return store


@pytest.fixture
def rows(store: Store) -> Callable[[str], list[tuple[Any, ...]]]:
    """What a query answers behind the back of Recueil, spelt as SQLite keeps it."""

    def answer(query: str) -> list[tuple[Any, ...]]:
        with store._engine.connect() as connection:
            found = connection.exec_driver_sql(query).all()
        return [tuple(map(_spelt, row)) for row in found]

    return answer


def _spelt(value: object) -> object:
    match value:
        case datetime.datetime():
            return value.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        case datetime.date():
            return value.isoformat()
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
        case memoryview():
            return bytes(value)
    return value


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
    numbers = store.ledger.enqueue([FoundFile(source, sha256)], version, when)
    run = run or store.ledger.begin(RunStart("ingest", Owner("here", 1), version), {}, when)
    (claim,) = store.ledger.claim(run, numbers, lambda owner: False, when)
    return claim


def _public(value: Value) -> Value:
    return replace(value, standing="public") if isinstance(value, Person) else value


def _made(tagged: str, date: str | None = "2023-03-14") -> tuple[Document, Act]:
    read = annotated.parse_tagged(tagged)
    text, content = read.text, read.text.encode()
    pages = (Page(1, 0, len(text)),)
    document = Document(text, pages, hashlib.sha256(content).hexdigest(), len(content), "text/plain")
    entities = tuple(
        Entity(found.start, found.end, text[found.start : found.end], 1, _public(found.value), found.rule)
        for found in read.mentions
    )
    day = None if date is None else PartialDate.parse(date)
    return document, Act(0, len(text), Facts(Identity("deliberation", date=day)), entities)
