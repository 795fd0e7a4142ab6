"""A store made before bodies were known by their SIREN: each act is filed, and nothing is lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from tests.bodies.test_namesakes import HEADS, act_of
from tests.filing import WHEN, record

from recueil.corrections import Attribution
from recueil.errors import StoreOutdated
from recueil.readers.document import Document
from recueil.store.engine import sqlite
from recueil.store.migrations import config
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act

BY = Attribution("camille", WHEN, "même élue")


@pytest.fixture
def backend() -> str:
    return "sqlite"


def make_old(path: Path) -> None:
    """Make a store what it was before: each act under the name of its body as the act writes it."""
    engine = sqlite.make_engine(path)
    with engine.begin() as connection:
        command.downgrade(config(connection), "0026")
    engine.dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE acts SET body = 'Saint-Denis'")
        connection.execute("UPDATE search_acts SET body = 'saint_denis'")
        connection.execute("UPDATE OR IGNORE persons SET body = 'saint_denis'")


def test_acts_of_a_store_made_before_are_filed_and_counted(store: Store, path: Path, url: str) -> None:
    for source, head in HEADS.items():
        record(store, source, *_parts(head))
    before = store.status().acts
    store.close()
    make_old(path)
    with pytest.raises(StoreOutdated):
        open_store(url)
    with open_store(url, create=True) as opened:
        assert [(each.label, each.acts) for each in opened.bodies.all()] == [
            ("Saint-Denis", 1),
            ("Saint-Denis (93)", 1),
            ("Saint-Denis (974)", 1),
        ]
        assert opened.status().acts == before == 3
        entry = next(each for each in opened.audit.page() if each.action == "bodies.file")
        assert entry.details == {"known": 2, "ambiguous": 1, "decisions_left": 0}
        people, _ = opened.people.find("le guen")
        assert len(people) == 3


def test_a_decision_about_persons_follows_their_body(store: Store, path: Path, url: str) -> None:
    document, acts = _parts(HEADS["nord.txt"])
    record(store, "a.txt", document, acts)
    store.people.split("le-guen-yaelle@saint_denis_93", [store.search(None).hits[0].uid], BY)
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE person_decisions SET person = replace(person, '_93', ''), target = replace(target, '_93', '')"
        )
    make_old(path)
    with open_store(url, create=True) as opened:
        people, _ = opened.people.find("le guen")
        assert [one.id for one in people] == ["le-guen-yaelle~2@saint_denis_93"]


def _parts(head: str) -> tuple[Document, list[Act]]:
    document, act = act_of(head)
    return document, [act]
