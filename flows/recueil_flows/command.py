"""Run a flow for a CLI command, with the configured Prefect API or a local one."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from contextvars import copy_context
from importlib import import_module
from threading import Thread, current_thread, main_thread
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

from recueil.bodies.filing import installed_referential
from recueil.errors import FlowError, NotifyError, RecueilError
from recueil.ingest.workers.pool import WorkerPool
from recueil.reports import render
from recueil.settings import Settings
from recueil.store.open import is_new
from recueil.translation import gettext as _
from recueil_flows import local_server
from recueil_flows.comparisons import compare_acts
from recueil_flows.process_context import (
    Event,
    Listener,
    RunInputs,
    current_pool,
    emit,
    emit_plan,
    hand_over,
    subscribe,
    worker_pool,
)
from recueil_flows.requests import IngestRequest
from recueil_flows.run_record import RunRecord, lease_report, needs_sending, notify_operators
from recueil_flows.source_plan import plan_sources

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State
    from pydantic import BaseModel


# Prefect imports its engines when a flow and a task first run.
_ENGINES = ("prefect.flow_engine", "prefect.task_engine")
# Few, so that a new store soon has acts.
_FIRST_DOCUMENTS = 8


def run_ingestion(request: IngestRequest, inputs: RunInputs, listener: Listener) -> bool:
    """Plan an ingestion and run the flow on what is to be done; return whether all is in the store then.

    With nothing to do, neither Prefect nor a worker starts; but an API that PREFECT_API_URL names gets every run.
    Into a new store, all that is found is to be done: an API of the command's own, and a worker, load while the
    store is made and the run planned, and the first documents are ingested before the API answers. Errors, events
    and signals are those of ``run_flow``.
    """
    settings = inputs.settings
    _check_cluster(settings)
    with _InterruptHandler(), ExitStack() as started:
        with _report_break(settings):
            has_own_api = is_new(settings.store) and "PREFECT_API_URL" not in os.environ
            is_early = has_own_api and settings.dask is None
            if has_own_api:
                started.enter_context(local_server.start_early())
            if is_early:
                started.enter_context(worker_pool(settings, at_once=1))
            record = RunRecord("ingest", settings)
        with record:
            with _report_break(settings), subscribe(listener):
                log = record.messages.append
                plan = record.set_plan(plan_sources(record.store, inputs, log, is_whole=request.is_whole))
                emit_plan(plan)
                if is_early:
                    _ingest_first(record, settings)
            if plan.to_do or "PREFECT_API_URL" in os.environ:
                return run_flow("ingest", request, inputs._replace(record=record), listener)
            with _report_break(settings):
                compare_acts(record.store, record.messages.append)
            result = record.judge(settings)
    with lease_report(settings, record.began()) as report:
        if settings.notify and needs_sending(settings, report):
            markdown = render.to_markdown(report, address=settings.web.address)
            notify_operators(settings, "ingest", render.headline(report), markdown, render.severity_of(report))
    return result.end == "completed"


def _ingest_first(record: RunRecord, settings: Settings) -> None:
    """Ingest the first documents of a planned run by this process's worker pool, without Prefect.

    What breaks it is left to the flow, which tries the same documents again.
    """
    numbers = () if record.plan is None else record.plan.work[: min(_FIRST_DOCUMENTS, settings.batch)]
    if not numbers:
        return
    from recueil.ingest.run import ingest_claimed  # with HTTP, slow to import

    _load_to_write()
    pool = current_pool()

    def ingest() -> None:
        with suppress(Exception):
            for result in ingest_claimed(record.store, pool, record.handle.run, numbers, settings):
                emit(result)
                record.results.append(result)
            record.done_first = len(numbers)

    # Only the main thread is interrupted: never between the commit of a document and its event.
    thread = Thread(target=copy_context().run, args=(ingest,))
    thread.start()
    try:
        thread.join()
    except KeyboardInterrupt:
        if isinstance(pool, WorkerPool):
            pool.close()
        thread.join()
        raise


@contextmanager
def _report_break(settings: Settings) -> Iterator[None]:
    """Notify operators of an error that breaks an ingestion before Prefect starts; raise ours, or FlowError."""
    try:
        yield
    except Exception as error:
        if settings.notify:
            local_server.set_quiet_defaults()
            from recueil_flows.error_redaction import redact_error

            with suppress(NotifyError):
                notify_operators(
                    settings,
                    "ingest",
                    _("The run {flow} broke.").format(flow="ingest"),
                    redact_error(error),
                    "failure",
                )
        if isinstance(error, RecueilError):
            raise
        raise _as_flow_error(error) from error


def run_flow(name: str, request: BaseModel, inputs: RunInputs, listener: Listener) -> bool:
    """Run a flow while ``listener`` receives its events; return whether all that was asked for is in the store.

    Raise KeyboardInterrupt on Ctrl-C and on SIGTERM alike.
    """
    local_server.set_quiet_defaults()
    settings = inputs.settings
    if inputs.record is None:  # of a run that has begun, the cluster was checked before
        _check_cluster(settings)
    interruption = _InterruptHandler()

    def on_event(event: Event) -> None:
        listener(event)
        interruption.install()  # again: a flow that starts installs its own SIGTERM handler

    # The workers load the model while Prefect starts.
    needs_pool = settings.dask is None and not inputs.is_idle
    pool = worker_pool(settings) if needs_pool else nullcontext()

    def load_flow() -> Any:
        flow = _import_flow(name)
        if needs_pool:  # this process writes acts
            _load_to_write()
        return flow

    with interruption, pool, hand_over(inputs), subscribe(on_event):
        flow = local_server.ensure_api(load_flow)
        state = flow(request, return_state=True)
    _raise_failure(state)
    return bool(state.name == "Completed")


def _check_cluster(settings: Settings) -> None:
    """Raise ClusterUnreachable or ClusterUnfit where the settings name a cluster that cannot take the work."""
    if settings.dask is not None:
        from recueil_flows.dask_cluster import check_scheduler

        check_scheduler(settings)


def _import_flow(name: str) -> Any:
    """Import a flow, late: Prefect reads its settings on import, and takes seconds to import.

    What the first batch would import of it is imported too, as long as the API is starting.
    """
    flow = getattr(import_module(f"recueil_flows.{name}"), name)
    for module in _ENGINES:
        with suppress(ImportError):  # a module of Prefect that another version has not
            import_module(module)
    return flow


def _load_to_write() -> None:
    """Load what the first act written would wait for: the public bodies, and vectors with NumPy."""
    installed_referential()
    import_module("recueil.similar_acts.vector")


class _InterruptHandler:
    """Raises KeyboardInterrupt at the end of its block after SIGINT or SIGTERM, even if Prefect caught it."""

    def __init__(self) -> None:
        self._is_interrupted = False

    def __enter__(self) -> None:
        self.install()

    def install(self) -> None:
        """Install the signal handlers, where that is possible: in the main thread."""
        if current_thread() is main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, self._interrupt)

    def _interrupt(self, signum: int, frame: FrameType | None) -> None:
        self._is_interrupted = True
        raise KeyboardInterrupt

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_interrupted:
            raise KeyboardInterrupt from None


def _raise_failure(state: State[Any]) -> None:
    """Raise the error that ended a run early: our own as they are, any other as FlowError."""
    problem = state.result(raise_on_failure=False)
    if isinstance(problem, RecueilError):
        raise problem
    if isinstance(problem, Exception):
        raise _as_flow_error(problem)


def _as_flow_error(error: Exception) -> FlowError:
    return FlowError(
        _("The run broke ({name}: {error}).").format(name=type(error).__name__, error=error),
        _("Report this; nothing is lost."),
    )
