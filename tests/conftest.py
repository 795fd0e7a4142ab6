"""Fixtures of the whole suite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from tests.postgres import Absent, Server, running

from recueil.store import Start, Store, open_store, passwords
from recueil_flows import embedded

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).parent.parent

embedded.quiet()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="kill 20 ingestions of 2,000 acts, not 4 of 300")


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords are hashed at little expense, and so is what an unknown name is compared with."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file of ``store`` is."""
    return tmp_path / "recueil.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """An empty store."""
    with open_store(f"sqlite:///{path}", create=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own."""
    try:
        with running() as server:
            yield server
    except Absent as reason:
        pytest.skip(f"PostgreSQL cannot be had here: {reason}")


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The address of an empty store in PostgreSQL."""
    with postgres.database("store") as url:
        yield url


@pytest.fixture
def empty(postgres: Server) -> Iterator[str]:
    """The address of a database in PostgreSQL with nothing in it."""
    with postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The whole pipeline, loaded once."""
    import fr_recueil

    return fr_recueil.load()


@pytest.fixture(scope="session")
def bring(nlp: Language) -> Callable[[str, Path], None]:
    """Ingest the files of a folder into the store at an address, as a night does, in this process."""
    import fr_recueil
    from recueil import labour
    from recueil.clock import now
    from recueil.ingestion import ingest
    from recueil.machine import here
    from recueil.planning import SourceFile, plan
    from recueil.reading.discover import discover
    from recueil.settings import Limits, Settings
    from recueil.shift import at_work

    hands = SimpleNamespace(run=lambda jobs: labour.do(nlp, jobs, lambda _: None))

    def brought(url: str, folder: Path) -> None:
        start = Start("ingest", here(), fr_recueil.version())
        with open_store(url, create=True) as store, at_work(store, start, fr_recueil.parts()) as shift:
            files = map(SourceFile, discover([folder]))
            work = plan(store, files, start.pipeline_version, Limits(), now()).work
            list(ingest(store, hands, shift.run, work, Settings()))

    return brought


@pytest.fixture(scope="session")
def corpus_store(tmp_path_factory: pytest.TempPathFactory, bring: Callable[[str, Path], None]) -> str:
    """The address of a store that holds the acts of corpus/."""
    url = f"sqlite:///{tmp_path_factory.mktemp('corpus')}/recueil.db"
    bring(url, ROOT / "corpus" / "actes")
    return url


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[str]:
    """The address of one Prefect API for all tests of flows, on a database of its own."""
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield str(PREFECT_API_URL.value())
