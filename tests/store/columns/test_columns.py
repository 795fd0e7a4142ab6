"""Facets, sums and counts of columns in memory are those of SQL, whatever was written since, by whom, and whoever else reads."""

from __future__ import annotations

import datetime
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from itertools import count, product
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from tests.filing import make_act, record
from tests.handles import handle_of

from recueil.beneficiaries.sums import Order as Rank
from recueil.bodies.store import StoredBody
from recueil.corrections import Addition, Attribution, Rejection
from recueil.errors import ActUnknown, CorrectionError, DecisionRefused
from recueil.figures.amounts import beneficiaries, distribution, pivot
from recueil.figures.comparison import compare_bodies
from recueil.figures.counts import By, Measure, Measured
from recueil.figures.coverage import coverage
from recueil.figures.findings import findings, latest_findings
from recueil.privacy.erasure.name_hashes import forms_of, parse_name
from recueil.privacy.erasure.targets import KnownBody
from recueil.query import Query, parse
from recueil.readers.document import Document
from recueil.store.engine.protocol import Moment
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.index.changes import record_changes
from recueil.store.index.schema import search_acts, search_changes
from recueil.store.ledger.runs import LEASE
from recueil.store.open import open_store
from recueil.store.search.compile import Order
from recueil.store.search.cursors import Cursor
from recueil.store.search.facets import FACETS
from recueil.store.store import Store
from recueil.values import (
    Act,
    Amount,
    Award,
    BudgetLine,
    Entity,
    Finding,
    Mention,
    Organisation,
    PartialDate,
    Place,
    Reference,
    Vote,
)
from recueil.values.award import PrintedTotal
from recueil.values.body import BodyResolution
from recueil.values.stated import RECORD
from recueil.values.vote import Outcome

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
ANA = Attribution("ana", WHEN, "relu")
KEY = "a secret of the tests"
VERSIONS = count()
OUTCOMES: tuple[Outcome, ...] = ("adopted", "rejected", "withdrawn")
BODIES = (
    None,
    BodyResolution("Fontvergne"),
    BodyResolution("Rocheperdue", "commune", None, "35", "departement"),
    BodyResolution("Valsombre", "cc", "200099998", "2A", "siret"),
    # Of the tables: a commune of Grand Paris is of two groups.
    BodyResolution("Drancy", "commune", "219300290", "93", "siret"),
    BodyResolution("Rennes Métropole", "metropole", "243500139", "35", "siret"),
    BodyResolution("Sainte-Ambigue", "commune", None, None, "contradiction", ("219300291", "219300292")),
)
WORDS = ("subvention", "voirie", "ecole", "association")
CHAPTERS = ("65", "011", "21", "922")
QUERIES = (
    None,
    *WORDS,
    "voirie subvention",
    '"ty nevez" subvention -"voirie ecole"',
    '"subvention voirie"',
    "chapitre:65",
    "voirie -chapitre:65",
    "nature:tout",
    "seance:2021..2023",
    "lieu:*",
    "departement:35",
    "montant:>9000 OU controle:*",
)
# Of comparisons the year, the chapter, the decision, and how many bodies.
COMPARED = ((None, None, None, 2), (2021, None, "marche", 50), (2024, "65", None, 50))


