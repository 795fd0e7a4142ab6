"""The database of the local Prefect API is what Prefect's own migrations make."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.prefect_schema import FILE, migrate

from recueil_flows import prefect_database
from recueil_flows.prefect_database import ensure_migrated, schema_of


def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def dump(file: Path) -> list[list[str]]:
    """The statements that make a database, their lines in order: that of constraints differs whenever Prefect migrates."""
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        return sorted(sorted(line.strip(" ,") for line in each.splitlines()) for each in database.iterdump())


def revise(file: Path, revision: str) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        database.commit()


def test_a_new_database_is_whole_and_migrated(tmp_path: Path) -> None:
    file = tmp_path / "prefect.db"
    assert ensure_migrated(url(file))
    with closing(sqlite3.connect(file)) as database:
        assert schema_of(database) == FILE.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [file]


def test_a_database_that_is_there_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "prefect.db"
    assert ensure_migrated(url(file))
    before = file.read_bytes()
    prefect_database._make(file, FILE.read_text("utf-8"))  # as another process does at the same time
    assert ensure_migrated(url(file))
    assert file.read_bytes() == before
    revise(file, "0")
    assert not ensure_migrated(url(file))


def test_prefect_migrates_what_is_not_known_to_be_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty, foreign = tmp_path / "empty.db", tmp_path / "foreign.db"
    empty.touch()
    foreign.write_text("délibération" * 100)
    unknown = {
        url(empty),
        url(foreign),
        url(tmp_path / "no folder" / "prefect.db"),
        "sqlite+aiosqlite:///:memory:",
        f"{url(tmp_path / 'prefect.db')}?mode=ro",
        "postgresql+asyncpg://localhost/prefect",
    }
    assert {each for each in unknown if not ensure_migrated(each)} == unknown
    monkeypatch.setattr(prefect_database, "version", lambda name: "3.999.0")
    assert not ensure_migrated(url(tmp_path / "prefect.db"))
    assert {path.name for path in tmp_path.iterdir()} == {"empty.db", "foreign.db"}


@pytest.mark.slow
def test_a_new_database_is_the_one_that_prefect_makes_and_has_nothing_to_migrate(tmp_path: Path) -> None:
    for name in ("ours", "theirs"):
        (tmp_path / name).mkdir()
    ours = tmp_path / "ours" / "prefect.db"
    assert ensure_migrated(url(ours))
    before = dump(ours)
    assert dump(migrate(tmp_path / "theirs")) == before
    migrate(tmp_path / "ours")
    assert dump(ours) == before
