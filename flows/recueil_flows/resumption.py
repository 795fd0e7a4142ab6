"""Runs that were cut off, by the end of the scheduler or of its machine: they go on when it is back.

A night that nobody was there for needs nothing of ours. Prefect plans three ahead, keeps them, and starts those
that are late when it is back: the first of a deployment runs, the others meet it and are cancelled.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from prefect.client.schemas import filters
from prefect.client.schemas.objects import StateType
from prefect.states import AwaitingRetry, Cancelled, Crashed

from recueil_flows.deployments import TAG

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.objects import FlowRun, State

# A run that takes the machine down with it is not started for ever.
_STARTS = 3
_CUT_OFF = "It was cut off: the scheduler, or its machine, went down."


async def at_work(client: PrefectClient) -> list[FlowRun]:
    """The runs of our deployments that the API believes to be executed."""
    return await _runs(client, (StateType.PENDING, StateType.RUNNING))


async def recover(client: PrefectClient) -> None:
    """Note what died with the scheduler, and have it go on. Only where none but us executes runs, and not yet."""
    for run in await _runs(client, (StateType.CANCELLING,)):
        cancelled: State[None] = Cancelled()
        await client.set_flow_run_state(run.id, cancelled, force=True)
    for run in await at_work(client):
        crashed: State[None] = Crashed(message=_CUT_OFF)
        await client.set_flow_run_state(run.id, crashed, force=True)
        if run.run_count < _STARTS:
            await _go_on(client, run)


async def put_off(client: PrefectClient, stopped: Iterable[FlowRun]) -> None:
    """Have runs go on at the next start that were at work when the scheduler was told to end."""
    for run in stopped:
        now = await client.read_flow_run(run.id)
        if now.state is not None and now.state.is_cancelled():
            await _go_on(client, run)


async def _go_on(client: PrefectClient, run: FlowRun) -> None:
    again: State[None] = AwaitingRetry(message="It goes on when the scheduler is back.")
    await client.set_flow_run_state(run.id, again)


async def _runs(client: PrefectClient, states: Iterable[StateType]) -> list[FlowRun]:
    ours = filters.DeploymentFilter(tags=filters.DeploymentFilterTags(all_=[TAG]))
    in_state = filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=list(states)))
    return await client.read_flow_runs(
        deployment_filter=ours, flow_run_filter=filters.FlowRunFilter(state=in_state)
    )