def invent(seed: int, content: int) -> tuple[Document, Act]:
    """Make an act of a seed, in a document that its content alone decides."""
    draw = random.Random(content)
    words = draw.sample(WORDS, 2)
    chapter, budget = draw.choice(CHAPTERS), draw.choice(CHAPTERS)
    document, act = make_act(
        f"Acte {content} : {' '.join(words)}, <BUDGET chapitre {chapter}>chapitre {chapter}</BUDGET> et "
        f"<BUDGET chapitre {budget}>chapitre {budget}</BUDGET> à Ty Nevez.\n"
        f"<BUDGET chapitre {budget}>chapitre {budget}</BUDGET> : <AMOUNT {content}0.25 EUR>{content}0,25 €</AMOUNT>",
        f"{draw.choice((2020, 2021, 2024))}-0{draw.randint(1, 9)}-11",
    )
    draw = random.Random(seed)
    found = draw.choice((*BODIES, *BODIES[1:2] * 3))
    identity = replace(
        act.facts.identity,
        kind=draw.choice(("deliberation", "deliberation", "arrete", RECORD)),
        number=draw.choice((None, "12", "12", "13")),
        body=found.label if found else None,
        resolution=found,
        department=draw.choice((None, "034", "02a")),
        subject=draw.choice((None, "7.5", "7.1", "7")),
        informative=draw.random() < 0.1,
    )
    end = len(document.text)
    name = document.text.index("Ty Nevez")
    place = (name, name + len("Ty Nevez"), "Ty Nevez", 1)
    entities = (
        *act.entities,
        Entity(*place, Organisation(draw.choice(("Sport Nevez", "Ty Nevez", "Les Ajoncs"))), "test"),
        Entity(
            *place,
            Place(draw.choice(("Ty Nevez", "Kerguen"))),
            "test",
            certainty=Decimal(draw.randint(50, 99)) / 100,
        ),
    )
    votes = tuple(Vote(0, end, outcome) for outcome in draw.sample(OUTCOMES, draw.randint(0, 2)))
    rules = draw.choices(("quorum", "somme-total"), k=draw.randint(0, 3))
    findings = tuple(Finding(rule, "warning", "le compte n'y est pas", "Calcul", ((0, 4),)) for rule in rules)
    awards = tuple(invent_award(draw, act.entities[0]) for _ in range(draw.randint(0, 4)))
    totals = (PrintedTotal(5, 9, 0, 9, count=9),) if draw.random() < 0.3 else ()
    facts = replace(act.facts, identity=identity, votes=votes, awards=awards, totals=totals)
    return document, replace(act, facts=facts, entities=entities, findings=findings)


def invent_award(draw: random.Random, line: Entity) -> Award:
    """Make one of few awards, so that acts repeat those of others."""
    amount = draw.choice((None, "1500", "1500", "1500", "0.75", "-2.50", "9000000000000.00"))
    recalls = draw.choice((None, ("2021-03-11", None), (None, "12")))
    day, number = recalls or (None, None)
    money = Amount(Decimal(amount or 0), draw.choice(("EUR", "EUR", "EUR", "FRF")))
    return Award(
        0,
        1,
        draw.choice(("subvention", "subvention", "marche")),
        draw.choice(("Les Ajoncs", "les ajoncs", "Les Ajoncs", "Zoé KERMADEC")),
        0,
        Mention(0, 1, money, "", None, draw.random() < 0.2) if amount else None,
        recipient=draw.choice((None, "association", "person")),
        line=Mention(line.start, line.end, line.value, "") if draw.random() < 0.7 else None,
        recalls=Mention(0, 4, Reference("délibération", number, PartialDate.parse(day) if day else None), "")
        if recalls
        else None,
    )


def assert_equal(
    kept: Store, plain: Store, queries: Sequence[str | None] = ("voirie", '"ty nevez" subvention')
) -> None:
    """Assert that facets and counts are the same by columns as by SQL, and the pages and sums of all acts and of queries.

    With ``QUERIES``, beneficiaries are also compared by name, and in ascending order.
    """
    with read_transaction(kept._engine) as connection:
        assert kept.keep_columns().current(connection) is not None
    for query in QUERIES:
        parsed = None if query is None else parse(query)
        for limit in (1, 50):
            assert kept.facets(parsed, FACETS, limit) == plain.facets(parsed, FACETS, limit), query
    for query, order in product(dict.fromkeys((None, *queries)), get_args(Order)):
        assert_pages_equal(kept, plain, None if query is None else parse(query), order)
    assert kept.overview() == plain.overview()
    assert kept.search(None, 3) == plain.search(None, 3)
    for name in ("", "fontvergne", "Rocheperdue", "nulle part"):
        assert list_bodies(kept, name) == list_bodies(plain, name)
    assert_sums_equal(kept, plain, None)
    ranked, by_sql = (rank_beneficiaries(store, at_length=queries is QUERIES) for store in (kept, plain))
    assert ranked == by_sql
    for query in queries:
        assert_sums_equal(kept.unredacted, plain.unredacted, parse(query) if query else None)


