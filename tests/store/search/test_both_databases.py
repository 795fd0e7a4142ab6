"""Both databases answer alike: the same acts in the same order, whatever is asked; and no value is ever part of SQL."""

from __future__ import annotations

import datetime
import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from tests.postgres import Server
from tests.query.strategies import Values, queries

from recueil.errors import QueryError
from recueil.query import And, Criterion, Exactly, Node, Not, Or, Query, Range, Span, format_query, parse
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.open import open_store
from recueil.store.search.compile import Order
from recueil.store.search.cursors import Cursor
from recueil.store.search.facets import FACETS
from recueil.store.store import Store
from recueil.values import Act, Entity, Organisation, Place

pytestmark = pytest.mark.slow

sys.path.insert(0, str(Path(__file__).parents[3] / "corpus"))
acts = importlib.import_module("invented.stored").acts

NOW = datetime.datetime(2025, 3, 1, 2, tzinfo=datetime.UTC)
ACTS = 90
ORDERS: tuple[Order, ...] = get_args(Order)
WORDS = (
    "subvention",
    "association",
    "conseil",
    "commune",
    "ecole",
    "voirie",
    "budget",
    "travaux",
    "maire",
    "inconnu",
)


def _named(*names: str) -> st.SearchStrategy[Criterion]:
    return st.sampled_from(names)


NUMBERS: st.SearchStrategy[Criterion] = st.sampled_from([
    Range(Decimal(1000), None),
    Range(Decimal(1000), None, strict=True),
    Range(None, Decimal(500)),
    Range(Decimal(100), Decimal(20000)),
    Range(Decimal(20), Decimal(20)),
])  # fmt: skip
SPANS: st.SearchStrategy[Criterion] = st.builds(
    lambda year, month, years: Span(datetime.date(year, month, 1), datetime.date(year + years, 12, 31)),
    st.integers(2010, 2024),
    st.integers(1, 12),
    st.integers(0, 5),
)
VALUES: Values = {
    **dict.fromkeys(("montant", "pourcentage", "attribue", "pour", "contre", "abstention"), NUMBERS),
    **dict.fromkeys(("date", "periode", "seance"), SPANS),
    "chapitre": _named("65", "011", "922", "21"),
    "article": _named("6574", "65748", "2315"),
    "reference": _named("CGCT", "loi", "L2121-29", "code cgct"),
    "personne": _named("marie", "mar*", "jean", "du*"),
    "organisation": st.one_of(
        _named("association", "assoc*", "sport saint", "sp* sa*"), st.just(Exactly("Sport Saint-Jouan"))
    ),
    "lieu": _named("saint", "35284", "35*"),
    "beneficiaire": _named("association", "assoc*", "sport*"),
    "titre": _named("subvention", "budget", "association"),
    "commune": _named("saint", "ville", "commune"),
    "matiere": _named("7", "7.5", "7.1"),
    "nature": _named("deliberation", "arrete"),
    "numero": _named("1"),
    "vote": _named("adopted", "unanimous", "rejected"),
    "controle": _named("error", "warning"),
    "est": _named("absent", "giver", "president", "against"),
    "confiance": st.sampled_from([Range(None, Decimal(80), strict=True), Range(Decimal(50), Decimal(79))]),
    "partiel": _named("present", "awards"),
}
ROLES = {"montant": ("subvention", "loyer", "dispositif"), "personne": ("absent", "present", "giver", "body")}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, postgres: Server) -> Iterator[tuple[Store, Store]]:
    """The same generated acts in a store of each database."""
    file = tmp_path_factory.mktemp("both") / "recueil.db"
    with (
        postgres.database("store") as url,
        open_store(f"sqlite:///{file}", create=True) as lite,
        open_store(url, create=True) as served,
    ):
        for store in (lite, served):
            _fill(store)
        yield lite, served


def _fill(store: Store) -> None:
    made = [(document, _with_names(_with_subject(act, n), n)) for n, (document, act) in enumerate(acts(ACTS, 7))]
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, NOW)
    numbers = store.ledger.enqueue([FoundFile(f"{n}.txt", made[n][0].sha256) for n in range(ACTS)], "1", NOW)
    claims = store.ledger.claim(run, numbers, lambda owner: False, NOW)
    for claim, (document, act) in zip(claims, made, strict=True):
        store.ledger.complete(claim, document, [act], NOW)


def _with_subject(act: Act, n: int) -> Act:
    identity = replace(act.facts.identity, subject=(None, "7.5", "7.1", "1.1", "7.10")[n % 5])
    return replace(act, facts=replace(act.facts, identity=identity))


ORGANISATIONS = ("association Sport Saint-Jouan", "Sport Saint-Jouan", "Ville de Saint-Jouan", "Sports du Val")
PLACES = (Place("Saint-Jouan", "35284"), Place("ST-JOUAN"), Place("rue des Sports"))


