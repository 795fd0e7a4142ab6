"""The work of a query is bounded: its terms, what its words cut short stand for, and the time it is given."""

from __future__ import annotations

import itertools
import string
from collections.abc import Iterator

import pytest
from sqlalchemy import event
from tests.figures.counting import count
from tests.filing import WHEN, file

from recueil.errors import QueryError, StoreTimeout
from recueil.figures.coverage import coverage
from recueil.query import parse
from recueil.store.engine.deadlines import deadline
from recueil.store.engine.transactions import read_transaction
from recueil.store.search import fulltext, snippet
from recueil.store.search.facets import FACETS
from recueil.store.store import Store

SYLLABLES = ["".join(letters) for letters in itertools.product("bdfglmn", "aeiou")]


@pytest.fixture(scope="module")
def filled(shared: Store) -> Store:
    """Thirty acts of thirty years, each with the same 35 words that begin unlike, and one of its own."""
    for year in range(1990, 2020):
        own = f"{string.ascii_lowercase[year % 26]}{string.ascii_lowercase[year // 26 % 26]}zt"
        file(shared, f"{' '.join(f'{syllable}rio' for syllable in SYLLABLES)} {own}", date=f"{year}-03-14")
    return shared


@pytest.fixture
def statements(filled: Store) -> Iterator[list[str]]:
    """The statements that ask the full-text index, as they are sent."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if "MATCH" in statement or "@@" in statement:
            sent.append(statement)

    event.listen(filled._engine, "before_cursor_execute", note)
    yield sent
    event.remove(filled._engine, "before_cursor_execute", note)


def test_facets_ask_the_index_once(filled: Store, statements: list[str]) -> None:
    query = parse(" ".join(f"{syllable}*" for syllable in SYLLABLES[:30]))
    counted = filled.facets(query, FACETS, 100)
    assert [(one.value, one.acts) for one in counted["annee"]] == [(str(year), 1) for year in range(1990, 2020)]
    assert [statement.count("MATCH") + statement.count("@@") for statement in statements] == [1]


def test_words_cut_short_stand_for_so_many_words_together(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fulltext, "_MAX_ALL_EXPANSIONS", 2)
    assert filled.count(parse("ba* bari*")) == 30
    for ask in (
        filled.search,
        filled.count,
        lambda query: filled.facets(query, FACETS),
        lambda query: count(filled, coverage, query),
    ):
        with pytest.raises(QueryError) as refused:
            ask(parse("ba* OU (be* -bi*)"))
        assert (refused.value.message, refused.value.start, refused.value.end) == (
            "the words cut short stand for more than 2 words together: write more letters of this one",
            13,
            16,
        )


@pytest.mark.both_databases
def test_an_alert_that_is_too_much_rests_with_its_problem(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    file(store, "bario bebo")
    number = store.alerts.add("b", parse("ba* be*"), None, WHEN).alert.id
    monkeypatch.setattr(fulltext, "_MAX_ALL_EXPANSIONS", 1)
    store.alerts.find_new_hits(WHEN)
    assert store.alerts.one(number).problem == (
        "the words cut short stand for more than 1 words together: write more letters of this one"
    )


@pytest.mark.parametrize("query", ["bario", "ba*", "bario PRES", "date:*", '"bario bedo"~5'])
def test_nothing_is_read_after_the_deadline(filled: Store, query: str) -> None:
    asked = parse(query.replace("bario PRES", "montant:>0 PRES bario"))
    for ask in (
        filled.search,
        filled.count,
        lambda query: filled.facets(query, FACETS),
        lambda query: count(filled, coverage, query),
    ):
        with pytest.raises(StoreTimeout), deadline(0):
            ask(asked)
    assert filled.count(parse("bario")) == 30


def test_a_statement_ends_at_the_deadline(filled: Store) -> None:
    """The database itself ends it, and the connection is good for the next."""
    endless = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "postgresql": "SELECT pg_sleep(3600)",
    }
    with pytest.raises(StoreTimeout), deadline(0.1), read_transaction(filled._engine) as connection:
        connection.exec_driver_sql(endless[filled._engine.dialect.name])
    assert filled.count(parse("bario")) == 30


def test_passages_are_looked_for_until_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = [(frozenset({"mot"}),)]
    assert len(snippet.find_patterns("mot " * 10, patterns)) == 10
    with deadline(-1), pytest.raises(StoreTimeout):
        snippet.find_patterns("mot " * 10, patterns)
    monkeypatch.setattr(snippet, "_LONGEST", 8)
    assert len(snippet.find_patterns("mot " * 10, patterns)) == 2