def list_bodies(store: Store, name: str) -> list[StoredBody]:
    """Return the bodies whose names have some words, a page after the other."""
    found: list[StoredBody] = []
    after: str | None = None
    while True:
        page, after = store.bodies.page(name, limit=1, after=after)
        found += page
        if after is None:
            return found


def rank_beneficiaries(store: Store, *, at_length: bool) -> list[object]:
    """Return beneficiaries in each order, of all acts and of those of a search, by decision and by name."""
    names, directions = (
        (("", "ajoncs", "les ajon*", "!"), (True, False)) if at_length else (("", "ajon*"), (True,))
    )
    return [
        store.beneficiaries.find(
            parse(query) if query else None, name, what, order, descending=descending, limit=limit, offset=offset
        )
        for order, name, descending in product(get_args(Rank), names, directions)
        for query, what, limit, offset in (
            (None, None, 2, 0),
            (None, "marche", 50, 1),
            ("voirie", None, 2, 1),
            ("seance:2021..2023", None, 50, 0),
        )
    ]


def assert_pages_equal(kept: Store, plain: Store, query: Query | None, order: Order) -> None:
    """Assert that a search returns the same pages with the same facets, to the last."""
    after: Cursor | None = None
    while True:
        found, by_sql = (
            store.search_with_facets(query, FACETS, 2, order=order, after=after, values=3)
            for store in (kept, plain)
        )
        assert found == by_sql, query
        after = by_sql[0].next
        if after is None:
            return


def assert_sums_equal(kept: Store, plain: Store, query: Query | None) -> None:
    summed: list[object] = []
    by_sql: list[object] = []
    for store, found in ((kept, summed), (plain, by_sql)):
        with store.figures.scope(query) as scope:
            assert (scope.in_columns is not None) is (store is kept)
            found += [scope.count_ambiguous(), pivot(scope, what="subvention")]
            found += (pivot(scope, by, limit=2 if by == "chapitre-commune" else 50) for by in get_args(By))
            found += (distribution(scope, of) for of in get_args(Measure))
            found += (beneficiaries(scope, limit=limit) for limit in (2, 50))
            found.append(beneficiaries(scope, what="marche"))
            found += (
                compare_bodies(scope, of, year=year, chapter=chapter, what=what, limit=limit)
                for of in get_args(Measured)
                for year, chapter, what, limit in COMPARED
            )
            found += (findings(scope, limit=limit) for limit in (1, 50))
            found.append(latest_findings(scope, limit=3))
            found += (
                coverage(scope, limit=limit, year=year) for limit, year in ((2, None), (50, 2021), (50, None))
            )
    assert summed == by_sql


def write(store: Store, seed: int, source: int) -> None:
    """Write an act to a source, which may have held another, or have other values in the same act."""
    document, act = invent(seed, seed % 7)
    record(store, f"{source}.txt", document, [act, act] if seed % 5 == 0 else [act], f"{next(VERSIONS)}")


def correct(store: Store, seed: int, source: int) -> None:
    """Reject the chapter of an act, or add one, if it is there and may be corrected."""
    document, act = invent(seed, seed % 7)
    chapter = act.entities[0]
    name = document.text.index("Acte")
    change = (
        Rejection(chapter.start, chapter.end, chapter.kind)
        if source % 2
        else Addition(name, name + 4, BudgetLine("chapitre", "67"))
    )
    try:
        store.correct(handle_of(document.sha256), change, ANA)
    except (CorrectionError, ActUnknown):
        return


def withdraw(store: Store, seed: int, source: int) -> None:
    """Withdraw a correction."""
    for correction in store.corrections(limit=1):
        try:
            store.withdraw(correction.id, ANA)
        except CorrectionError:
            return


def assign(store: Store, seed: int, source: int) -> None:
    """Decide that a name is that of another body."""
    store.bodies.assign(["Fontvergne" if source % 2 else "Rocheperdue"], "219300290", "ana", WHEN)


