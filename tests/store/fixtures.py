"""Stores for the tests of what uses them, and acts written as sentences that carry their values.

Tests marked ``both_databases``, and those that use ``shared``, run on SQLite and, in the slow tier, on PostgreSQL.
The others run on SQLite; a module whose tests are of PostgreSQL alone has a fixture ``backend`` of its own.
"""

from __future__ import annotations

import datetime
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from tests import filing
from tests.filing import FillOnce
from tests.postgres import BACKENDS

from recueil.readers.document import Document
from recueil.store.ledger.work import Claim
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act


@pytest.fixture(scope="session")
def when() -> datetime.datetime:
    """The time at which tests file acts."""
    return filing.WHEN


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file of ``store`` is."""
    return tmp_path / "recueil.db"


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty store, to copy: that takes a fiftieth of what it takes to make one."""
    file = tmp_path_factory.mktemp("untouched") / "recueil.db"
    open_store(f"sqlite:///{file}", create=True).close()
    return file


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


@pytest.fixture(scope="module")
def _filled() -> Iterator[dict[str, tuple[sqlite3.Connection, Any]]]:
    """By the function that filled a store: what the store held then, and what the function gave."""
    kept: dict[str, tuple[sqlite3.Connection, Any]] = {}
    with ExitStack() as ending:
        yield kept
        for database, _ in kept.values():
            ending.enter_context(closing(database))


@pytest.fixture
def fill_once(store: Store, path: Path, _filled: dict[str, tuple[sqlite3.Connection, Any]]) -> FillOnce:
    """Fill the empty ``store`` with a function, and give what it gives.

    Where the store is a file, the function is called once for all tests of a module, to which what it wrote is
    copied: that takes a tenth of the time.
    """

    def fill(work: Callable[[], Any]) -> Any:
        if store._engine.dialect.name != "sqlite":
            return work()
        name = work.__qualname__
        with closing(sqlite3.connect(path)) as database:
            if name in _filled:
                _filled[name][0].backup(database)
            else:
                given = work()
                _filled[name] = sqlite3.connect(":memory:"), given
                database.backup(_filled[name][0])
        return _filled[name][1]

    return fill


@pytest.fixture(scope="module", params=BACKENDS)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store in each database for all tests of a module, which fills it and then only reads."""
    with ExitStack() as ending:
        url = f"sqlite:///{tmp_path_factory.mktemp('shared')}/recueil.db"
        if request.param == "postgresql":
            url = ending.enter_context(request.getfixturevalue("postgres").database("store"))
        yield ending.enter_context(open_store(url, create=True))


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
    return filing.make_act


@pytest.fixture
def write(store: Store) -> Callable[..., tuple[Document, Act]]:
    """Make an act and record it."""

    def written(tagged: str, *, source: str = "a.txt", date: str | None = "2023-03-14") -> tuple[Document, Act]:
        document, act = filing.make_act(tagged, date)
        filing.record(store, source, document, [act])
        return document, act

    return written


@pytest.fixture(scope="session")
def record() -> Callable[..., None]:
    """Write a document and its acts, as a run does that has nothing else to do."""
    return filing.record


@pytest.fixture(scope="session")
def claim() -> Callable[..., Claim]:
    """Take a source as it is now for a run, one of its own if none is given."""
    return filing.take
