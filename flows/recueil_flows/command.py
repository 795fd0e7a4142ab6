"""Runs a flow for a command: with the configured Prefect API, or with one of its own."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from recueil.errors import FlowError, RecueilError
from recueil_flows import embedded
from recueil_flows.progress import listening

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from recueil.watching import Watcher


def run_ingest(paths: Sequence[Path], store: str | None, watcher: Watcher) -> bool:
    """Run the flow ``ingest`` while ``watcher`` shows it; True when it did not end as a failure."""
    from recueil.reading.discover import discover

    discover(paths)  # a slip in a path is told at once, not after Prefect has started
    embedded.quiet()
    signal.signal(signal.SIGTERM, _end)
    with watcher, listening(watcher.hear):
        embedded.serve()
        from recueil_flows.ingest import ingest

        state = ingest([path.absolute() for path in paths], store, return_state=True)
    _raise_from(state)
    return not state.is_failed()


def _raise_from(state: State[Any]) -> None:
    """Raise what ended a run before its work was done: our own errors as they are, any other as FlowError."""
    problem = state.result(raise_on_failure=False)
    if isinstance(problem, RecueilError):
        raise problem
    if isinstance(problem, Exception):
        raise FlowError(f"The run broke ({type(problem).__name__}: {problem}).", "Report this; nothing is lost.")


def _end(signum: int, frame: FrameType | None) -> None:
    """End as Ctrl-C does, so that the embedded server is stopped and the terminal restored."""
    raise KeyboardInterrupt
