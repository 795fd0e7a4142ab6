"""A commune and the one that it merged into, under the same name, in one store: each has its acts, persons and figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from alembic import command
from sqlalchemy import delete, func, select, update
from tests.bodies.test_namesakes import act_of
from tests.filing import WHEN, record
from tests.handles import handle_of

from recueil.bodies.profile import BodyProfile, load_profile
from recueil.corrections import Attribution
from recueil.errors import StoreOutdated
from recueil.figures.comparison import compare_bodies
from recueil.persons.groups import person_decisions
from recueil.privacy.erasure.erasure_scope import Scope
from recueil.privacy.erasure.name_hashes import forms_of, load_or_create_key, parse_name
from recueil.privacy.erasure.suppressions import suppressed_documents
from recueil.privacy.erasure.targets import Target
from recueil.query import parse
from recueil.store.engine import dialect_of
from recueil.store.migrations import config
from recueil.store.open import open_store
from recueil.store.schema import acts, bodies, documents, entities, pages, sources
from recueil.store.store import Store
from recueil.values import Facts, PartialDate
from recueil.values.body import BodyResolution
from recueil.values.codec import decode, encode

pytestmark = pytest.mark.both_databases

BY = Attribution("camille", WHEN, "même élue")
NEW, OLD, LAST = "200083640", "Avranches (jusqu'en 2018)", "2018-12-20"
AUDIERNE = "200054724"
PERSON = "Yaëlle LE GUEN"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of erasures is not made in the working folder."""
    monkeypatch.setenv("RECUEIL_FORGET_KEY", "a secret of the tests")


def record_act(store: Store, source: str, name: str, date: str | None) -> str:
    """Record an act of a commune, which names a person and an amount; gives its uid."""
    document, act = act_of(f"MAIRIE\n{name}\n{source}\n")
    day = PartialDate.parse(date) if date else None
    identity = replace(act.facts.identity, body=name, date=day)
    record(store, source, document, [replace(act, facts=replace(act.facts, identity=identity))])
    return handle_of(document.sha256)


@pytest.fixture
def uids(store: Store) -> dict[str, str]:
    """Acts of Avranches before and after its merger, and of Esquibien before and after it became a part of Audierne."""
    filed = {
        "ancien.txt": ("Avranches", LAST),
        "nouveau.txt": ("Avranches", "2019-01-14"),
        "seul.txt": ("Esquibien", "2015-06-01"),
        "partie.txt": ("Esquibien", "2018-06-01"),
        "sans_date.txt": ("Esquibien", None),
    }
    return {source: record_act(store, source, *about) for source, about in filed.items()}


def profile(store: Store, key: str) -> BodyProfile:
    with store.figures.scope() as scope:
        found = load_profile(scope, key)
    assert found is not None
    return found


def test_each_act_is_filed_under_the_commune_of_its_date(store: Store, uids: dict[str, str]) -> None:
    assert {source: (store.act(uid).body, store.act(uid).filed.reason) for source, uid in uids.items()} == {
        "ancien.txt": (OLD, "date"),
        "nouveau.txt": ("Avranches", "unique_name"),
        "seul.txt": ("Esquibien (jusqu'en 2015)", "date"),
        "partie.txt": ("Audierne", "part"),
        "sans_date.txt": ("Esquibien", None),
    }
    assert [(each.label, each.acts, each.siren, each.departement) for each in store.bodies.all()] == [
        ("Audierne", 1, AUDIERNE, "29"),
        ("Avranches", 1, NEW, "50"),
        (OLD, 1, None, "50"),
        ("Esquibien", 1, None, "29"),
        ("Esquibien (jusqu'en 2015)", 1, None, "29"),
    ]


def test_each_says_what_it_became_or_what_it_was_made_of(store: Store, uids: dict[str, str]) -> None:
    old, new = profile(store, "avranches_jusqu_en_2018"), profile(store, "avranches")
    assert (old.code, old.population, old.formers) == ("50025", None, ())
    assert old.became is not None
    assert (old.became.label, old.became.key, old.became.when, old.became.in_words, old.became.is_part) == (
        "Avranches",
        "avranches",
        "2019-01-01",
        "le 1er janvier 2019",
        False,
    )
    assert new.became is None
    assert [(one.label, one.key, one.when, one.is_part) for one in new.formers] == [
        (OLD, "avranches_jusqu_en_2018", "2019-01-01", False),
        ("Saint-Martin-des-Champs (50, jusqu'en 2018)", None, "2019-01-01", True),
    ]


def test_persons_and_figures_are_apart(store: Store, uids: dict[str, str]) -> None:
    people, _ = store.people.find("le guen")
    assert {(one.id, one.acts) for one in people} == {
        ("le-guen-yaelle@audierne", 1),
        ("le-guen-yaelle@avranches", 1),
        ("le-guen-yaelle@avranches_jusqu_en_2018", 1),
        ("le-guen-yaelle@esquibien", 1),
        ("le-guen-yaelle@esquibien_jusqu_en_2015", 1),
    }
    with store.figures.scope() as scope:
        compared = {
            one.body: one.value
            for year in (2018, 2019)
            for one in compare_bodies(scope, "inscrit", year=year).rows
        }
    assert {name: compared.get(name) for name in (OLD, "Avranches")} == {
        OLD: Decimal(1000),
        "Avranches": Decimal(1000),
    }


