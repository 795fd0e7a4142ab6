"""What is PostgreSQL's own: its migrations, what it says when it cannot be used, what it refuses, its upkeep."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError
from tests.postgres import Server, free_port

from recueil.errors import (
    ActRefused,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreMissing,
    StoreOutdated,
    StoreReadOnly,
)
from recueil.readers.document import Document
from recueil.store.admin.backup import backup, restore
from recueil.store.engine import postgres
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.index.schema import ACT_TABLES
from recueil.store.ledger.work import Claim, FoundFile
from recueil.store.migrations import config, upgrade
from recueil.store.open import open_store
from recueil.store.schema import is_own_table, metadata, sources
from recueil.store.store import Store
from recueil.values import Act

pytestmark = pytest.mark.slow

Make = Callable[..., tuple[Document, Act]]
Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def url(database: str) -> str:
    """The address of ``store``."""
    return database


@contextmanager
def disposed(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    yield engine
    engine.dispose()


# Its migrations

CHECKED_BY_TRIGGERS = {
    *(table.name for table in ACT_TABLES),
    "entities",
    "person_words",
}


def test_triggers_check_each_reference_that_the_schema_has(store: Store, rows: Rows) -> None:
    """Each foreign key of these tables has a trigger in its place: of two, one trigger checks both."""
    checks = rows(
        "SELECT tgrelid::regclass::text, tgfoid::regproc::text FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgname ~ '^require.*_on_insert$'"
    )
    parents = {"require_acts": {"acts"}, "require_persons": {"persons"}, "require_persons_and_others": {"persons"}}
    found = {(table, parent) for table, name in checks for parent in parents[name]}
    assert found == {
        (table.name, key.column.table.name)
        for table in metadata.tables.values()
        if table.name in CHECKED_BY_TRIGGERS
        for key in table.foreign_keys
        if key.column.table.name in ("acts", "persons")
    }


@pytest.mark.parametrize(
    "statement",
    [
        'INSERT INTO search_votes(docid, n, start, "end") VALUES (1, 1, 0, 0), (2, 1, 0, 0)',
        "INSERT INTO person_words(word, person_id) VALUES ('jean', 1), ('jean', 2)",
        "INSERT INTO search_persons(person_id, docid, status, n) VALUES (2, 1, '', 0)",
        "INSERT INTO search_persons(person_id, docid, status, n, other) VALUES (1, 1, '', 0, 2)",
        "INSERT INTO search_persons(person_id, docid, status, n) VALUES (1, 2, '', 0)",
        "UPDATE search_persons SET person_id = 2",
        "UPDATE search_persons SET other = 2",
        "DELETE FROM persons WHERE person_id = 1",
        "DELETE FROM persons WHERE person_id = 3",
    ],
)
def test_references_to_what_is_not_there_are_refused(store: Store, url: str, statement: str) -> None:
    with disposed(url) as engine, engine.connect() as connection:
        connection.exec_driver_sql(REFERRED)
        with pytest.raises(DBAPIError) as refused:
            connection.exec_driver_sql(statement)
    assert getattr(refused.value.orig, "sqlstate", None) == "23503"


def test_deleted_acts_and_persons_take_their_rows_with_them(store: Store, url: str) -> None:
    with disposed(url) as engine, engine.connect() as connection:
        connection.exec_driver_sql(REFERRED)
        connection.exec_driver_sql("DELETE FROM acts")
        connection.exec_driver_sql("DELETE FROM persons WHERE person_id = 1")
        counts = [
            connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in ("search_votes", "search_persons", "persons", "person_words")
        ]
    assert counts == [0, 0, 1, 1]


REFERRED = """
INSERT INTO documents(document_id, sha256, handle, media, size, text) VALUES (1, 'a', 'a', 'text/plain', 1, 'a');
INSERT INTO acts(docid, uid, document_id, ordinal, start, "end", pipeline_version) VALUES (1, 'a', 1, 1, 0, 1, '1');
INSERT INTO persons(person_id, body, name, part, head) VALUES (1, '', 'MARTIN', 1, 'a'), (3, '', 'DURAND', 1, 'b');
INSERT INTO person_words(word, person_id) VALUES ('martin', 1), ('durand', 3);
INSERT INTO search_votes(docid, n, start, "end") VALUES (1, 7, 0, 0);
INSERT INTO search_persons(person_id, docid, status, n, other) VALUES (1, 1, 'x', 0, 3);
"""


def differences(connection: Connection) -> list[object]:
    """How the database differs from the schema, but for the foreign keys in whose place triggers are."""
    context = MigrationContext.configure(connection, opts={"include_name": is_own_table, "compare_type": True})
    found = compare_metadata(context, metadata)
    return [each for each in found if each[0] != "add_fk" or each[1].table.name not in CHECKED_BY_TRIGGERS]


def test_the_migrations_make_the_schema_and_can_be_undone(empty: str) -> None:
    with disposed(empty) as engine, engine.begin() as connection:
        upgrade(connection)
        assert differences(connection) == []
        command.downgrade(config(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        upgrade(connection)
        assert differences(connection) == []


def test_every_text_is_in_the_order_of_its_characters(store: Store, rows: Rows) -> None:
    others = rows(
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "JOIN pg_collation l ON l.oid = a.attcollation "
        "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND l.collname <> 'C'"
    )
    assert others == [("alembic_version", "version_num")]


LEDGER = """
INSERT INTO sources(source_id, uri, first_seen, last_seen) VALUES (1, 'a.txt', now(), now());
INSERT INTO ledger(ledger_id, source_id, sha256, pipeline_version, state, attempts) VALUES
    (1, 1, 'a', '1', 'done', 1), (2, 1, 'b', '1', 'failed', 1), (3, 1, 'c', '1', 'failed', 3),
    (4, 1, 'd', '1', 'running', 2);
