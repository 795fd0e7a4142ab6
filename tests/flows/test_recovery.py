"""Runs that were cut off: what becomes of each, by the state it was left in."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from prefect.client.orchestration import PrefectClient, SyncPrefectClient, get_client
from prefect.client.schemas.objects import State
from prefect.states import AwaitingRetry, Cancelled, Cancelling, Completed, Pending, Running, Scheduled

from recueil_flows import deployments
from recueil_flows.deployments import TAG

CRASHED = ("Crashed", "It was cut off: the scheduler, or its machine, went down.")
AGAIN = ("AwaitingRetry", "It goes on when the scheduler is back.")


@pytest.fixture
def client(prefect_api: str) -> Iterator[SyncPrefectClient]:
    with SyncPrefectClient(prefect_api) as client:
        yield client


def left(client: SyncPrefectClient, *states: State[Any], tag: str = TAG) -> uuid.UUID:
    """A run that went through these states, and was left in the last."""
    flow = client.create_flow_from_name("ingest")
    deployment = client.create_deployment(flow, uuid.uuid4().hex, tags=[tag])
    run = client.create_flow_run_from_deployment(deployment).id
    for state in states:
        client.set_flow_run_state(run, state, force=True)
    return run


def states_after(client: SyncPrefectClient, run: uuid.UUID, after: int) -> list[tuple[str | None, str | None]]:
    """The states of a run after those it was left in, the first being the one it was made with."""
    return [(state.name, state.message) for state in client.read_flow_run_states(run)][after + 1 :]


def do(work: Callable[[PrefectClient], Awaitable[None]]) -> None:
    async def it() -> None:
        async with get_client() as client:
            await work(client)

    asyncio.run(it())


STARTED: list[State[Any]] = [Pending(), Running()]


# What a run was left in, whose it was, and what becomes of it.
LEFT: list[tuple[list[State[Any]], str, list[tuple[str, str | None]]]] = [
    (STARTED[:1], TAG, [CRASHED, AGAIN]),
    (STARTED, TAG, [CRASHED, AGAIN]),
    ([*STARTED, AwaitingRetry(), *STARTED], TAG, [CRASHED, AGAIN]),
    # the third time it is left to lie
    ([*STARTED, AwaitingRetry(), *STARTED, AwaitingRetry(), *STARTED], TAG, [CRASHED]),
    ([*STARTED, Cancelling()], TAG, [("Cancelled", None)]),
    ([], TAG, []),
    ([*STARTED, Completed()], TAG, []),
    ([*STARTED, Cancelled()], TAG, []),
    ([Scheduled()], TAG, []),
    (STARTED, "theirs", []),
]


def test_after_an_outage_runs_go_on_by_the_state_that_they_were_left_in(client: SyncPrefectClient) -> None:
    runs = [left(client, *states, tag=tag) for states, tag, _ in LEFT]
    do(deployments.recover)
    found = [states_after(client, run, len(states)) for run, (states, _, _) in zip(runs, LEFT, strict=True)]
    assert found == [then for _, _, then in LEFT]


def test_what_the_end_of_the_scheduler_stopped_is_put_off(client: SyncPrefectClient) -> None:
    stopped, done = left(client, *STARTED), left(client, *STARTED)

    async def stop(client: PrefectClient) -> None:
        at_work = [run for run in await deployments.find_active_runs(client) if run.id in (stopped, done)]
        assert {run.id for run in at_work} == {stopped, done}
        await client.set_flow_run_state(stopped, Cancelled(), force=True)
        await client.set_flow_run_state(done, Completed(), force=True)
        await deployments.reschedule(client, at_work)

    do(stop)
    assert states_after(client, stopped, len(STARTED)) == [("Cancelled", None), AGAIN]
    assert states_after(client, done, len(STARTED)) == [("Completed", None)]
