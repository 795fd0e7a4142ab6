"""The child process of ``recueil schedule``: Prefect's server, the deployments, the runner, and run recovery.

It ends when its standard input closes, which only the command holds open: the runs are stopped, then the
server. After a restart, interrupted runs are resumed. Nights on which the scheduler was down need no code
of ours: Prefect plans three runs ahead, keeps them, and starts the late ones when it is back. The first of
a deployment runs, the others collide with it and are cancelled.
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

# Limit the starts: a run may be what takes the machine down.
_MAX_STARTS = 3
_INTERRUPTED = "It was cut off: the scheduler, or its machine, went down."


async def find_active_runs(client: PrefectClient) -> list[FlowRun]:
    """Read the runs of our deployments that the API takes for pending or running."""
    return await _read_runs(client, (StateType.PENDING, StateType.RUNNING))


async def recover(client: PrefectClient) -> None:
    """Mark the runs that died with the scheduler as crashed, and resume each, up to three starts.

    Call it only where no other process executes our runs, and before this one does.
    """
    for run in await _read_runs(client, (StateType.CANCELLING,)):
        cancelled: State[None] = Cancelled()
        await client.set_flow_run_state(run.id, cancelled, force=True)
    for run in await find_active_runs(client):
        crashed: State[None] = Crashed(message=_INTERRUPTED)
        await client.set_flow_run_state(run.id, crashed, force=True)
        if run.run_count < _MAX_STARTS:
            await _resume(client, run)


async def reschedule(client: PrefectClient, stopped: Iterable[FlowRun]) -> None:
    """Schedule the runs that the end of the scheduler cancelled to resume at its next start."""
    for run in stopped:
        now = await client.read_flow_run(run.id)
        if now.state is not None and now.state.is_cancelled():
            await _resume(client, run)


async def _resume(client: PrefectClient, run: FlowRun) -> None:
    """Set a run to AwaitingRetry, so that the runner starts it again."""
    again: State[None] = AwaitingRetry(message="It goes on when the scheduler is back.")
    await client.set_flow_run_state(run.id, again)


async def _read_runs(client: PrefectClient, states: Iterable[StateType]) -> list[FlowRun]:
    """Read the runs of our deployments in these states."""
    ours = filters.DeploymentFilter(tags=filters.DeploymentFilterTags(all_=[TAG]))
    in_state = filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=list(states)))
    return await client.read_flow_runs(
        deployment_filter=ours, flow_run_filter=filters.FlowRunFilter(state=in_state)
    )
