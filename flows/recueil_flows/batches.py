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

from recueil.errors import ClusterUnfit, CrewBroken, CrewClosed, FlowError, StoreBusy, StoreError, StoreFull
from recueil.ingest import run as ingestion
from recueil.ingest.file_results import Failure
from recueil.settings import Settings
from recueil.store.open import open_store
from recueil_flows.crew import hands
from recueil_flows.progress import tell
from recueil_flows.tasks import nameless, nameless_errors

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State, TaskRun
    from prefect.futures import PrefectFuture
    from prefect.tasks import Task

    from recueil.ingest.planning import Plan
    from recueil.ingest.run import Locate
    from recueil.store.store import Store

    Future = PrefectFuture[None]

_RETRIES = 3
_PASSING = (StoreBusy, StoreFull, CrewBroken, OSError)
_FATAL = (StoreError, ClusterUnfit, CrewBroken, CrewClosed, OSError)


class Team(Protocol):
    """Those who do batches, in this process or on a cluster."""

    def width(self) -> int:
        """How many batches are to be under way."""

    def start(self, numbers: Sequence[int], *, stored_text: bool) -> Future: ...

    def result(self, future: Any) -> object:
        """What a batch that is over ended with: None, or an exception."""


class Here:
    """The crew of this process. Twice as many batches as it has hands: none waits for Prefect or the store."""

    def __init__(self, run: str, settings: Settings) -> None:
        self._run, self._settings = run, settings

    def width(self) -> int:
        return 2 * self._settings.hands

    def start(self, numbers: Sequence[int], *, stored_text: bool) -> Future:
        return do_batch.submit(numbers, self._run, self._settings, stored_text=stored_text)

    def result(self, future: Future) -> object:
        result: object = future.state.result(raise_on_failure=False)
        return result


def do_all(plan: Plan, settings: Settings, team: Team) -> None:
    """Do what is planned, a batch a task. FlowError, after the others are done, where a defect broke some."""
    broken = []
    for future in finished(_starts(plan, settings.batch, team), team.width):
        result = team.result(future)
        if isinstance(result, _FATAL):
            raise result
        if isinstance(result, BaseException):
            broken.append(nameless(result))
    if broken:
        what = "; ".join(sorted(set(broken)))
        raise FlowError(
            f"Batches broke, {len(broken)} in all ({what}).", "Report this; `recueil retry` does the rest."
        )


def _starts(plan: Plan, size: int, team: Team) -> Iterator[Callable[[], Future]]:
    for numbers, stored_text in ((plan.work, False), (plan.texts, True)):
        for batch in _chunked(numbers, size):
            yield partial(team.start, batch, stored_text=stored_text)


def finished(starts: Iterable[Callable[[], Future]], width: Callable[[], int]) -> Iterator[Future]:
    """Start futures one after the other, and give each when it is over; at most ``width`` are under way."""
    over: SimpleQueue[Future] = SimpleQueue()
    under_way = 0
    for start in starts:
        while under_way >= width():
            yield _over(over)
            under_way -= 1
        start().add_done_callback(over.put)
        under_way += 1
    for _ in range(under_way):
        yield _over(over)


def _over(over: SimpleQueue[Future]) -> Future:
    future = over.get()
    future.wait()  # until then it does not know its state
    return future


def _chunked(numbers: Sequence[int], size: int) -> Iterator[list[int]]:
    remaining = iter(numbers)
    while batch := list(islice(remaining, size)):
        yield batch


async def passes(task: Task[..., Any], task_run: TaskRun, state: State[Any]) -> bool:
    """Whether the same may succeed a little later."""
    return isinstance(await state.aresult(raise_on_failure=False), _PASSING)


as_task = partial(
    task,
    name="batch",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=_RETRIES,
    retry_delay_seconds=exponential_backoff(2),
    retry_jitter_factor=0.5,
    retry_condition_fn=passes,
)


@as_task
def do_batch(numbers: Sequence[int], run: str, settings: Settings, *, stored_text: bool = False) -> None:
    """Read, extract and store some documents, by their numbers in the ledger."""
    with nameless_errors(), open_store(settings.store) as store:
        done(store, numbers, run, settings, stored_text=stored_text)


def done(
    store: Store,
    numbers: Sequence[int],
    run: str,
    settings: Settings,
    *,
    stored_text: bool,
    locate: Locate | None = None,
) -> None:
    """Do some documents with the crew of this process, and tell and log what becomes of each."""
    logger = get_run_logger()
    failed = stored = 0
    for outcome in ingestion.ingest(
        store, hands(), run, numbers, settings, stored_text=stored_text, locate=locate
    ):
        tell(outcome)
        if isinstance(outcome, Failure):
            failed += 1
            logger.warning(outcome.nameless())
        else:
            stored += 1
    logger.info("%d documents: %d in the store, %d failed.", len(numbers), stored, failed)
