"""Run batches of documents as Prefect tasks, in this process or by the executor of a cluster.

Prefect spends about as much on a task as reading ten documents takes, hence batches. A document that fails is a
row of the ledger and does not fail its task. A task fails by its environment, such as a locked store or a worker
that cannot start: it is retried with growing delays, and ends the run if that persists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
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
from recueil.ingest.file_results import Failure, FileResult
from recueil.ingest.run import ingest_claimed
from recueil.settings import Settings
from recueil.translation import gettext as _
from recueil_flows.error_redaction import redact_error, redact_raised_errors
from recueil_flows.process_context import current_pool, emit
from recueil_flows.store_pool import lend_store

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State, TaskRun
    from prefect.futures import PrefectFuture
    from prefect.tasks import Task

    from recueil.ingest.plan import Plan

    Future = PrefectFuture[None]

_RETRIES = 3
_TRANSIENT = (StoreBusy, StoreFull, WorkerPoolBroken, OSError)
_FATAL = (StoreError, ClusterUnfit, WorkerPoolBroken, WorkerPoolClosed, OSError)


class BatchExecutor(Protocol):
    """Executor of batches, in this process or on a cluster."""

    def max_in_flight(self) -> int:
        """Return how many batches may be in flight at once."""

    def submit(self, numbers: Sequence[int], *, stored_text: bool) -> Future:
        """Submit a batch of documents, by their numbers in the ledger."""

    def result(self, future: Any) -> object:
        """Return None for a finished batch that succeeded, otherwise its exception."""


class LocalExecutor:
    """Executor on this process's worker pool; two batches in flight per worker, so that none idles."""

    def __init__(self, run: str, settings: Settings) -> None:
        self._run, self._settings = run, settings

    def max_in_flight(self) -> int:
        return 2 * self._settings.worker_count

    def submit(self, numbers: Sequence[int], *, stored_text: bool) -> Future:
        return run_batch_task.submit(numbers, self._run, self._settings, stored_text=stored_text)

    def result(self, future: Future) -> object:
        result: object = future.state.result(raise_on_failure=False)
        return result


def run_batches(plan: Plan, settings: Settings, executor: BatchExecutor) -> None:
    """Run all planned work, one batch per task.

    Raise FlowError, after all other batches are done, where a defect failed some; raise a store, cluster or
    pool error at once.
    """
    submissions = (
        partial(executor.submit, numbers, stored_text=stored_text)
        for work, stored_text in ((plan.work, False), (plan.texts, True))
        for numbers in (
            list(work[start : start + settings.batch]) for start in range(0, len(work), settings.batch)
        )
    )
    broken = []
    for future in complete_in_window(submissions, executor.max_in_flight):
        result = executor.result(future)
        if isinstance(result, _FATAL):
            raise result
        if isinstance(result, BaseException):
            broken.append(redact_error(result))
    if broken:
        what = "; ".join(sorted(set(broken)))
        raise FlowError(
            _("Batches broke, {count} in all ({what}).").format(count=len(broken), what=what),
            _("Report this; `recueil retry` does the rest."),
        )


def complete_in_window(
    submissions: Iterable[Callable[[], Future]], max_in_flight: Callable[[], int]
) -> Iterator[Future]:
    """Submit in order and yield each future when it is done; at most ``max_in_flight()`` are not done."""
    completed: SimpleQueue[Future] = SimpleQueue()
    in_flight = 0
    for submit in submissions:
        while in_flight >= max_in_flight():
            yield _next_completed(completed)
            in_flight -= 1
        submit().add_done_callback(completed.put)
        in_flight += 1
    for __ in range(in_flight):
        yield _next_completed(completed)


def _next_completed(completed: SimpleQueue[Future]) -> Future:
    """Wait for the next future that is done."""
    future = completed.get()
    future.wait()  # sets its state
    return future


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
    with redact_raised_errors(), lend_store(run, settings.store) as store:
        results = ingest_claimed(store, current_pool(), run, numbers, settings, stored_text=stored_text)
        report_results(results, len(numbers))


def report_results(results: Iterable[FileResult], documents: int) -> None:
    """Report and log the result of each document of a batch as it comes; log the sum."""

    def reported() -> Iterator[FileResult]:
        for result in results:
            emit(result)
            yield result

    log_results(reported(), documents)


def log_results(results: Iterable[FileResult], documents: int) -> None:
    """Log each failure of a batch as it comes, and the sum."""
    logger = get_run_logger()
    failed = stored = 0
    for result in results:
        if isinstance(result, Failure):
            failed += 1
            logger.warning(result.without_names())
        else:
            stored += 1
    logger.info("%d documents: %d in the store, %d failed.", documents, stored, failed)
