"""docs/partition_by_year.sql: a store whose largest tables are divided answers, writes and forgets as before."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from tests.filing import file

from recueil.query import parse
from recueil.store.store import Store

pytestmark = pytest.mark.slow

Rows = Callable[[str], list[tuple[Any, ...]]]
PARTS = ("entities", "search_amounts", "search_dates", "search_persons", "search_terms", "search_text")
QUERIES = (
    "subvention",
    "montant:>1000",
    "chapitre:65",
    "personne:durand",
    "seance:2023",
    '"une aide"',
    "seance:2024",
)
HELD = f"""
SELECT inhparent::regclass::text, count(*) FROM pg_inherits
WHERE inhparent::regclass::text IN {PARTS} GROUP BY 1 ORDER BY 1
"""
INDEXES = "SELECT indexname FROM pg_indexes WHERE tablename IN {} ORDER BY 1"
VIEWS = "SELECT viewname FROM pg_views WHERE schemaname = 'public' ORDER BY 1"


@pytest.fixture
def url(database: str) -> str:
    """The address of ``store``."""
    return database


@pytest.fixture
def divide(root: Path, store: Store, url: str) -> Callable[[], None]:
    script = (root / "docs" / "partition_by_year.sql").read_bytes()

    def divided() -> None:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute(script)

    return divided


@pytest.fixture
def written(write: Callable[..., Any]) -> Callable[[str], None]:
    """Acts of several years and of none."""

    def some(name: str) -> None:
        for number, date in enumerate(("2022-05-02", "2023-03-14", "2024-01-01", "1996-07-01", None)):
            write(
                f"{name} {number} : M. <PERSON DURAND, Jean>Jean DURAND</PERSON> propose une aide, subvention de "
                f"<AMOUNT {number + 1}500 EUR>{number + 1} 500 €</AMOUNT>, <BUDGET chapitre 65>chapitre 65</BUDGET>.",
                source=f"{name}{number}.txt",
                date=date,
            )

    return some


def answers(store: Store) -> list[Any]:
    return [store.search(parse(query), 50, order="date") for query in QUERIES]


def test_what_is_divided_answers_as_before(
    store: Store, written: Callable[[str], None], divide: Callable[[], None], rows: Rows
) -> None:
    written("acte")
    before, indexes, views = answers(store), rows(INDEXES.format(PARTS)), rows(VIEWS)
    counted = rows("SELECT count(*) FROM v_amounts")
    assert [found.total for found in before] == [5, 5, 5, 5, 1, 5, 1]
    divide()
    assert rows(HELD) == [(part, 37) for part in PARTS]
    assert (answers(store), rows(VIEWS)) == (before, views)
    assert rows(INDEXES.format(PARTS)) == indexes
    assert rows("SELECT count(*) FROM v_amounts") == counted
    assert rows("SELECT count(*) FROM entities_2023") == [(3,)]
    assert rows("SELECT count(*) FROM entities_other") == [(6,)]


def test_what_is_divided_is_written_and_checked_as_before(
    store: Store, written: Callable[[str], None], divide: Callable[[], None], when: datetime.datetime
) -> None:
    divide()
    written("acte")
    written("autre")
    file(store, "Une subvention de plus.", date="2023-12-31")
    assert [found.total for found in answers(store)] == [11, 10, 10, 10, 3, 10, 2]
    assert store.check(when) == []
    with store._engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("DELETE FROM acts"))
        assert connection.scalar(text("SELECT count(*) FROM entities")) == 0