def _with_names(act: Act, n: int) -> Act:
    """The act with an organisation and a place at some of its words, the first of them twice."""
    (first, *_, last), page = act.entities, 1
    organisation = Organisation(ORGANISATIONS[n % len(ORGANISATIONS)])
    named = (
        *(
            Entity(each.start, each.end, each.text, page, organisation, "test", each.part)
            for each in (first, last)
        ),
        Entity(
            last.start,
            last.end,
            last.text,
            page,
            PLACES[n % len(PLACES)],
            "test",
            last.part,
            certainty=(None, Decimal("0.62"), Decimal("0.97"))[n % 3],
        ),
    )
    return replace(act, entities=tuple(sorted((*act.entities, *named), key=lambda each: (each.start, each.end))))


def _answered(store: Store, query: Query, order: Order) -> list[tuple[Any, ...]]:
    """Every act that answers, page by page, with all that its hit shows; or what is wrong with the query."""
    hits: list[tuple[Any, ...]] = []
    after: Cursor | None = None
    while True:
        results = store.search(query, 40, order=order, after=after)
        hits += [(hit.uid, hit.score, hit.page, hit.start, hit.snippet, hit.entities) for hit in results.hits]
        after = results.next
        if after is None:
            assert results.total == len(hits)
            return hits


ASKED = queries(WORDS, VALUES, ROLES).map(lambda root: parse(format_query(root)))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(query=ASKED, order=st.sampled_from(ORDERS))
def test_both_answer_alike(both: tuple[Store, Store], query: Query, order: Order) -> None:
    lite, served = both
    assert _answered(lite, query, order) == _answered(served, query, order)


@settings(max_examples=15, deadline=None)
@given(query=ASKED)
def test_both_count_alike(both: tuple[Store, Store], query: Query) -> None:
    lite, served = both
    assert lite.count(query) == served.count(query) == sum(map(len, lite.iter_docids(query, 7)))
    assert list(lite.iter_docids(query, 7)) == list(served.iter_docids(query, 7))
    assert lite.facets(query, FACETS) == served.facets(query, FACETS)


def test_the_generated_acts_are_found(both: tuple[Store, Store]) -> None:
    """What is asked at random is not asked in vain."""
    lite, _ = both
    found = {word: lite.count(parse(word)) > 0 for word in WORDS}
    assert found == {**dict.fromkeys(WORDS, True), "inconnu": False}
    assert [name for name in VALUES if lite.count(parse(f"{name}:*")) == 0] == []


# What no SQL has by itself; as a word, a code, a name and a figure.
STRANGE = (
    'zqxword "zqxone zqxtwo" "zqxnear zqxfar"~7 chapitre:77123 personne:zqxname montant:77123,77 commune:zqxbody '
)
STRANGE += 'organisation:"zqxorga zqxotherorga" lieu:zqxpla* lieu:"=zqxwhole" '
STRANGE += "vote:unanimite numero:zqx77123 titre:zqxtitle beneficiaire:zqxben* reference:zqxref montant:1@loyer "
STRANGE += "montant:>77123 PRES/9 zqxbeside -zqxnot controle:quorum seance:1777-11..1788-03 matiere:9.4 est:absent"


@pytest.mark.parametrize("order", ORDERS)
def test_every_value_is_a_parameter(both: tuple[Store, Store], order: Order) -> None:
    query = parse(STRANGE)
    for store in both:
        statements: list[str] = []

        def listen(*execution: Any, statements: list[str] = statements) -> None:
            statements.append(execution[2])

        event.listen(store._engine, "before_cursor_execute", listen)
        assert store.search(query, order=order).total == 0
        store.facets(query, FACETS)
        event.remove(store._engine, "before_cursor_execute", listen)
        assert statements
        for part in ("zqx", "77123", "1777", "1788", "9_4", "loyer", "unanimous", "absent", "adopted"):
            assert not [statement for statement in statements if part in statement]


def test_a_query_of_another_is_wrong_in_both(both: tuple[Store, Store]) -> None:
    for store in both:
        with pytest.raises(QueryError, match="nothing to look for"):
            store.search(parse("le"))


@pytest.mark.parametrize("sort", get_args(Node), ids=lambda sort: sort.__name__)
def test_nodes_are_drawn_of_every_sort(sort: type[Node]) -> None:
    drawn = settings(phases=[Phase.generate], max_examples=1_000)
    found = find(ASKED, lambda query: any(isinstance(node, sort) for node in _nodes(query.root)), settings=drawn)
    assert any(isinstance(node, sort) for node in _nodes(found.root))


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _nodes(inner)
        case Not(inner):
            yield from _nodes(inner)
