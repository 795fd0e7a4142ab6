"""Run a flow for a CLI command, with the configured Prefect API or a local one."""

from __future__ import annotations

import signal
from contextlib import nullcontext
from importlib import import_module
from threading import current_thread, main_thread
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

from recueil.errors import FlowError, RecueilError
from recueil_flows import local_server
from recueil_flows.process_context import Event, Listener, RunInputs, hand_over, subscribe, worker_pool

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State
    from pydantic import BaseModel


def run_flow(name: str, request: BaseModel, inputs: RunInputs, listener: Listener) -> bool:
    """Run a flow while ``listener`` receives its events; return whether all that was asked for is in the store.

    Raise KeyboardInterrupt on Ctrl-C and on SIGTERM alike.
    """
    local_server.set_quiet_defaults()
    settings = inputs.settings
    if settings.dask is not None:
        from recueil_flows.dask_cluster import check_scheduler

        check_scheduler(settings)

    interruption = _InterruptHandler()

    def on_event(event: Event) -> None:
        listener(event)
        interruption.install()  # again: a flow that starts installs its own SIGTERM handler

    # The workers load the model while Prefect starts.
    pool = worker_pool(settings) if settings.dask is None else nullcontext()
    with interruption, pool, hand_over(inputs), subscribe(on_event):
        flow = local_server.ensure_api(lambda: _import_flow(name))
        state = flow(request, return_state=True)
    _raise_failure(state)
    return bool(state.name == "Completed")


def _import_flow(name: str) -> Any:
    """Import a flow, late: Prefect reads its settings on import, and takes seconds to import."""
    return getattr(import_module(f"recueil_flows.{name}"), name)


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
        raise FlowError(f"The run broke ({type(problem).__name__}: {problem}).", "Report this; nothing is lost.")
