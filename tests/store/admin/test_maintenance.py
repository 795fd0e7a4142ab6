"""Tidying: search in one piece, free pages given back, nothing else changed."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.filing import FillOnce

from recueil.errors import StoreFull
from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.admin.maintenance import TidyResult
from recueil.store.engine import sqlite
from recueil.store.ledger.work import Claim
from recueil.store.store import Store
from recueil.values import Act

Make = Callable[..., tuple[Document, Act]]
PIECES = "SELECT count(DISTINCT segid) FROM search_text_idx"


@pytest.fixture
def backend() -> str:
    return "sqlite"


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


@pytest.fixture
def much(path: Path, write: Make, fill_once: FillOnce) -> None:
    """Acts, each written by itself, of which one leaves much free room."""

    def fill() -> None:
        for number in range(5):
            write(f"acte {number} <AMOUNT {number} EUR>{number} €</AMOUNT>", source=f"{number}.txt")
        write("délibération " * 30_000, source="long.txt")
        write("Vœu", source="long.txt")

    fill_once(fill)
    assert rows(path, PIECES) > [(1,)]
    assert share_of_free_pages(path) > 0.25


def share_of_free_pages(path: Path) -> float:
    return float(rows(path, "PRAGMA freelist_count")[0][0] / rows(path, "PRAGMA page_count")[0][0])


def answers(store: Store) -> list[int]:
    return [store.count(parse(query)) for query in ("acte", "montant:1..3", "vœu")]


@pytest.mark.usefixtures("much")
def test_a_tidy_store_is_small_and_answers_as_before(store: Store, path: Path, when: datetime.datetime) -> None:
    before = answers(store)
    assert store.prune_versions(when + datetime.timedelta(days=1)) == 1
    tidied = store.tidy()
    assert (answers(store), before) == ([5, 3, 1], [5, 3, 1])
    assert tidied == TidyResult(tidied.before, path.stat().st_size, vacuumed=True)
    assert tidied.before > 2 * tidied.after
    assert rows(path, PIECES) == [(1,)]
    assert share_of_free_pages(path) == 0
    assert rows(path, "SELECT stat FROM sqlite_stat1 WHERE idx = 'uq_acts_place'") == [("6 1 1",)]
    assert path.with_name("recueil.db-wal").stat().st_size == 0
    assert store.check(when) == []


@pytest.mark.usefixtures("much")
def test_a_tidy_store_stays_as_it_is(store: Store) -> None:
    size = store.tidy().after
    assert store.tidy() == TidyResult(size, size, vacuumed=False)


@pytest.mark.usefixtures("much")
def test_free_pages_are_kept_while_work_is_in_hand(store: Store, path: Path, claim: Callable[..., Claim]) -> None:
    claim(store, "new.txt", "f" * 64)
    assert not store.tidy().vacuumed
    assert share_of_free_pages(path) > 0.25
    assert rows(path, PIECES) == [(1,)]


@pytest.mark.usefixtures("much")
def test_free_pages_are_kept_where_the_disk_has_no_room(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recueil.store.engine.sqlite._VACUUM_COPIES", 1 << 60)
    assert not store.tidy().vacuumed
    assert share_of_free_pages(path) > 0.25


@pytest.mark.usefixtures("much")
def test_free_pages_are_kept_where_the_disk_of_temporary_files_is_full(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = sqlite.run_statement

    def full(path: Path, statement: str, wait: float = 0) -> None:
        if statement == "VACUUM":
            raise StoreFull("The store refused: database or disk is full.")
        run(path, statement, wait)

    monkeypatch.setattr("recueil.store.engine.sqlite.run_statement", full)
    assert not store.tidy().vacuumed
    assert rows(path, PIECES) == [(1,)]


@pytest.mark.usefixtures("much")
def test_a_reader_does_not_hinder(store: Store, path: Path) -> None:
    with sqlite3.connect(path, isolation_level=None) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM acts").fetchone() == (6,)
        assert store.tidy().vacuumed
        assert reader.execute("SELECT count(*) FROM acts").fetchone() == (6,)
        reader.execute("COMMIT")
    assert answers(store) == [5, 3, 1]
