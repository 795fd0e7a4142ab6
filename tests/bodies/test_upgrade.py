"""A store made before bodies were known by their SIREN: each act is filed, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alembic import command
from sqlalchemy import func, select, text, update
from tests.bodies.test_namesakes import HEADS, NORTH, act_of
from tests.filing import WHEN, record

from recueil.corrections import Attribution
from recueil.errors import StoreOutdated
from recueil.persons.groups import person_decisions
from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.engine import dialect_of
from recueil.store.migrations import config
from recueil.store.open import open_store
from recueil.store.schema import acts, alert_hits, alerts, documents, entities, pages, sources
from recueil.store.store import Store
from recueil.values import Act

pytestmark = pytest.mark.both_databases

BY = Attribution("camille", WHEN, "même élue")
KEPT = (documents, pages, sources, acts, entities, person_decisions, alerts, alert_hits)


def make_old(store: Store) -> None:
    """Make a store what it was before, and close it: each act under the name of its body as the act writes it."""
    with dialect_of(store._engine).writer(store._engine).begin() as connection:
        command.downgrade(config(connection), "0026")
        connection.execute(text("UPDATE acts SET body = 'Saint-Denis' WHERE body LIKE 'Saint-Denis%'"))
        connection.execute(text("UPDATE search_acts SET body = 'saint_denis' WHERE body LIKE 'saint_denis%'"))
        decided = person_decisions.c
        unsuffixed = {name: func.replace(decided[name], "_93", "") for name in ("person", "target")}
        connection.execute(update(person_decisions).values(unsuffixed))
    store.close()


def count_rows(store: Store) -> dict[str, int]:
    with store._engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in KEPT
        }


def test_acts_of_a_store_made_before_are_filed_and_counted(store: Store, url: str) -> None:
    for source, head in HEADS.items():
        record(store, source, *_parts(head))
    record(store, "inconnue.txt", *_parts("SYNDICAT DU VAL\n", "Syndicat mixte du Val"))
    store.alerts.add("Le nord", parse("commune:saint"), "ana", WHEN)
    (north,) = store.search(parse(f"siren:{NORTH}")).hits
    store.people.split("le-guen-yaelle@saint_denis_93", [north.uid], BY)
    before = count_rows(store)
    make_old(store)
    with pytest.raises(StoreOutdated):
        open_store(url)
    with open_store(url, create=True) as opened:
        assert count_rows(opened) == before
        assert [(each.label, each.acts) for each in opened.bodies.all()] == [
            ("Saint-Denis", 1),
            ("Saint-Denis (93)", 1),
            ("Saint-Denis (974)", 1),
            ("Syndicat mixte du Val", 1),
        ]
        entry = next(each for each in opened.audit.page() if each.action == "bodies.file")
        assert entry.details == {"known": 2, "ambiguous": 1, "unknown": 1, "decisions_left": 0}
        people, _ = opened.people.find("le guen")
        assert len(people) == 4
        assert [len(opened.search(parse(query)).hits) for query in (f"siren:{NORTH}", "présente")] == [1, 4]
    with open_store(url, create=True) as again:
        assert count_rows(again) == before


def test_a_decision_about_persons_follows_their_body(store: Store, url: str) -> None:
    record(store, "a.txt", *_parts(HEADS["nord.txt"]))
    store.people.split("le-guen-yaelle@saint_denis_93", [store.search(None).hits[0].uid], BY)
    make_old(store)
    with open_store(url, create=True) as opened:
        people, _ = opened.people.find("le guen")
        assert [one.id for one in people] == ["le-guen-yaelle~2@saint_denis_93"]


def test_a_decision_about_acts_of_one_of_several_bodies_goes_to_that_one(store: Store, url: str) -> None:
    for source in ("nord.txt", "sud.txt"):
        record(store, source, *_parts(HEADS[source]))
    (north,) = store.search(parse(f"siren:{NORTH}")).hits
    store.people.split("le-guen-yaelle@saint_denis_93", [north.uid], BY)
    make_old(store)
    with open_store(url, create=True) as opened:
        people, _ = opened.people.find("le guen")
        assert {one.id for one in people} == {"le-guen-yaelle~2@saint_denis_93", "le-guen-yaelle@saint_denis_974"}
        entry = next(each for each in opened.audit.page() if each.action == "bodies.file")
        assert entry.details == {"known": 2, "decisions_left": 0}


def _parts(head: str, body: str = "Saint-Denis") -> tuple[Document, list[Act]]:
    document, act = act_of(head)
    identity = replace(act.facts.identity, body=body)
    return document, [replace(act, facts=replace(act.facts, identity=identity))]
