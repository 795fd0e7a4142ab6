"""Runs: who is at work, how far, how it ended; what pipelines were made of, and what they changed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.handles import handle_of

from recueil.errors import PdfBroken
from recueil.readers.document import Document
from recueil.store.ledger.runs import LEASE, Owner, Run, RunStart
from recueil.store.ledger.work import Claim, FoundFile
from recueil.store.store import Store
from recueil.values import Act, Facts, Identity

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]
Take = Callable[..., Claim]
Rows = Callable[[str], list[tuple[Any, ...]]]

MINUTE = datetime.timedelta(minutes=1)
START = RunStart("ingest", Owner("here", 1), "1", "brave-otter")


def begun(run: str, when: datetime.datetime) -> Run:
    return Run(
        id=run,
        flow="ingest",
        flow_run="brave-otter",
        owner=Owner("here", 1),
        pipeline_version="1",
        started=when,
        heartbeat=when,
        finished=None,
        state=None,
        message=None,
        planned=0,
        unchanged=0,
        done=0,
        failed=0,
    )


def nobody(owner: Owner) -> bool:
    return False


def everybody(owner: Owner) -> bool:
    return True


def test_a_run_from_its_begin_to_its_end(store: Store, make: Make, claim: Take, when: datetime.datetime) -> None:
    ledger = store.ledger
    run = ledger.begin(START, {}, when)
    assert ledger.run(run) == begun(run, when)
    ledger.plan(run, planned=3, unchanged=7)
    document, act = make("acte")
    ledger.complete(claim(store, "a.txt", document.sha256, run=run), document, [act], when)
    ledger.adopt(claim(store, "copy.txt", document.sha256, run=run), when)
    ledger.fail(claim(store, "b.txt", "b" * 64, run=run), PdfBroken("b.txt: cut short."), when)
    ledger.record_heartbeat(run, when + MINUTE)
    far = replace(begun(run, when), planned=3, unchanged=7, done=2, failed=1)
    assert ledger.run(run) == replace(far, heartbeat=when + MINUTE)
    assert store.status().runs == (ledger.run(run),)
    ledger.end(run, "with failures", "2 of 3 files are in the store.", when + 2 * MINUTE)
    ended = replace(far, heartbeat=when + 2 * MINUTE, finished=when + 2 * MINUTE)
    assert ledger.runs() == [replace(ended, state="with failures", message="2 of 3 files are in the store.")]
    assert store.status().runs == ()


@pytest.mark.both_databases
def test_a_run_by_its_time(store: Store, when: datetime.datetime) -> None:
    runs = [store.ledger.begin(START, {}, when + n * MINUTE) for n in range(3)]
    assert [run.id for run in store.ledger.runs()] == runs[::-1]
    assert [run.id for run in store.ledger.runs(when + MINUTE)] == runs[:0:-1]
    assert store.ledger.runs(when + 3 * MINUTE) == []


def test_a_run_that_ended_without_a_word(store: Store, when: datetime.datetime) -> None:
    run = store.ledger.begin(START, {}, when)
    store.ledger.expire_dead_runs(nobody, when + LEASE)
    assert store.ledger.run(run) == begun(run, when)
    store.ledger.expire_dead_runs(everybody, when + LEASE)
    assert store.ledger.run(run) == replace(begun(run, when), finished=when, state="died")


def test_a_run_that_ended_stays_as_it_ended(store: Store, when: datetime.datetime) -> None:
    run = store.ledger.begin(START, {}, when)
    store.ledger.end(run, "completed", "", when)
    ended = store.ledger.run(run)
    store.ledger.expire_dead_runs(everybody, when + 60 * MINUTE)
    assert store.ledger.run(run) == ended


@pytest.mark.parametrize("sign", ["beat", "claim"])
def test_a_run_that_was_taken_for_dead_comes_back(store: Store, when: datetime.datetime, sign: str) -> None:
    run = store.ledger.begin(START, {}, when)
    store.ledger.expire_dead_runs(everybody, when)
    later = when + 60 * MINUTE
    if sign == "beat":
        store.ledger.record_heartbeat(run, later)
    else:
        store.ledger.claim(run, [], nobody, later)
    assert store.ledger.run(run) == replace(begun(run, when), heartbeat=later)


def test_a_run_that_has_ended_takes_nothing_and_stays_as_it_ended(store: Store, when: datetime.datetime) -> None:
    run = store.ledger.begin(START, {}, when)
    numbers = store.ledger.enqueue([FoundFile("a.txt", "a" * 64)], "1", when)
    store.ledger.end(run, "stopped", "", when)
    ended = store.ledger.run(run)
    store.ledger.record_heartbeat(run, when + MINUTE)
    assert store.ledger.claim(run, numbers, nobody, when + MINUTE) == []
    assert store.ledger.run(run) == ended
    assert [work.state for work in store.ledger.active()] == ["pending"]


def test_a_message_that_is_no_text(store: Store, when: datetime.datetime) -> None:
    run = store.ledger.begin(START, {}, when)
    store.ledger.end(run, "failed", "\udcff.pdf", when)
    assert store.ledger.run(run).message == "?.pdf"


@pytest.mark.both_databases
def test_the_parts_of_a_pipeline_are_kept_from_its_first_use(store: Store, when: datetime.datetime) -> None:
    assert store.ledger.pipeline_parts() == {}
    store.ledger.begin(replace(START, pipeline_version="2"), {"acts.py": "5d41402a"}, when)
    store.ledger.begin(START, {"acts.py": "7d793037", "values/date.py": "aa"}, when + MINUTE)
    store.ledger.begin(replace(START, pipeline_version="2"), {"acts.py": "other"}, when + 2 * MINUTE)
    assert list(store.ledger.pipeline_parts().items()) == [
        ("2", {"acts.py": "5d41402a"}),
        ("1", {"acts.py": "7d793037", "values/date.py": "aa"}),
    ]


# What a run found otherwise

TWELVE = "<AMOUNT 12.00 EUR>12 €</AMOUNT>"
SOME = f"{TWELVE} et encore {TWELVE} le <DATE 2023-03-14>14 mars 2023</DATE> pour <PERCENTAGE 49>49 %</PERCENTAGE>"


def changes(rows: Rows) -> list[tuple[Any, ...]]:
    return rows("SELECT uid, kind, gained, lost, gained_example, lost_example FROM changes ORDER BY uid, kind")


def test_what_a_new_pipeline_changes_is_counted_by_kind(
    store: Store, rows: Rows, make: Make, record: Record
) -> None:
    document, act = make(SOME)
    first, second, date, percentage = act.entities
    record(store, "a.txt", document, [replace(act, entities=(first, date))])
    assert changes(rows) == []
    record(store, "a.txt", document, [replace(act, entities=(first, second, percentage))], "2")
    uid = handle_of(document.sha256)
    assert changes(rows) == [
        (uid, "amount", 1, 0, "12.00 EUR", None),
        (uid, "date", 0, 1, None, "2023-03-14"),
        (uid, "percentage", 1, 0, "49", None),
    ]
    [(run,)] = rows("SELECT DISTINCT run_id FROM changes")
    assert store.ledger.run(run).pipeline_version == "2"


def test_a_new_pipeline_that_finds_the_same_changes_nothing(
    store: Store, rows: Rows, make: Make, record: Record
) -> None:
    document, act = make(SOME)
    record(store, "a.txt", document, [act])
    record(
        store,
        "a.txt",
        document,
        [
            replace(
                act,
                facts=Facts(Identity("deliberation", title="Subvention", date=act.date)),
                entities=act.entities[::-1],
            )
        ],
        "2",
    )
    assert changes(rows) == []


def test_what_is_new_is_no_change(store: Store, rows: Rows, make: Make, record: Record) -> None:
    document, act = make(SOME)
    record(store, "a.txt", document, [act])
    record(store, "copy.txt", document, [replace(act, entities=())])
    record(store, "a.txt", *_one(make("un autre")), "2")
    assert changes(rows) == []


def _one(made: tuple[Document, Act]) -> tuple[Document, list[Act]]:
    return made[0], [made[1]]


def test_an_act_that_is_no_longer_found(store: Store, rows: Rows, make: Make, record: Record) -> None:
    document, act = make(SOME)
    record(store, "a.txt", document, [replace(act, entities=()), replace(act, entities=act.entities[:1])])
    record(store, "a.txt", document, [replace(act, entities=())], "2")
    assert changes(rows) == [(f"{handle_of(document.sha256)}-2", "amount", 0, 1, None, "12.00 EUR")]


@pytest.mark.both_databases
def test_an_act_compared_twice_in_a_run_is_told_once(
    store: Store, rows: Rows, make: Make, record: Record, claim: Take, when: datetime.datetime
) -> None:
    document, act = make(SOME)
    ours = store.ledger.begin(replace(START, pipeline_version="2"), {}, when)
    record(store, "a.txt", document, [act])
    for source, left in (("a.txt", 3), ("copy.txt", 2)):
        taken = claim(store, source, document.sha256, "2", run=ours)
        record(store, "another.txt", document, [act], f"0.{left}")  # an earlier pipeline, at work at the same time
        store.ledger.complete(taken, document, [replace(act, entities=act.entities[:left])], when)
    uid = handle_of(document.sha256)
    query = f"SELECT uid, kind, lost FROM changes WHERE run_id = '{ours}' ORDER BY kind"
    assert rows(query) == [(uid, "date", 1), (uid, "percentage", 1)]
