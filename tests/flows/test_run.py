"""How a run is judged: never greener than it was."""

from __future__ import annotations

import datetime

import pytest
from tests.tables import each_row

from recueil.ingest.file_results import Failure
from recueil.ingest.plan import Plan
from recueil.store.ledger.runs import Owner, Run
from recueil_flows.run_record import RunResult, judge_run

WHEN = datetime.datetime(2026, 10, 25, 2, 0, tzinfo=datetime.UTC)
BAD = Failure("file:///a/b.pdf", "pdf-broken", "b.pdf: broken.")
SHARE = 0.5
MINIMUM = 4


def run(done: int = 0, failed: int = 0) -> Run:
    owner = Owner("here", 1)
    return Run("1", "ingest", None, owner, "1", WHEN, WHEN, None, None, None, done + failed, 0, done, failed)


def work(number: int) -> tuple[int, ...]:
    return tuple(range(number))


@each_row(
    ("plan", "ran", "expected"),
    [
        (Plan(), run(), RunResult("completed", "0 of 0 files are in the store, 0 of them unchanged.")),
        (
            Plan(work=work(2), texts=work(1), unchanged=4),
            run(done=3),
            RunResult("completed", "7 of 7 files are in the store, 4 of them unchanged."),
        ),
        (
            Plan(work=work(4)),
            run(done=2, failed=2),
            RunResult("with failures", "2 of 4 files are in the store, 0 of them unchanged. 2 failed."),
        ),
        (
            Plan(work=work(4), unchanged=1),
            run(done=1, failed=3),
            RunResult(
                "failed",
                "2 of 5 files are in the store, 1 of them unchanged. 3 failed. "
                "3 of the 4 tried: look at what they share.",
            ),
        ),
        # What was set aside before is a failure of the corpus, not of this night.
        (
            Plan(unchanged=1, set_aside=(BAD, BAD)),
            run(),
            RunResult("with failures", "1 of 3 files are in the store, 1 of them unchanged. 2 failed."),
        ),
        (
            Plan(set_aside=(BAD,)),
            run(),
            RunResult("with failures", "0 of 1 files are in the store, 0 of them unchanged. 1 failed."),
        ),
        # Of fewer files than the minimum, a share says nothing.
        (
            Plan(unchanged=3, unread=(BAD,)),
            run(),
            RunResult("with failures", "3 of 4 files are in the store, 3 of them unchanged. 1 failed."),
        ),
        (
            Plan(work=work(3)),
            run(failed=3),
            RunResult("with failures", "0 of 3 files are in the store, 0 of them unchanged. 3 failed."),
        ),
        (
            Plan(unread=(BAD,) * 4),
            run(),
            RunResult(
                "failed",
                "0 of 4 files are in the store, 0 of them unchanged. 4 failed. "
                "4 of the 4 tried: look at what they share.",
            ),
        ),
        (
            Plan(work=work(3)),
            run(done=2),
            RunResult(
                "completed",
                "2 of 3 files are in the store, 0 of them unchanged. 1 are in the hands of another run.",
            ),
        ),
        # Of one that another run has, it is not known whether it fails.
        (
            Plan(work=work(4)),
            run(done=1, failed=1),
            RunResult(
                "with failures",
                "1 of 4 files are in the store, 0 of them unchanged. 1 failed. 2 are in the hands of another run.",
            ),
        ),
    ],
)
def test_the_ending_of_a_run(plan: Plan, ran: Run, expected: RunResult) -> None:
    assert judge_run(plan, ran, SHARE, MINIMUM) == expected


@pytest.mark.parametrize(("done", "end"), [(1, "with failures"), (0, "failed")])
def test_where_any_share_may_fail_a_run_fails_only_with_nothing_in(done: int, end: str) -> None:
    assert judge_run(Plan(work=work(9 + done)), run(done=done, failed=9), 1, MINIMUM).end == end


@pytest.mark.parametrize(
    ("end", "type_", "name"),
    [
        ("completed", "COMPLETED", "Completed"),
        ("with failures", "COMPLETED", "CompletedWithFailures"),
        ("failed", "FAILED", "Failed"),
    ],
)
def test_the_state_prefect_is_told(end: str, type_: str, name: str) -> None:
    state = RunResult(end, "so it was").state()  # type: ignore[arg-type]
    assert (state.type.value, state.name, state.message) == (type_, name, "so it was")
