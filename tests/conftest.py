"""Fixtures of the whole suite."""

from __future__ import annotations

import fcntl
import gc
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from functools import cache, partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

# Tests expect English whatever the locale of the machine; a process chooses its language as it starts.
os.environ["RECUEIL_LANG"] = "en"

import hypothesis
import pytest
import typer.main
from argon2 import PasswordHasher
from sqlalchemy import create_engine
from tests.handles import SECRET
from tests.postgres import BACKENDS, Absent, Server, running

from recueil.accounts import passwords
from recueil.store import migrations
from recueil.store.engine import postgres as postgres_engine
from recueil.store.engine import sqlite
from recueil.store.ledger.runs import RunStart
from recueil.store.open import open_store
from recueil_flows import local_server
from recueil_flows.prefect_database import read_statements

if TYPE_CHECKING:
    from spacy.language import Language

    from recueil.ingest.worker import Job, JobResult
    from recueil.readers.document import Document
    from recueil.values import Act

ROOT = Path(__file__).parents[1]
# What takes seconds to start: every test that uses one runs in the same process, so that it starts once a run.
_HEAVY = ("postgres", "prefect_api", "chromium", "nlp")
# What Python alone cannot start: a test that uses one is no test of the first tier.
_BEYOND_PYTHON = {"postgres", "chromium"}
_DURABLE = sqlite._SETTINGS
_ODD = tuple("13579")
_NUMBERS = count()
_ALL_SLOW = re.compile(r"^pytestmark = .*\bmark\.slow\b", re.MULTILINE)
# What makes a test slow: its mark, or that it runs on both databases.
_SOME_SLOW = re.compile(r"\bmark\.(?:slow|both_databases)\b|\bshared\b|\bBACKENDS\b")

local_server.set_quiet_defaults()
# The processes of a run import the same modules a hundred times: they are compiled once, also where the environment
# asks for no bytecode.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

pytest_plugins = ("tests.store.fixtures", "tests.web.fixtures")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("backend", BACKENDS, indirect=True)


def pytest_configure(config: pytest.Config) -> None:
    """Draw fewer examples in the first tier, which is run all the time."""
    is_first = config.option.markexpr.startswith("not slow")
    examples = 30 if is_first else hypothesis.settings().max_examples
    hypothesis.settings.register_profile("tier", max_examples=examples, deadline=None)  # not by the clock
    hypothesis.settings.load_profile("tier")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the modules without a test of the tier that is asked for: to import them all takes seconds."""
    if collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    if any(collection_path == (config.invocation_params.dir / word.partition("::")[0]) for word in config.args):
        return None
    text, tier = collection_path.read_text("utf-8"), config.option.markexpr
    if "not slow" in tier:
        return True if _ALL_SLOW.search(text) else None
    return True if tier == "slow" and not _SOME_SLOW.search(text) else None


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Collect folders backwards in every other process.

    In a new checkout the modules are compiled as they are collected: two processes that meet halfway each compile half.
    """
    report = yield
    if isinstance(collector, pytest.Directory) and os.environ.get("PYTEST_XDIST_WORKER", "")[-1:] in _ODD:
        report.result.reverse()
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item], config: pytest.Config) -> None:
    """Check that each test is in one tier, and put the tests of a heavy fixture, or of a file, in one process.

    Heavy ones come first: a process that begins with them last would work on alone.
    """
    in_first_tier = config.option.markexpr.startswith("not slow")
    for item in items:
        tiers = {mark.name for mark in item.iter_markers()} & {"slow", "nightly"}
        fixtures = set(getattr(item, "fixturenames", ()))
        if len(tiers) > 1:
            raise pytest.UsageError(f"{item.nodeid} is in two tiers: slow and nightly.")
        if not tiers and (beyond := fixtures & _BEYOND_PYTHON):
            raise pytest.UsageError(f"{item.nodeid} uses {', '.join(sorted(beyond))}: mark it slow.")
        if item.get_closest_marker("xdist_group") is None:
            heavy = next((name for name in _HEAVY if name in fixtures), None)
            if in_first_tier and heavy == "prefect_api":
                heavy = "nlp"  # most of the flows read acts: one process loads the model
            item.add_marker(pytest.mark.xdist_group(heavy or str(item.path.relative_to(ROOT))))
    items.sort(key=_order)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Stop the Prefect API after the last of the tests that use it, which are in a row: it is never idle for free."""
    if _uses(item, "prefect_api") and not (nextitem and _uses(nextitem, "prefect_api")):
        assert isinstance(item, pytest.Function)
        for definition in item.session._fixturemanager.getfixturedefs("prefect_api", item) or ():
            definition.finish(item._request)  # type: ignore[arg-type]


def _uses(item: pytest.Item, fixture: str) -> bool:
    return fixture in getattr(item, "fixturenames", ())


def pytest_collection_finish() -> None:
    """Leave the modules and the tests out of garbage collection, which would walk over them a thousand times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _order(item: pytest.Item) -> tuple[int, bool, bool, tuple[str, ...]]:
    """Heavy ones first; of those, first what ingests the sample acts for all, and together what uses the Prefect API."""
    mark = item.get_closest_marker("xdist_group")
    heavy = mark is not None and mark.args[0] in _HEAVY
    first = _HEAVY.index(mark.args[0]) if mark is not None and heavy else len(_HEAVY)
    return first, heavy and not _uses(item, "corpus_store"), heavy and _uses(item, "prefect_api"), item.path.parts


