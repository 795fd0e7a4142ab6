"""Batches: how many are under way, what is tried again, and what ends a run."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from prefect import flow
from prefect.states import Failed

from recueil.errors import (
    ClusterUnfit,
    FlowError,
    RecueilError,
    StoreBusy,
    StoreFull,
    StoreReadOnly,
    WorkerPoolBroken,
    WorkerPoolClosed,
)
from recueil.ingest.plan import Plan
from recueil.settings import Settings
from recueil.store.open import open_store
from recueil_flows import executors
from recueil_flows.dask_worker import run_batch_task as do_batch_afar
from recueil_flows.executors import LocalExecutor, complete_in_window, is_transient, run_batch_task, run_batches


class Future:
    """One that is over at once, unless it is held; ``result`` is what it ended with."""

    def __init__(self, *, held: bool = False, result: object = None) -> None:
        self.held, self.result = held, result
        self._over: list[Callable[[Any], None]] = []

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        self._over.append(callback)
        if not self.held:
            callback(self)

    def let_go(self) -> None:
        for callback in self._over:
            callback(self)

    def wait(self) -> None:
        pass


def test_a_slow_batch_keeps_none_of_the_others_waiting() -> None:
    slow, *others = futures = [Future(held=number == 0) for number in range(5)]
    started: list[Future] = []

    def start(future: Future) -> Any:
        started.append(future)
        return future

    over: Any = complete_in_window((partial(start, future) for future in futures), lambda: 2)
    assert next(over) is others[0]
    assert started == futures[:2]
    assert [next(over) for _ in others[1:]] == others[1:]
    slow.let_go()
    assert list(over) == [slow]


class Team:
    """Ends each batch with what it is given for it, by the first of its numbers."""

    def __init__(self, results: dict[int, BaseException]) -> None:
        self._results = results
        self.started: list[tuple[tuple[int, ...], bool]] = []

    def max_in_flight(self) -> int:
        return 1

    def submit(self, numbers: Sequence[int], *, stored_text: bool) -> Any:
        self.started.append((tuple(numbers), stored_text))
        return Future(result=self._results.get(numbers[0]))

    def result(self, future: Any) -> object:
        return future.result


PLAN = Plan(work=(1, 2, 3, 4, 5), texts=(6,))
BATCHES = [((1, 2), False), ((3, 4), False), ((5,), False), ((6,), True)]


def test_all_that_is_planned_is_done_in_batches() -> None:
    team = Team({})
    run_batches(PLAN, Settings(batch=2), team)
    assert team.started == BATCHES


@pytest.mark.parametrize(
    "problem",
    [
        StoreFull("full."),
        StoreReadOnly("mine."),
        ClusterUnfit("no."),
        WorkerPoolBroken("no."),
        WorkerPoolClosed("no."),
        OSError(2),
    ],
    ids=lambda problem: type(problem).__name__,
)
def test_what_lasts_ends_a_run_at_once(problem: Exception) -> None:
    team = Team({1: problem})
    with pytest.raises(type(problem)) as raised:
        run_batches(PLAN, Settings(batch=2), team)
    assert (raised.value, team.started) == (problem, BATCHES[:1])


def test_defects_cost_their_batches_and_the_run_its_colour() -> None:
    team = Team({1: ValueError("KERMADEC.pdf"), 3: FlowError("it broke."), 6: ValueError("KERMADEC.pdf")})
    with pytest.raises(FlowError) as raised:
        run_batches(PLAN, Settings(batch=2), team)
    assert (str(raised.value), team.started) == (
        "Batches broke, 3 in all (ValueError at an unknown place; it broke.). "
        "Report this; `recueil retry` does the rest.",
        BATCHES,
    )


@pytest.mark.parametrize(
    ("problem", "may_pass"),
    [
        (StoreBusy("locked."), True),
        (StoreFull("full."), True),
        (WorkerPoolBroken("no."), True),
        (OSError("away"), True),
        (StoreReadOnly("mine."), False),
        (WorkerPoolClosed("no."), False),
        (ClusterUnfit("no."), False),
        (ZeroDivisionError("a defect"), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_what_may_pass_is_tried_again(problem: Exception, may_pass: bool) -> None:
    task_run: Any = SimpleNamespace()
    assert asyncio.run(is_transient(run_batch_task, task_run, Failed(data=problem))) is may_pass


@pytest.mark.parametrize("task", [run_batch_task, do_batch_afar], ids=["here", "afar"])
def test_a_batch_is_tried_four_times_later_and_later(task: Any) -> None:
    assert (task.name, task.retries, task.retry_delay_seconds, task.retry_jitter_factor) == (
        "batch",
        3,
        [2, 4, 8],
        0.5,
    )
    assert (task.retry_condition_fn, task.persist_result) == (is_transient, False)


@pytest.mark.usefixtures("prefect_api")
def test_prefect_tries_again_what_may_pass_and_a_defect_costs_its_batch(
    monkeypatch: pytest.MonkeyPatch, store: str
) -> None:
    open_store(store, create=True).close()
    settings = Settings(store=store, batch=2, workers=1)
    tried: list[int] = []
    troubles: list[RecueilError | ZeroDivisionError] = [StoreBusy("locked."), ZeroDivisionError("a defect")]

    def ingest(store: object, hands: object, run: str, numbers: list[int], *rest: object, **more: object) -> Any:
        tried.append(numbers[0])
        if numbers[0] == 3 and troubles:
            raise troubles.pop(0)
        return iter(())

    @flow(persist_result=False)
    def doing() -> None:
        run_batches(PLAN, settings, LocalExecutor("run", settings))

    monkeypatch.setattr(executors, "ingest_claimed", ingest)
    monkeypatch.setattr(executors, "current_pool", lambda: None)
    monkeypatch.setattr(executors, "run_batch_task", run_batch_task.with_options(retry_delay_seconds=0))
    problem: object = doing(return_state=True).result(raise_on_failure=False)
    assert sorted(tried) == [1, 3, 3, 5, 6]
    # What a defect says may quote a file: of where it is raised, Prefect's pages are told.
    assert isinstance(problem, FlowError)
    assert re.fullmatch(
        r"Batches broke, 1 in all \(ZeroDivisionError at line \d+ of [\w.]*test_executors\)\. "
        r"Report this; `recueil retry` does the rest\.",
        str(problem),
    )
