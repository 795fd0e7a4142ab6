"""Rows that the process which extracted acts has built: those that the writer would build, or it builds its own."""

from __future__ import annotations

import datetime
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import inspect
from tests.filing import make_act

from recueil.bodies.filing import FiledBody
from recueil.corrections import Attribution
from recueil.errors import ActRefused
from recueil.ingest.pickled_acts import PickledActs
from recueil.privacy.erasure.name_hashes import forms_of, parse_name
from recueil.privacy.erasure.targets import KnownBody
from recueil.readers.document import Document
from recueil.store.acts.write import SourceContent, write_documents
from recueil.store.engine.transactions import write_transaction
from recueil.store.index import write as index
from recueil.store.index.prepared import PreparedRows, prepare_rows
from recueil.store.ledger.ledger import Completion
from recueil.store.ledger.work import Claim
from recueil.store.store import Store
from recueil.values import Act

Rows = Callable[[str], list[tuple[Any, ...]]]

TAGGED = (
    "Subvention de <AMOUNT 4255.50 EUR>4 255,50 €</AMOUNT> au club, <BUDGET chapitre 65>chapitre 65</BUDGET>, soit "
    "<PERCENTAGE 49>49 %</PERCENTAGE>, le <DATE 2023-03-02>2 mars 2023</DATE>, présentée par "
    "<PERSON LEFÈVRE, Jeanne>Jeanne LEFÈVRE</PERSON>"
)


def everything(store: Store, rows: Rows) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the acts, their entities and their index, but for the number of the change and FTS5's own tables."""
    tables = {each for each in inspect(store._engine).get_table_names() if each.startswith("search_")}
    tables -= {"search_changes"}
    if store._engine.dialect.name == "sqlite":
        tables = {each for each in tables if not each.startswith("search_text")}
    named = sorted(tables | {"acts", "entities"})
    return {table: sorted(rows(f"SELECT * FROM {table}"), key=str) for table in named}


def complete(
    store: Store,
    claim: Claim,
    document: Document,
    act: Act,
    prepared: PreparedRows | None,
    when: datetime.datetime,
) -> None:
    store.ledger.complete_all([Completion(claim, document, [act], None, prepared)], when)


@pytest.mark.both_databases
def test_prepared_rows_are_those_that_the_writer_builds(
    store: Store, rows: Rows, claim: Callable[..., Claim], when: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, act = make_act(TAGGED, "2023-03-14")
    complete(store, claim(store, "a.txt", document.sha256), document, act, None, when)
    built = everything(store, rows)
    monkeypatch.setattr(index, "build_document_rows", lambda *_: pytest.fail("built again"))
    prepared = prepare_rows(document.text, [act])
    content = SourceContent(1, document, [act], "1", prepared)
    write_transaction(store._engine, lambda connection: write_documents(connection, [content]))
    assert everything(store, rows) == built


@pytest.mark.both_databases
def test_acts_whose_rows_hold_are_not_decoded(
    store: Store, rows: Rows, claim: Callable[..., Claim], when: datetime.datetime
) -> None:
    document, act = make_act(TAGGED, "2023-03-14")
    complete(store, claim(store, "a.txt", document.sha256), document, act, None, when)
    built = everything(store, rows)
    content = SourceContent(1, document, PickledActs(b"no acts", 1), "1", prepare_rows(document.text, [act]))
    write_transaction(store._engine, lambda connection: write_documents(connection, [content]))
    assert everything(store, rows) == built


def test_pickled_acts_are_the_acts() -> None:
    acts = tuple(make_act(words, "2023-03-14")[1] for words in (TAGGED, "Rien n'est décidé"))
    packed = pickle.loads(pickle.dumps(PickledActs.of(acts)))
    assert (len(packed), packed[1], packed[:1], tuple(packed)) == (2, acts[1], acts[:1], acts)


def test_rows_of_acts_that_do_not_fit_their_text_are_not_prepared() -> None:
    document, act = make_act(TAGGED, "2023-03-14")
    with pytest.raises(ActRefused):
        prepare_rows(document.text[1:], [act])


def test_rows_are_built_again_for_other_acts_or_bodies(
    store: Store, rows: Rows, claim: Callable[..., Claim], when: datetime.datetime
) -> None:
    document, act = make_act(TAGGED, "2023-03-14")
    complete(store, claim(store, "a.txt", document.sha256), document, act, None, when)
    built = everything(store, rows)
    prepared = prepare_rows(document.text, [act])
    (packed,) = prepared.acts
    wrong = replace(prepared, bodies=(FiledBody("Brumeval"),), acts=(replace(packed, words="autres mots"),))
    content = SourceContent(1, document, [act], "1", wrong)
    write_transaction(store._engine, lambda connection: write_documents(connection, [content]))
    assert everything(store, rows) == built


@pytest.mark.both_databases
def test_rows_that_name_somebody_forgotten_are_built_again_without_the_name(
    store: Store, rows: Rows, claim: Callable[..., Claim], when: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = b"a secret of the tests"
    monkeypatch.setenv("RECUEIL_FORGET_KEY", key.decode())
    target = store.erasure.body("Fontvergne", configured=[KnownBody("Fontvergne")])
    store.erasure.begin(
        target, forms_of(parse_name("Jeanne LEFÈVRE"), key), key, Attribution("ana", when, "demande")
    )
    document, act = make_act(TAGGED, "2023-03-14")
    act = replace(act, facts=replace(act.facts, identity=replace(act.facts.identity, body="Fontvergne")))
    prepared = prepare_rows(document.text, [act])
    assert "lefèvre" in str(prepared).casefold()
    complete(store, claim(store, "a.txt", document.sha256), document, act, prepared, when)
    written = everything(store, rows)
    assert len(written["acts"]) == 1
    assert [row for each in written.values() for row in each if "lef" in str(row).casefold()] == []
