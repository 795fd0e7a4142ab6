"""A store moved to another database: all that is true is the same, search finds the same, and a slip spoils nothing."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from tests.filing import FillOnce
from tests.handles import handle_of
from tests.postgres import BACKENDS

from recueil.corrections import Attribution, Rejection, Replacement
from recueil.dossiers.records import ValueTarget
from recueil.errors import ActRefused, StoreBusy, StoreError, StoreMissing
from recueil.interests.store import Interest
from recueil.query import parse
from recueil.readers.document import Document, Page, Word, Words
from recueil.store.admin import copy as copying
from recueil.store.admin.copy import PRIMARY_TABLES, TableComparison, copy_store
from recueil.store.ledger.runs import LEASE, Owner, RunStart
from recueil.store.ledger.work import Claim, FoundFile
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act, Person

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]
Take = Callable[..., Claim]
GRANT = (
    "Subvention de <AMOUNT 4255.50 EUR>4 255,50 €</AMOUNT> aux écoles, <BUDGET chapitre 922>chapitre 922</BUDGET>, soit "
    "<PERCENTAGE 49>49 %</PERCENTAGE>, du <DATE 2023-02-31>31 février 2023</DATE> au <DATE 2023-03>mois de mars</DATE>, "
    "présentée par <PERSON LEFÈVRE, Jeanne>Jeanne LEFÈVRE</PERSON> et <PERSON DE BOIS-LE-ROI>M. DE BOIS-LE-ROI</PERSON>"
)


@pytest.fixture
def other(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of nothing: a file, unless a test is ``to_postgres``."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{tmp_path}/copy.db"
    return str(request.getfixturevalue("empty"))


pytestmark = pytest.mark.usefixtures("cheap_hashes")
to_postgres = pytest.mark.parametrize("other", BACKENDS, indirect=True)


@pytest.fixture
def filled(store: Store, make: Make, record: Record, when: datetime.datetime, fill_once: FillOnce) -> Store:
    """A store with something in every table, in which nobody is at work."""
    fill_once(lambda: fill(store, make, record, when))
    return store


def fill(store: Store, make: Make, record: Record, when: datetime.datetime) -> None:
    document, act = make(GRANT)
    page = Page(1, 0, len(document.text), 5950, 8420, Words([Word(0, 10, 560, 705, 1002, 820, 96)]))
    record(store, "a.txt", replace(document, pages=(page,)), [act, replace(act, entities=())])
    record(store, "a.txt", replace(document, pages=(page,)), [replace(act, entities=act.entities[1:])], "2")
    for n in range(3):
        record(
            store, f"{n}.txt", *_one(make(f"Vœu {n}, par <PERSON LEFÈVRE, Jeanne>Jeanne LEFÈVRE</PERSON>", None))
        )
    attribution = Attribution("ana", when, "relu")
    other, person = act.entities[-2:]
    store.correct(
        handle_of(document.sha256),
        Replacement(person.start, person.end, "person", Person("Luc", "RÉ")),
        attribution,
    )
    undone = store.correct(handle_of(document.sha256), Rejection(other.start, other.end, "person"), attribution)
    store.withdraw(undone.id, attribution)
    store.alerts.add("Vœux", parse("vœu"), "ana", when)
    dossier = store.dossiers.create("Vœux", "ana", when, tags=["à lire"])
    store.dossiers.add(dossier, None, ValueTarget(handle_of(document.sha256), 1), when, note="relu")
    store.interests.replace([Interest("Metz", "Luc RÉ", "Les Voix", when.date(), None, "HATVP")], "ana", when)
    record(store, "9.txt", *_one(make("Vœu 9")))
    store.alerts.find_new_hits(when)
    store.ledger.begin(RunStart("ingest", Owner("here", 1), "3"), {"é.py": "5d41402a"}, when)
    store.ledger.enqueue([FoundFile("new \U0001f600.txt", "f" * 64, "Metz")], "2", when)
    store.ledger.expire_dead_runs(lambda owner: True, when)
    store.accounts.add("anne", "quatre mots au hasard", "admin", by="unix:root", when=when)
    store.tokens.add("anne", "nuit", by="anne", when=when)


def _one(made: tuple[Document, Act]) -> tuple[Document, list[Act]]:
    return made[0], [made[1]]


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of all tables of truth, as values."""
    with store._engine.connect() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key.columns))
            ]
            for table in PRIMARY_TABLES
        }


@to_postgres
@pytest.mark.both_databases
def test_a_copy_is_the_same_store(
    filled: Store, url: str, other: str, make: Make, record: Record, when: datetime.datetime
) -> None:
    copied = copy_store(url, other, when)
    assert [(each.table, each.original.rows) for each in copied] == [
        ("fingerprinting", 1),
        ("documents", 5),
        ("aliases", 0),
        ("pages", 5),
        ("sources", 6),
        ("versions", 0),
        ("runs", 7),
        ("pipelines", 3),
        ("changes", 1),
        ("ledger", 7),
        ("corrections", 2),
        ("withdrawals", 1),
        ("correction_places", 2),
        ("bodies", 0),
        ("body_assignments", 0),
        ("acts", 5),
        ("extractions", 1),
        ("entities", 9),
        ("alerts", 1),
        ("alert_hits", 4),
        ("act_successors", 0),
        ("person_decisions", 0),
        ("person_acts", 0),
        ("interests", 1),
        ("beneficiary_decisions", 0),
        ("beneficiary_proposals", 0),
        ("reference_organisations", 0),
        ("dossiers", 1),
        ("dossier_items", 1),
        ("users", 1),
        ("identities", 0),
        ("api_tokens", 1),
        ("audit", 6),
        ("suppressions", 0),
        ("suppressed", 0),
    ]
    assert [each.copy for each in copied] == [each.original for each in copied]
    with open_store(other) as copy:
        assert everything(copy) == everything(filled)
        assert copy.check(when) == filled.check(when) == []
        record(copy, "later.txt", *_one(make("Autre vœu", None)))
        assert copy.check(when) == []
        assert len(copy.ledger.active()) == len(filled.ledger.active()) + 1


