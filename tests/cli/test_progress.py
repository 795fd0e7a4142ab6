"""A run as it is watched: the sum at the end, and a run of another process."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from recueil.cli import terminal
from recueil.cli.progress import ProgressReporter, follow
from recueil.errors import FileMissing, PdfBroken
from recueil.ingest.file_results import Failure, FileResult, Ingested
from recueil.ingest.plan import Plan
from recueil.store.ledger.runs import Owner, Run, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.store import Store

WHEN = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def failure(name: str, reason: str = "pdf-broken") -> Failure:
    return Failure(f"file:///a/{name}", reason, f"{name}: no.")


@pytest.fixture(autouse=True)
def errors(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is shown on standard error."""
    shown = io.StringIO()
    monkeypatch.setattr(terminal, "err", Console(file=shown, width=200))
    return shown


@pytest.mark.parametrize(
    ("events", "summary"),
    [
        ([], "Nothing was done."),
        ([Plan()], "No file found."),
        ([Plan(unchanged=3)], "Nothing to do: 3 files unchanged."),
        ([Plan(work=(7,)), Ingested("file:///a/a.txt")], "1 file: 1 ingested, 0 unchanged, 0 failed."),
        (
            [Plan(work=(7, 8), unchanged=1), failure("b.pdf"), Ingested("file:///a/a.txt")],
            "3 files: 1 ingested, 1 unchanged, 1 failed.\n  1 × pdf-broken: b.pdf",
        ),
        (
            [
                Plan(work=(1, 2, 3, 4), set_aside=(failure("%C3%A9%20t.pdf", "empty"),)),
                *(failure(f"{n}.pdf") for n in range(4)),
                failure("%C3%A9%20t.pdf", "empty"),
            ],
            "5 files: 0 ingested, 0 unchanged, 4 failed, 1 set aside.\n"
            "  4 × pdf-broken: 0.pdf, 1.pdf, 2.pdf, …\n"
            "  1 × empty: é t.pdf\n"
            "1 file failed before and was not tried again: `recueil failures` says when it is, "
            "`recueil quarantine release` has it tried.",
        ),
        (
            [Plan(work=(1, 2, 3)), Ingested("file:///a/a.txt")],
            "3 files: 1 ingested, 0 unchanged, 0 failed, 2 in the hands of another run.",
        ),
        (
            [Plan(withdrawn=2)],
            "No file is left.\n2 files withdrawn: no longer there, their acts are kept.",
        ),
        (
            [Plan(unchanged=9, outdated=4)],
            "Nothing to do: 9 files unchanged.\n"
            "4 done by an earlier version: `recueil reprocess` brings them up to date.",
        ),
    ],
)
def test_the_sum_at_the_end(events: Sequence[Plan | FileResult], summary: str) -> None:
    watcher = ProgressReporter()
    for event in events:
        watcher.on_event(event)
    assert watcher.summary() == summary


def test_the_name_of_a_file_is_no_line_of_ours(errors: io.StringIO) -> None:
    watcher = ProgressReporter()
    named = Failure("file:///a/x%0A%1B%5B2Jy%0A.pdf", "pdf-broken", "/a/x\n\x1b[2Jy\n.pdf: no.")
    for event in (Plan(work=(1,)), named):
        watcher.on_event(event)
    assert watcher.summary().splitlines()[1:] == ["  1 × pdf-broken: x \ufffd[2Jy .pdf"]
    assert errors.getvalue() == "failed (pdf-broken): /a/x \ufffd[2Jy .pdf: no.\n"


def test_failures_are_shown_as_they_come(errors: io.StringIO) -> None:
    watcher = ProgressReporter()
    watcher.on_event(failure("b\x1b[31m.pdf"))
    assert errors.getvalue() == "failed (pdf-broken): b\ufffd[31m.pdf: no.\n"


def test_the_rest_of_a_run_that_broke_is_no_other_run_s() -> None:
    watcher = ProgressReporter()
    for event in (Plan(work=(1, 2)), Ingested("file:///a/a.txt")):
        watcher.on_event(event)
    assert watcher.summary(has_ended=False) == "2 files: 1 ingested, 0 unchanged, 0 failed."


def test_a_failure_of_before_is_told_from_those_of_this_run(errors: io.StringIO) -> None:
    watcher = ProgressReporter()
    before, now = failure("a.pdf"), failure("b.pdf")
    for event in (Plan(work=(1,), set_aside=(before,)), before, now):
        watcher.on_event(event)
    assert errors.getvalue() == "set aside (pdf-broken): a.pdf: no.\nfailed (pdf-broken): b.pdf: no.\n"


def test_there_may_be_no_run_to_follow(store: Store) -> None:
    assert follow(store) is False


def test_a_run_is_followed_to_its_end(store: Store, errors: io.StringIO) -> None:
    ledger = store.ledger
    run = ledger.begin(RunStart("ingest", Owner("elsewhere", 1), "1"), {}, WHEN)
    numbers = ledger.enqueue([FoundFile(f"file:///a/{name}.pdf", name * 64) for name in "ab"], "1", WHEN)
    ledger.plan(run, 2, 0)
    claims = ledger.claim(run, numbers, lambda owner: False, WHEN)
    steps = [
        lambda: ledger.fail(claims[0], PdfBroken("a.pdf: cut short."), WHEN),
        lambda: ledger.fail(claims[1], FileMissing("b.pdf: gone."), WHEN),
        lambda: ledger.end(run, "failed", "", WHEN),
    ]
    assert follow(store, lambda seconds: steps.pop(0)()) is True
    assert errors.getvalue() == "failed (pdf-broken): a.pdf: cut short.\nfailed (missing): b.pdf: gone.\n"
    assert steps == []


@pytest.mark.parametrize(
    ("done", "failed", "seconds", "expected"),
    [
        (0, 0, 10, "ingest: 0 of 100"),
        (50, 0, 10, "ingest: 50 of 100, 5.0 files/s, 0:00:10 left"),
        (18, 2, 40, "ingest: 20 of 100, 2 failed, 0.5 files/s, 0:02:40 left"),
        (100, 0, 8, "ingest: 100 of 100, 12.5 files/s, 0:00:00 left"),
        # The clock was put back.
        (50, 0, -10, "ingest: 50 of 100"),
    ],
)
def test_how_far_a_run_is(done: int, failed: int, seconds: int, expected: str) -> None:
    run = Run("1", "ingest", None, Owner("here", 1), "1", WHEN, WHEN, None, None, None, 100, 0, done, failed)
    assert terminal.describe_run(run, WHEN + timedelta(seconds=seconds)) == expected
