"""An ingestion as it is watched: a progress bar, failures as they come, and the sum at the end."""

from __future__ import annotations

from collections import Counter
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

from recueil import terminal
from recueil.ingestion import Failure, Ingested, Plan


class RateColumn(ProgressColumn):
    """Files per second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f} files/s" if task.speed else "")


class Watcher:
    """Hears the events of an ingestion and shows them on standard error."""

    def __init__(self) -> None:
        self.plan: Plan | None = None
        self.ingested = 0
        self.failures: list[Failure] = []
        self._bar = Progress(
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
        self._task = self._bar.add_task("starting", total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def hear(self, event: Plan | Ingested | Failure) -> None:
        """Take in one event of the run."""
        if isinstance(event, Plan):
            self.plan = event
            total = len(event.work) + len(event.set_aside)
            self._bar.update(self._task, description="ingesting", total=total)
            return
        if isinstance(event, Failure):
            self.failures.append(event)
            self._bar.console.print(Text(f"failed ({event.reason}): {event.message}", style="red"), soft_wrap=True)
        else:
            self.ingested += 1
        self._bar.advance(self._task)

    def summary(self) -> str:
        """What the run did, in a line, and one more for each reason of failure."""
        if self.plan is None:
            return "Nothing was done."
        files = len(self.plan.work) + len(self.plan.set_aside) + self.plan.unchanged
        if files == 0:
            return "No file found."
        if not self.plan.work and not self.plan.set_aside:
            return f"Nothing to do: {terminal.counted(files, 'file')} unchanged."
        counts = f"{self.ingested} ingested, {self.plan.unchanged} unchanged, {len(self.failures)} failed"
        lines = [f"{terminal.counted(files, 'file')}: {counts}."]
        reasons = Counter(failure.reason for failure in self.failures)
        lines += [f"  {count} × {reason}: {self._examples(reason)}" for reason, count in reasons.most_common()]
        return "\n".join(lines)

    def _examples(self, reason: str) -> str:
        names = [terminal.file_name(failure.source) for failure in self.failures if failure.reason == reason]
        return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
