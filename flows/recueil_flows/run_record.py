"""The record of a run in the ledger, how the run is judged, and the report on it. Imports nothing of Prefect.

A command keeps it from before Prefect starts, so that a run with nothing to do ends without Prefect.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import fr_recueil
from recueil.errors import StoreError
from recueil.ingest.file_results import FileResult
from recueil.ingest.host import hostname, this_process
from recueil.ingest.plan import Plan
from recueil.reports import render
from recueil.settings import Settings
from recueil.store.ledger.run_context import RunHandle, track_run
from recueil.store.ledger.runs import Run, RunStart
from recueil.store.open import display_url, open_store
from recueil.store.store import Store
from recueil.translation import gettext as _

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from recueil.reports.queries import CrawledSite, Report
    from recueil.reports.render import Severity
    from recueil.store.ledger.runs import EndState

WITH_FAILURES = "CompletedWithFailures"


class RunRecord:
    """A run in progress: its store, its handle in the ledger, and its plan once it is made.

    Leaving its ``with`` block records the end. A command and the flow that it starts may each have one around the
    same record: the first that ends does so.
    """

    store: Store
    handle: RunHandle
    plan: Plan | None = None
    done_first: int = 0
    """How much of the planned work, from its beginning, the command has done."""

    def __init__(self, flow: str, settings: Settings, flow_run: str | None = None) -> None:
        """Register a run; ``flow_run`` is its name in Prefect. Creates the store where there is none."""
        self._began, self._start = datetime.now(UTC), time.monotonic()
        self.messages: list[str] = []
        """What was logged before there was a Prefect logger."""
        self.results: list[FileResult] = []
        """Results of what the command ingested before there was a Prefect logger."""
        with ExitStack() as stack:
            self.store = stack.enter_context(open_store(settings.store, create=True))
            start = RunStart(flow, this_process(), fr_recueil.version(), flow_run)
            self.handle = stack.enter_context(track_run(self.store, start, fr_recueil.parts()))
            self._open = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def set_plan(self, plan: Plan) -> Plan:
        """Record the size of the plan in the ledger."""
        self.store.ledger.plan(self.handle.run, plan.to_do, plan.unchanged)
        self.plan = plan
        return plan

    def judge(self, settings: Settings) -> RunResult:
        """Judge the run, and set the end state that will be recorded. Raises ValueError before it is planned."""
        if self.plan is None:
            raise ValueError("the run has no plan")
        run = self.store.ledger.run(self.handle.run)
        result = judge_run(self.plan, run, settings.failed_share, settings.failed_minimum)
        self.handle.state, self.handle.message = result.end, result.message
        return result

    def began(self) -> datetime:
        """Return when the run began; if the clock was set back since, a time before all of its events."""
        return min(self._began, datetime.now(UTC) - timedelta(seconds=time.monotonic() - self._start))


@dataclass(frozen=True, slots=True)
class RunResult:
    """Result of a run: the ledger's end state and a sentence for people."""

    end: EndState
    message: str

    def state(self) -> State[Any]:
        """Convert to a Prefect state."""
        from prefect.states import Completed, Failed

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
    message = _("{stored} of {files} files are in the store, {unchanged} of them unchanged.").format(
        stored=stored, files=plan.files, unchanged=plan.unchanged
    )
    message += _(" {failures} failed.").format(failures=failures) if failures else ""
    message += _(" {missing} are in the hands of another run.").format(missing=missing) if missing else ""
    if not failures:
        return RunResult("completed", message)
    tried, failed = plan.to_do - missing + len(plan.unread), len(plan.unread) + run.failed
    if tried >= failed_minimum and (stored == 0 or failed / tried > failed_share):
        return RunResult(
            "failed",
            _("{message} {failed} of the {tried} tried: look at what they share.").format(
                message=message, failed=failed, tried=tried
            ),
        )
    return RunResult("with failures", message)


@contextmanager
def lease_report(settings: Settings, since: datetime) -> Iterator[Report]:
    """Provide the report on what happened since then; its alerts count as reported if the block ends well.

    New hits of alerts are those that no report has included yet.
    """
    with open_store(settings.store) as store:
        store.alerts.find_new_hits(datetime.now(UTC))
        with store.alerts.lease_news(datetime.now(UTC)) as news:
            yield replace(store.report(since), alerts=news, crawls=_crawls_since(settings, since))


def _crawls_since(settings: Settings, since: datetime) -> tuple[CrawledSite, ...]:
    """Return what the crawls since then brought; a run without crawls need not import HTTP, as their notes do."""
    if not any(source.crawl for source in settings.sources):
        return ()
    from recueil.reports.crawls import crawls_since

    return crawls_since(settings, since)


def needs_sending(settings: Settings, report: Report) -> bool:
    """Return whether a report is sent: it needs attention, or the settings always want it."""
    return settings.notify_always or render.needs_attention(report)


def notify_operators(settings: Settings, run: str, title: str, body: str, severity: Severity) -> None:
    """Send a message, with its machine, store and run, to the addresses in the settings. Raise NotifyError."""
    from recueil.reports.notify import notify

    origin = render.describe_origin(severity, hostname(), _displayed_store(settings), run)
    notify(settings.notify, title, f"{origin}\n{body}", severity)


def _displayed_store(settings: Settings) -> str:
    """Return the store's address in a form that may be shown."""
    try:
        return display_url(settings.store)
    except StoreError:  # the message may be about this very error
        return _("an address that is none")
