"""The body of a pipeline run, shared by ingest, retry and reprocess: plan, run batches, judge, report.

The result decides the Prefect state, the dashboard and the exit status. A run with failures never ends
green:

Completed                           everything asked for is in the store
Completed, CompletedWithFailures    some of it is not: the ledger says what and why
Failed                              nothing is, or the share of failures exceeds the limit; or the run broke
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prefect.states import Completed, Failed

from recueil.ingest.planning import Plan
from recueil.store.ledger.runs import Run

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from recueil.store.ledger.runs import EndState

WITH_FAILURES = "CompletedWithFailures"


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
