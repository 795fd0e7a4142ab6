"""Similar acts are found exactly, alike in both databases and in memory, and follow each change of an act."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.between import BODY, KEY, Paper, fill, paper
from tests.filing import make_act
from tests.filing import record as file_act

from recueil.corrections import ActFactChange, Attribution
from recueil.privacy.erasure.name_hashes import forms_of, parse_name
from recueil.privacy.erasure.targets import KnownBody
from recueil.readers.document import Document
from recueil.similar_acts.nearest import Scope, find_nearest
from recueil.similar_acts.store import Passage, SimilarAct, SimilarityFilter
from recueil.store.engine.transactions import read_transaction
from recueil.store.index.changes import record_changes
from recueil.store.index.schema import search_acts, search_vectors
from recueil.store.ledger.runs import LEASE
from recueil.store.open import open_store
from recueil.store.schema import acts
from recueil.store.store import Store
from recueil.values import Act
from recueil.values.act_fact import ActTitle
from recueil.values.body import body_key

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
ANA = Attribution("ana", WHEN, "relu")
SECRET = "a secret of the tests"
Record = Callable[..., None]
OTHER = "Commune de Valsombre"
CLUB = ("subvention", "association Club de pétanque", "300.00 EUR")
ASKED = paper(
    "deliberation", "2022-04-05", "2022-31", "Subvention au club de pétanque", "Tournoi de pétanque", awards=[CLUB]
)
YEAR_AFTER = paper(
    "deliberation", "2023-04-04", "2023-29", "Subvention au club de pétanque pour 2023", "Tournoi, pétanque",
    awards=[(*CLUB[:2], "350.00 EUR")],
)  # fmt: skip
ELSEWHERE = paper("deliberation", "2021-05-06", "12", "Pétanque : subvention, tournoi", "Club.", body=OTHER)
APART = paper("deliberation", "2022-04-05", "2022-32", "Vente d'une parcelle", "Cadastre, notaire")
PAPERS = [ASKED, YEAR_AFTER, ELSEWHERE, APART]


@pytest.fixture
def filled(store: Store, record: Record) -> Store:
    fill(store, record, PAPERS)
    return store


@pytest.fixture
def kept(filled: Store, url: str) -> Iterator[Store]:
    """The store as a process sees it that keeps columns, which another writes."""
    with open_store(url) as opened:
        opened.keep_columns().load()
        yield opened


def uids(found: Sequence[SimilarAct]) -> list[str]:
    return [each.uid for each in found]


@pytest.mark.both_databases
def test_the_same_decision_of_another_year_and_of_another_body(filled: Store, kept: Store) -> None:
    found = filled.similar(ASKED.uid)
    assert uids(found) == [YEAR_AFTER.uid, ELSEWHERE.uid]
    first = found[0]
    text = YEAR_AFTER.document.text
    assert (first.same_title, first.same_text, first.body, first.number) == (True, False, BODY, "2023-29")
    award = YEAR_AFTER.act.facts.awards[0]
    assert first.beneficiaries == (Passage("Club de pétanque", 1, award.start, award.end),)
    assert [text[each.start : each.end] for each in first.words] == [each.text for each in first.words]
    assert {each.text.lower() for each in first.words} >= {"pétanque", "club", "tournoi"}
    assert (first.page, first.start) == (1, first.words[0].start)
    assert not found[1].same_title
    assert found[0].score > found[1].score >= 40
    assert kept.similar(ASKED.uid) == found
    assert kept.similar_at_once(ASKED.uid, 1) == found[:1]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (SimilarityFilter(other_bodies=True), [ELSEWHERE]),
        (SimilarityFilter(body=KEY), [YEAR_AFTER]),
        (SimilarityFilter(body=body_key(OTHER)), [ELSEWHERE]),
        (SimilarityFilter(body="nowhere"), []),
        (SimilarityFilter(other_bodies=True, body=KEY), []),
        (SimilarityFilter(since=datetime.date(2023, 4, 4)), [YEAR_AFTER]),
        (SimilarityFilter(since=datetime.date(2023, 4, 5)), []),
        (SimilarityFilter(until=datetime.date(2021, 5, 6)), [ELSEWHERE]),
        (SimilarityFilter(since=datetime.date(2021, 1, 1), until=datetime.date(2023, 4, 3)), [ELSEWHERE]),
    ],
)
def test_among_which_acts(filled: Store, kept: Store, criteria: SimilarityFilter, expected: list[Paper]) -> None:
    for store in (filled, kept):
        assert uids(store.similar(ASKED.uid, 10, criteria)) == [one.uid for one in expected]


def test_an_act_that_is_not_in_the_store(filled: Store) -> None:
    document, act = make_act("Tournoi de pétanque du club : subvention", "2024-01-09")
    assert set(uids(filled.similar_to(act, document.text))) == {ASKED.uid, YEAR_AFTER.uid, ELSEWHERE.uid}
    same, *others = filled.similar_to(ASKED.act, ASKED.document.text)
    assert (same.uid, same.score, same.same_text, same.same_title) == (ASKED.uid, 100, True, True)
    assert others == list(filled.similar(ASKED.uid))
    empty, nothing = make_act("12 €", None)
    assert filled.similar_to(nothing, empty.text) == ()


@pytest.mark.both_databases
def test_acts_as_near_come_in_the_order_of_their_names(store: Store, record: Record) -> None:
    copies = [
        paper("deliberation", f"2022-01-{day:02d}", None, "Chorale", "Aide au chant") for day in range(10, 19)
    ]
    fill(store, record, copies)
    asked, *others = copies
    names = sorted(one.uid for one in others)
    assert uids(store.similar(asked.uid)) == names
    assert uids(store.similar(asked.uid, 3)) == names[:3]
    assert [each.same_text for each in store.similar(asked.uid, 3)] == [False] * 3


@pytest.mark.parametrize(
    ("day", "number", "text", "expected"),
    [
        ("2022-04-05", "2022-31", "Tournoi de pétanque  !", True),
        ("2022-04-06", "2022-31", "Tournoi de pétanque  !", False),
        ("2022-04-05", "2022-30", "Tournoi de pétanque  !", False),
        ("2022-04-05", None, "Tournoi de pétanque  !", False),
    ],
)
def test_the_same_act_read_from_another_file(
    store: Store, record: Record, day: str, number: str | None, text: str, expected: bool
) -> None:
    title = "Subvention au club de pétanque"
    one = paper("deliberation", "2022-04-05", number and "2022-31", title, "Tournoi de pétanque")
    other = paper("deliberation", day, number, title, text + " 1")
    fill(store, record, [one, other])
    [found] = store.similar(one.uid)
    assert found.same_text is expected


def test_the_same_words_are_the_same_text(store: Store, record: Record) -> None:
    one = paper("deliberation", "2022-04-05", "2022-31", "Chorale", "Tournoi de pétanque")
    other = replace(one, source="b.txt", document=_with_text(one.document, one.document.text.replace(" ", "  ")))
    moved = replace(
        other,
        act=replace(
            one.act, end=len(other.document.text), entities=(), facts=replace(one.act.facts, votes=(), awards=())
        ),
    )
    fill(store, record, [one, moved])
    [found] = store.similar(one.uid)
    assert (found.uid, found.same_text) == (moved.uid, True)


def _with_text(document: Document, text: str) -> Document:
    made, _ = make_act(text)
    return made


WORDS = ("chorale", "pétanque", "parcelle", "notaire", "cantine", "voirie", "crèche", "orgue")
VERSIONS = count()


def invent(seed: int) -> tuple[Document, Act]:
    draw = random.Random(seed)
    said = " ".join(draw.choices(WORDS, k=draw.randint(0, 6)))
    document, act = make_act(f"Acte {seed} : {said}.", draw.choice((None, "2021-03-14", "2022-07-11")))
    body = draw.choice((None, BODY, OTHER))
    identity = replace(act.facts.identity, body=body, informative=draw.random() < 0.1)
    return document, replace(act, facts=replace(act.facts, identity=identity))


def expected(store: Store, vector: bytes, scope: Scope, limit: int, without: int) -> list[tuple[int, str, int]]:
    """The nearest acts, multiplied in Python."""
    asked = np.frombuffer(vector, np.int8).tolist()
    query = select(search_vectors, acts.c.uid, search_acts.c.body).join_from(search_vectors, acts)
    with read_transaction(store._engine) as connection:
        rows = connection.execute(query.join(search_acts, search_acts.c.docid == acts.c.docid)).all()
    found = []
    low, high = scope.docids or (0, 1 << 62)
    for row in rows:
        product = sum(a * b for a, b in zip(asked, np.frombuffer(row.vector, np.int8).tolist(), strict=True))
        is_of = scope.body in (None, row.body) and (
            scope.not_body is None or row.body not in (None, scope.not_body)
        )
        if row.docid != without and is_of and low <= row.docid <= high and product * 100 >= 512 * 512 * 40 - 99:
            found.append((row.docid, row.uid, product))
    return sorted(found, key=lambda each: (-each[2], each[1]))[:limit]


SCOPES = (
    Scope(),
    Scope(body=KEY),
    Scope(not_body=KEY),
    Scope(not_body=""),
    Scope(since=datetime.date(2022, 1, 1)),
    Scope(until=datetime.date(2021, 12, 31), not_body=body_key(OTHER)),
)


@pytest.mark.both_databases
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5)), min_size=1, max_size=8))
def test_columns_and_tables_give_what_integers_give(
    store: Store, opened: Store, steps: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recueil.similar_acts.nearest._ROWS_IN_MEMORY", 2)
    for seed, source in steps:
        document, act = invent(seed)
        file_act(store, f"{source}.txt", document, [act, act] if seed % 5 == 0 else [act], f"{next(VERSIONS)}")
    with read_transaction(store._engine) as connection:
        vectors = connection.execute(select(search_vectors)).all()
    for row in vectors[:3]:
        for scope in SCOPES:
            for limit in (1, 3, 50):
                wanted = expected(store, row.vector, scope, limit, row.docid)
                with read_transaction(opened._engine) as connection:
                    columns = opened.keep_columns().current(connection)
                    assert columns is not None
                    near = [
                        find_nearest(connection, each, row.vector, scope, limit, row.docid)
                        for each in (columns, None)
                    ]
                assert [[each[:3] for each in found] for found in near] == [wanted, wanted]


@pytest.fixture
def opened(store: Store, url: str) -> Iterator[Store]:
    with open_store(url) as other:
        other.keep_columns().load()
        yield other


@pytest.mark.both_databases
def test_an_act_that_is_read_again_or_deleted(filled: Store, kept: Store, record: Record) -> None:
    other, act = make_act("Vente du cadastre au notaire", "2023-04-04")
    record(filled, YEAR_AFTER.source, other, [act], "2")
    assert uids(filled.similar(ASKED.uid)) == uids(kept.similar(ASKED.uid)) == [ELSEWHERE.uid]
    record(filled, YEAR_AFTER.source, YEAR_AFTER.document, [YEAR_AFTER.act], "3")
    assert uids(filled.similar(ASKED.uid)) == uids(kept.similar(ASKED.uid)) == [YEAR_AFTER.uid, ELSEWHERE.uid]
    assert filled.check(WHEN) == []


@pytest.mark.both_databases
def test_an_act_whose_title_is_corrected(filled: Store, kept: Store) -> None:
    before = kept.similar(ASKED.uid)
    made = filled.correct(
        YEAR_AFTER.uid, ActFactChange("act_title", ActTitle("Cadastre, notaire et parcelle")), ANA
    )
    after = kept.similar(ASKED.uid)
    assert after == filled.similar(ASKED.uid)
    assert {each.uid: each.score for each in after}.get(YEAR_AFTER.uid, 0) < before[0].score
    filled.withdraw(made.id, ANA)
    assert kept.similar(ASKED.uid) == filled.similar(ASKED.uid) == before


@pytest.mark.both_databases
def test_who_is_forgotten_is_in_no_vector(store: Store, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """The vector is made again, and the digest: they are those of the act as if somebody else were named."""
    monkeypatch.setenv("RECUEIL_FORGET_KEY", SECRET)
    title, text = "Aide au club KERMADEC", "Le club remercie Zoé KERMADEC de la chorale."
    fill(store, record, [paper("deliberation", "2022-01-10", "1", title, text)])

    def vectors() -> list[Any]:
        with read_transaction(store._engine) as connection:
            return [tuple(row)[1:] for row in connection.execute(select(search_vectors))]

    before = vectors()
    target = store.erasure.body(KEY, configured=[KnownBody(BODY)])
    store.erasure.begin(target, forms_of(parse_name("Zoé KERMADEC"), SECRET.encode()), SECRET.encode(), ANA)
    store.erasure.finish(WHEN + 2 * LEASE)
    after = vectors()
    assert before != after
    masked = paper(
        "deliberation", "2022-01-10", "1", "Aide au club ████████", "Le club remercie ███ ████████ de la chorale."
    )
    record(store, "masked.txt", masked.document, [masked.act])
    assert vectors() == after * 2
    assert store.check(WHEN) == []


def test_a_damaged_vector_is_a_fault(filled: Store) -> None:
    with filled._engine.begin() as connection:
        connection.execute(search_vectors.update().values(digest=0))
    assert {fault.detail for fault in filled.check(WHEN)} == {"search_vectors does not repeat its entities."}


def test_a_large_store_is_not_asked_for_a_page(
    filled: Store, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recueil.similar_acts.store._MOST_READ_AT_ONCE", 3)
    assert filled.similar_at_once(ASKED.uid, 5) is None
    assert uids(kept.similar_at_once(ASKED.uid, 5) or ()) == [YEAR_AFTER.uid, ELSEWHERE.uid]
    monkeypatch.setattr("recueil.similar_acts.store._MOST_COMPARED_AT_ONCE", 3)
    assert kept.similar_at_once(ASKED.uid, 5) is None


def test_a_very_large_store_has_columns_without_vectors(
    filled: Store, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recueil.store.columns.acts._MOST_VECTORS", 3)
    with open_store(url) as opened:
        keeper = opened.keep_columns()
        keeper.load()
        assert keeper._columns is not None
        assert keeper._columns.vectors is None
        assert opened.similar(ASKED.uid) == filled.similar(ASKED.uid)
        with filled._engine.begin() as connection:
            record_changes(connection, connection.execute(select(acts.c.docid)).scalars())
        monkeypatch.setattr("recueil.store.columns.acts._MOST_VECTORS", 9)
        assert opened.similar(ASKED.uid) == filled.similar(ASKED.uid)
        assert keeper._columns.vectors is None