"""


def test_rows_are_kept_by_migrations_and_by_their_undoing(empty: str) -> None:
    with disposed(empty) as engine, engine.begin() as connection:
        command.upgrade(config(connection), "0002")
        connection.exec_driver_sql(LEDGER)
        query = text("SELECT ledger_id, state, attempts FROM ledger ORDER BY ledger_id")
        upgrade(connection)
        upgraded = connection.execute(query).all()
        assert upgraded == [(1, "done", 1), (2, "failed", 1), (3, "quarantined", 3), (4, "pending", 1)]
        connection.exec_driver_sql("UPDATE ledger SET attempts = 1 WHERE ledger_id = 3")
        command.downgrade(config(connection), "0002")
        undone = connection.execute(query).all()
        assert undone == [(1, "done", 1), (2, "failed", 1), (3, "failed", 3), (4, "pending", 1)]


def test_two_that_open_a_new_store_make_it_once(empty: str) -> None:
    stores: list[Store] = []
    threads = [threading.Thread(target=lambda: stores.append(open_store(empty, create=True))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [store.status().acts for store in stores] == [0, 0, 0]
    for store in stores:
        store.close()


# Opening it


def test_an_address_without_a_driver(database: str) -> None:
    with open_store(database.replace("postgresql+psycopg:", "postgresql:")) as store:
        assert store.status().acts == 0


def test_another_driver_is_refused(database: str) -> None:
    with pytest.raises(StoreError, match=r"Write postgresql://user@host/database\.$"):
        open_store(database.replace("psycopg", "asyncpg"))


def test_a_database_without_a_store(empty: str, postgres: Server) -> None:
    with pytest.raises(
        StoreMissing, match=r"^There is no store at postgresql\+psycopg://recueil@127.0.0.1:\d+/test_"
    ):
        open_store(empty)
    with disposed(empty) as engine, engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE accounts(id integer)")
    for create in (False, True):
        with pytest.raises(StoreError, match="holds something else than a Recueil store"):
            open_store(empty, create=create)


def test_a_store_of_a_later_recueil_is_refused(store: Store, url: str) -> None:
    with disposed(url) as engine, engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for create in (False, True):
        with pytest.raises(StoreOutdated):
            open_store(url, create=create)


def test_a_database_that_is_not_there(postgres: Server) -> None:
    for create in (False, True):
        with pytest.raises(
            StoreMissing,
            match=r"^There is no database 'none' at postgresql\+psycopg://recueil@.*/none\. Make it: `createdb none`\.$",
        ):
            open_store(postgres.url("none"), create=create)


def test_a_database_that_cannot_hold_every_text(postgres: Server) -> None:
    postgres.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    with pytest.raises(StoreError, match=r"^The database is in LATIN1, .* `createdb --encoding UTF8"):
        open_store(postgres.url("latin"), create=True)
    postgres.execute("DROP DATABASE latin")


def test_a_server_that_is_not_there() -> None:
    url = f"postgresql://recueil:secret@127.0.0.1:{free_port()}/recueil"
    with pytest.raises(StoreBusy, match=r"cannot be reached: .*Connection refused\. See whether") as refused:
        open_store(url)
    assert "secret" not in str(refused.value)


def test_a_host_that_is_not_there() -> None:
    with pytest.raises(StoreBusy, match="cannot be reached") as refused:
        open_store("postgresql://recueil@nowhere.invalid/recueil?password=secret")
    assert "secret" not in str(refused.value)


@pytest.fixture
def locked(postgres: Server, database: str) -> Iterator[str]:
    """The address of a store whose owner must give a password, which is « right »."""
    postgres.execute("CREATE ROLE owner LOGIN PASSWORD 'right'")
    first = "host all owner 127.0.0.1/32 scram-sha-256"
    with postgres.access(first):
        yield database.replace("recueil@", "owner:right@")
    postgres.execute("DROP ROLE owner")


def test_a_password(locked: str) -> None:
    for wrong in (":secret", ""):
        with pytest.raises(StoreError, match="lets nobody in by this password, or without one") as refused:
            open_store(locked.replace(":right", wrong))
        assert "secret" not in str(refused.value)
    with pytest.raises(
        StoreReadOnly, match=r"cannot be used as a store: permission denied .* Make this user the own"
    ):
        open_store(locked)
    assert "right" not in postgres.display_name(make_url(locked))


# What it refuses


def test_a_store_that_may_only_be_read(postgres: Server, database: str, when: datetime.datetime) -> None:
    name = database.rpartition("/")[2]
    postgres.execute("CREATE ROLE reader LOGIN")
    postgres.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", name)
    with open_store(database.replace("recueil@", "reader@"), create=True) as store:
        assert store.status().acts == 0
        with pytest.raises(
            StoreReadOnly, match=r"^The store refused: permission denied for table sources\. Make this"
        ):
            store.ledger.enqueue([FoundFile("a.txt", "a" * 64)], "1", when)
    postgres.execute("DROP OWNED BY reader; DROP ROLE reader", name)


def test_a_server_that_only_reads(postgres: Server, when: datetime.datetime) -> None:
    with postgres.database("store") as url:
        name = url.rpartition("/")[2]
        postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        with open_store(url, create=True) as store:
            store.ledger.enqueue(
                [FoundFile("a.txt", "a" * 64)], "1", when
            )  # a default, which who writes says otherwise


@pytest.mark.parametrize(
    ("code", "kind", "advice"),
    [
        ("53100", StoreFull, "Make room on its disk, then run the same command again: nothing is lost."),
        ("53300", StoreBusy, "Let PostgreSQL have more connections (max_connections)."),
        ("53200", StoreBusy, "PostgreSQL is short of memory; run the same command again."),
        ("55P03", StoreBusy, "Another process writes to it; run the same command again."),
        (
            "57P01",
            StoreBusy,
            "PostgreSQL was stopped, is starting, or was told to stop; run the same command again.",
        ),
        ("25006", StoreReadOnly, "Give the address of the primary server, and let this user write there."),
        ("22003", ActRefused, ""),
        ("54000", ActRefused, ""),
        ("42P01", StoreError, ""),
    ],
)
def test_what_the_server_refuses(store: Store, code: str, kind: type[StoreError], advice: str) -> None:
    said = refused(store, code)
    assert (type(said), said.message, said.advice) == (kind, "The store refused: no: 7.", advice)


def test_what_is_damaged_is_named(store: Store, database: str) -> None:
    said = refused(store, "XX001")
    assert (type(said), said.message) == (StoreDamaged, f"{database} is damaged: no: 7.")
    assert said.advice == "Restore an intact backup with pg_restore."


def refused(store: Store, code: str) -> StoreError:
    """What becomes of an error of the server."""
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'no: 7' USING ERRCODE = '{code}'; END $$"
    with pytest.raises(StoreError) as caught:
        write_transaction(store._engine, lambda connection: connection.exec_driver_sql(raising))
    return caught.value


def test_a_connection_that_was_cut(store: Store, postgres: Server, when: datetime.datetime) -> None:
    def cut() -> None:
        postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'recueil'"
        )

    store.status()
    cut()
    with pytest.raises(StoreBusy, match="PostgreSQL was stopped, is starting"):
        store.status()
    assert store.status().acts == 0


NUL = "PostgreSQL text fields cannot contain NUL"


def test_a_text_with_a_nul_is_refused(
    store: Store, make: Make, claim: Callable[..., Claim], when: datetime.datetime
) -> None:
    document, act = make("Vœu")
    taken = claim(store, "a.txt", document.sha256)
    with pytest.raises(ActRefused, match=r"^The database cannot hold a text with NUL characters in it\.$"):
        store.ledger.complete(taken, replace(document, text="V\0u"), [act], when)
    with pytest.raises(ActRefused, match=NUL):
        store.ledger.enqueue([FoundFile("a\0.txt", "a" * 64)], "1", when)
    assert [(work.source, work.state) for work in store.ledger.active()] == [("a.txt", "running")]


def test_an_act_of_too_many_words_is_refused(
    store: Store, make: Make, claim: Callable[..., Claim], when: datetime.datetime
) -> None:
    document, act = make(" ".join(f"mot{n:05}{'a' * 50}" for n in range(20_000)))
    taken = claim(store, "a.txt", document.sha256)
    with pytest.raises(
        ActRefused, match=r"^PostgreSQL indexes 1,048,575 bytes of different words in an act; this one"
    ):
        store.ledger.complete(taken, document, [act], when)
    assert store.status().documents == 0


def test_the_rows_of_the_index_are_small(store: Store, write: Make, rows: Rows) -> None:
    """Of ten acts with 300 words each, which take 3,000 bytes a row where they stand in it, one page of 8,192 bytes."""
    for act in range(10):
        write(" ".join(f"mot{act}{n:03}" for n in range(300)), source=f"{act}.txt")
    assert rows("SELECT count(*), pg_relation_size('search_text') FROM search_text") == [(10, 8192)]


def test_an_endless_word_is_indexed_by_its_start(store: Store, write: Make, when: datetime.datetime) -> None:
    write("é" * 3_000 + " vœu " + "é" * 600)
    assert store.check(when) == []


# Its transactions


def test_who_reads_sees_one_moment(store: Store, url: str, when: datetime.datetime) -> None:
    with read_transaction(store._engine) as connection:
        before = connection.execute(sources.select()).all()
        store.ledger.enqueue([FoundFile("a.txt", "a" * 64)], "1", when)
        assert connection.execute(sources.select()).all() == before == []
        with pytest.raises(Exception, match="read-only transaction"):
            connection.execute(sources.delete())
    assert len(store.ledger.active()) == 1


def test_settings_of_a_connection(store: Store) -> None:
    names = ("jit", "application_name", "lock_timeout", "transaction_isolation", "transaction_read_only")
    with read_transaction(store._engine) as connection:
        read = [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names]
    wrote = write_transaction(
        store._engine, lambda writer: [writer.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names]
    )
    assert read == ["off", "recueil", "1min", "repeatable read", "on"]
    assert wrote == ["off", "recueil", "1min", "read committed", "off"]


def test_who_loses_a_deadlock_tries_again(store: Store, when: datetime.datetime) -> None:
    store.ledger.enqueue([FoundFile("a.txt", "a" * 64), FoundFile("b.txt", "b" * 64)], "1", when)
    ready, tries = threading.Barrier(2, timeout=10), []

    def both(connection: Connection, first: str, second: str) -> None:
        tries.append(first)
        connection.execute(sources.update().where(sources.c.uri == first).values(body=first))
        if len(tries) <= 2:
            ready.wait()
        connection.execute(sources.update().where(sources.c.uri == second).values(body=first))

    given = [("a.txt", "b.txt"), ("b.txt", "a.txt")]
    threads = [threading.Thread(target=write_transaction, args=(store._engine, both, *names)) for names in given]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(tries[:2]) == ["a.txt", "b.txt"]
    assert len(tries) == 3
    assert {work.body for work in store.ledger.active()} == {tries[2]}


def test_who_loses_too_often_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recueil.store.engine.transactions._RETRY_DELAYS", (0, 0))
    tries = []

    def lost(connection: Connection) -> None:
        tries.append(1)
        connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$")

    with pytest.raises(StoreBusy, match=r"^The store refused: lost\. Another process writes to it"):
        write_transaction(store._engine, lost)
    assert len(tries) == 3


# Its upkeep


def test_tidying(store: Store, write: Make, rows: Rows, claim: Callable[..., Claim]) -> None:
    for _ in range(2):
        for n in range(8):
            write(f"acte {n} <AMOUNT {n} EUR>{n} €</AMOUNT>", source=f"{n}.txt", date="2023-01-01")
            write(f"autre {n}", source=f"{n}.txt")
    claim(store, "new.txt", "f" * 64)
    tidied = store.tidy()
    assert tidied.vacuumed
    assert tidied.after == store.status().size > 0
    assert rows("SELECT reltuples FROM pg_class WHERE relname = 'acts'") == [(8.0,)]


def test_a_backup_is_the_servers_own(database: str, tmp_path: Any, when: datetime.datetime) -> None:
    refusal = (
        r"is not a file: its backups are PostgreSQL's own\. Use pg_dump and pg_restore, or `recueil store copy`"
    )
    with pytest.raises(StoreError, match=refusal):
        backup(database, tmp_path / "backup.db")
    with pytest.raises(StoreError, match=refusal):
        restore(database, tmp_path / "backup.db", when)


def test_a_check_reads_few_rows_at_a_time(store: Store, write: Make, when: datetime.datetime) -> None:
    write("acte")
    cursors: list[str] = []
    event.listen(
        store._engine, "before_cursor_execute", lambda _, cursor, *rest: cursors.append(type(cursor).__name__)
    )
    assert store.check(when) == []
    assert cursors.count("ServerCursor") >= 10
