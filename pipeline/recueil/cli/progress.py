"""Show the progress of a run on the terminal: a progress bar, failures as they happen, and a summary."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from threading import Lock
from types import TracebackType
from typing import Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from recueil.cli import terminal
from recueil.ingest.file_results import Failure, FileResult
from recueil.ingest.plan import Plan
from recueil.store.store import Store
from recueil.text import file_name, join_lines
from recueil.translation import format_number, ngettext
from recueil.translation import gettext as _

_POLL_SECONDS = 0.5


class RateColumn(ProgressColumn):
    """Files per second."""

    def render(self, task: Task) -> Text:
        return Text(_("{rate} files/s").format(rate=format_number(task.speed, 1)) if task.speed else "")


class ProgressBar:
    """Progress bar with rate and time left on standard error, and a line for each failure.

    Prints only the failures where standard error is not a terminal.
    """

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            RateColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=terminal.err,
            transient=True,
            disable=not terminal.err.is_terminal,
        )
        self._task = self._progress.add_task(_("starting"), total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, total: int, done: int) -> None:
        """Update the bar: ``done`` of ``total`` files have a result."""
        self._progress.update(self._task, description=_("at work"), total=total, fill_from=done)

    def show_failure(self, failure: Failure, *, is_set_aside: bool = False) -> None:
        """Print a line for a failure, or for an earlier one that is not retried now."""
        label = _("set aside ({reason}): {message}") if is_set_aside else _("failed ({reason}): {message}")
        # A file name may contain line breaks: what follows one would look like a line of our output.
        line = terminal.safe_text(
            join_lines(label.format(reason=failure.reason, message=failure.message)),
            "yellow" if is_set_aside else "red",
        )
        self._progress.console.print(line, soft_wrap=True)


class ProgressReporter(ProgressBar):
    """Shows the progress of a run in this process; thread-safe."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self.plan: Plan | None = None
        self.ingested = 0
        self.failures: list[Failure] = []
        self._set_aside = 0
        self.is_complete = False
        """Whether all that was asked for is in the store: set by whoever ran the flow."""

    def on_event(self, event: Plan | FileResult) -> None:
        """Process one event of the run."""
        with self._lock:
            if isinstance(event, Plan):
                self.plan = event
            elif isinstance(event, Failure):
                is_set_aside = self.plan is not None and event in self.plan.set_aside
                self.failures.append(event)
                self._set_aside += is_set_aside
                self.show_failure(event, is_set_aside=is_set_aside)
            else:
                self.ingested += 1
            if self.plan is not None:
                total = self.plan.to_do + len(self.plan.failures)
                self.show(total, self.ingested + len(self.failures))

    @property
    def found_nothing(self) -> bool:
        """Whether there is no file, and was none before."""
        plan = self.plan
        return plan is not None and not (plan.files or plan.withdrawn or plan.dismissed)

    def summary(self, *, has_ended: bool = True) -> str:
        """Return a summary: the counts, a line per failure reason, and notes.

        Of a run that has ended by itself, the rest of its work is another run's.
        """
        if self.plan is None:
            return _("Nothing was done.")
        reasons = Counter(failure.reason for failure in self.failures)
        by_reason = [
            _("  {count} × {reason}: {files}").format(count=count, reason=reason, files=self._examples(reason))
            for reason, count in reasons.most_common()
        ]
        counts = self._counts(self.plan, of_another_run=self._rest(self.plan) if has_ended else 0)
        return "\n".join([counts, *by_reason, *_notes(self.plan)])

    def _rest(self, plan: Plan) -> int:
        """Return how much of the planned work this run has no result of."""
        return plan.to_do + len(plan.failures) - self.ingested - len(self.failures)

    def _counts(self, plan: Plan, *, of_another_run: int) -> str:
        if plan.files == 0:
            return _("No file found.") if self.found_nothing else _("No file is left.")
        if plan.unchanged == plan.files:
            return ngettext(
                "Nothing to do: {number} file unchanged.", "Nothing to do: {number} files unchanged.", plan.files
            )
        counts = (
            ngettext("{number} file", "{number} files", plan.files),
            ngettext("{number} ingested", "{number} ingested", self.ingested),
            ngettext("{number} unchanged", "{number} unchanged", plan.unchanged),
            ngettext("{number} failed", "{number} failed", len(self.failures) - self._set_aside),
        )
        counted = _("{files}: {ingested}, {unchanged}, {failed}").format(
            **dict(zip(("files", "ingested", "unchanged", "failed"), counts, strict=True))
        )
        if self._set_aside:
            counted += ngettext(", {number} set aside", ", {number} set aside", self._set_aside)
        if of_another_run:
            counted += ngettext(
                ", {number} in the hands of another run", ", {number} in the hands of another run", of_another_run
            )
        return f"{counted}."

    def _examples(self, reason: str) -> str:
        names = [file_name(failure.source) for failure in self.failures if failure.reason == reason]
        return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


def _notes(plan: Plan) -> list[str]:
    notes = []
    if plan.set_aside:
        notes.append(
            ngettext(
                "{number} file failed before and was not tried again: `recueil failures` says when it is, "
                "`recueil quarantine release` has it tried.",
                "{number} files failed before and were not tried again: `recueil failures` says when they are, "
                "`recueil quarantine release` has them tried.",
                len(plan.set_aside),
            )
        )
    if plan.withdrawn:
        notes.append(
            ngettext(
                "{number} file withdrawn: no longer there, their acts are kept.",
                "{number} files withdrawn: no longer there, their acts are kept.",
                plan.withdrawn,
            )
        )
    if plan.dismissed:
        notes.append(
            ngettext(
                "{number} file left out, whose failure was dismissed.",
                "{number} files left out, whose failure was dismissed.",
                plan.dismissed,
            )
        )
    if plan.outdated:
        notes.append(
            ngettext(
                "{number} done by an earlier version: `recueil reprocess` brings them up to date.",
                "{number} done by an earlier version: `recueil reprocess` brings them up to date.",
                plan.outdated,
            )
        )
    return notes


def follow(store: Store, sleep: Callable[[float], None] = time.sleep) -> bool:
    """Show the progress of another process's run until it ends; return False when there is none."""
    active = [run for run in store.ledger.runs() if run.finished is None]
    if not active:
        return False
    shown: set[str] = set()
    with ProgressBar() as bar:
        while (run := store.ledger.run(active[0].id)).finished is None:
            bar.show(run.planned, run.done + run.failed)
            for work in store.ledger.failures_of_run(run.id):
                if work.source not in shown:
                    shown.add(work.source)
                    bar.show_failure(Failure.of(work))
            sleep(_POLL_SECONDS)
    return True
