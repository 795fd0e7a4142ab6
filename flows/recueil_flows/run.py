"""The body of the flows ingest, retry and reprocess: plan, run batches, judge, report.

The result decides the Prefect state, the dashboard and the exit status. A run with failures never ends
green:

Completed                           everything asked for is in the store
Completed, CompletedWithFailures    some of it is not: the ledger says what and why
Failed                              nothing is, or the share of failures exceeds the limit; or the run broke
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.runtime import flow_run
from prefect.utilities.urls import url_for

from recueil.errors import NotifyError
from recueil.ingest.plan import Plan
from recueil.reports import render
from recueil.settings import Settings
from recueil.store.store import Store
from recueil.translation import gettext as _
from recueil_flows import local_server
from recueil_flows.comparisons import compare_acts
from recueil_flows.error_redaction import redact_error
from recueil_flows.executors import BatchExecutor, LocalExecutor, log_results, run_batches
from recueil_flows.process_context import RunInputs, emit_plan, worker_pool
from recueil_flows.run_record import RunRecord, lease_report, needs_sending, notify_operators
from recueil_flows.store_pool import keep_stores

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from recueil.reports.render import Severity


def run_pipeline(flow: str, inputs: RunInputs, plan: Callable[[Store], Plan]) -> State[Any]:
    """Plan, run and report a flow's work, with the run registered in the ledger.

    A run that its command has begun is planned already. Raise NotifyError, after all work is done, where the
    report did not reach all its recipients.
    """
    settings = inputs.settings
    with (
        _notify_if_broken(settings, flow),
        _record_run(flow, inputs) as record,
        _open_executor(inputs, record.store, record.handle.run) as executor,
    ):
        work = _plan(record, plan) if record.plan is None else record.plan
        _log_plan(record.messages, work)
        if record.results:
            log_results(record.results, len(record.results))
        run_batches(replace(work, work=work.work[record.done_first :]), settings, executor)
        compare_acts(record.store, get_run_logger().info)
        result = record.judge(settings)
    publish_report(settings, record.began())
    return result.state()


def _record_run(flow: str, inputs: RunInputs) -> RunRecord:
    """Register a run under its name in Prefect, also one that its command has begun."""
    if inputs.record is None:
        return RunRecord(flow, inputs.settings, flow_run.name)
    inputs.record.store.ledger.name_flow_run(inputs.record.handle.run, flow_run.name)
    return inputs.record


@contextmanager
def _notify_if_broken(settings: Settings, flow: str) -> Iterator[None]:
    """Notify operators of an error that breaks a run; log it where that fails too."""
    try:
        yield
    except Exception as error:
        try:
            send_notification(
                settings, _("The run {flow} broke.").format(flow=flow), redact_error(error), "failure"
            )
        except NotifyError as unsent:
            get_run_logger().error(str(unsent))
        raise


@contextmanager
def _open_executor(inputs: RunInputs, store: Store, run: str) -> Iterator[BatchExecutor]:
    """Provide the batch executor: the Dask cluster of the settings, else this process's worker pool."""
    settings = inputs.settings
    if settings.dask is None or inputs.is_idle:
        with nullcontext() if inputs.is_idle else worker_pool(settings), keep_stores(run, settings.store):
            yield LocalExecutor(run, settings)
    else:
        from recueil_flows.dask_cluster import join_cluster

        with join_cluster(settings, store, run, [*settings.sources, *inputs.sources]) as cluster:
            yield cluster


def _plan(record: RunRecord, plan: Callable[[Store], Plan]) -> Plan:
    """Plan the run; report the plan, with the failures known already."""
    work = record.set_plan(plan(record.store))
    emit_plan(work)
    return work


def _log_plan(messages: Sequence[str], plan: Plan) -> None:
    """Log the plan, after what was to be logged before there was a Prefect logger."""
    for message in messages:
        get_run_logger().info(message)
    get_run_logger().info(
        f"{plan.files} files: {plan.to_do} to do, {plan.unchanged} unchanged, {len(plan.set_aside)} set aside, "
        f"{len(plan.unread)} that cannot be opened, {plan.withdrawn} withdrawn."
    )
    for failure in plan.failures:
        get_run_logger().warning(failure.without_names())


def publish_report(settings: Settings, since: datetime) -> None:
    """Publish the report on what happened since then as Prefect artifacts, and notify operators where needed.

    Hits of alerts whose notification fails are in the next report. Raise NotifyError where a message could not be
    sent.
    """
    with lease_report(settings, since) as report:
        headline, markdown = render.headline(report), render.to_markdown(report, address=settings.web.address)
        create_markdown_artifact(markdown, key="morning-report", description=headline)
        if rows := render.failure_rows(report):
            create_table_artifact(rows, key="failures", description=headline)
        if needs_sending(settings, report):
            send_notification(settings, headline, markdown, render.severity_of(report))


def send_notification(settings: Settings, title: str, body: str, severity: Severity) -> None:
    """Send a message, with its machine, store and run, to the addresses in the settings. Raise NotifyError."""
    if settings.notify:
        run = f"{flow_run.flow_name} {flow_run.name}"
        # The page of a run on a local server ends with this process.
        if flow_run.id and local_server.has_lasting_pages() and (page := url_for("flow-run", obj_id=flow_run.id)):
            run = f"{run}, {page}"
        notify_operators(settings, run, title, body, severity)
