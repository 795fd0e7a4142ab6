"""The ledger: every state of work, what leads from one to another, and that only one run has it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any, get_args

import pytest
from tests.handles import handle_of

from recueil.errors import ActRefused, ClaimLost, FileMissing, PdfBroken, ReadError
from recueil.readers.document import Document, MissingFile
from recueil.store.ledger.runs import LEASE, Owner, RunStart
from recueil.store.ledger.work import Claim, FoundFile, Shortfall, State, Work
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]
Take = Callable[..., Claim]
Rows = Callable[[str], list[tuple[Any, ...]]]

A, B = "a" * 64, "b" * 64
SECOND = datetime.timedelta(seconds=1)
MINUTE = datetime.timedelta(minutes=1)
NIGHT = datetime.timedelta(days=1)
PENDING = Work(
    id=1,
    source="a.txt",
    body=None,
    sha256=A,
    pipeline_version="1",
    state="pending",
    attempts=0,
    reason=None,
    message=None,
    started=None,
    finished=None,
    next_attempt=None,
    run=None,
    held=False,
)
# Of what may pass: the attempt, what is made of it, and how long it rests then.
ATTEMPTS: tuple[tuple[int, State, datetime.timedelta | None], ...] = (
    (1, "failed", 15 * MINUTE),
    (2, "failed", 360 * MINUTE),
    (3, "quarantined", None),
)
MISSING = FileMissing("a.txt: no such file.", "Check the path.")
BROKEN = PdfBroken("a.txt: cut short.")


def begin(store: Store, when: datetime.datetime, *, pid: int = 1, version: str = "1") -> str:
    return store.ledger.begin(RunStart("ingest", Owner("here", pid), version), {}, when)


def like(work: Work = PENDING, /, **facts: Any) -> Work:
    """The same row but for some facts."""
    return replace(work, **facts)


def nobody(owner: Owner) -> bool:
    return False


def enrolled(store: Store, when: datetime.datetime, sha256: str = A, version: str = "1") -> int:
    [number] = store.ledger.enqueue([FoundFile("a.txt", sha256)], version, when)
    return number


def history(rows: Rows) -> list[tuple[str, str | None, str, str]]:
    """All rows, those that are superseded too, in the order in which they were first noted."""
    return rows(
        "SELECT uri, sha256, pipeline_version, state FROM ledger JOIN sources USING (source_id) ORDER BY ledger_id"
    )


# What is to be done


def test_new_work_is_pending(store: Store, when: datetime.datetime) -> None:
    found = [FoundFile("b.txt", B, "Metz"), FoundFile("a.txt", A)]
    assert store.ledger.enqueue(found, "1", when) == [1, 2]
    assert store.ledger.active() == [
        like(id=2),
        like(id=1, source="b.txt", body="Metz", sha256=B),
    ]
    assert store.ledger.active(["done", "failed"]) == []


def test_nothing_new_is_nothing(store: Store, when: datetime.datetime) -> None:
    assert store.ledger.enqueue([], "1", when) == []
    assert store.ledger.active() == []


@pytest.mark.both_databases
def test_work_that_is_known_keeps_its_number(store: Store, when: datetime.datetime) -> None:
    numbers = store.ledger.enqueue([FoundFile(f"{n}.txt", f"{n:064}") for n in range(1_200)], "1", when)
    again = store.ledger.enqueue([FoundFile(f"{n}.txt", f"{n:064}") for n in reversed(range(1_200))], "1", when)
    assert numbers == list(range(1, 1_201))
    assert again == numbers[::-1]
    assert len(store.ledger.active(["pending"])) == 1_200


@pytest.mark.both_databases
def test_a_body_once_known_is_kept(store: Store, when: datetime.datetime) -> None:
    for body in (None, "Metz", None):
        store.ledger.enqueue([FoundFile("a.txt", A, body)], "1", when)
    assert store.ledger.active() == [like(body="Metz")]
    store.ledger.set_publisher(["a.txt", "never-met.txt"], "Nancy")
    assert store.ledger.active() == [like(body="Nancy")]


@pytest.mark.parametrize("state", ["pending", "running", "failed", "quarantined"])
@pytest.mark.both_databases
def test_another_content_takes_the_place_of_what_is_not_done(
    store: Store, rows: Rows, when: datetime.datetime, state: State
) -> None:
    bring_to(state, store, when)
    assert enrolled(store, when, B) == 2
    assert history(rows) == [("a.txt", A, "1", "superseded"), ("a.txt", B, "1", "pending")]
    assert store.ledger.active() == [like(id=2, sha256=B)]


@pytest.mark.parametrize("state", ["pending", "running", "failed", "quarantined"])
def test_another_pipeline_takes_the_place_of_what_is_not_done(
    store: Store, rows: Rows, when: datetime.datetime, state: State
) -> None:
    bring_to(state, store, when)
    assert enrolled(store, when, A, "2") == 2
    assert history(rows) == [("a.txt", A, "1", "superseded"), ("a.txt", A, "2", "pending")]


@pytest.mark.parametrize("state", ["superseded", "withdrawn"])
def test_what_is_there_again_begins_afresh(store: Store, when: datetime.datetime, state: State) -> None:
    bring_to("quarantined", store, when)
    if state == "withdrawn":
        store.ledger.withdraw([1], when)
    else:
        enrolled(store, when, B)
    assert enrolled(store, when) == 1
    assert store.ledger.active() == [PENDING]


@pytest.mark.both_databases
def test_what_is_done_stays_until_its_successor_is(
    store: Store, rows: Rows, make: Make, record: Record, claim: Take, when: datetime.datetime
) -> None:
    old, act = make("acte")
    new, other = make("un autre")
    record(store, "a.txt", old, [act])
    assert enrolled(store, when, old.sha256) == 1
    taken = claim(store, "a.txt", new.sha256)
    assert [(work.sha256, work.state, work.held) for work in store.ledger.active()] == [
        (old.sha256, "done", True),
        (new.sha256, "running", False),
    ]
    store.ledger.complete(taken, new, [other], when)
    assert history(rows) == [("a.txt", old.sha256, "1", "superseded"), ("a.txt", new.sha256, "1", "done")]


@pytest.mark.both_databases
def test_a_source_is_dated_when_it_is_there(store: Store, rows: Rows, when: datetime.datetime) -> None:
    store.ledger.enqueue([FoundFile("a.txt", A), FoundFile("b.txt", B)], "1", when)
    store.ledger.touch(["a.txt", "never-met.txt"], when + NIGHT)
    assert rows("SELECT uri, first_seen, last_seen FROM sources ORDER BY uri") == [
        ("a.txt", "2025-03-01 02:00:00.000000", "2025-03-02 02:00:00.000000"),
        ("b.txt", "2025-03-01 02:00:00.000000", "2025-03-01 02:00:00.000000"),
    ]


# From one state to another


def bring_to(state: State, store: Store, when: datetime.datetime) -> str:
    """Make the first row of the ledger, in some state; gives the run that did, or does, it."""
    number = enrolled(store, when)
    run = begin(store, when)
    if state == "superseded":
        enrolled(store, when, B)
    if state == "withdrawn":
        store.ledger.withdraw([number], when)
    if state in ("running", "done", "failed", "quarantined"):
        [taken] = store.ledger.claim(run, [number], nobody, when)
        if state == "done":
            store.ledger.complete(taken, Document("", (), A, 0, "text/plain"), [], when)
        if state in ("failed", "quarantined"):
            store.ledger.fail(taken, MISSING if state == "failed" else BROKEN, when)
    if state == "dismissed":
        [taken] = store.ledger.claim(run, [number], nobody, when)
        store.ledger.fail(taken, BROKEN, when)
        assert store.ledger.dismiss([number], "claire", when) == 1
    return run


CHANGES: dict[str, dict[State, State]] = {
    "supersede": dict.fromkeys(("pending", "failed", "quarantined", "withdrawn", "dismissed"), "superseded"),
    "withdraw": dict.fromkeys(("pending", "failed", "quarantined", "done"), "withdrawn"),
    "bring back": {"withdrawn": "done"},
    "renew": {"failed": "pending"},
    "release": {"quarantined": "pending", "dismissed": "pending"},
    "dismiss": {"failed": "dismissed", "quarantined": "dismissed"},
    "end": {"running": "pending"},
    "bury": {"running": "pending"},
    "claim": {"pending": "running"},
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("state", get_args(State))
def test_a_change_of_state_is_made_from_where_it_makes_sense_only(
    store: Store, rows: Rows, when: datetime.datetime, state: State, change: str
) -> None:
    run = bring_to(state, store, when)
    assert history(rows)[0] == ("a.txt", A, "1", state)
    ledger = store.ledger
    makes: dict[str, Callable[[], object]] = {
        "supersede": lambda: ledger.supersede([1]),
        "withdraw": lambda: ledger.withdraw([1], when),
        "bring back": lambda: ledger.reinstate([1], when),
        "renew": lambda: ledger.retry([1]),
        "release": lambda: ledger.release([1]),
        "dismiss": lambda: ledger.dismiss([1], "claire", when),
        "end": lambda: ledger.end(run, "stopped", "", when),
        "bury": lambda: ledger.expire_dead_runs(lambda owner: True, when),
        "claim": lambda: ledger.claim(begin(store, when), [1], nobody, when),
    }
    makes[change]()
    assert history(rows)[0] == ("a.txt", A, "1", CHANGES[change].get(state, state))


def test_a_withdrawn_source_that_is_back(
    store: Store, make: Make, record: Record, when: datetime.datetime
) -> None:
    document, act = make("acte")
    record(store, "a.txt", document, [act])
    [done] = store.ledger.active()
    store.ledger.withdraw([done.id], when + NIGHT)
    assert store.ledger.active() == [like(done, state="withdrawn", finished=when + NIGHT)]
    assert store.act(handle_of(document.sha256)).sources == ("a.txt",)
    store.ledger.reinstate([done.id], when + 2 * NIGHT)
    assert store.ledger.active() == [like(done, finished=when + 2 * NIGHT)]


def test_released_work_was_never_tried(store: Store, when: datetime.datetime) -> None:
    run = bring_to("quarantined", store, when)
    store.ledger.release([1])
    told = {"reason": "pdf-broken", "message": "a.txt: cut short."}
    assert store.ledger.active() == [like(started=when, finished=when, run=run, **told)]


@pytest.mark.both_databases
def test_a_dismissed_failure_is_in_the_audit_log(store: Store, when: datetime.datetime) -> None:
    run = bring_to("quarantined", store, when)
    assert store.ledger.dismiss([1, 2], "claire", when + MINUTE) == 1
    assert store.ledger.dismiss([1], "claire", when + MINUTE) == 0
    facts = {"reason": "pdf-broken", "message": "a.txt: cut short.", "attempts": 1}
    dismissed = like(state="dismissed", started=when, finished=when, run=run, **facts)
    assert store.ledger.active() == [dismissed]
    [entry] = store.audit.page()
    assert (entry.at, entry.who, entry.action, entry.subject, entry.details) == (
        when + MINUTE,
        "claire",
        "failure.dismiss",
        "work:1",
        {"source": "a.txt", "reason": "pdf-broken"},
    )
    assert (store.ledger.reasons(), store.status().failures) == ([], ())


def test_sources_are_those_of_the_settings_until_they_are_not(store: Store, when: datetime.datetime) -> None:
    enrolled(store, when)
    for configured in (True, False):
        store.ledger.configure(["a.txt", "b.txt"], configured=configured)
        assert store.ledger.active() == [like(configured=configured)]


# Who does it


def test_a_run_takes_pending_work(store: Store, when: datetime.datetime) -> None:
    store.ledger.enqueue([FoundFile("b.txt", B), FoundFile("a.txt", A)], "1", when)
    run, at = begin(store, when), when + MINUTE
    assert store.ledger.claim(run, [2, 1, 99], nobody, at) == [
        Claim(
            id=2, source_id=2, source="a.txt", sha256=A, pipeline_version="1", run=run, attempt=1, claimed_at=at
        ),
        Claim(
            id=1, source_id=1, source="b.txt", sha256=B, pipeline_version="1", run=run, attempt=1, claimed_at=at
        ),
    ]
    taken = like(state="running", started=when + MINUTE, run=run)
    assert store.ledger.active() == [like(taken, id=2), like(taken, id=1, source="b.txt", sha256=B)]


def test_of_two_runs_one_gets_the_work(store: Store, when: datetime.datetime) -> None:
    enrolled(store, when)
    first, second = begin(store, when), begin(store, when)
    assert [claim.run for claim in store.ledger.claim(first, [1], nobody, when)] == [first]
    assert store.ledger.claim(second, [1], nobody, when) == []


def test_a_run_gets_again_what_it_has(store: Store, when: datetime.datetime) -> None:
    enrolled(store, when)
    run = begin(store, when)
    [taken] = store.ledger.claim(run, [1], nobody, when)
    again = when + SECOND
    assert store.ledger.claim(run, [1], nobody, again) == [replace(taken, claimed_at=again)]


def test_of_two_claims_of_a_run_the_last_counts(store: Store, when: datetime.datetime) -> None:
    enrolled(store, when)
    run = begin(store, when)
    [first] = store.ledger.claim(run, [1], nobody, when)
    [second] = store.ledger.claim(run, [1], nobody, when + SECOND)
    with pytest.raises(ClaimLost):
        store.ledger.fail(first, PdfBroken("a.txt: cut short."), when + MINUTE)
    assert store.ledger.active() == [like(state="running", started=when + SECOND, run=run)]
    store.ledger.fail(second, PdfBroken("a.txt: cut short."), when + MINUTE)
    assert [(work.state, work.attempts) for work in store.ledger.by_ids([1, 99])] == [("quarantined", 1)]
    assert store.ledger.run(run).failed == 1


@pytest.mark.parametrize(
    ("silent", "dead"),
    [
        (LEASE, False),
        (LEASE + SECOND, True),
        (-LEASE, False),  # its clock is a little ahead
        (-60 * MINUTE, False),  # a clock was set back by an hour since
    ],
)
def test_a_run_whose_heart_does_not_beat_loses_its_work(
    store: Store, when: datetime.datetime, silent: datetime.timedelta, dead: bool
) -> None:
    enrolled(store, when)
    [taken] = store.ledger.claim(begin(store, when), [1], nobody, when)
    heir = begin(store, when + silent)
    expected = [replace(taken, run=heir, claimed_at=when + silent)] if dead else []
    assert store.ledger.claim(heir, [1], nobody, when + silent) == expected


def test_a_clock_that_is_set_back_gives_a_run_a_new_lease(store: Store, when: datetime.datetime) -> None:
    enrolled(store, when)
    lost = begin(store, when, pid=1)
    [taken] = store.ledger.claim(lost, [1], nobody, when)
    before = when - NIGHT
    heir = begin(store, before, pid=2)
    assert store.ledger.claim(heir, [1], nobody, before) == []
    assert store.ledger.run(lost).heartbeat == before
    store.ledger.record_heartbeat(heir, before + LEASE)
    assert store.ledger.claim(heir, [1], nobody, before + LEASE) == []
    later = before + LEASE + SECOND
    assert store.ledger.claim(heir, [1], nobody, later) == [replace(taken, run=heir, claimed_at=later)]


def test_a_clock_that_is_set_back_saves_no_process_that_is_gone(store: Store, when: datetime.datetime) -> None:
    enrolled(store, when)
    [taken] = store.ledger.claim(begin(store, when, pid=1), [1], nobody, when)
    before = when - NIGHT
    heir = begin(store, before, pid=2)
    claimed = store.ledger.claim(heir, [1], lambda owner: owner.pid == 1, before)
    assert claimed == [replace(taken, run=heir, claimed_at=before)]


def test_a_run_whose_process_is_gone_loses_its_work(store: Store, when: datetime.datetime) -> None:
    store.ledger.enqueue([FoundFile("a.txt", A), FoundFile("b.txt", B)], "1", when)
    gone, alive, heir = (begin(store, when, pid=pid) for pid in (1, 2, 3))
    [lost] = store.ledger.claim(gone, [1], nobody, when)
    store.ledger.claim(alive, [2], nobody, when)
    assert store.ledger.claim(heir, [1, 2], lambda owner: owner.pid == 1, when) == [replace(lost, run=heir)]


def test_a_run_is_alive_while_it_claims(store: Store, when: datetime.datetime) -> None:
    store.ledger.enqueue([FoundFile("a.txt", A), FoundFile("b.txt", B)], "1", when)
    run = begin(store, when)
    store.ledger.claim(run, [1], nobody, when)
    [second] = store.ledger.claim(run, [2], nobody, when + NIGHT)
    assert (second.id, second.run) == (2, run)
    assert [(work.state, work.run) for work in store.ledger.active()] == [("running", run), ("running", run)]


@pytest.mark.both_databases
def test_work_that_was_taken_over_is_not_settled_twice(
    store: Store, rows: Rows, make: Make, claim: Take, when: datetime.datetime
) -> None:
    document, act = make("acte")
    lost = claim(store, "a.txt", document.sha256)
    [mine] = store.ledger.claim(begin(store, when), [1], lambda owner: True, when)
    with pytest.raises(ClaimLost, match=r"^a.txt: this work has been taken over\.$"):
        store.ledger.complete(lost, document, [act], when)
    with pytest.raises(ClaimLost):
        store.ledger.fail(lost, BROKEN, when)
    assert store.status().documents == 0
    store.ledger.complete(mine, document, [act], when)
    with pytest.raises(ClaimLost):
        store.ledger.adopt(lost, when)
    with pytest.raises(ClaimLost):
        store.ledger.complete(mine, document, [act], when)
    assert [(run.done, run.failed) for run in store.ledger.runs() if run.id == mine.run] == [(1, 0)]
    assert history(rows) == [("a.txt", document.sha256, "1", "done")]


def test_work_on_what_is_no_longer_there_is_not_settled(
    store: Store, rows: Rows, make: Make, claim: Take, when: datetime.datetime
) -> None:
    document, act = make("acte")
    lost = claim(store, "a.txt", document.sha256)
    enrolled(store, when, B)
    with pytest.raises(ClaimLost):
        store.ledger.complete(lost, document, [act], when)
    assert history(rows) == [("a.txt", document.sha256, "1", "superseded"), ("a.txt", B, "1", "pending")]


@pytest.mark.both_databases
def test_a_run_that_ends_lets_its_work_go(store: Store, when: datetime.datetime) -> None:
    store.ledger.enqueue([FoundFile("a.txt", A), FoundFile("b.txt", B)], "1", when)
    run, other = begin(store, when), begin(store, when)
    store.ledger.claim(run, [1], nobody, when)
    store.ledger.claim(other, [2], nobody, when)
    store.ledger.end(run, "stopped", "Stopped before its end.", when)
    assert store.ledger.active() == [
        like(started=when, run=run),
        like(id=2, source="b.txt", sha256=B, state="running", started=when, run=other),
    ]


BATCHES = [range(start, start + 20) for start in range(1, 500, 20)]


def claimed(url: str, run: str, when: datetime.datetime, ready: Barrier) -> list[int]:
    with open_store(url) as store:
        ready.wait()
        return [claim.id for batch in BATCHES for claim in store.ledger.claim(run, batch, nobody, when)]


@pytest.mark.both_databases
def test_two_threads_never_get_the_same_work(store: Store, url: str, when: datetime.datetime) -> None:
    numbers = store.ledger.enqueue([FoundFile(f"{n}.txt", f"{n:064}") for n in range(500)], "1", when)
    runs, ready = [begin(store, when) for _ in range(2)], Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        taken = list(threads.map(lambda run: claimed(url, run, when, ready), runs))
    assert sorted(taken[0] + taken[1]) == numbers


# What became of it


def test_completed_work_is_done(store: Store, make: Make, claim: Take, when: datetime.datetime) -> None:
    document, act = make("acte")
    taken = claim(store, "a.txt", document.sha256)
    store.ledger.complete(taken, document, [act], when + MINUTE)
    stored = {"held": True, "document": handle_of(document.sha256)}
    done = like(sha256=document.sha256, state="done", attempts=1, run=taken.run, **stored)
    assert store.ledger.active() == [like(done, started=when, finished=when + MINUTE)]
    assert store.ledger.run(taken.run).done == 1


LACKING = Shortfall("partial", "a.zip: 1 file of it cannot be read.", passing=False)
AWAITED = Shortfall("needs-ocr", "a.zip: 1 file of it cannot be read.", passing=True)
LACKS = (MissingFile("b.pdf", "pdf-broken", "b.pdf: cut short."),)


@pytest.mark.parametrize(
    ("shortfall", "state", "again"), [(LACKING, "quarantined", None), (AWAITED, "failed", 15 * MINUTE)]
)
@pytest.mark.both_databases
def test_a_document_that_lacks_files_is_in_the_store_and_a_failure(
    store: Store,
    make: Make,
    claim: Take,
    when: datetime.datetime,
    shortfall: Shortfall,
    state: State,
    again: datetime.timedelta | None,
) -> None:
    document, act = make("acte")
    document = replace(document, missing=LACKS)
    taken = claim(store, "a.txt", document.sha256)
    assert store.ledger.complete(taken, document, [act], when, shortfall) == (False, True)
    facts = {"sha256": document.sha256, "attempts": 1, "held": True, "partial": True, "run": taken.run}
    facts["document"] = handle_of(document.sha256)
    told = {"reason": shortfall.reason, "message": shortfall.message, "started": when, "finished": when}
    [work] = store.ledger.active()
    assert work == like(state=state, next_attempt=again and when + again, **facts, **told)
    assert (store.ledger.run(taken.run).done, store.ledger.run(taken.run).failed) == (0, 1)
    stored = store.act(handle_of(document.sha256))
    assert (stored.document, stored.sources) == (document, ("a.txt",))
    assert store.check(when) == []
    # The same bytes elsewhere lack the same: they are not taken for whole.
    other = claim(store, "b.txt", document.sha256)
    assert not store.ledger.adopt(other, when)


def test_what_a_document_lacks_stays_dismissed_at_the_next_pipeline_version(
    store: Store, make: Make, claim: Take, when: datetime.datetime
) -> None:
    document, act = make("acte")
    document = replace(document, missing=LACKS)
    store.ledger.complete(claim(store, "a.txt", document.sha256), document, [act], when, LACKING)
    store.ledger.dismiss([1], "claire", when)
    [number] = store.ledger.enqueue([FoundFile("a.txt", document.sha256)], "2", when)
    [taken] = store.ledger.claim(begin(store, when, version="2"), [number], nobody, when)
    assert store.ledger.complete(taken, document, [act], when, LACKING) == (False, False)
    states = [(work.pipeline_version, work.state, work.partial) for work in store.ledger.active()]
    assert states == [("2", "dismissed", True)]


def test_what_may_pass_is_tried_again_later_and_later_and_then_set_aside(
    store: Store, when: datetime.datetime
) -> None:
    number = enrolled(store, when)
    told = {"reason": "missing", "message": "a.txt: no such file. Check the path."}
    for attempt, state, pause in ATTEMPTS:
        run = begin(store, when)
        [taken] = store.ledger.claim(run, [number], nobody, when)
        assert taken.attempt == attempt
        store.ledger.fail(taken, MISSING, when)
        failed = like(state=state, attempts=attempt, started=when, finished=when, run=run, **told)
        assert store.ledger.active() == [like(failed, next_attempt=when + pause if pause else None)]
        assert store.ledger.failures_of_run(run) == store.ledger.active()
        assert store.ledger.run(run).failed == 1
        store.ledger.retry([number])


@pytest.mark.parametrize(
    ("error", "reason"), [(BROKEN, "pdf-broken"), (ActRefused("a.txt: cut short."), "refused")]
)
def test_what_does_not_pass_is_set_aside_at_once(
    store: Store, when: datetime.datetime, error: ReadError | ActRefused, reason: str
) -> None:
    enrolled(store, when)
    run = begin(store, when)
    [taken] = store.ledger.claim(run, [1], nobody, when)
    store.ledger.fail(taken, error, when + MINUTE)
    told = {"reason": reason, "message": "a.txt: cut short."}
    ended = {"attempts": 1, "started": when, "finished": when + MINUTE}
    assert store.ledger.active() == [like(state="quarantined", run=run, **told, **ended)]


def test_a_run_that_is_stopped_or_dies_costs_no_attempt(store: Store, when: datetime.datetime) -> None:
    number = enrolled(store, when)
    for _ in range(3):
        run = begin(store, when)
        assert [claim.attempt for claim in store.ledger.claim(run, [number], nobody, when)] == [1]
        store.ledger.end(run, "stopped", "", when)
        assert [claim.attempt for claim in store.ledger.claim(begin(store, when), [number], nobody, when)] == [1]
        store.ledger.expire_dead_runs(lambda owner: True, when)


def test_work_that_succeeds_forgets_its_failure(
    store: Store, make: Make, claim: Take, when: datetime.datetime
) -> None:
    document, act = make("acte")
    store.ledger.fail(claim(store, "a.txt", document.sha256), MISSING, when)
    store.ledger.retry([1])
    taken = claim(store, "a.txt", document.sha256)
    store.ledger.complete(taken, document, [act], when)
    stored = {"held": True, "document": handle_of(document.sha256)}
    done = like(sha256=document.sha256, state="done", attempts=2, run=taken.run, **stored)
    assert store.ledger.active() == [like(done, started=when, finished=when)]


def test_a_failure_keeps_the_act_the_source_had(
    store: Store, make: Make, record: Record, claim: Take, when: datetime.datetime
) -> None:
    document, act = make("acte")
    record(store, "a.txt", document, [act])
    store.ledger.fail(claim(store, "a.txt", B), BROKEN, when)
    assert store.act(handle_of(document.sha256)).sources == ("a.txt",)
    assert [(work.sha256, work.state) for work in store.ledger.active()] == [
        (document.sha256, "done"),
        (B, "quarantined"),
    ]


def test_a_message_about_a_name_that_is_no_text(store: Store, claim: Take, when: datetime.datetime) -> None:
    store.ledger.fail(claim(store, "a.txt", A), PdfBroken("\udcff.pdf: cut short."), when)
    assert [work.message for work in store.ledger.active()] == ["?.pdf: cut short."]


def test_a_copy_is_adopted(store: Store, make: Make, record: Record, claim: Take, when: datetime.datetime) -> None:
    document, act = make("acte")
    record(store, "a.txt", document, [act])
    taken = claim(store, "copy.txt", document.sha256)
    assert store.ledger.adopt(taken, when + MINUTE)
    stored = {"held": True, "document": handle_of(document.sha256)}
    done = like(id=2, source="copy.txt", sha256=document.sha256, state="done", attempts=1, **stored)
    ended = {"started": when, "finished": when + MINUTE}
    assert store.ledger.active()[1:] == [like(done, run=taken.run, **ended)]
    assert store.act(handle_of(document.sha256)).sources == ("a.txt", "copy.txt")
    assert store.ledger.run(taken.run).done == 1


@pytest.mark.both_databases
def test_a_copy_in_place_of_an_act_replaces_it(
    store: Store, make: Make, record: Record, claim: Take, when: datetime.datetime
) -> None:
    document, act = make("acte")
    record(store, "a.txt", document, [act])
    record(store, "b.txt", *_one(make("un autre")))
    assert store.ledger.adopt(claim(store, "b.txt", document.sha256), when)
    assert store.status().documents == 1
    assert store.act(handle_of(document.sha256)).sources == ("a.txt", "b.txt")


def _one(made: tuple[Document, Act]) -> tuple[Document, list[Act]]:
    return made[0], [made[1]]


def test_only_what_this_pipeline_has_read_is_adopted(
    store: Store, make: Make, record: Record, claim: Take, when: datetime.datetime
) -> None:
    document, act = make("acte")
    assert not store.ledger.adopt(claim(store, "a.txt", document.sha256), when)
    record(store, "b.txt", document, [act], "0")
    taken = claim(store, "copy.txt", document.sha256)
    assert not store.ledger.adopt(taken, when)
    assert [work.state for work in store.ledger.active()] == ["running", "done", "running"]


def test_the_text_that_was_read(store: Store, make: Make, record: Record) -> None:
    document, act = make("acte")
    record(store, "a.txt", document, [act])
    assert store.ledger.document(document.sha256) == document
    record(store, "a.txt", *_one(make("un autre")))
    assert store.ledger.document(document.sha256) is None


# What cannot be opened


@pytest.mark.both_databases
def test_a_source_that_cannot_be_opened(store: Store, rows: Rows, when: datetime.datetime) -> None:
    unread = like(body="Metz", sha256=None, reason="missing", message=str(MISSING))
    for attempt, state, pause in ATTEMPTS:
        night = when + attempt * NIGHT
        store.ledger.record_unreadable("a.txt", "Metz", "1", MISSING, night)
        failed = like(unread, state=state, attempts=attempt, started=night, finished=night)
        assert store.ledger.active() == [like(failed, next_attempt=night + pause if pause else None)]
    assert enrolled(store, when) == 2
    assert history(rows) == [("a.txt", None, "1", "superseded"), ("a.txt", A, "1", "pending")]
    store.ledger.record_unreadable("a.txt", "Metz", "1", MISSING, when)
    again = like(unread, state="failed", attempts=1, started=when, finished=when)
    assert store.ledger.active() == [like(again, next_attempt=when + datetime.timedelta(minutes=15))]
    assert history(rows) == [("a.txt", None, "1", "failed"), ("a.txt", A, "1", "superseded")]


def test_a_source_that_cannot_be_opened_keeps_its_act(
    store: Store, make: Make, record: Record, when: datetime.datetime
) -> None:
    document, act = make("acte")
    record(store, "a.txt", document, [act])
    store.ledger.record_unreadable("a.txt", None, "1", MISSING, when)
    assert [(work.sha256, work.state) for work in store.ledger.active()] == [
        (document.sha256, "done"),
        (None, "failed"),
    ]
    assert store.act(handle_of(document.sha256)).sources == ("a.txt",)
