"""The body of the flows ingest, retry and reprocess: plan, run batches, judge, report.

The result decides the Prefect state, the dashboard and the exit status. A run with failures never ends
green:

Completed                           everything asked for is in the store
Completed, CompletedWithFailures    some of it is not: the ledger says what and why
Failed                              nothing is, or the share of failures exceeds the limit; or the run broke
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from prefect.utilities.urls import url_for

import fr_recueil
from recueil.errors import NotifyError, StoreError
from recueil.ingest.host import hostname, this_process
from recueil.ingest.plan import Plan
from recueil.reports import render
from recueil.reports.crawls import crawls_since
from recueil.settings import Settings
from recueil.store.ledger.run_context import track_run
from recueil.store.ledger.runs import Run, RunStart
from recueil.store.open import display_url, open_store
from recueil.store.store import Store
from recueil_flows import local_server
from recueil_flows.error_redaction import redact_error
from recueil_flows.executors import BatchExecutor, LocalExecutor, run_batches
from recueil_flows.process_context import RunInputs, emit, worker_pool

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from recueil.reports.queries import Report
    from recueil.reports.render import Severity
    from recueil.store.ledger.runs import EndState


WITH_FAILURES = "CompletedWithFailures"


def run_pipeline(flow: str, inputs: RunInputs, plan: Callable[[Store], Plan]) -> State[Any]:
    """Plan, run and report a flow's work, with the run registered in the ledger.

    Raise NotifyError, after all work is done, where the report did not reach all its recipients.
    """
    began, start = datetime.now(UTC), time.monotonic()
    settings = inputs.settings
    with (
        _notify_if_broken(settings, flow),
        open_store(settings.store, create=True) as store,
        track_run(
            store, RunStart(flow, this_process(), fr_recueil.version(), flow_run.name), fr_recueil.parts()
        ) as handle,
        _open_executor(inputs, store, handle.run) as executor,
    ):
        work = plan(store)
        _record_plan(store, handle.run, work)
        run_batches(work, settings, executor)
        result = judge_run(work, store.ledger.run(handle.run), settings.failed_share, settings.failed_minimum)
        handle.state, handle.message = result.end, result.message
    # If the clock was set back during the run, its events have times before ``began``.
    publish_report(settings, min(began, datetime.now(UTC) - timedelta(seconds=time.monotonic() - start)))
    return result.state()


@contextmanager
def _notify_if_broken(settings: Settings, flow: str) -> Iterator[None]:
    """Notify operators of an error that breaks a run; log it where that fails too."""
    try:
        yield
    except Exception as error:
        try:
            send_notification(settings, f"The run {flow} broke.", redact_error(error), "failure")
        except NotifyError as unsent:
            get_run_logger().error(str(unsent))
        raise


@contextmanager
def _open_executor(inputs: RunInputs, store: Store, run: str) -> Iterator[BatchExecutor]:
    """Provide the batch executor: the Dask cluster of the settings, else this process's worker pool."""
    settings = inputs.settings
    if settings.dask is None:
        with worker_pool(settings):
            yield LocalExecutor(run, settings)
    else:
        from recueil_flows.dask_cluster import join_cluster

        with join_cluster(settings, store, run, [*settings.sources, *inputs.sources]) as cluster:
            yield cluster


def _record_plan(store: Store, run: str, plan: Plan) -> None:
    """Record the size of the plan in the ledger; then log and report it, with the failures known already."""
    store.ledger.plan(run, plan.to_do, plan.unchanged)
    get_run_logger().info(
        f"{plan.files} files: {plan.to_do} to do, {plan.unchanged} unchanged, {len(plan.set_aside)} set aside, "
        f"{len(plan.unread)} that cannot be opened, {plan.withdrawn} withdrawn."
    )
    emit(plan)
    for failure in plan.failures:
        get_run_logger().warning(failure.without_names())
        emit(failure)


@dataclass(frozen=True, slots=True)
class RunResult:
    """Result of a run: the ledger's end state and a sentence for people."""

    end: EndState
    message: str

    def state(self) -> State[Any]:
        """Convert to a Prefect state."""
        if self.end == "failed":
            return Failed(message=self.message)
        if self.end == "with failures":
            return Completed(name=WITH_FAILURES, message=self.message)
        return Completed(message=self.message)


def judge_run(plan: Plan, run: Run, failed_share: float, failed_minimum: int) -> RunResult:
    """Judge a run by its plan and the ledger's counts.

    A run that tried fewer than ``failed_minimum`` files does not fail by its files: the share of failures
    means nothing for so few.
    """
    failures = len(plan.failures) + run.failed
    missing = plan.to_do - run.done - run.failed
    stored = plan.files - failures - missing
    message = f"{stored} of {plan.files} files are in the store, {plan.unchanged} of them unchanged."
    message += f" {failures} failed." if failures else ""
    message += f" {missing} are in the hands of another run." if missing else ""
    if not failures:
        return RunResult("completed", message)
    tried, failed = plan.to_do - missing + len(plan.unread), len(plan.unread) + run.failed
    if tried >= failed_minimum and (stored == 0 or failed / tried > failed_share):
        return RunResult("failed", f"{message} {failed} of the {tried} tried: look at what they share.")
    return RunResult("with failures", message)


def publish_report(settings: Settings, since: datetime) -> None:
    """Publish the report on what happened since then as Prefect artifacts, and notify operators where needed.

    New hits of alerts are those that no report has included yet; hits whose notification fails are in the
    next report. Raise NotifyError where a message could not be sent.
    """
    with open_store(settings.store) as store:
        store.alerts.find_new_hits(datetime.now(UTC))
        with store.alerts.lease_news(datetime.now(UTC)) as news:
            report = replace(store.report(since), alerts=news, crawls=crawls_since(settings, since))
            _publish_and_notify(settings, report)


def _publish_and_notify(settings: Settings, report: Report) -> None:
    """Create the artifacts, and send the report where it needs attention or the settings always want it."""
    headline, markdown = render.headline(report), render.to_markdown(report, address=settings.web.address)
    create_markdown_artifact(markdown, key="morning-report", description=headline)
    if rows := render.failure_rows(report):
        create_table_artifact(rows, key="failures", description=headline)
    if settings.notify_always or render.needs_attention(report):
        send_notification(settings, headline, markdown, render.severity_of(report))


def send_notification(settings: Settings, title: str, body: str, severity: Severity) -> None:
    """Send a message, with its machine, store and run, to the addresses in the settings. Raise NotifyError."""
    if settings.notify:
        from recueil.reports.notify import notify

        run = f"{flow_run.flow_name} {flow_run.name}"
        # The page of a run on a local server ends with this process.
        if flow_run.id and local_server.has_lasting_pages() and (page := url_for("flow-run", obj_id=flow_run.id)):
            run = f"{run}, {page}"
        origin = render.describe_origin(severity, hostname(), _displayed_store(settings), run)
        notify(settings.notify, title, f"{origin}\n{body}", severity)


def _displayed_store(settings: Settings) -> str:
    """Return the store's address in a form that may be shown."""
    try:
        return display_url(settings.store)
    except StoreError:  # the message may be about this very error
        return "an address that is none"
