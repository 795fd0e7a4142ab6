"""A run at work: its heart beats, and however it ends, the ledger is told."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.waiting import PATIENCE, wait_until

from recueil.errors import StoreBusy, WorkerPoolClosed
from recueil.ingest.host import this_process
from recueil.store.ledger.ledger import Ledger
from recueil.store.ledger.run_context import HEARTBEAT_SECONDS, track_run
from recueil.store.ledger.runs import LEASE, EndState, Run, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.open import open_store
from recueil.store.store import Store

START = RunStart("ingest", this_process(), "1", "brave-otter")
# Seconds between beats, for a heart that beats all the time.
HURRIED = 0.001


def only_run(store: Store) -> Run:
    [run] = store.ledger.runs()
    return run


def test_a_run_is_known_while_it_lasts(store: Store) -> None:
    with track_run(store, START, {"acts.py": "5d41402a"}) as shift:
        run = only_run(store)
        assert (run.id, run.flow, run.flow_run, run.owner) == (shift.run, "ingest", "brave-otter", this_process())
        assert (run.state, run.finished) == (None, None)
        assert store.ledger.pipeline_parts() == {"1": {"acts.py": "5d41402a"}}
        shift.state, shift.message = "with failures", "1 of 2 files is in the store."
    run = only_run(store)
    assert (run.state, run.message) == ("with failures", "1 of 2 files is in the store.")
    assert run.finished is not None


def test_its_heart_beats(store: Store) -> None:
    with track_run(store, START, {}, HURRIED):
        wait_until(lambda: only_run(store).heartbeat > only_run(store).started)
        beaten = only_run(store).heartbeat
        wait_until(lambda: only_run(store).heartbeat > beaten)


def test_several_beats_may_fail_before_a_run_is_taken_for_dead() -> None:
    assert timedelta(seconds=4 * HEARTBEAT_SECONDS) < LEASE


def test_its_heart_goes_on_after_a_beat_that_failed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = threading.Event()
    beat = Ledger.record_heartbeat

    def arrhythmic(ledger: Ledger, run: str, when: datetime) -> None:
        if not failed.is_set():
            failed.set()
            raise StoreBusy("The store refused: database is locked.")
        beat(ledger, run, when)

    monkeypatch.setattr(Ledger, "record_heartbeat", arrhythmic)
    with track_run(store, START, {}, HURRIED):
        failed.wait(PATIENCE)
        wait_until(lambda: only_run(store).heartbeat > only_run(store).started)


def test_its_heart_stops_with_it(store: Store) -> None:
    with track_run(store, START, {}):
        assert "heartbeat" in {thread.name for thread in threading.enumerate()}
    assert "heartbeat" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize(
    ("error", "state", "message"),
    [
        (ValueError("a defect"), "failed", "a defect"),
        (StoreBusy("The store refused: database is locked.", "Run it again."), "failed", None),
        (WorkerPoolClosed("The work was stopped before it was done."), "stopped", "Stopped before its end."),
        (KeyboardInterrupt(), "stopped", "Stopped before its end."),
        (SystemExit(1), "stopped", "Stopped before its end."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_what_ends_it_early_is_told(
    store: Store, error: BaseException, state: EndState, message: str | None
) -> None:
    [number] = store.ledger.enqueue([FoundFile("a.txt", "a" * 64)], "1", datetime.now(UTC))

    def break_off() -> None:
        with track_run(store, START, {}) as shift:
            shift.state, shift.message = "completed", "All is well."
            store.ledger.claim(shift.run, [number], lambda owner: False, datetime.now(UTC))
            raise error

    with pytest.raises(type(error)) as caught:
        break_off()
    assert caught.value is error
    assert (only_run(store).state, only_run(store).message) == (state, message or str(error))
    assert [work.state for work in store.ledger.active()] == ["pending"]


@pytest.fixture
def impatient(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Store, sqlite3.Connection]]:
    """A store that waits for no other writer, and another writer."""
    monkeypatch.setattr(
        "recueil.store.engine.sqlite._SETTINGS", ("foreign_keys=on", "journal_mode=wal", "busy_timeout=1")
    )
    with open_store(f"sqlite:///{path}", create=True) as store:
        other = sqlite3.connect(path, isolation_level=None)
        yield store, other
        other.close()


def test_an_end_that_cannot_be_noted_is_told(impatient: tuple[Store, sqlite3.Connection]) -> None:
    store, other = impatient
    with pytest.raises(StoreBusy), track_run(store, START, {}):
        other.execute("BEGIN IMMEDIATE")
    other.execute("ROLLBACK")
    store.ledger.expire_dead_runs(lambda owner: False, datetime.now(UTC) + timedelta(hours=1))
    assert only_run(store).state == "died"


def test_what_broke_it_is_told_even_if_its_end_cannot_be_noted(
    impatient: tuple[Store, sqlite3.Connection],
) -> None:
    store, other = impatient

    def break_off() -> None:
        with track_run(store, START, {}):
            other.execute("BEGIN IMMEDIATE")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert only_run(store).finished is None