def merge(store: Store, seed: int, source: int) -> None:
    """Decide that two beneficiaries are one, if there are two that no former decision joins."""
    found, _ = store.beneficiaries.find(order="name", limit=2)
    if len({each.id for each in found}) == 2:
        with suppress(DecisionRefused):
            store.beneficiaries.merge(found[seed % 2].id, found[1 - seed % 2].id, ANA)


STEPS = st.tuples(
    st.sampled_from((write, write, write, correct, withdraw, assign, merge)), st.integers(0, 60), st.integers(0, 5)
)


# The store is that of the examples before: nothing that fails is made smaller.
SOAK = settings(
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def kept(store: Store, url: str) -> Iterator[Store]:
    """The store as a process sees it that keeps columns, which another writes."""
    with open_store(url) as opened:
        opened.keep_columns().load()
        yield opened


@pytest.mark.both_databases
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=1, max_size=6))
def test_columns_count_what_sql_counts(store: Store, kept: Store, steps: list[Any]) -> None:
    for step, seed, source in steps:
        step(store, seed, source)
    assert_equal(kept, store)


@pytest.mark.slow
@pytest.mark.both_databases
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
def test_columns_count_what_sql_counts_at_length(store: Store, kept: Store, steps: list[Any]) -> None:
    for step, seed, source in steps:
        step(store, seed, source)
    assert_equal(kept, store, QUERIES)


@pytest.mark.both_databases
def test_every_facet_has_values_in_these_acts(store: Store, kept: Store) -> None:
    """What is compared at random is not compared in vain."""
    for seed in range(30):
        document, act = invent(seed, seed)
        record(store, f"{seed}.txt", document, [act])
    assert_equal(kept, store)
    assert [name for name, counts in kept.facets(None, FACETS).items() if not counts] == []
    with kept.figures.scope(None) as scope:
        rows = pivot(scope).rows
        assert scope.count_ambiguous() > 0
    names = ("awards", "repeated", "doubtful", "doubted", "awarded", "written", "partial")
    assert [name for name in names if not any(getattr(row.whole, name) for row in rows)] == []


