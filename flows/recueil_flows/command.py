"""Runs a flow for a command: with the configured Prefect API, or with one of its own."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

from recueil.errors import FlowError, RecueilError
from recueil_flows import embedded
from recueil_flows.progress import Event, listening

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from recueil.watching import Watcher


def run_ingest(paths: Sequence[Path], store: str | None, watcher: Watcher) -> bool:
    """Run the flow ``ingest`` while ``watcher`` shows it; True when it did not end as a failure.

    KeyboardInterrupt on Ctrl-C and on SIGTERM alike.
    """
    from recueil.reading.discover import check

    check(paths)  # a slip in a path is told at once, not after Prefect has started
    embedded.quiet()
    interruption = _Interruption()

    def hear(event: Event) -> None:
        interruption.listen()  # again: a flow that starts takes SIGTERM for itself
        watcher.hear(event)

    with watcher, listening(hear), interruption:
        embedded.serve()
        from recueil_flows.ingest import ingest

        state = ingest([path.absolute() for path in paths], store, return_state=True)
    _raise_from(state)
    return not state.is_failed()


class _Interruption:
    """Leaves its block with KeyboardInterrupt after a signal to end, whatever Prefect made of it meanwhile."""

    def __init__(self) -> None:
        self._came = False

    def __enter__(self) -> None:
        self.listen()

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)

    def _end(self, signum: int, frame: FrameType | None) -> None:
        self._came = True
        raise KeyboardInterrupt

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._came:
            raise KeyboardInterrupt from None


def _raise_from(state: State[Any]) -> None:
    """Raise what ended a run before its work was done: our own errors as they are, any other as FlowError."""
    problem = state.result(raise_on_failure=False)
    if isinstance(problem, RecueilError):
        raise problem
    if isinstance(problem, Exception):
        raise FlowError(f"The run broke ({type(problem).__name__}: {problem}).", "Report this; nothing is lost.")
