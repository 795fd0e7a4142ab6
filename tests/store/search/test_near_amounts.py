"""Amounts near words are those that the places of both tell, whether tokens of the index tell them or not."""

from __future__ import annotations

import datetime
import importlib
import sys
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.postgres import Server

from recueil.query import ANYTHING, And, Filter, Near, Not, Query, Range, Words
from recueil.query.parser import DEFAULT_DISTANCE
from recueil.store.index import build
from recueil.store.index.amount_bands import NEAR, band_of, bands_of_range
from recueil.store.index.words import load_words
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.open import open_store
from recueil.store.schema import entities
from recueil.store.store import Store
from recueil.text import index_keys

sys.path.insert(0, str(Path(__file__).parents[3] / "corpus"))
acts = importlib.import_module("invented.stored").acts

NOW = datetime.datetime(2025, 3, 1, 2, tzinfo=datetime.UTC)
ACTS = 60
FEW_TOKENS = 90
"""So many of an act that some have more and some have not."""
LIMITS = st.sampled_from([None, *map(Decimal, ("-5", "0", "1", "99.5", "500", "1000", "1500", "20000", "1e11"))])
VALUES = st.one_of(st.just(ANYTHING), st.builds(Range, LIMITS, LIMITS, st.booleans()))
WORDS = st.sampled_from(
    ["subvention", "association", "conseil municipal", "euros", "attribue une subvention", "de", "inconnu", "2023"]
)
AMOUNTS = st.one_of(
    st.decimals(-10, 10**11, places=2), st.sampled_from([Decimal(n) for n in (0, 1, 9, 10, 1000, 9 * 10**9)])
)


@given(low=st.none() | AMOUNTS, high=st.none() | AMOUNTS, strict=st.booleans(), amount=AMOUNTS)
@example(low=Decimal(1000), high=Decimal(2000), strict=True, amount=Decimal(1000))
@example(low=Decimal(1000), high=Decimal(2000), strict=False, amount=Decimal(2000))
@example(low=Decimal(1500), high=Decimal(1600), strict=False, amount=Decimal(1700))
def test_a_whole_band_is_in_the_range(
    low: Decimal | None, high: Decimal | None, strict: bool, amount: Decimal
) -> None:
    whole, part = bands_of_range(low, high, strict=strict)
    is_in = _is_in(amount, Range(low, high, strict))
    assert not set(whole) & set(part)
    assert is_in or band_of(amount) not in whole
    assert not is_in or band_of(amount) in {*whole, *part}


def test_bands_are_in_the_order_of_their_amounts() -> None:
    ordered = [Decimal(n) for n in ("-1", "0", "0.5", "1", "1.5", "2", "9.99", "10", "11", "20", "9e9", "1e12")]
    assert [band_of(amount) for amount in ordered] == sorted({band_of(amount) for amount in ordered})
    assert bands_of_range(Decimal(10), Decimal(20)).part == ()
    assert len(bands_of_range(Decimal(10), Decimal(20)).whole) == 3
    assert len(bands_of_range(Decimal(10), Decimal(20), strict=True).whole) == 1


def test_tokens_tell_of_the_distance_that_a_query_has() -> None:
    assert NEAR == DEFAULT_DISTANCE


@pytest.fixture(scope="module")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Acts in a store in SQLite, of which some have more words near amounts than have bands."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('near')}/recueil.db", create=True) as store:
        _fill(store)
        yield store


@pytest.fixture(scope="module")
def served(postgres: Server) -> Iterator[Store]:
    """The same in PostgreSQL."""
    with postgres.database("store") as url, open_store(url, create=True) as store:
        _fill(store)
        yield store


def _fill(store: Store) -> None:
    made = list(acts(ACTS, 11))
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, NOW)
    files = [FoundFile(f"{n}.txt", document.sha256) for n, (document, _) in enumerate(made)]
    claims = store.ledger.claim(run, store.ledger.enqueue(files, "1", NOW), lambda owner: False, NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "MOST_TOKENS", FEW_TOKENS)
        for claim, (document, act) in zip(claims, made, strict=True):
            store.ledger.complete(claim, document, [act], NOW)


asked = given(
    value=VALUES,
    role=st.sampled_from([None, None, "subvention"]),
    words=WORDS.filter(index_keys),
    within=st.sampled_from([1, 3, NEAR, NEAR, 25]),
)


@settings(max_examples=60, deadline=None)
@asked
def test_sqlite_finds_what_places_tell(
    lite: Store, value: Range, role: str | None, words: str, within: int
) -> None:
    _assert_found(lite, value, role, words, within)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@asked
def test_postgres_finds_what_places_tell(
    served: Store, value: Range, role: str | None, words: str, within: int
) -> None:
    _assert_found(served, value, role, words, within)


def test_some_acts_have_bands_and_others_have_none(lite: Store) -> None:
    with lite._engine.connect() as connection:
        terms = connection.exec_driver_sql(
            "SELECT doc, term FROM search_text_places WHERE col = 'tokens' AND term GLOB 'mo*'"
        ).all()
    with_bands, without = ({act for act, term in terms if (term[2] == "_") is bare} for bare in (False, True))
    assert len(with_bands) > 5
    assert len(without) > 5
    assert not with_bands & without


def _assert_found(store: Store, value: Range, role: str | None, words: str, within: int) -> None:
    near = Near(Filter("montant", value, 0, 0, role), Words(words, 0, 0), within, 0, 0)
    found = _by_place(store, value, role, index_keys(words), within)
    assert [*chain(*store.iter_docids(Query("", near), 50))] == sorted(found, reverse=True)
    left = store.count(None) - len(found)
    assert store.count(Query("", And((Not(near, 0, 0),), 0, 0))) == left


def _by_place(store: Store, value: Range, role: str | None, keys: list[str], within: int) -> set[int]:
    """The acts with an amount near words, by their words in order."""
    columns = (entities.c[name] for name in ("docid", "at", "until", "amount", "role"))
    with store._engine.connect() as connection:
        rows = connection.execute(select(*columns).where(entities.c.kind == "amount")).all()
        texts = load_words(connection, list({row.docid for row in rows}))
    return {
        row.docid
        for row in rows
        if _is_in(row.amount, value)
        and role in (None, row.role)
        and any(
            texts[row.docid][at : at + len(keys)] == keys
            for at in range(len(texts[row.docid]))
            if row.at - within < at + len(keys) and at < row.until + within
        )
    }


def _is_in(amount: Decimal, value: Range) -> bool:
    if not isinstance(value, Range):
        return True
    ends = [end for end in (value.low, value.high) if end is not None]
    above = value.low is None or amount >= value.low
    return above and (value.high is None or amount <= value.high) and not (value.strict and amount in ends)
