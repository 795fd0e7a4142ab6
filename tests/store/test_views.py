"""The views: what others read of the store, row by row and column by column."""

from __future__ import annotations

import re
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, ColumnElement, Date, Integer, String, create_engine, inspect
from tests.export.making import ACT, ADDRESS, DOCUMENT, PLAIN_UID, TEXT, UID, fill, place, record
from tests.tables import each_row

from recueil.store import views
from recueil.store.engine import column_types
from recueil.store.engine.column_types import Millionths, Utc
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.store.views import ACT_VIEWS, VIEWS, View

DOCS = (Path(__file__).parents[2] / "docs" / "exports.md").read_text("utf-8")
OF_ACT = (
    *(UID, ADDRESS, UID, "VILLE DE VORNOY", "2023-03-14", "2023-03-14", "deliberation", "2023-12"),
    "Subvention aux Voix du lac",
)


@pytest.fixture
def backend() -> str:
    """What the views say is asked of SQLite; that they say the same in PostgreSQL, below."""
    return "sqlite"


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    """What the file says to any reader of SQLite."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def provenance(words: str, page: int) -> tuple[Any, ...]:
    return (page, *place(words), words, "gold", "dispositif", 61, None, 0, None, "1")


EXPECTED: dict[str, list[tuple[Any, ...]]] = {
    "acts": [
        (
            *("2023-03-14", 0, None, "086-218690006-20230314-2023-12-DE", "218690006", "086", "7.5"),
            *(None, None, None, None, "2023-03-16", None),
            *(25, 22, None, None, None, 2),
            *(1500.5, 1_500_500_000, 1, 1, 0, len(TEXT), "1"),
        )
    ],
    "dates": [("2023-03-14", "2023-03-14", "2023-03-14", "seance", None, *provenance("14 mars 2023", 1))],
    "periods": [("2023", "2023-01-01", "2023-12-31", *provenance("exercice 2023", 2))],
    "amounts": [(1500.5, 1_500_500_000, "EUR", None, None, None, None, *provenance("1 500,50 €", 2))],
    "percentages": [(49.0, 49_000_000, None, *provenance("49 %", 2))],
    "budget": [("chapitre", "65", None, None, None, None, *provenance("chapitre 65", 2))],
    "persons": [
        ("RÉ, Luc", "Luc", "RÉ", None, None, "re-luc@vornoy", None, *provenance("Luc RÉ", 1)),
        ("LO, Ana", "Ana", "LO", None, None, "lo-ana@vornoy", None, *provenance("Ana LO", 1)),
        ("BON, Max", "Max", "BON", None, None, "bon-max@vornoy", None, *provenance("Max BON", 1)),
    ],
    "references": [
        (
            *("loi", "2013-595", "2013-07-08", "2013-07-08", "2013-07-08", None),
            *provenance("loi n° 2013-595 du 8 juillet 2013", 2),
        )
    ],
    "organisations": [("asso. Les Amis", "amis", *provenance("asso. Les Amis", 2))],
    "places": [("Vornoy", "86194", "vornoy", *provenance("Vornoy", 2))],
    "attendance": [
        ("BON, Max", "bon-max@vornoy", "giver", "RÉ, Luc", "re-luc@vornoy", *provenance("Max BON", 1)),
        ("BON, Max", "bon-max@vornoy", "represented", None, None, *provenance("Max BON", 1)),
        ("LO, Ana", "lo-ana@vornoy", "present", None, None, *provenance("Ana LO", 1)),
        ("RÉ, Luc", "re-luc@vornoy", "holder", None, None, *provenance("Luc RÉ", 1)),
        ("RÉ, Luc", "re-luc@vornoy", "present", None, None, *provenance("Luc RÉ", 1)),
        ("RÉ, Luc", "re-luc@vornoy", "president", None, None, *provenance("Luc RÉ", 1)),
    ],
    "votes": [
        (1, "adopted", 0, 20, 3, 0, None, 2, *place("Pour : 20, contre : 3"), "Pour : 20, contre : 3", "1"),
    ],
    "awards": [
        (
            *(1, "subvention", "Voix du lac", "association", 1500.5, 1_500_500_000, "EUR", "leur tournée"),
            *("chapitre", "65", None, "W380475558", None, 0, 2, *place("1 500,50 € aux Voix du lac")),
            *("1 500,50 € aux Voix du lac", 0, "1"),
        )
    ],
    "findings": [("votants", "error", "22 + 1 n'est pas 25.", "Calcul", "23", "25", "1")],
    "cross_findings": [],  # tests/cross_checks
}


@pytest.mark.parametrize("view", ACT_VIEWS, ids=lambda view: view.name)
def test_a_view_of_acts_says_all_that_an_act_says(store: Store, path: Path, view: View) -> None:
    fill(store)
    found = rows(path, f"SELECT * FROM v_{view.name} WHERE act = '{UID}'")
    expected = [(*OF_ACT, *row) for row in EXPECTED[view.name]]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_what_an_act_does_not_say_is_null(store: Store, path: Path) -> None:
    fill(store)
    (row,) = rows(path, f"SELECT * FROM v_acts WHERE act = '{PLAIN_UID}'")
    assert row[3:] == (
        *(None, None, None, "decision", None, "=2+2", None, 0, *[None] * 17),
        *(-9500.0, -9_500_000_000, 0, 1, 0, 18, "1"),
    )


def test_the_views_of_what_was_read(store: Store, path: Path) -> None:
    fill(store)
    when = "2025-03-01 02:00:00.000000"
    assert rows(path, f"SELECT * FROM v_sources WHERE document = '{UID}'") == [
        (ADDRESS, None, UID, "text/plain", DOCUMENT.size, when, when)
    ]
    assert rows(path, f"SELECT * FROM v_ledger WHERE document = '{UID}'") == [
        (ADDRESS, None, UID, "done", None, None, 1, when, when, None, "1")
    ]


def test_a_document_of_several_sources_is_one_row(store: Store, path: Path) -> None:
    record(store, "file:///b.txt", DOCUMENT, ACT)
    record(store, "file:///a.txt", DOCUMENT, ACT)
    assert rows(path, "SELECT source FROM v_amounts") == [("file:///a.txt",)]


@pytest.mark.slow
def test_postgresql_says_the_same(store: Store, path: Path, database: str) -> None:
    fill(store)
    (docids,) = store.iter_docids(None)
    with open_store(database) as other:
        fill(other)
        assert list(other.iter_docids(None)) == [docids]
        assert other.rows(docids) == store.rows(docids)
        assert other.filed_acts(docids) == store.filed_acts(docids)
    engine = create_engine(database)
    with engine.begin() as connection:
        for view in VIEWS:
            said = connection.exec_driver_sql(f"SELECT * FROM v_{view.name}")
            assert tuple(said.keys()) == view.names
            assert [len(row) for row in said] == [len(view.names)] * len(
                rows(path, f"SELECT * FROM v_{view.name}")
            )
        exact = connection.exec_driver_sql("SELECT amount FROM v_amounts ORDER BY amount").scalars().all()
    engine.dispose()
    assert exact == [Decimal(-9500), Decimal("1500.5")]


def test_views_are_taken_away_and_made_anew(path: Path, store: Store) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        views.drop_views(connection)
        views.drop_views(connection)
        assert inspect(connection).get_view_names() == []
        views.create_views(connection)
        made = inspect(connection).get_view_names()
    engine.dispose()
    assert made == sorted(f"v_{view.name}" for view in VIEWS)


# docs/exports.md


def documented(title: str) -> list[tuple[str, str]]:
    """The columns below a heading, with their types."""
    section = re.split(r"^#", DOCS.partition(f"### {title}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"^\| `(\w+)` \| ([\w/]+) \| .*\|$", section, re.MULTILINE)


TYPES = (
    (Millionths, "decimal"),
    (Utc, "time"),
    (Date, "day"),
    (Boolean, "yes/no"),
    (Integer, "integer"),
    (column_types.String, "text"),
    (column_types.Text, "text"),
    (String, "text"),
)


def described(column: ColumnElement[Any]) -> tuple[str, str]:
    return str(column.key), next(word for kind, word in TYPES if isinstance(column.type, kind))


FIRST, LAST = documented("First, in every view of acts"), documented("Last, as far as they apply")


@each_row("view", ACT_VIEWS)
def test_every_column_of_a_view_of_acts_is_documented(view: View) -> None:
    own = documented(f"`v_{view.name}`")
    told = list(map(described, view.columns))
    last = [column for column in LAST if column in told]
    assert told == [*FIRST, *own, *last]
    assert len(set(view.names)) == len(view.names)


@pytest.mark.parametrize("view", [view for view in VIEWS if view not in ACT_VIEWS], ids=lambda view: view.name)
def test_every_column_of_the_other_views_is_documented(view: View) -> None:
    assert list(map(described, view.columns)) == documented(f"`v_{view.name}`")