def test_a_query_names_both_by_a_word_and_each_by_its_whole_name(store: Store, uids: dict[str, str]) -> None:
    found = {
        query: [hit.uid for hit in store.search(parse(query)).hits]
        for query in ("commune:avranches", 'commune:"=avranches"', f'commune:"={OLD}"', f"siren:{NEW}")
    }
    old, new = uids["ancien.txt"], uids["nouveau.txt"]
    assert {query: set(hits) for query, hits in found.items()} == {
        "commune:avranches": {old, new},
        'commune:"=avranches"': {new},
        f'commune:"={OLD}"': {old},
        f"siren:{NEW}": {new},
    }


def test_an_older_act_of_a_source_with_the_new_number_is_of_the_old_commune(
    store: Store, uids: dict[str, str]
) -> None:
    store.ledger.set_publisher(list(uids), None, NEW)
    assert {source: store.act(uid).body for source, uid in uids.items()} == {
        "ancien.txt": OLD,
        "nouveau.txt": "Avranches",
        "seul.txt": "Avranches",
        "partie.txt": "Avranches",
        "sans_date.txt": "Avranches",
    }


def test_a_decision_about_the_name_counts_for_the_old_commune_too(store: Store, uids: dict[str, str]) -> None:
    assert store.bodies.assign(["Esquibien"], AUDIERNE, "camille", WHEN) == 1
    assert store.act(uids["sans_date.txt"]).body == "Audierne"


def test_who_is_forgotten_in_the_new_commune_stays_in_the_old_one_which_is_told(
    store: Store, uids: dict[str, str]
) -> None:
    target = store.erasure.body("Avranches")
    key, _ = load_or_create_key()
    elsewhere = store.erasure.preview(target, parse_name(PERSON), key).elsewhere
    assert (target.acts, target.formers) == (1, (OLD,))
    assert (OLD, 1, ("--body", OLD)) in [(each.body, each.acts, each.options) for each in elsewhere.bodies]
    assert store.erasure.body(OLD).acts == 1
    store.erasure.begin(target, forms_of(parse_name(PERSON), key), key, BY)
    store.erasure.finish(WHEN + timedelta(hours=1))
    assert {source for source, uid in uids.items() if "LE GUEN" not in store.act(uid).document.text} == {
        "nouveau.txt"
    }


def make_old(store: Store) -> None:
    """Make a store what it was before communes were told apart by time, and close it."""
    with dialect_of(store._engine).writer(store._engine).begin() as connection:
        command.downgrade(config(connection), "0034")
        named = acts.c.body.in_((OLD, "Avranches"))
        new = {"body": "Avranches", "siren": NEW, "body_reason": "unique_name", "body_candidates": None}
        connection.execute(update(acts).where(named).values(new))
        part = acts.c.body.in_(("Audierne", "Esquibien (jusqu'en 2015)"))
        alone = {"body": "Esquibien", "siren": None, "body_reason": None, "body_candidates": None}
        connection.execute(update(acts).where(part).values(alone))
        for row in connection.execute(select(acts.c.docid, acts.c.body, acts.c.siren, acts.c.facts)).all():
            read = decode(Facts, row.facts)
            resolution = BodyResolution(
                row.body, "commune", row.siren, reason="unique_name" if row.siren else None
            )
            facts = encode(replace(read, identity=replace(read.identity, resolution=resolution)))
            connection.execute(update(acts).where(acts.c.docid == row.docid).values(facts=facts))
        key = {name: func.replace(person_decisions.c[name], "_jusqu_en_2018", "") for name in ("person", "target")}
        connection.execute(update(person_decisions).values(key))
        connection.execute(delete(bodies).where(bodies.c.label.contains("jusqu")))
    store.close()


KEPT = (documents, pages, sources, acts, entities, person_decisions, suppressed_documents)


def count_rows(store: Store) -> dict[str, int]:
    with store._engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in KEPT
        }


def test_a_store_of_before_is_filed_by_time_and_loses_nothing(
    store: Store, url: str, uids: dict[str, str]
) -> None:
    store.people.split("le-guen-yaelle@avranches_jusqu_en_2018", [uids["ancien.txt"]], BY)
    key, _ = load_or_create_key()
    forms = forms_of(parse_name("Maël KERMADEC"), key)
    for scope in (Scope("avranches", NEW), Scope("esquibien", None, "029")):
        store.erasure.begin(Target("Mairie", scope, 1), forms, key, BY)
    store.erasure.finish(WHEN + timedelta(hours=1))
    before = {source: store.act(uid).filed for source, uid in uids.items()}
    rows = count_rows(store)
    make_old(store)
    with pytest.raises(StoreOutdated):
        open_store(url)
    with open_store(url, create=True) as opened:
        assert count_rows(opened) == rows
        assert {source: opened.act(uid).filed for source, uid in uids.items()} == before
        entry = next(each for each in opened.audit.page() if each.action == "bodies.file")
        assert entry.details == {"known": 2, "unknown": 3, "decisions_left": 0}
        assert "le-guen-yaelle~2@avranches_jusqu_en_2018" in {one.id for one in opened.people.find("le guen")[0]}
        scopes = [each.scope for each in opened.erasure.list_all()]
        assert scopes == [
            Scope("avranches", NEW),
            Scope("esquibien", None, "029"),
            Scope("avranches_jusqu_en_2018", None, "050"),
            Scope("esquibien_jusqu_en_2015", None, "029"),
            Scope(sources=("partie.txt",)),
        ]
        opened.bodies.assign([OLD], NEW, "camille", WHEN)
        opened.bodies.withdraw([OLD], "camille", WHEN)
        assert opened.act(uids["ancien.txt"]).body == OLD
    with open_store(url, create=True) as again:
        assert count_rows(again) == rows
        assert [each.scope for each in again.erasure.list_all()] == scopes
