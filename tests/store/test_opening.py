"""Opening, making and upgrading a store."""

from __future__ import annotations

import datetime
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text

from recueil.errors import StoreError, StoreMissing, StoreOutdated
from recueil.store import open_store, sqlite
from recueil.store.migrations import config, upgrade
from recueil.store.schema import REVISION, is_ours, metadata


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_type": True})
    return list(compare_metadata(context, metadata))


def test_the_migrations_make_the_schema(path: Path) -> None:
    engine = sqlite.engine_of(path)
    with engine.begin() as connection:
        assert ScriptDirectory.from_config(config(connection)).get_heads() == [REVISION]
        upgrade(connection)
        assert differences(connection) == []
    engine.dispose()


def test_the_migrations_can_be_undone(path: Path) -> None:
    engine = sqlite.engine_of(path)
    with engine.begin() as connection:
        upgrade(connection)
        command.downgrade(config(connection), "base")
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        assert tables == ["alembic_version"]
        upgrade(connection)
        assert differences(connection) == []
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: Connection) -> None:
        upgrade(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr("recueil.store.migrations.upgrade", broken)
    with pytest.raises(KeyboardInterrupt):
        open_store(url(path), create=True)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_a_store_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "recueil.db"
    for _ in range(2):
        open_store(url(path), create=True).close()
    with open_store(url(path)) as store:
        assert store.status().acts == 0


def test_a_store_is_safe_to_read_while_it_is_written(path: Path) -> None:
    open_store(url(path), create=True).close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    engine = sqlite.engine_of(path)
    with engine.begin() as connection:
        settings = ("foreign_keys", "busy_timeout", "synchronous", "journal_size_limit")
        found = [connection.exec_driver_sql(f"PRAGMA {setting}").scalar_one() for setting in settings]
        assert found == [1, 10_000, 1, 67_108_864]
    engine.dispose()


def test_a_writer_takes_its_lock_when_it_begins(path: Path, when: datetime.datetime) -> None:
    with open_store(url(path), create=True) as store:
        said: list[str] = []
        event.listen(store._engine, "checkout", lambda raw, *_: raw.set_trace_callback(said.append))
        store.seen([], when)
        store.status()
    assert [line for line in said if line.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]


def test_a_missing_store_is_not_made_by_a_reader(path: Path) -> None:
    with pytest.raises(StoreMissing, match="There is no store at"):
        open_store(url(path))
    assert not path.exists()
    path.touch()
    with pytest.raises(StoreMissing, match="There is no store at"):
        open_store(url(path))


@pytest.mark.parametrize("create", [True, False])
def test_a_store_of_a_later_recueil_is_refused(path: Path, create: bool) -> None:
    open_store(url(path), create=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreOutdated):
        open_store(url(path), create=create)


@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_is_no_store_is_refused(path: Path, create: bool) -> None:
    path.write_text("délibération" * 100)
    with pytest.raises(StoreError, match="cannot be used as a store: file is not a database"):
        open_store(url(path), create=create)
    assert path.read_text() == "délibération" * 100


@pytest.mark.parametrize("create", [True, False])
def test_another_database_is_refused(path: Path, create: bool) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE accounts(id INTEGER)")
    with pytest.raises(StoreError, match="something else than a Recueil store"):
        open_store(url(path), create=create)


@pytest.mark.parametrize(
    "address", ["recueil.db", "", "postgresql://localhost/recueil", "sqlite://", "sqlite:///:memory:"]
)
def test_an_address_that_cannot_be_used(address: str) -> None:
    with pytest.raises(StoreError, match="Write sqlite:/// and a path"):
        open_store(address)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="No store can be made at"):
        open_store(url(tmp_path / "file" / "recueil.db"), create=True)
    with pytest.raises(StoreError, match="cannot be used as a store: unable to open database file"):
        open_store(url(tmp_path), create=True)


def test_an_old_sqlite_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 42, 0))
    with pytest.raises(StoreError, match="too old for the full-text index"):
        open_store(url(path), create=True)


def test_a_busy_store_is_told(path: Path, monkeypatch: pytest.MonkeyPatch, when: datetime.datetime) -> None:
    monkeypatch.setattr("recueil.store.sqlite._SETTINGS", ("busy_timeout=1",))
    with open_store(url(path), create=True) as store, sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="database is locked"):
            store.seen([], when)


def test_a_search_loads_neither_alembic_nor_the_pipeline(path: Path) -> None:
    open_store(url(path), create=True).close()
    script = (
        "import sys\n"
        "from recueil.query import parse\n"
        "from recueil.store import open_store\n"
        "with open_store(sys.argv[1]) as store:\n"
        "    print(store.search(parse('école chapitre:65')).total, store.status().acts)\n"
        "print([name for name in ('alembic', 'prefect', 'pypdfium2', 'spacy') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script, url(path)], capture_output=True, text=True, check=True)
    assert ran.stdout == "0 0\n[]\n"


def test_a_store_of_the_first_revision_is_upgraded(path: Path) -> None:
    engine = sqlite.engine_of(path)
    with engine.execution_options(writes=True).begin() as connection:
        command.upgrade(config(connection), "0001")
    engine.dispose()
    with pytest.raises(StoreOutdated, match="`recueil ingest` upgrades an older store"):
        open_store(url(path))
    open_store(url(path), create=True).close()
    with open_store(url(path)) as store:
        assert store.status().acts == 0