@pytest.fixture(scope="session", autouse=True)
def _secret() -> Iterator[None]:
    """Stores that are made in this process name documents alike."""
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(migrations, "new_secret", lambda: SECRET)
        yield


class _Statements(dict[tuple[Any, ...], Any]):
    """Compiled SQL by statement, of stores in one sort of database: each has a dialect of its own, which is like the others."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


@pytest.fixture(scope="session", autouse=True)
def _kept_work() -> Iterator[None]:
    """Statements and commands are compiled once a process, not once a store or a call."""
    with pytest.MonkeyPatch.context() as patching:
        for engine in (sqlite, postgres_engine):
            options = {"compiled_cache": _Statements()}
            patching.setattr(engine, "create_engine", partial(create_engine, execution_options=options))
        patching.setattr(typer.main, "get_command", cache(typer.main.get_command))
        quick = [setting.replace("synchronous=normal", "synchronous=off") for setting in _DURABLE]
        patching.setattr(sqlite, "_SETTINGS", quick)
        yield


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite waits for the disk, as it does outside of the tests."""
    monkeypatch.setattr(sqlite, "_SETTINGS", _DURABLE)


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords are hashed at little expense, and so is what an unknown name is compared with."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._dummy_hash.cache_clear()
    yield
    passwords._dummy_hash.cache_clear()


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the test's own; that of pytest looks through all those of before for its number."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    return tmp_path_factory.mktemp(f"{name}-{next(_NUMBERS)}", numbered=False)


@pytest.fixture(params=[5_000, pytest.param(100_000, marks=pytest.mark.nightly)])
def size(request: pytest.FixtureRequest) -> int:
    """The size of a hostile text; the time that it takes is compared with that of one twice as long."""
    number: int = request.param
    return number


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A PostgreSQL server of the tests' own, which no test of the first tier starts."""
    if not any(item.get_closest_marker("slow") for item in request.session.items):
        pytest.fail("A test asks for PostgreSQL as it runs: mark it slow.")
    try:
        with running() as server:
            yield server
    except Absent as reason:
        pytest.skip(f"PostgreSQL cannot be had here: {reason}")


@pytest.fixture
def _in_postgres_group(request: pytest.FixtureRequest) -> None:
    """Fails a test that asks for a database as it runs, and is not among those that share one server."""
    group = request.node.get_closest_marker("xdist_group")
    if request.node.get_closest_marker("slow") is None or group is None or group.args != ("postgres",):
        pytest.fail("A test that uses PostgreSQL is marked slow, and of the xdist_group postgres.")


@pytest.fixture
def database(_in_postgres_group: None, postgres: Server) -> str:
    """The address of an empty store in PostgreSQL, the same for every test."""
    return postgres.emptied()


