"""The check finds each thing that does not hold together, and names it; in a sound store it finds nothing."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection
from tests.filing import FillOnce
from tests.handles import handle_of

from recueil.corrections import Attribution, Rejection, Replacement
from recueil.errors import FileMissing
from recueil.readers.document import Document, Page
from recueil.store.admin.check import StoreFault
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import Dialect
from recueil.store.engine.transactions import write_transaction
from recueil.store.index.schema import search_amounts
from recueil.store.ledger.runs import LEASE, Owner, RunStart
from recueil.store.ledger.work import Claim
from recueil.store.schema import acts
from recueil.store.store import Store
from recueil.values import Act, Amount, Facts, Identity, PartialDate

Make = Callable[..., tuple[Document, Act]]
Break = Callable[[str], None]
GRANT = (
    "Subvention de <AMOUNT 4255.50 EUR>4 255,50 €</AMOUNT> aux écoles, <BUDGET chapitre 922>chapitre 922</BUDGET>, soit "
    "<PERCENTAGE 49>49 %</PERCENTAGE>, du <DATE 2023-02-31>31 février 2023</DATE> au <DATE 2023-03>mois de mars</DATE>, "
    "présentée par <PERSON LEFÈVRE, Jeanne>Jeanne LEFÈVRE</PERSON> et <PERSON DE BOIS-LE-ROI>M. DE BOIS-LE-ROI</PERSON>"
)
DAY = datetime.date(2023, 3, 14).toordinal() << 16
FIRST = acts.c.docid == DAY
RESTORE = "Restore a backup with `recueil restore`, or ingest into a new store."


def dated(day: PartialDate) -> Facts:
    return Facts(Identity("deliberation", date=day))


def found(store: Store, when: datetime.datetime) -> list[tuple[str, str]]:
    """What is found, and what is wrong with it."""
    findings = store.check(when)
    assert [finding.advice for finding in findings] == [RESTORE] * len(findings)
    return [(finding.what, finding.detail) for finding in findings]


@pytest.fixture
def uid(write: Make, fill_once: FillOnce) -> str:
    """One act from a.txt, among others."""

    def fill() -> str:
        write("Vœu sur les transports", source="b.txt", date=None)
        document, _ = write(GRANT)
        write("Tarifs : <AMOUNT 12 EUR>12 €</AMOUNT>", source="c.txt", date="2024")
        return handle_of(document.sha256)

    uid: str = fill_once(fill)
    return uid


@pytest.fixture
def broken(store: Store, path: Path) -> Break:
    """Change the store behind the back of Recueil. DAY stands for the docid of the first act of that day."""

    def change(statements: str) -> None:
        script = statements.replace("DAY", str(DAY))
        if store._engine.dialect.name == "sqlite":
            with closing(sqlite3.connect(path)) as connection:
                connection.executescript(script)
        else:
            with dialect_of(store._engine).writer(store._engine).begin() as connection:
                connection.connection.cursor().execute(f"SET LOCAL session_replication_role = replica; {script}")

    return change


# What is sound


def test_an_empty_store_is_sound(store: Store, when: datetime.datetime) -> None:
    assert store.check(when) == []


@pytest.mark.both_databases
def test_a_store_in_use_is_sound(
    store: Store,
    make: Make,
    write: Make,
    uid: str,
    record: Callable[..., None],
    claim: Callable[..., Claim],
    when: datetime.datetime,
) -> None:
    write(GRANT, source="copy.txt")
    write("Vœu sur les écoles", source="b.txt")
    document, whole = make("Premier point. Second point.")
    first, second = replace(whole, end=14), replace(whole, start=15, facts=dated(PartialDate(2023, 2, 31)))
    pages = (Page(1, 0, 14), Page(2, 14, len(document.text)))
    record(store, "pv.txt", replace(document, pages=pages), [first, second])
    record(store, "pv.txt", replace(document, pages=pages), [second], "2")
    record(store, "blank.txt", make("Page blanche")[0], [])
    store.ledger.record_unreadable("gone.txt", None, "1", FileMissing("gone.txt: no such file."), when)
    claim(store, "new.txt", "f" * 64, when=when)
    failed = claim(store, "pv.txt", "e" * 64, "2")
    store.ledger.fail(failed, FileMissing("pv.txt: no such file."), when)
    (done,) = (work for work in store.ledger.active() if work.source == "copy.txt")
    store.ledger.withdraw([done.id], when)
    assert store.check(when) == []


@pytest.mark.both_databases
def test_letters_that_the_index_writes_in_another_way_are_sound(
    store: Store, write: Make, when: datetime.datetime
) -> None:
    write("Le projet ΑΓΩΝΑς, le 𝐏lan et la parcelle 𞤀")
    assert store.check(when) == []


@pytest.mark.both_databases
def test_a_store_is_checked_while_others_write(store: Store, uid: str, when: datetime.datetime) -> None:
    with dialect_of(store._engine).writer(store._engine).begin() as other:
        other.execute(search_amounts.delete())
        assert store.check(when) == []
        other.rollback()


def test_a_store_can_be_checked_twice(store: Store, uid: str, when: datetime.datetime) -> None:
    assert [store.check(when), store.check(when)] == [[], []]


# The database


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_broken_database(store: Store, broken: Break, uid: str, when: datetime.datetime) -> None:
    broken("PRAGMA ignore_check_constraints = on; UPDATE ledger SET state = 'odd' WHERE ledger_id = 1")
    detail = "It is damaged: CHECK constraint failed in ledger."
    assert store.check(when) == [
        StoreFault("the database", detail, "Restore an intact backup with `recueil restore`.")
    ]


@pytest.mark.both_databases
def test_rows_that_refer_to_nothing(store: Store, broken: Break, uid: str, when: datetime.datetime) -> None:
    broken("DELETE FROM acts WHERE docid = DAY")
    gone = "of its rows refer to acts that are not in the store."
    assert found(store, when) == [
        ("table entities", f"7 {gone}"),
        ("table search_acts", f"1 {gone}"),
        ("table search_amounts", f"1 {gone}"),
        ("table search_dates", f"1 {gone}"),
        ("table search_percentages", f"1 {gone}"),
        ("table search_persons", f"2 {gone}"),
        ("table search_terms", f"2 {gone}"),
        ("table search_vectors", f"1 {gone}"),
        ("the full-text index", "1 of its acts are not in the store."),
    ]


@pytest.mark.both_databases
def test_an_act_without_its_document(store: Store, broken: Break, uid: str, when: datetime.datetime) -> None:
    broken("DELETE FROM documents WHERE document_id = 2")
    assert found(store, when) == [
        ("table pages", "1 of its rows refer to documents that are not in the store."),
        ("table sources", "1 of its rows refer to documents that are not in the store."),
        (f"act {uid}", "Its document is not in the store."),
        ("source a.txt", "Its work is done, but the store does not hold what was read."),
    ]


# What search keeps


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("search_amounts", "UPDATE search_amounts SET value = value + 1 WHERE docid = DAY"),
        ("search_amounts", "DELETE FROM search_amounts WHERE docid = DAY"),
        ("search_amounts", "INSERT INTO search_amounts VALUES (DAY, 7, 7, NULL, NULL)"),
        ("search_acts", "UPDATE search_acts SET largest = largest + 1 WHERE docid = DAY"),
        ("search_acts", "UPDATE search_acts SET body = 'fontvergne' WHERE docid = DAY"),
        ("search_percentages", "UPDATE search_percentages SET n = 6 WHERE docid = DAY"),
        ("search_dates", "UPDATE search_dates SET date_to = '2023-03-30' WHERE docid = DAY"),
        ("search_dates", "UPDATE search_dates SET kind = 'period' WHERE docid = DAY"),
        ("search_terms", "UPDATE search_terms SET n = 3 WHERE docid = DAY AND axis = 'ch'"),
        ("search_terms", "DELETE FROM search_terms WHERE docid = DAY AND axis = 'na'"),
        ("search_vectors", "UPDATE search_vectors SET digest = 1 - digest WHERE docid = DAY"),
        ("search_vectors", "DELETE FROM search_vectors WHERE docid = DAY"),
        ("search_persons", "UPDATE search_persons SET n = 1 WHERE docid = DAY AND person_id = 2"),
        ("search_persons", "INSERT INTO persons VALUES (3, '', 'x', 1, 'x'); INSERT INTO person_words VALUES ('x', 3);"
                           "UPDATE search_persons SET person_id = 3 WHERE n = 6; DELETE FROM persons WHERE person_id = 2;"
                           "DELETE FROM person_words WHERE person_id = 2"),
    ],
)  # fmt: skip
def test_a_search_table_that_differs(
    store: Store, broken: Break, uid: str, when: datetime.datetime, table: str, statement: str
) -> None:
    broken(statement)
    assert found(store, when) == [(f"act {uid}", f"{table} does not repeat its entities.")]


@pytest.mark.parametrize(
    ("change", "tables"),
    [
        (lambda dialect, connection: dialect.remove_acts(connection, [DAY]), ()),
        (
            lambda dialect, connection: dialect.index_acts(
                connection, [(DAY, ["tout", "autr", "chos"], ["ch922"])]
            ),
            (),
        ),
        (
            lambda dialect, connection: connection.execute(acts.update().values(end=acts.c.end - 1).where(FIRST)),
            ("search_vectors",),
        ),
    ],
)
@pytest.mark.both_databases
def test_an_index_that_differs(
    store: Store,
    uid: str,
    when: datetime.datetime,
    change: Callable[[Dialect, Connection], object],
    tables: tuple[str, ...],
) -> None:
    write_transaction(store._engine, lambda connection: change(dialect_of(connection), connection))
    details = [f"{table} does not repeat its entities." for table in tables]
    details.append("The full-text index does not hold its words and terms as they are.")
    assert found(store, when) == [(f"act {uid}", detail) for detail in details]


def test_a_place_that_differs(store: Store, broken: Break, uid: str, when: datetime.datetime) -> None:
    broken("UPDATE entities SET until = until + 1 WHERE docid = DAY AND n = 2")
    assert found(store, when) == [(f"act {uid}", "Its entities do not say at which of its words they stand.")]


@pytest.mark.both_databases
def test_the_index_of_an_act_that_is_not_there(store: Store, uid: str, when: datetime.datetime) -> None:
    write_transaction(
        store._engine, lambda connection: dialect_of(connection).index_acts(connection, [(7, ["vœu"], [])])
    )
    assert found(store, when) == [("the full-text index", "1 of its acts are not in the store.")]


def test_an_act_under_another_day(store: Store, broken: Break, uid: str, when: datetime.datetime) -> None:
    broken("UPDATE acts SET date_from = '2023-03-15' WHERE docid = DAY")
    assert found(store, when) == [
        (f"act {uid}", "It is filed under another day than its own."),
        (f"act {uid}", "search_acts does not repeat its entities."),
    ]


def test_a_person_whose_words_are_lost(store: Store, broken: Break, uid: str, when: datetime.datetime) -> None:
    broken("DELETE FROM person_words WHERE word = 'jeanne'")
    assert found(store, when) == [("person LEFÈVRE, Jeanne", "Search does not find it by its words.")]


def test_a_person_who_is_said_to_be_another(
    store: Store, broken: Break, uid: str, when: datetime.datetime
) -> None:
    broken("UPDATE persons SET head = 'x' WHERE name = 'LEFÈVRE, Jeanne'")
    assert found(store, when) == [("person LEFÈVRE, Jeanne", "It is not the person whom analysts say it is.")]


def test_a_person_nobody_names(store: Store, broken: Break, uid: str, when: datetime.datetime) -> None:
    broken("INSERT INTO persons VALUES (9, '', 'X', 1, 'x'); INSERT INTO person_words VALUES ('x', 9)")
    assert found(store, when) == [("person X", "No act names it.")]


@pytest.mark.both_databases
def test_a_hundred_of_a_sort_are_named(
    store: Store, broken: Break, make: Make, record: Callable[..., None], when: datetime.datetime
) -> None:
    document, act = make("acte")
    record(store, "a.txt", document, [act] * 101)
    broken("DELETE FROM search_terms")
    assert len(store.check(when)) == 100


# Texts


@pytest.mark.both_databases
def test_a_text_that_says_something_else(store: Store, broken: Break, uid: str, when: datetime.datetime) -> None:
    broken("UPDATE documents SET text = replace(text, '49 %', '48 %') WHERE document_id = 2")
    start = GRANT.index("49 %") - len("<AMOUNT 4255.50 EUR></AMOUNT><BUDGET chapitre 922></BUDGET><PERCENTAGE 49>")
    assert found(store, when) == [
        (f"act {uid}", f"Its document does not say '49 %' at {start}."),
        (f"act {uid}", "search_vectors does not repeat its entities."),
        (f"act {uid}", "The full-text index does not hold its words and terms as they are."),
    ]


def test_an_act_outside_its_document(store: Store, broken: Break, uid: str, when: datetime.datetime) -> None:
    broken('UPDATE acts SET "end" = "end" + 1 WHERE docid = DAY')
    assert found(store, when) == [(f"act {uid}", "It is outside its document.")]


def test_a_handle_of_another_document(store: Store, broken: Break, uid: str, when: datetime.datetime) -> None:
    broken("UPDATE documents SET handle = 'abc' WHERE document_id = 2")
    assert found(store, when) == [("document abc", "Its name is not that of its content.")]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM pages WHERE document_id = 2",
        "UPDATE pages SET start = 1 WHERE document_id = 2",
        'UPDATE pages SET "end" = "end" - 1 WHERE document_id = 2',
        'INSERT INTO pages SELECT 2, 2, "end" + 1, "end" + 1, NULL, NULL, words, tables, guessed'
        " FROM pages WHERE document_id = 2",
    ],
)
def test_pages_that_do_not_cover_the_text(
    store: Store, broken: Break, uid: str, when: datetime.datetime, statement: str
) -> None:
    broken(statement)
    assert found(store, when) == [(f"document {uid}", "Its pages do not cover its text.")]


def test_a_document_nobody_holds(store: Store, broken: Break, uid: str, when: datetime.datetime) -> None:
    broken("UPDATE sources SET document_id = NULL WHERE uri = 'a.txt'; DELETE FROM ledger WHERE source_id = 2")
    assert found(store, when) == [(f"document {uid}", "No source holds it.")]


# The ledger


def test_work_that_is_done_without_its_document(
    store: Store, broken: Break, uid: str, when: datetime.datetime
) -> None:
    broken("UPDATE ledger SET sha256 = 'abc' WHERE source_id = 2")
    assert found(store, when) == [
        ("source a.txt", "Its work is done, but the store does not hold what was read."),
        ("source a.txt", "The store holds it, for which 0 works are done or withdrawn, not one."),
    ]


def test_a_document_whose_work_is_not_done(store: Store, broken: Break, uid: str, when: datetime.datetime) -> None:
    broken("UPDATE ledger SET state = 'failed' WHERE source_id = 2")
    detail = "The store holds it, for which 0 works are done or withdrawn, not one."
    assert found(store, when) == [("source a.txt", detail)]


def test_a_document_whose_work_is_done_twice(
    store: Store, broken: Break, uid: str, when: datetime.datetime
) -> None:
    again = (
        "INSERT INTO ledger(source_id, sha256, pipeline_version, state, attempts) SELECT 2, sha256, '2', '{}', 1"
    )
    broken(again.format("withdrawn") + " FROM ledger WHERE source_id = 2")
    detail = "The store holds it, for which 2 works are done or withdrawn, not one."
    assert found(store, when) == [("source a.txt", detail)]


@pytest.mark.parametrize("state", ["pending", "failed", "quarantined"])
@pytest.mark.both_databases
def test_two_works_that_wait(store: Store, broken: Break, uid: str, when: datetime.datetime, state: str) -> None:
    new = "INSERT INTO ledger(source_id, sha256, pipeline_version, state, attempts) VALUES (2, 'abc', '{}', '{}', 0);"
    broken(new.format(2, "pending") + new.format(3, state))
    assert found(store, when) == [("source a.txt", "2 works on it are not done, where there can be one.")]


def test_work_in_the_hands_of_nobody(
    store: Store, broken: Break, claim: Callable[..., Claim], when: datetime.datetime
) -> None:
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, when)
    claim(store, "a.txt", "f" * 64, run=run)
    left = [
        StoreFault(
            "source a.txt",
            "Its work is said to be running, but no run is at it.",
            "The next `recueil ingest` takes it over.",
        )
    ]
    moment = datetime.timedelta(seconds=1)
    assert [store.check(when + LEASE), store.check(when - LEASE)] == [[], []]
    assert [store.check(when + LEASE + moment), store.check(when - LEASE - moment)] == [left, left]
    broken("UPDATE runs SET finished = heartbeat")
    assert store.check(when) == left
    broken("UPDATE ledger SET run_id = NULL")
    assert store.check(when) == left


# Corrections


@pytest.fixture
def corrected(store: Store, uid: str, when: datetime.datetime) -> str:
    """The act, in which a person is rejected and an amount is another."""
    money, person = (
        next(e for e in store.act(uid).act.entities if e.kind == kind) for kind in ("amount", "person")
    )
    attribution = Attribution("ana", when)
    store.correct(uid, Replacement(money.start, money.end, "amount", Amount(Decimal(7))), attribution)
    store.correct(uid, Rejection(person.start, person.end, "person"), attribution)
    assert store.check(when) == []
    return uid


@pytest.mark.parametrize(
    ("statements", "what", "detail"),
    [
        (
            "UPDATE entities SET amount = 8000000 WHERE docid = DAY AND kind = 'amount';"
            "UPDATE search_amounts SET value = 8000000 WHERE docid = DAY;"
            "UPDATE search_acts SET largest = 8000000 WHERE docid = DAY",
            "correction 1",
            "Its entity is not in act {uid}.",
        ),
        (
            "DELETE FROM withdrawals;INSERT INTO withdrawals VALUES (2, 'max', '2025-03-01 02:00:00+00:00', '')",
            "act {uid}",
            "It does not say what its corrections make of it.",
        ),
        ("DELETE FROM extractions", "correction 1", "Act {uid} does not know of it."),
        ("DELETE FROM extractions", "correction 2", "Act {uid} does not know of it."),
        (
            "DELETE FROM extractions",
            "act {uid}",
            "It is corrected, and what the pipeline found in it is not kept.",
        ),
        (
            'UPDATE correction_places SET "end" = 100000 WHERE correction_id = 2',
            "correction 2",
            "It stands in no act.",
        ),
    ],
)
def test_what_is_not_corrected_as_it_was_is_found(
    store: Store, corrected: str, broken: Break, statements: str, what: str, detail: str, when: datetime.datetime
) -> None:
    broken(statements)
    assert (what.format(uid=corrected), detail.format(uid=corrected)) in found(store, when)
