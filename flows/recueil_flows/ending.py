"""How a run ends: what Prefect's pages, a dashboard and the exit status are told, none of it greener than it was.

Completed                           everything asked for is in the store
Completed, CompletedWithFailures    some of it is not: the ledger says what and why
Failed                              nothing is, or a larger share of what was tried failed than may; the run broke
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prefect.states import Completed, Failed

from recueil.ingest.planning import Plan
from recueil.store.ledger.runs import Run

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from recueil.store.ledger.runs import End

WITH_FAILURES = "CompletedWithFailures"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended, in the ledger's word, and in a sentence."""

    end: End
    message: str

    def state(self) -> State[Any]:
        """The same for Prefect."""
        if self.end == "failed":
            return Failed(message=self.message)
        if self.end == "with failures":
            return Completed(name=WITH_FAILURES, message=self.message)
        return Completed(message=self.message)


def ending(plan: Plan, run: Run, failed_share: float, failed_minimum: int) -> Ending:
    """Judge a run by what it planned and what the ledger counts of it.

    A run that tried fewer than ``failed_minimum`` does not fail by its files: of so few, a share says nothing.
    """
    failures = len(plan.failures) + run.failed
    missing = plan.to_do - run.done - run.failed
    stored = plan.files - failures - missing
    message = f"{stored} of {plan.files} files are in the store, {plan.unchanged} of them unchanged."
    message += f" {failures} failed." if failures else ""
    message += f" {missing} are in the hands of another run." if missing else ""
    if not failures:
        return Ending("completed", message)
    tried, failed = plan.to_do - missing + len(plan.unread), len(plan.unread) + run.failed
    if tried >= failed_minimum and (stored == 0 or failed / tried > failed_share):
        return Ending("failed", f"{message} {failed} of the {tried} tried: look at what they share.")
    return Ending("with failures", message)
