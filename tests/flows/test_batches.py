"""Batches: how many are under way, what is tried again, and what ends a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from prefect import flow

from recueil import ingestion
from recueil.errors import CrewBroken, FlowError, StoreBusy, StoreFull, StoreReadOnly
from recueil.planning import Plan
from recueil.settings import Settings
from recueil.store import open_store
from recueil_flows import batches
from recueil_flows.batches import Here, do_all, finished


class Future:
    """One that is over at once, unless it is held."""

    def __init__(self, *, held: bool = False) -> None:
        self.held = held
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

    over: Any = finished((partial(start, future) for future in futures), lambda: 2)
    assert next(over) is others[0]
    assert started == futures[:2]
    assert [next(over) for _ in others[1:]] == others[1:]
    slow.let_go()
    assert list(over) == [slow]


@pytest.fixture
def settings(store: str) -> Settings:
    open_store(store, create=True).close()
    return Settings(store=store, batch=2, workers=1)


def _problem(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, troubles: list[Exception]
) -> tuple[Any, list[int]]:
    """What a run of three batches ends with, each attempt meeting a trouble while there are any; and the attempts."""
    tried: list[int] = []

    def ingest(
        store: object, hands: object, run: str, numbers: list[int], *rest: object, **more: object
    ) -> Iterator[Any]:
        tried.append(numbers[0])
        if troubles:
            raise troubles.pop(0)
        return iter(())

    @flow(persist_result=False)
    def doing() -> None:
        do_all(Plan(work=(1, 2, 3, 4), texts=(5,)), settings, Here("run", settings))

    monkeypatch.setattr(ingestion, "ingest", ingest)
    monkeypatch.setattr(batches, "hands", lambda: None)
    monkeypatch.setattr(batches, "do_batch", batches.do_batch.with_options(retry_delay_seconds=0))
    return doing(return_state=True).result(raise_on_failure=False), sorted(tried)


pytestmark = pytest.mark.usefixtures("prefect_api")


@pytest.mark.parametrize("trouble", [StoreBusy("locked."), StoreFull("full."), CrewBroken("no."), OSError("away")])
def test_what_may_pass_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, trouble: Exception
) -> None:
    problem, tried = _problem(monkeypatch, settings, [trouble])
    assert (problem, len(tried), set(tried)) == (None, 4, {1, 3, 5})


def test_what_lasts_ends_the_run(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    problem, _ = _problem(monkeypatch, settings, [StoreFull("full.") for _ in range(100)])
    assert (type(problem), str(problem)) == (StoreFull, "full.")


def test_what_does_not_pass_ends_the_run_at_once(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    problem, tried = _problem(monkeypatch, settings, [StoreReadOnly("mine.") for _ in range(100)])
    assert (type(problem), str(problem)) == (StoreReadOnly, "mine.")
    assert len(tried) == len(set(tried))


def test_a_defect_costs_its_batch_and_the_run_its_colour(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    problem, tried = _problem(monkeypatch, settings, [ZeroDivisionError("a defect")])
    assert isinstance(problem, FlowError)
    # What a defect says may quote a file: of where it is raised, Prefect's pages are told.
    assert re.fullmatch(
        r"Batches broke, 1 in all \(ZeroDivisionError at line \d+ of [\w.]*test_batches\)\. "
        r"Report this; `recueil retry` does the rest\.",
        str(problem),
    )
    assert tried == [1, 3, 5]
