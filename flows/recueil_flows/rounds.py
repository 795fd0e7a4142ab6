"""One round of work: begin, plan, do in batches, end, report. What ingest, retry and reprocess have in common."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from prefect import get_run_logger
from prefect.runtime import flow_run

import fr_recueil
from recueil.errors import NotifyError
from recueil.ingest.host import this_process
from recueil.ingest.planning import Plan
from recueil.settings import Settings, Source
from recueil.store.ledger.run_context import RunHandle, track_run
from recueil.store.ledger.runs import RunStart
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil_flows.batches import BatchExecutor, LocalExecutor, run_batches
from recueil_flows.crew import worker_pool
from recueil_flows.ending import RunResult, judge_run
from recueil_flows.progress import emit
from recueil_flows.reporting import publish_report, send_notification
from recueil_flows.tasks import redact_error

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State


def run_pipeline(
    flow: str, settings: Settings, plan: Callable[[Store], Plan], sources: Sequence[Source] = ()
) -> State[Any]:
    """Plan, run and report a flow's work. ``sources`` are those given besides the settings'.

    Raise NotifyError, after all work is done, where the report did not reach all its recipients.
    """
    began, start = datetime.now(UTC), time.monotonic()
    try:
        ended = _run_tracked(flow, settings, plan, sources)
    except Exception as error:
        _notify_failure(settings, flow, redact_error(error))
        raise
    # If the clock was set back during the run, its events have times before ``began``.
    publish_report(settings, min(began, datetime.now(UTC) - timedelta(seconds=time.monotonic() - start)))
    return ended.state()


def _notify_failure(settings: Settings, flow: str, error: str) -> None:
    """Notify operators that the run broke; log it where that fails too."""
    try:
        send_notification(settings, f"The run {flow} broke.", error, "failure")
    except NotifyError as unsent:
        get_run_logger().error(str(unsent))


def _run_tracked(
    flow: str, settings: Settings, plan: Callable[[Store], Plan], sources: Sequence[Source]
) -> RunResult:
    """Run the work with the run registered in the ledger."""
    start = RunStart(flow, this_process(), fr_recueil.version(), flow_run.name)
    with (
        open_store(settings.store, create=True) as store,
        track_run(store, start, fr_recueil.parts()) as shift,
        _open_executor(settings, store, shift.run, sources) as team,
    ):
        ended = _run_plan(store, shift, plan(store), settings, team)
        shift.state, shift.message = ended.end, ended.message
    return ended


@contextmanager
def _open_executor(
    settings: Settings, store: Store, run: str, sources: Sequence[Source]
) -> Iterator[BatchExecutor]:
    """Provide the batch executor: the Dask cluster of the settings, else this process's worker pool."""
    if settings.dask is None:
        with worker_pool(settings):
            yield LocalExecutor(run, settings)
    else:
        from recueil_flows.dask_cluster import join_cluster

        with join_cluster(settings, store, run, [*settings.sources, *sources]) as cluster:
            yield cluster


def _run_plan(store: Store, shift: RunHandle, plan: Plan, settings: Settings, team: BatchExecutor) -> RunResult:
    """Record the plan in the ledger, run its batches, and judge the result."""
    store.ledger.plan(shift.run, plan.to_do, plan.unchanged)
    get_run_logger().info(_summarize(plan))
    emit(plan)
    for failure in plan.failures:
        get_run_logger().warning(failure.nameless())
        emit(failure)
    run_batches(plan, settings, team)
    return judge_run(plan, store.ledger.run(shift.run), settings.failed_share, settings.failed_minimum)


def _summarize(plan: Plan) -> str:
    """Summarise a plan in one line for the log."""
    return (
        f"{plan.files} files: {plan.to_do} to do, {plan.unchanged} unchanged, {len(plan.set_aside)} set aside, "
        f"{len(plan.unread)} that cannot be opened, {plan.withdrawn} withdrawn."
    )
