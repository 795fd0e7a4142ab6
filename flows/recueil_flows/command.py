"""Runs a flow for a CLI command, with the configured Prefect API or a local one."""

from __future__ import annotations

import signal
from contextlib import nullcontext
from importlib import import_module
from threading import current_thread, main_thread
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

from recueil.errors import FlowError, RecueilError
from recueil.settings import Settings
from recueil_flows import local_server
from recueil_flows.progress import Event, subscribe
from recueil_flows.worker_pool import worker_pool

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State
    from pydantic import BaseModel

    from recueil.cli.progress import ProgressReporter


def run_flow(name: str, request: BaseModel, settings: Settings, watcher: ProgressReporter) -> bool:
    """Run a flow while ``watcher`` shows its progress; return whether all that was asked for is in the store.

    Raise KeyboardInterrupt on Ctrl-C and on SIGTERM alike.
    """
    local_server.set_quiet_defaults()
    interruption = _InterruptHandler()

    def hear(event: Event) -> None:
        watcher.hear(event)
        interruption.listen()  # again: a flow that starts installs its own SIGTERM handler

    if settings.dask is not None:
        _check_cluster(settings)
    # The workers load the model while Prefect starts.
    crew = worker_pool(settings) if settings.dask is None else nullcontext()
    with interruption, crew, watcher, subscribe(hear):
        flow = local_server.ensure_api(lambda: _import_flow(name))
        state = flow(request, return_state=True)
    _raise_failure(state)
    return bool(state.name == "Completed")


def _check_cluster(settings: Settings) -> None:
    """Check the Dask scheduler; imports Dask's code only where a cluster is configured."""
    from recueil_flows.dask_cluster import check_scheduler

    check_scheduler(settings)


def _import_flow(name: str) -> Any:
    """Import a flow, late: Prefect reads its settings on import, and takes seconds to import."""
    return getattr(import_module(f"recueil_flows.{name}"), name)


class _InterruptHandler:
    """Raises KeyboardInterrupt at the end of its block after SIGINT or SIGTERM, even if Prefect caught it."""

    def __init__(self) -> None:
        self._came = False

    def __enter__(self) -> None:
        self.listen()

    def listen(self) -> None:
        """Install the signal handlers, where that is possible: in the main thread."""
        if current_thread() is main_thread():
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


def _raise_failure(state: State[Any]) -> None:
    """Raise the error that ended a run early: our own as they are, any other as FlowError."""
    problem = state.result(raise_on_failure=False)
    if isinstance(problem, RecueilError):
        raise problem
    if isinstance(problem, Exception):
        raise FlowError(f"The run broke ({type(problem).__name__}: {problem}).", "Report this; nothing is lost.")
