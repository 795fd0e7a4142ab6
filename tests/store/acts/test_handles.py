"""What the store knows contents by: whoever has it cannot try whom a forgotten document named."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from alembic import command
from sqlalchemy import insert, select
from tests.digests import guessed
from tests.filing import FillOnce
from tests.handles import handle_of
from tests.naming import in_any_row

from recueil.corrections import Attribution, Rejection
from recueil.errors import ActUnknown, FileBroken, ForgetKeyMissing, StoreBusy
from recueil.privacy.erasure.name_hashes import forms_of, parse_name
from recueil.readers.document import Document, Page
from recueil.store.admin.copy import copy_store
from recueil.store.engine import dialect_of
from recueil.store.ledger.runs import LEASE, Owner, RunStart
from recueil.store.ledger.work import Claim, FoundFile
from recueil.store.migrations import config
from recueil.store.open import open_store
from recueil.store.schema import aliases, documents, metadata
from recueil.store.store import Store
from recueil.values import Act, Entity, Facts, Identity, Person

Rows = Callable[[str], list[tuple[Any, ...]]]
Take = Callable[..., Claim]
WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
LATER = WHEN + 2 * LEASE
KEY = "a secret of the tests"
NAME = "Zoé KERMADEC"
FORMS = forms_of(parse_name(NAME), KEY.encode())
CANDIDATES = (NAME, "Zoé KERMADAC", "Ana KERMADEC", "Léa TRÉGUIER")
ANA = Attribution("ana", WHEN, "")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECUEIL_FORGET_KEY", KEY)


def first(name: str) -> str:
    return f"Le maire accorde 300 euros à Mme {name}, première version."


def second(name: str) -> str:
    return f"Le maire accorde 310 euros à Mme {name}, pour son loyer."


def failed(name: str) -> str:
    return f"Un fichier de Mme {name} que personne n'a su lire."


GAPS = (first, second, failed)


def made(words: str, name: str | None = NAME) -> tuple[Document, list[Act]]:
    """A document that names somebody, or nobody, and the act it is."""
    content = words.encode()
    document = Document(words, (Page(1, 0, len(words)),), sha256(words), len(content), "text/plain")
    found: tuple[Entity, ...] = ()
    if name is not None:
        start = words.index(name)
        given, family = name.split()
        person = Person(given, family, "Mme", f"{family} {given}".lower(), "private")
        found = (Entity(start, start + len(name), name, 1, person, "test"),)
    return document, [Act(0, len(words), Facts(Identity("deliberation", body="Fontvergne")), found)]


def sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


@pytest.fixture
def filled(store: Store, record: Callable[..., None], claim: Take, fill_once: FillOnce) -> Store:
    """A source that named somebody in two versions, and one that could not be read; all that tells of them."""
    fill_once(lambda: fill(store, record, claim))
    return store


def fill(store: Store, record: Callable[..., None], claim: Take) -> None:
    store.alerts.add("loyers", _query(), "ana", WHEN)
    record(store, "a.txt", *made(first(NAME)))
    store.alerts.find_new_hits(WHEN)
    person = made(first(NAME))[1][0].entities[0]
    rejection = Rejection(person.start, person.end, "person")
    store.correct(handle_of(sha256(first(NAME))), rejection, ANA, may_unmask=True)
    record(store, "a.txt", *made(second(NAME)))
    store.alerts.find_new_hits(WHEN)
    store.audit.note(WHEN, "ana", "unmasked", handle_of(sha256(second(NAME))))
    error = FileBroken("/srv/c.pdf: damaged.", "Publish it again.")
    store.ledger.fail(claim(store, "c.pdf", sha256(failed(NAME))), error, WHEN)
    record(store, "other.txt", *made("Le maire remercie la fanfare.", None))


def _query() -> Any:
    from recueil.query import parse

    return parse("maire")


def forget(store: Store, body: str = "Fontvergne") -> None:
    publisher = store.erasure.body(body)
    store.erasure.begin(publisher, FORMS, KEY.encode(), ANA)
    store.erasure.finish(LATER)


def all_rows(store: Store) -> bytes:
    """Every row of every table, as one text."""
    with store._engine.connect() as connection:
        tables = [*metadata.sorted_tables, dialect_of(connection).search_text]
        names = [table.name for table in tables]
        found = [connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in names]
    return repr(found).encode()


def tried(store: Store) -> set[tuple[str, str]]:
    """Which documents tell, by any value in the store, which of the candidates they named."""
    within = all_rows(store)
    return {(gap.__name__, name) for gap in GAPS for name in guessed(CANDIDATES, gap, within)}


@pytest.mark.both_databases
def test_no_value_in_the_store_tells_who_is_forgotten(filled: Store) -> None:
    assert tried(filled) == {(gap.__name__, NAME) for gap in GAPS}
    forget(filled)
    assert not in_any_row(iter([(all_rows(filled).decode(),)]), "Kermadec")
    assert tried(filled) == set()
    assert filled.check(LATER) == []


@pytest.mark.both_databases
def test_later_documents_do_not_tell_it_either(
    filled: Store, record: Callable[..., None], claim: Take, rows: Rows
) -> None:
    forget(filled)
    record(filled, "d.txt", *made(second(NAME)))
    record(filled, "d.txt", *made(first(NAME)))
    error = FileBroken("/srv/e.pdf: damaged.", "Publish it again.")
    filled.ledger.fail(claim(filled, "e.pdf", sha256(failed(NAME))), error, LATER)
    assert tried(filled) == set()
    assert filled.check(LATER) == []
    known = filled.fingerprints()
    assert (
        rows("SELECT sha256 FROM ledger WHERE state = 'quarantined' ORDER BY ledger_id")
        == [(known.of(sha256(failed(NAME))),)] * 2
    )


def test_the_names_that_acts_have_stay(filled: Store) -> None:
    before = sorted(hit.uid for hit in filled.search(None).hits)
    assert before == sorted(map(handle_of, map(sha256, (second(NAME), "Le maire remercie la fanfare."))))
    forget(filled)
    assert sorted(hit.uid for hit in filled.search(None).hits) == before


@pytest.mark.both_databases
def test_nothing_is_to_be_done_again_once_digests_are_keyed(filled: Store, claim: Take) -> None:
    before = [(work.source, work.state, work.held, work.document) for work in filled.ledger.active()]
    forget(filled)
    assert [(work.source, work.state, work.held, work.document) for work in filled.ledger.active()] == before
    # The same content in another place is what the store has.
    assert filled.ledger.adopt(claim(filled, "copy.txt", sha256(second(NAME)), when=LATER), LATER)
    done = [work.id for work in filled.ledger.active(["done"]) if work.source == "a.txt"]
    assert filled.ledger.enqueue([FoundFile("a.txt", sha256(second(NAME)))], "1", LATER) == done
    assert filled.status().documents == 2


def test_corrections_are_still_of_their_document(filled: Store, record: Callable[..., None]) -> None:
    (before,) = filled.corrections()
    assert (before.state, before.document) == ("orphaned", None)
    forget(filled)
    record(filled, "a.txt", *made(first(NAME)))
    (after,) = filled.corrections()
    (place,) = after.places
    assert (after.state, after.document) == ("standing", place.document)


def test_a_run_at_work_keeps_its_digests(filled: Store) -> None:
    """What it compares with is not changed under it: the digests are keyed once it has ended."""
    run = filled.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, LATER)
    publisher = filled.erasure.body("Fontvergne")
    filled.erasure.begin(publisher, FORMS, KEY.encode(), ANA)
    with pytest.raises(StoreBusy):
        filled.erasure.finish(LATER)
    assert not filled.fingerprints().is_keyed
    assert "the digests" in {finding.what for finding in filled.check(LATER)}
    filled.ledger.end(run, "completed", "", LATER)
    assert filled.erasure.finish(LATER) == [1]
    assert filled.fingerprints().is_keyed
    assert tried(filled) == set()


def test_a_copy_knows_contents_alike(filled: Store, url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    target = f"sqlite:///{tmp_path_factory.mktemp('copy')}/recueil.db"
    forget(filled)
    assert all(each.original == each.copy for each in copy_store(url, target, LATER))
    with open_store(target) as copied:
        assert copied.fingerprints() == filled.fingerprints()
        assert tried(copied) == set()


def test_without_its_key_nothing_is_compared(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    forget(filled)
    monkeypatch.setenv("RECUEIL_FORGET_KEY", "another")
    with pytest.raises(ForgetKeyMissing, match="is another than"):
        filled.fingerprints()
    with pytest.raises(ForgetKeyMissing, match="is another than"):
        filled.ledger.enqueue([FoundFile("a.txt", sha256(first(NAME)))], "1", LATER)


# Names that documents had before


def renamed(store: Store, name: str, sha: str) -> None:
    """Have a document be called otherwise before, as one that an earlier Recueil filed."""
    with store._engine.execution_options(writes=True).begin() as connection:
        of_it = documents.c.sha256 == sha
        number = connection.execute(select(documents.c.document_id).where(of_it)).scalar_one()
        connection.execute(insert(aliases).values(name=name, document_id=number))


@pytest.mark.both_databases
def test_an_act_is_found_by_the_name_it_had(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sha = sha256(second(NAME))
    uid, former = handle_of(sha), sha[:12]
    renamed(filled, former, sha)
    assert [filled.act(told).uid for told in (former, former.upper(), former[:6])] == [uid, uid, uid]
    assert filled.corrections(corrections_of(former)) == filled.corrections(corrections_of(uid))
    with pytest.raises(ActUnknown, match="There is no act"):
        filled.act(f"{former}-2")
    forget(filled)
    assert tried(filled) == set()
    assert [filled.act(told).uid for told in (former, former.upper())] == [uid, uid]
    monkeypatch.setenv("RECUEIL_FORGET_KEY", "another")
    assert filled.act(uid).uid == uid
    with pytest.raises(ActUnknown, match="There is no act"):
        filled.act(former)


def corrections_of(act: str) -> Any:
    from recueil.corrections.listing import CorrectionFilter

    return CorrectionFilter(act)


def test_a_name_that_a_document_had_is_given_to_no_other(filled: Store, record: Callable[..., None]) -> None:
    document, acts = made("Le maire ouvre la séance.", None)
    taken = handle_of(document.sha256)
    renamed(filled, taken, sha256(second(NAME)))
    record(filled, "z.txt", document, acts)
    (uid,) = {hit.uid for hit in filled.search(None).hits if hit.source == "z.txt"}
    assert (uid[:12], len(uid)) == (taken, 20)


def test_an_act_is_found_by_the_name_it_had_before_its_store_was_upgraded(filled: Store, url: str) -> None:
    sha = sha256(second(NAME))
    former = sha[:12]
    renamed(filled, former, sha)
    with filled._engine.execution_options(writes=True).begin() as connection:
        command.downgrade(config(connection), "0015")
    with open_store(url, create=True, unmasked=True) as upgraded:
        uid = upgraded.act(former).uid
        assert uid != former
        assert upgraded.act(uid).text == second(NAME)