@pytest.mark.both_databases
def test_who_is_forgotten_is_gone_from_memory(store: Store, kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECUEIL_FORGET_KEY", KEY)
    document, act = make_act("Aide à <PERSON KERMADEC, Zoé>Zoé KERMADEC</PERSON> et à la SARL Kermadec.")
    start = document.text.index("SARL")
    firm = Entity(start, start + 13, "SARL Kermadec", 1, Organisation("SARL Kermadec"), "test")
    identity = replace(act.facts.identity, body="Fontvergne")
    award = Award(0, 1, "subvention", "SARL Kermadec", 0, Mention(0, 1, Amount(Decimal(12)), ""))
    facts = replace(act.facts, identity=identity, awards=(award,))
    record(store, "a.txt", document, [replace(act, facts=facts, entities=(*act.entities, firm))])
    assert_equal(kept, store)
    assert all("kermadec" in held for held in remembered(kept))
    target = store.erasure.body("Fontvergne", configured=[KnownBody("Fontvergne")])
    forms = forms_of(parse_name("Zoé KERMADEC"), KEY.encode())
    store.erasure.begin(target, forms, KEY.encode(), ANA)
    store.erasure.finish(WHEN + 2 * LEASE)
    assert_equal(kept, store)
    assert not any("kermadec" in held for held in remembered(kept))


def remembered(store: Store) -> list[str]:
    """What the columns of a store hold for facets, of the names of beneficiaries, of their words, and of answers that are kept, as text."""
    columns = store.keep_columns()._columns
    assert columns is not None
    awards = columns.awards
    coded = (tuple(columns._columns.values()), (awards.beneficiary,), (awards.words,), (awards.award,))
    held = [[(column.values, column.numbers) for column in some] for some in coded]
    return [repr(each).lower() for each in (*held, columns._answers)]


@pytest.mark.both_databases
def test_what_a_query_found_is_kept_until_an_act_changes(store: Store, kept: Store) -> None:
    write(store, 1, 0)
    query = parse("nature:* -penguins")
    assert search_counted(kept, query) == (1, 1)
    assert search_counted(kept, query) == (1, 0)
    write(store, 2, 1)
    assert search_counted(kept, query) == (2, 1)
    assert search_counted(kept, query) == (2, 0)
    assert kept.facets(query, FACETS) == store.facets(query, FACETS)


def search_counted(store: Store, query: Query) -> tuple[int | None, int]:
    """Return how many acts match a query, and how often the full-text index was asked for all of them."""
    asked: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if "docid" in statement and ("group_concat" in statement or "string_agg" in statement):
            asked.append(statement)

    event.listen(store._engine, "before_cursor_execute", listen)
    results, _ = store.search_with_facets(query, ("annee",), order="date")
    event.remove(store._engine, "before_cursor_execute", listen)
    return results.total, sum("search_text" in statement for statement in asked)


@pytest.mark.both_databases
def test_persons_that_are_merged_are_found_though_no_act_changes(store: Store, kept: Store) -> None:
    for number, name in enumerate(("SAUREL, Zoé", "SAUREL, Noé")):
        document, act = make_act(f"Acte {number} de <PERSON {name}>{name}</PERSON>.")
        identity = replace(act.facts.identity, body="Fontvergne")
        record(store, f"{number}.txt", document, [replace(act, facts=replace(act.facts, identity=identity))])
    query = parse("personne:zoe")
    assert kept.search_with_facets(query, FACETS)[0].total == 1
    store.people.merge("saurel-noe@fontvergne", "saurel-zoe@fontvergne", ANA)
    assert kept.search_with_facets(query, FACETS)[0].total == 2
    assert kept.search_with_facets(query, FACETS) == store.search_with_facets(query, FACETS)


@pytest.mark.both_databases
def test_a_document_that_is_replaced_is_gone_from_memory(store: Store, kept: Store) -> None:
    write(store, 3, 0)
    assert_equal(kept, store)
    before = remembered(kept)
    document, act = make_act("Rien.", None)
    record(store, "0.txt", document, [act])
    assert_equal(kept, store)
    assert before != remembered(kept)
    columns = kept.keep_columns()._columns
    assert columns is not None
    assert {name: column.values for name, column in columns._columns.items() if column.values} == {
        "nature": ["deliberation"]
    }


@pytest.mark.both_databases
def test_an_award_repeats_another_as_long_as_that_is_there(store: Store, kept: Store) -> None:
    """Whether it does depends on an act that is written, changed or deleted without its own."""
    award = Award(0, 1, "subvention", "Les Ajoncs", 0, Mention(0, 1, Amount(Decimal(1500)), ""))
    recalled = replace(
        award, recalls=Mention(0, 4, Reference("délibération", None, PartialDate.parse("2023-03-14")), "")
    )
    nothing, of_nothing = make_act("Rien.", None)
    acts = []
    for day, made in (("2023-03-14", award), ("2023-09-20", recalled)):
        document, act = make_act(f"Acte {day}, <BUDGET chapitre 65>chapitre 65</BUDGET>.", day)
        facts = replace(act.facts, identity=replace(act.facts.identity, body="Fontvergne"), awards=(made,))
        acts.append((document, [replace(act, facts=facts)]))
    repeated = []
    for source, document, written in (
        ("later", *acts[1]),
        ("first", *acts[0]),
        ("first", nothing, [of_nothing]),
        ("first", *acts[0]),
    ):
        record(store, f"{source}.txt", document, written, f"{next(VERSIONS)}")
        assert_equal(kept, store)
        with kept.figures.scope(None) as scope:
            repeated.append(pivot(scope).rows[0].whole.repeated)
    assert repeated == [0, 1, 0, 1]


def test_what_is_rolled_back_is_not_counted(store: Store, kept: Store) -> None:
    write(store, 1, 0)

    def fail(connection: Any) -> None:
        record_changes(connection, [1, 2, 3])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_transaction(store._engine, fail)
    assert_equal(kept, store)


_KILLED = """
import os, signal, sys
from sqlalchemy import event
from recueil.store.open import open_store
from tests.store.columns.test_columns import write

with open_store(sys.argv[1]) as store:
    write(store, 1, 0)
    event.listen(store._engine, "commit", lambda connection: os.kill(os.getpid(), signal.SIGKILL))
    write(store, 2, 0)
"""


@pytest.mark.slow
@pytest.mark.both_databases
def test_a_writer_that_is_killed_before_it_commits(store: Store, kept: Store, url: str) -> None:
    writer = subprocess.run([sys.executable, "-c", _KILLED, url], cwd=Path(__file__).parents[3], check=False)
    assert writer.returncode == -signal.SIGKILL
    assert_equal(kept, store)
    assert kept.count(None) == 1


@pytest.mark.both_databases
def test_a_reader_that_began_earlier_sees_what_was_there(store: Store, kept: Store) -> None:
    """Columns are brought forward only: SQL counts for a snapshot that is older than they are."""
    write(store, 1, 0)
    keeper = kept.keep_columns()
    with read_transaction(kept._engine) as earlier:
        earlier.execute(select(search_changes)).all()
        write(store, 2, 1)
        assert_equal(kept, store)
        assert keeper.current(earlier) is None


@pytest.mark.both_databases
def test_much_that_changed_is_loaded_again(store: Store, kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recueil.store.columns.acts._MOST_CHANGES", 2)
    for seed in range(4):
        write(store, seed, seed)
    keeper = kept.keep_columns()
    with read_transaction(kept._engine) as connection:
        assert keeper.current(connection) is None
    assert kept.facets(None, FACETS) == store.facets(None, FACETS)
    keeper.load()
    assert_equal(kept, store)


def test_too_large_a_store_is_counted_by_sql(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recueil.store.columns.keeper._MOST_ACTS", 1)
    write(store, 1, 0)
    write(store, 2, 1)
    with open_store(url) as opened:
        keeper = opened.keep_columns()
        keeper.load()
        assert opened.facets(None, FACETS) == store.facets(None, FACETS)
        assert keeper._columns is None
        assert keeper._loading is None


def test_columns_are_loaded_when_they_are_asked_for(store: Store, url: str) -> None:
    write(store, 1, 0)
    with open_store(url) as opened:
        keeper = opened.keep_columns()
        assert opened.facets(None, FACETS) == store.facets(None, FACETS)
        assert keeper._loading is not None
        keeper._loading.join()
        assert opened.unredacted.keep_columns() is keeper
        assert_equal(opened, store)
    assert keeper._columns is None


def test_an_act_that_the_columns_lack_is_counted_by_sql(store: Store, kept: Store) -> None:
    write(store, 1, 0)
    with store._engine.begin() as connection:
        connection.execute(search_changes.delete())
    query = parse("nature:*")
    assert kept.facets(query, FACETS) == store.facets(query, FACETS)


@pytest.mark.parametrize(
    ("later", "earlier", "sees"),
    [
        (Moment(5, 5), Moment(5, 5), True),
        (Moment(5, 6), Moment(5, 5), True),
        (Moment(5, 5), Moment(6, 6), False),
        (Moment(3, 5), Moment(3, 5, frozenset({3})), True),
        (Moment(3, 5, frozenset({3})), Moment(5, 5), False),
        (Moment(3, 9, frozenset({3})), Moment(3, 5, frozenset({3, 4})), True),
    ],
)
def test_a_moment_sees_what_an_earlier_one_sees(later: Moment, earlier: Moment, sees: bool) -> None:
    assert later.sees(earlier) is sees


@pytest.mark.slow
@pytest.mark.xdist_group("postgres")
class TestPostgres:
    """Transactions end in another order than they began."""

    @pytest.fixture
    def backend(self) -> str:
        return "postgresql"

    def test_a_transaction_that_commits_after_later_ones(self, store: Store, kept: Store, url: str) -> None:
        for seed in range(3):
            write(store, seed, seed)
        assert_equal(kept, store)
        with open_store(url) as other, other._engine.connect().execution_options(writes=True) as slow:
            with slow.begin():
                slow.execute(search_acts.update().where(search_acts.c.docid > 0).values(kind="arrete"))
                record_changes(slow, slow.execute(select(search_acts.c.docid)).scalars().all())
                write(store, 3, 8)
                assert_equal(kept, store)
                write(store, 4, 9)
                assert_equal(kept, store)
            assert_equal(kept, store)
