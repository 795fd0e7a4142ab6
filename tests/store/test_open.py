"""Opening, making and upgrading a store."""

from __future__ import annotations

import datetime
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text
from tests.baseline import migrated_schema
from tests.handles import SECRET, handle_of

from recueil.errors import StoreError, StoreMissing, StoreOutdated
from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.engine import sqlite
from recueil.store.ledger.work import FoundFile, Work
from recueil.store.migrations import baseline, config, upgrade
from recueil.store.migrations.baseline import create_schema
from recueil.store.open import open_store
from recueil.store.schema import REVISION, is_own_table, metadata
from recueil.values import Act

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]
SEEN = "2025-03-01 02:00:00.000000"


@pytest.fixture
def backend() -> str:
    return "sqlite"


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"include_name": is_own_table, "compare_type": True})
    return list(compare_metadata(context, metadata))


def test_the_migrations_make_the_schema(path: Path) -> None:
    engine = sqlite.make_engine(path)
    with engine.begin() as connection:
        assert ScriptDirectory.from_config(config(connection)).get_heads() == [REVISION]
        upgrade(connection)
        assert differences(connection) == []
    engine.dispose()


@pytest.mark.slow
def test_the_migrations_can_be_undone(path: Path) -> None:
    engine = sqlite.make_engine(path)
    with engine.begin() as connection:
        upgrade(connection)
        command.downgrade(config(connection), "base")
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'"
        assert connection.execute(text(query)).scalars().all() == ["alembic_version"]
        upgrade(connection)
        assert differences(connection) == []
    engine.dispose()


def whole(path: Path) -> list[list[str]]:
    """All that a database holds: its statements, each with its lines in order, as that of constraints is none."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(sorted(line.strip(" ,") for line in each.splitlines()) for each in connection.iterdump())


@pytest.mark.parametrize("revision", [REVISION, "0030"])
def test_a_new_store_is_the_one_that_the_migrations_make(
    tmp_path: Path, revision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the recorded schema lacks migrations."""
    made, migrated = tmp_path / "made.db", tmp_path / "migrated.db"
    if revision != REVISION:
        monkeypatch.setattr(baseline, "read_statements", lambda: migrated_schema(revision))
    open_store(url(made), create=True).close()
    engine = sqlite.make_engine(migrated)
    with engine.begin() as connection:
        upgrade(connection, SECRET)
    engine.dispose()
    assert whole(made) == whole(migrated)


def test_the_recorded_schema_is_that_of_the_last_migration() -> None:
    """If not, new stores take longer to make: record it by ``python -m tests.baseline``."""
    assert f"INSERT INTO \"alembic_version\" VALUES ('{REVISION}')" in baseline.read_statements()


def test_a_new_store_that_fails_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: Connection, secret: str) -> None:
        create_schema(connection, secret)
        raise KeyboardInterrupt

    monkeypatch.setattr(baseline, "create_schema", broken)
    with pytest.raises(KeyboardInterrupt):
        open_store(url(path), create=True)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: Connection, secret: str | None) -> None:
        upgrade(connection, secret)
        raise KeyboardInterrupt

    at_second_revision(path)
    before = whole(path)
    monkeypatch.setattr("recueil.store.migrations.upgrade", broken)
    with pytest.raises(KeyboardInterrupt):
        open_store(url(path), create=True)
    assert whole(path) == before


def test_a_store_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "recueil.db"
    for _ in range(2):
        open_store(url(path), create=True).close()
    with open_store(url(path)) as store:
        assert store.status().acts == 0


@pytest.mark.usefixtures("durable")
def test_a_store_is_safe_to_read_while_it_is_written(path: Path) -> None:
    open_store(url(path), create=True).close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    engine = sqlite.make_engine(path)
    with engine.begin() as connection:
        settings = ("foreign_keys", "busy_timeout", "synchronous", "journal_size_limit")
        found = [connection.exec_driver_sql(f"PRAGMA {setting}").scalar_one() for setting in settings]
        assert found == [1, 10_000, 1, 67_108_864]
    engine.dispose()