@pytest.fixture
def empty(_in_postgres_group: None, postgres: Server) -> Iterator[str]:
    """The address of a database in PostgreSQL with nothing in it."""
    with postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The whole pipeline, loaded once."""
    import fr_recueil

    return fr_recueil.load()


@pytest.fixture(scope="session")
def sample_acts(nlp: Language) -> tuple[list[Document], list[Act]]:
    """The acts of corpus/, in the order of their names: as they are read, and as they are extracted."""
    from tests.golden.components import extracted

    return extracted(nlp)


@pytest.fixture(scope="session")
def bring(nlp: Language) -> Callable[[str, Path], None]:
    """Ingest the files of a folder into the store at an address, as a night does, in this process."""
    from recueil.ingest import worker

    return partial(_ingest, lambda jobs: worker.process_documents(nlp, jobs, lambda *_: None))


def _ingest(process: Callable[[Sequence[Job]], Iterator[tuple[int, JobResult]]], url: str, folder: Path) -> None:
    import fr_recueil
    from recueil.ingest.host import this_process
    from recueil.ingest.plan import SourceFile, plan_ingest
    from recueil.ingest.run import ingest_claimed
    from recueil.readers.files import discover_paths
    from recueil.settings import Limits, Settings
    from recueil.store.ledger.run_context import track_run

    start = RunStart("ingest", this_process(), fr_recueil.version())
    with open_store(url, create=True) as store, track_run(store, start, fr_recueil.parts()) as shift:
        files = map(SourceFile, discover_paths([folder]))
        work = plan_ingest(store, files, start.pipeline_version, Limits(), datetime.now(UTC)).work
        hands = SimpleNamespace(run_together=lambda jobs: [list(process(jobs))])
        list(ingest_claimed(store, hands, shift.run, work, Settings()))


@pytest.fixture(scope="session")
def corpus_store(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> str:
    """The address of a store that holds the acts of corpus/: this process's copy of what is ingested once a run.

    Only the process that ingests them loads the model.
    """
    mine = tmp_path_factory.mktemp("corpus") / "recueil.db"
    base = tmp_path_factory.getbasetemp()
    # What the processes of a run have in common is the folder around theirs.
    ingested = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "corpus.db"
    with ingested.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ingested.exists():
            from recueil.ingest.worker import Extraction

            acts: tuple[list[Document], list[Act]] = request.getfixturevalue("sample_acts")
            results = {
                document.sha256: Extraction(document, act.apart) for document, act in zip(*acts, strict=True)
            }
            _ingest(
                lambda jobs: ((place, results[job.sha256]) for place, job in enumerate(jobs)),
                f"sqlite:///{mine}",
                ROOT / "corpus" / "actes",
            )
            shutil.copyfile(mine, ingested.with_suffix(".part")).rename(ingested)
    shutil.copyfile(ingested, mine)
    return f"sqlite:///{mine}"


@pytest.fixture(scope="session")
def prefect_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty Prefect database, to copy: its migrations take nine seconds."""
    file = tmp_path_factory.mktemp("tables") / "prefect.db"
    with closing(sqlite3.connect(file)) as database:
        for statement in read_statements():
            database.execute(statement)
        database.commit()
    return file


@pytest.fixture(scope="session")
def prefect_api(prefect_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one Prefect API for all tests of flows, on a database of its own."""
    from prefect.settings import PREFECT_API_URL
    from prefect.testing import utilities

    folder = tmp_path_factory.mktemp("prefect")
    shutil.copyfile(prefect_database, folder / "prefect-test.db")
    with ExitStack() as server:
        # Servers that tests start themselves do not inherit these.
        with pytest.MonkeyPatch.context() as patching:
            patching.setattr(utilities, "mkdtemp", lambda: str(folder))
            patching.setenv("PREFECT__SERVER_WEBSERVER_ONLY", "1")  # no scheduler, which polls all the while
            # Nor what takes it a second to begin, and no test asks of it.
            for name in ("DATABASE_MIGRATE_ON_START", "REGISTER_BLOCKS_ON_START", "UI_ENABLED"):
                patching.setenv(f"PREFECT_SERVER_{name}", "false")
            server.enter_context(utilities.prefect_test_harness(server_startup_timeout=180))
        yield str(PREFECT_API_URL.value())