@to_postgres
def test_a_copy_there_and_back(
    filled: Store, url: str, other: str, tmp_path: Path, when: datetime.datetime
) -> None:
    copy = copy_store(url, other, when)
    back = copy_store(other, f"sqlite:///{tmp_path}/back.db", when)
    assert back == copy
    with open_store(f"sqlite:///{tmp_path}/back.db") as returned:
        assert everything(returned) == everything(filled)


def test_a_store_is_copied_into_one_without_anything_in_it(
    filled: Store, url: str, other: str, when: datetime.datetime
) -> None:
    open_store(other, create=True).close()
    copy_store(url, other, when)
    with pytest.raises(StoreError, match=r"^There is a store at .*\. Give an address where there is none\.$"):
        copy_store(url, other, when)
    with pytest.raises(StoreError, match=r"^There is a store at"):
        copy_store(url, other, when, replace=True)


def test_what_is_no_store_is_not_copied(url: str, tmp_path: Path, store: Store, when: datetime.datetime) -> None:
    with pytest.raises(StoreMissing):
        copy_store(f"sqlite:///{tmp_path}/none.db", url, when)
    with closing(sqlite3.connect(tmp_path / "else.db")) as connection:
        connection.execute("CREATE TABLE accounts(id INTEGER)")
    with pytest.raises(StoreError, match="holds something else than a Recueil store"):
        copy_store(url, f"sqlite:///{tmp_path}/else.db", when)


def test_a_store_at_work_is_not_copied(store: Store, url: str, other: str, when: datetime.datetime) -> None:
    store.ledger.begin(RunStart("ingest", Owner("here", 7), "1"), {}, when)
    with pytest.raises(StoreBusy, match=r"^A run is at work in the store \(process 7, ingest\)\."):
        copy_store(url, other, when)
    copy_store(url, other, when + 2 * LEASE)


@to_postgres
def test_a_copy_that_is_interrupted_is_no_store(
    filled: Store, url: str, other: str, when: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(connection: Connection, docids: list[int]) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(copying, "_project", interrupted)
        with pytest.raises(KeyboardInterrupt):
            copy_store(url, other, when)
    for create in (False, True):
        with pytest.raises(
            StoreError,
            match=r"^The copy of a store to .* was not finished\. Run `recueil store copy` again, with --r",
        ):
            open_store(other, create=create)
    with pytest.raises(StoreError, match=r" holds a copy that was not finished\. With `--replace` this one takes"):
        copy_store(url, other, when)
    copy_store(url, other, when, replace=True)
    with open_store(other) as copy:
        assert everything(copy) == everything(filled)
        assert copy.check(when) == []


@to_postgres
def test_a_copy_that_differs_is_told_and_is_no_store(
    filled: Store, url: str, other: str, when: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = copying._insert

    def forgetful(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
        if table.name == "pipelines":
            rows = [{**row, "parts": {}} for row in rows]
        insert(connection, table, rows[1:] if table.name == "entities" else rows)

    monkeypatch.setattr(copying, "_insert", forgetful)
    copied = copy_store(url, other, when)
    different = [each for each in copied if each.copy != each.original]
    assert [(each.table, each.original.rows, each.copy.rows) for each in different] == [
        ("pipelines", 3, 3),
        ("entities", 9, 8),
    ]
    with pytest.raises(StoreError, match="was not finished"):
        open_store(other)


@pytest.mark.slow
def test_an_act_that_postgres_refuses_is_named(
    store: Store, url: str, empty: str, make: Make, record: Record, when: datetime.datetime
) -> None:
    document, act = make(" ".join(f"mot{n:05}{'a' * 50}" for n in range(20_000)))
    record(store, "a.txt", document, [act])
    with pytest.raises(
        ActRefused, match=rf"^Act {handle_of(document.sha256)} cannot be copied\. PostgreSQL indexes 1,048,575"
    ):
        copy_store(url, empty, when + 2 * LEASE)


@to_postgres
def test_a_large_store_is_copied_in_parts(
    store: Store,
    url: str,
    other: str,
    make: Make,
    record: Record,
    when: datetime.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(copying, "_ACTS", 2)
    monkeypatch.setattr(copying, "_ROWS", 3)
    for n in range(25):
        record(
            store, f"{n}.txt", *_one(make(f"acte {n} <AMOUNT {n} EUR>{n} €</AMOUNT> <AMOUNT 1 EUR>1 €</AMOUNT>"))
        )
    copied = {each.table: each for each in copy_store(url, other, when + 2 * LEASE)}
    assert copied["entities"] == TableComparison(
        "entities", copied["entities"].original, copied["entities"].original
    )
    assert copied["entities"].original.rows == 50
    with open_store(other) as copy:
        assert copy.check(when + 2 * LEASE) == []
