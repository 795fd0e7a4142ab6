"""The database of Prefect that is made at once, and the one that its migrations make."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, PREFECT_HOME, temporary_settings
from tests.prefect_baseline import migrate

from recueil_flows import prefect_database
from recueil_flows.prefect_database import REVISION, create_database


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with temporary_settings({PREFECT_HOME: tmp_path}, restore_defaults={PREFECT_API_DATABASE_CONNECTION_URL}):
        yield tmp_path


def whole(file: Path) -> list[list[str]]:
    """All that a database holds: its statements, each with its lines in order, as that of constraints is none."""
    with closing(sqlite3.connect(file)) as database:
        return sorted(sorted(line.strip(" ,") for line in each.splitlines()) for each in database.iterdump())


def test_the_recorded_migration_is_the_last_of_the_locked_prefect() -> None:
    """If not, new databases take longer to make: record it by ``python -m tests.prefect_baseline``."""
    folder = files("prefect") / "server" / "database" / "_migrations" / "versions" / "sqlite"
    assert f"_{REVISION}_" in max(file.name for file in folder.iterdir() if file.name.endswith(".py"))
    assert f"INSERT INTO \"alembic_version\" VALUES ('{REVISION}')" in prefect_database.read_statements()


def test_a_database_is_made_once(home: Path) -> None:
    create_database()
    with closing(sqlite3.connect(home / "prefect.db")) as database:
        database.execute("INSERT INTO flow(name) VALUES ('ingest')")
        database.commit()
        create_database()
        assert database.execute("SELECT name FROM flow").fetchall() == [("ingest",)]


def test_a_database_that_is_being_migrated_is_left_as_it_is(home: Path) -> None:
    with closing(sqlite3.connect(home / "prefect.db")) as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        create_database()
    assert whole(home / "prefect.db") == [
        ["BEGIN TRANSACTION;"],
        ["COMMIT;"],
        ["CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);"],
    ]


def test_a_database_that_fails_leaves_no_table(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    statements = prefect_database.read_statements()
    monkeypatch.setattr(prefect_database, "read_statements", lambda: [*statements, "CREATE TABLE"])
    create_database()
    assert whole(home / "prefect.db") == [["BEGIN TRANSACTION;"], ["COMMIT;"]]


def test_a_prefect_that_does_not_know_the_recorded_migration_makes_its_database(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefect_database, "REVISION", "0123456789ab")
    create_database()
    assert list(home.iterdir()) == []


def test_a_database_that_a_setting_names_is_left_to_prefect(home: Path) -> None:
    with temporary_settings({PREFECT_API_DATABASE_CONNECTION_URL: f"sqlite+aiosqlite:///{home}/other.db"}):
        create_database()
    assert list(home.iterdir()) == []


@pytest.mark.slow
def test_a_new_database_is_the_one_that_the_migrations_make(home: Path) -> None:
    """So that Prefect finds nothing to migrate."""
    create_database()
    made = whole(home / "prefect.db")
    assert made == whole(migrate(home / "migrated"))
    shutil.copytree(home, home / "upgraded", ignore=shutil.ignore_patterns("migrated", "upgraded"))
    assert whole(migrate(home / "upgraded")) == made