def test_a_writer_takes_its_lock_when_it_begins(path: Path, when: datetime.datetime) -> None:
    with open_store(url(path), create=True) as store:
        statements: list[str] = []
        event.listen(store._engine, "checkout", lambda raw, *_: raw.set_trace_callback(statements.append))
        store.ledger.touch([], when)
        store.status()
    assert [line for line in statements if line.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]


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
    "address",
    [
        "recueil.db",
        "",
        "mysql://localhost/recueil",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite//:secret@recueil.db",
    ],
)
def test_an_address_that_cannot_be_used(address: str) -> None:
    with pytest.raises(StoreError, match="Write sqlite:/// and a path") as refused:
        open_store(address)
    assert "secret" not in str(refused.value)


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


@pytest.mark.slow
def test_a_new_store_and_a_search_load_neither_alembic_nor_the_pipeline(path: Path) -> None:
    script = (
        "import sys\n"
        "from recueil.query import parse\n"
        "from recueil.store.open import open_store\n"
        "with open_store(sys.argv[1], create=True) as store:\n"
        "    print(store.search(parse('école chapitre:65')).total, store.status().acts)\n"
        "patterns = 'recueil.facts.identity.body'\n"
        "print([name for name in ('alembic', 'prefect', 'pypdfium2', 'spacy', patterns) if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script, url(path)], capture_output=True, text=True, check=True)
    assert ran.stdout == "0 0\n[]\n"


def test_a_store_of_the_first_revision_is_upgraded(path: Path) -> None:
    engine = sqlite.make_engine(path)
    with engine.execution_options(writes=True).begin() as connection:
        command.upgrade(config(connection), "0001")
    engine.dispose()
    with pytest.raises(StoreOutdated, match="`recueil ingest` upgrades an older store"):
        open_store(url(path))
    open_store(url(path), create=True).close()
    with open_store(url(path)) as store:
        assert store.status().acts == 0


# A store of revision 0002: two sources whose acts it holds (one content), one that failed on its new content, one that
# failed too often, one that could not be opened, one that a process was at when it was killed.
BEFORE = f"""
INSERT INTO documents VALUES (1, '{"a" * 64}', '{"a" * 12}', 'text/plain', 4, 'acte');
INSERT INTO pages VALUES (1, 1, 0, 4);
INSERT INTO acts VALUES (65536, '{"a" * 12}', 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, 0, 4, '1');
INSERT INTO sources VALUES
    (1, 'a.txt', 1, '{SEEN}', '{SEEN}'), (2, 'b.txt', 1, '{SEEN}', '{SEEN}'), (3, 'c.pdf', NULL, '{SEEN}', '{SEEN}'),
    (4, 'd.txt', NULL, '{SEEN}', '{SEEN}'), (5, 'e.txt', NULL, '{SEEN}', '{SEEN}');
INSERT INTO ledger VALUES
    (1, 1, '{"a" * 64}', '1', 'done', 1, NULL, NULL, '{SEEN}', '{SEEN}'),
    (2, 2, '{"a" * 64}', '1', 'done', 2, NULL, NULL, '{SEEN}', '{SEEN}'),
    (3, 2, '{"b" * 64}', '1', 'failed', 1, 'changed', 'written to', '{SEEN}', '{SEEN}'),
    (4, 3, '{"c" * 64}', '1', 'failed', 3, 'pdf-broken', 'cut short', '{SEEN}', '{SEEN}'),
    (5, 4, NULL, '1', 'failed', 2, 'missing', 'no such file', '{SEEN}', '{SEEN}'),
    (6, 5, '{"e" * 64}', '1', 'running', 2, NULL, NULL, '{SEEN}', NULL);
"""
TABLES = ("documents", "pages", "acts", "entities", "sources")


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with sqlite3.connect(path) as connection:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


def at_second_revision(path: Path) -> None:
    engine = sqlite.make_engine(path)
    with engine.execution_options(writes=True).begin() as connection:
        command.upgrade(config(connection), "0002")
    engine.dispose()
    with sqlite3.connect(path) as connection:
        connection.executescript(BEFORE)


def test_an_upgrade_keeps_what_was_there(path: Path, when: datetime.datetime) -> None:
    at_second_revision(path)
    before = contents(path)
    with open_store(url(path), create=True) as store:
        name = store.act("a" * 12).uid
        assert name == handle_of("a" * 64)
        assert store.ledger.active() == [
            Work(
                1, "a.txt", None, "a" * 64, "1", "done", 1, None, None, when, when, None, None, True, document=name
            ),
            Work(
                2, "b.txt", None, "a" * 64, "1", "done", 2, None, None, when, when, None, None, True, document=name
            ),
            Work(
                3,
                "b.txt",
                None,
                "b" * 64,
                "1",
                "failed",
                1,
                "changed",
                "written to",
                when,
                when,
                None,
                None,
                False,
            ),
            Work(
                4,
                "c.pdf",
                None,
                "c" * 64,
                "1",
                "quarantined",
                3,
                "pdf-broken",
                "cut short",
                when,
                when,
                None,
                None,
                False,
            ),
            Work(
                5, "d.txt", None, None, "1", "failed", 2, "missing", "no such file", when, when, None, None, False
            ),
            Work(6, "e.txt", None, "e" * 64, "1", "pending", 1, None, None, when, None, None, None, False),
        ]
        assert store.act("a" * 12).sources == ("a.txt", "b.txt")
        assert [hit.uid for hit in store.search(parse("acte")).hits] == [name]
        assert [finding.what for finding in store.check(when)] == []
    assert contents(path) == before | {
        "pages": [(*row, None, None, b"", 0, b"") for row in before["pages"]],
        "documents": [(*row[:2], name, *row[3:], None, None) for row in before["documents"]],
        "acts": [(row[0], name, *row[2:], "{}", "[]", 0, None, None, None, None) for row in before["acts"]],
        "sources": [(*row, None, 0, None, None) for row in before["sources"]],
    }


def test_a_source_that_cannot_be_opened_has_one_row_after_an_upgrade(path: Path) -> None:
    at_second_revision(path)
    open_store(url(path), create=True).close()
    with sqlite3.connect(path) as connection, pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        connection.execute(
            "INSERT INTO ledger(source_id, pipeline_version, state, attempts) VALUES (4, '1', 'failed', 1)"
        )


def test_a_store_without_organisations_is_upgraded_and_back(path: Path, make: Make, record: Record) -> None:
    text = "<ORGANISATION Amicale>L'Amicale</ORGANISATION> de <PLACE Vern #35352>Vern</PLACE>, <PERCENTAGE 49>49 %</PERCENTAGE>"
    document, act = make(text)
    with open_store(url(path), create=True) as store:
        record(store, "a.txt", document, [act])
    _downgrade(path, "0020")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT kind FROM entities").fetchall() == [("percentage",)]
    with open_store(url(path), create=True) as store:
        assert store.act(handle_of(document.sha256)).act.entities == act.entities[2:]
        assert store.facets(None, ["organisation", "lieu"]) == {"organisation": (), "lieu": ()}
        assert store.count(parse("organisation:*")) == 0
        assert store.count(parse("pourcentage:49")) == 1
        record(store, "a.txt", document, [act], "2")
        assert store.count(parse("organisation:amicale lieu:35352")) == 1


def _downgrade(path: Path, revision: str) -> None:
    engine = sqlite.make_engine(path)
    with engine.execution_options(writes=True).begin() as connection:
        command.downgrade(config(connection), revision)
    engine.dispose()


def test_an_upgrade_undone_keeps_what_can_be_told(path: Path, when: datetime.datetime) -> None:
    at_second_revision(path)
    with open_store(url(path), create=True) as store:
        store.ledger.enqueue([FoundFile("f.txt", "f" * 64)], "1", when)
        store.ledger.withdraw([1, 5], when)
        store.ledger.supersede([3])
    _downgrade(path, "0002")
    with sqlite3.connect(path) as connection:
        query = "SELECT ledger_id, state, attempts FROM ledger ORDER BY ledger_id"
        assert connection.execute(query).fetchall() == [
            (1, "done", 1),
            (2, "done", 2),
            (4, "failed", 3),
            (6, "pending", 1),
            (7, "pending", 0),
        ]
