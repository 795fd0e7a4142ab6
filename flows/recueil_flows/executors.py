"""Batches of documents as Prefect tasks: a task costs Prefect about what ten documents cost to read.

A document that fails is a row of the ledger and no failure of its task. What fails a task is the world around it,
a locked store or a worker that cannot start: that is tried again, later and later, and ends the run if it lasts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff

from recueil.errors import (
    ClusterUnfit,
    FlowError,
    StoreBusy,
    StoreError,
    StoreFull,
    WorkerPoolBroken,
    WorkerPoolClosed,
)
from recueil.ingest import run as ingestion
from recueil.ingest.file_results import Failure
from recueil.settings import Settings
from recueil.store.open import open_store
from recueil_flows.progress import emit
from recueil_flows.tasks import redact_error, redact_raised_errors
from recueil_flows.worker_pool import current_pool

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State, TaskRun
    from prefect.futures import PrefectFuture
    from prefect.tasks import Task

    from recueil.ingest.plan import Plan
    from recueil.ingest.run import FileResolver
    from recueil.store.store import Store

    Future = PrefectFuture[None]

_RETRIES = 3
_TRANSIENT = (StoreBusy, StoreFull, WorkerPoolBroken, OSError)
_FATAL = (StoreError, ClusterUnfit, WorkerPoolBroken, WorkerPoolClosed, OSError)


class BatchExecutor(Protocol):
    """Executor of batches, in this process or on a cluster."""

    def width(self) -> int:
        """Return how many batches may be in flight at once."""

    def start(self, numbers: Sequence[int], *, stored_text: bool) -> Future: ...

    def result(self, future: Any) -> object:
        """Return None for a finished batch that succeeded, otherwise its exception."""


class LocalExecutor:
    """Executor on this process's worker pool; two batches in flight per worker, so that none idles."""

    def __init__(self, run: str, settings: Settings) -> None:
        self._run, self._settings = run, settings

    def width(self) -> int:
        return 2 * self._settings.worker_count

    def start(self, numbers: Sequence[int], *, stored_text: bool) -> Future:
        return run_batch_task.submit(numbers, self._run, self._settings, stored_text=stored_text)

    def result(self, future: Future) -> object:
        result: object = future.state.result(raise_on_failure=False)
        return result


def run_batches(plan: Plan, settings: Settings, team: BatchExecutor) -> None:
    """Run all planned work, one batch per task.

    Raise FlowError, after all other batches are done, where a defect failed some; raise a store, cluster or
    pool error at once.
    """
    broken = []
    for future in complete_in_window(_batch_submitters(plan, settings.batch, team), team.width):
        result = team.result(future)
        if isinstance(result, _FATAL):
            raise result
        if isinstance(result, BaseException):
            broken.append(redact_error(result))
    if broken:
        what = "; ".join(sorted(set(broken)))
        raise FlowError(
            f"Batches broke, {len(broken)} in all ({what}).", "Report this; `recueil retry` does the rest."
        )


def _batch_submitters(plan: Plan, size: int, team: BatchExecutor) -> Iterator[Callable[[], Future]]:
    """Yield, for each batch, a function that submits it."""
    for numbers, stored_text in ((plan.work, False), (plan.texts, True)):
        for batch in _chunked(numbers, size):
            yield partial(team.start, batch, stored_text=stored_text)


def complete_in_window(starts: Iterable[Callable[[], Future]], width: Callable[[], int]) -> Iterator[Future]:
    """Start futures in order and yield each when it is done; at most ``width()`` are in flight."""
    over: SimpleQueue[Future] = SimpleQueue()
    under_way = 0
    for start in starts:
        while under_way >= width():
            yield _next_completed(over)
            under_way -= 1
        start().add_done_callback(over.put)
        under_way += 1
    for _ in range(under_way):
        yield _next_completed(over)


def _next_completed(over: SimpleQueue[Future]) -> Future:
    """Wait for the next future that is done."""
    future = over.get()
    future.wait()  # sets its state
    return future


def _chunked(numbers: Sequence[int], size: int) -> Iterator[list[int]]:
    """Split numbers into lists of at most ``size``."""
    remaining = iter(numbers)
    while batch := list(islice(remaining, size)):
        yield batch


async def is_transient(task: Task[..., Any], task_run: TaskRun, state: State[Any]) -> bool:
    """Return whether a task failed for a transient reason, so that it is retried."""
    return isinstance(await state.aresult(raise_on_failure=False), _TRANSIENT)


as_task = partial(
    task,
    name="batch",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=_RETRIES,
    retry_delay_seconds=exponential_backoff(2),
    retry_jitter_factor=0.5,
    retry_condition_fn=is_transient,
)


@as_task
def run_batch_task(numbers: Sequence[int], run: str, settings: Settings, *, stored_text: bool = False) -> None:
    """Read, extract and store some documents, by their numbers in the ledger."""
    with redact_raised_errors(), open_store(settings.store) as store:
        process_batch(store, numbers, run, settings, stored_text=stored_text)


def process_batch(
    store: Store,
    numbers: Sequence[int],
    run: str,
    settings: Settings,
    *,
    stored_text: bool,
    locate: FileResolver | None = None,
) -> None:
    """Process some documents with the current worker pool; report and log the result of each."""
    logger = get_run_logger()
    failed = stored = 0
    for outcome in ingestion.ingest_claimed(
        store, current_pool(), run, numbers, settings, stored_text=stored_text, locate=locate
    ):
        emit(outcome)
        if isinstance(outcome, Failure):
            failed += 1
            logger.warning(outcome.nameless())
        else:
            stored += 1
    logger.info("%d documents: %d in the store, %d failed.", len(numbers), stored, failed)
