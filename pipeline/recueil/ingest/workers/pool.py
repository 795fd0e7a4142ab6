"""A pool of worker processes that survives bad input.

An item may crash its worker, loop forever, even inside C code, or use up the memory. The worker is killed and
replaced, that item fails (``recueil.ingest.workers.process.WorkerFailure``), and all others get their results. The
suspects are the items that the worker announced last (see ``recueil.ingest.workers.process.JobHandler``). A single
suspect fails: at once on a timeout or exhausted memory, but after a second try on a crash, since the OS may have
killed the worker for other reasons. Several suspects are tried one by one.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Generic, Self, TypeVar

from recueil.errors import WorkerPoolBroken, WorkerPoolClosed
from recueil.ingest.temporary_files import remove_abandoned
from recueil.ingest.workers.process import WorkerConfig, WorkerFailure, WorkerProcess
from recueil.translation import gettext as _

__all__ = ["WorkerFailure", "WorkerPool"]

Item = TypeVar("Item")
Result = TypeVar("Result")

_RERUN_ADVICE = _("Mend what it names and run again; nothing is lost.")


class WorkerPool(Generic[Item, Result]):
    """Workers that run ``handle`` ("module:function", a ``recueil.ingest.workers.process.JobHandler``) on the
    items given to ``run``.

    ``prepare`` ("module:function") is called once in each worker, before its first job. A worker is killed
    when it reports nothing for ``seconds`` during a job, or needs more than ``memory_bytes`` of address
    space.
    """

    def __init__(self, handle: str, prepare: str | None, workers: int, seconds: float, memory_bytes: int) -> None:
        remove_abandoned()
        self._config = WorkerConfig(handle, prepare, seconds, memory_bytes)
        self._slots = [_Slot() for _ in range(workers)]
        self._free = list(self._slots)
        self._changed = threading.Condition()
        self._closed = False
        # Linux kills a worker when the thread that started it ends (PDEATHSIG): this one lives as long as the
        # pool.
        self._starter = ThreadPoolExecutor(1, "worker-starter")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self, number: int | None = None) -> None:
        """Start all workers, or so many, in the background. Without this, each starts before its first job."""
        with self._changed:
            self._raise_if_closed()
            for slot in self._free[::-1][:number]:  # in the order of their jobs
                self._starter.submit(slot.fill, self._config)

    def close(self) -> None:
        """Kill every worker, from any thread. Running and later calls of ``run`` raise WorkerPoolClosed.

        Do not call it from a signal handler, which may have interrupted code that holds our locks: raise
        from there.
        """
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._starter.shutdown()
        for slot in self._slots:
            slot.kill()
        with self._changed:
            for slot in self._free:
                slot.stop_worker()

    def run(self, items: Sequence[Item]) -> Iterator[tuple[int, Result | WorkerFailure]]:
        """Yield each item's index once, with its result or failure, as they come: what ``run_together`` yields."""
        with closing(self.run_together(items)) as together:
            for results in together:
                yield from results

    def run_together(self, items: Sequence[Item]) -> Generator[list[tuple[int, Result | WorkerFailure]]]:
        """Yield each item's index once, with its result or failure: those that a worker has finished together.

        Items and results are pickled. Thread-safe: each call has one worker to itself, and waits while all are
        taken. A generator that is closed early costs its worker. Raise WorkerPoolBroken when a worker cannot
        start, WorkerPoolClosed after ``close``.
        """
        if not items:
            return
        with self._reserve_slot() as slot:
            jobs = deque([_Job(range(len(items)))])
            while jobs:
                job = jobs.popleft()
                worker = self._start_worker(slot)
                worker.send(job.pending, [items[index] for index in job.pending])
                failure = yield from self._receive_results(worker, job)
                if failure is not None:
                    charged, further_jobs = job.blame(failure)
                    yield [(index, failure) for index in charged]
                    jobs.extend(further_jobs)

    @contextmanager
    def _reserve_slot(self) -> Iterator[_Slot]:
        """Reserve a free slot for a block, waiting for one."""
        with self._changed:
            self._changed.wait_for(lambda: self._free or self._closed)
            self._raise_if_closed()
            slot = self._free.pop()
        try:
            yield slot
        finally:
            slot.tidy()
            with self._changed:
                if self._closed:
                    slot.stop_worker()
                self._free.append(slot)
                self._changed.notify()

    def _start_worker(self, slot: _Slot) -> WorkerProcess:
        """Return the worker of a slot once it is ready; start a new one if there is none that can work."""
        with self._changed:
            self._raise_if_closed()
            starting = self._starter.submit(slot.fill, self._config)
        try:
            worker = starting.result()
        except OSError as error:
            raise WorkerPoolBroken(
                _("A worker process cannot start: {error}.").format(error=error), _RERUN_ADVICE
            ) from error
        if failure := worker.await_ready():
            slot.stop_worker()
            self._raise_if_closed()
            raise WorkerPoolBroken(
                _("A worker process cannot prepare itself: {detail}.").format(detail=failure.detail), _RERUN_ADVICE
            )
        return worker

    def _receive_results(
        self, worker: WorkerProcess, job: _Job
    ) -> Generator[list[tuple[int, Result | WorkerFailure]], None, WorkerFailure | None]:
        """Yield the results of one job; return the failure that ended it early, if any."""
        while True:
            match worker.receive(self._config.seconds):
                case ("announced", announced, part):
                    job.announced, job.part = set(announced), part
                case ("results", results):
                    for index, _result in results:
                        job.pending.remove(index)
                    yield results
                case ("done",):
                    return None
                case WorkerFailure() as failure:
                    self._raise_if_closed()
                    return replace(failure, part=job.part)

    def _raise_if_closed(self) -> None:
        if self._closed:
            raise WorkerPoolClosed(
                _("The work was stopped before it was done."), _("Run the same command again to finish.")
            )


class _Job:
    """Items sent to a worker together; ``alone`` marks a single item that is under suspicion."""

    def __init__(self, indexes: Sequence[int], *, alone: bool = False) -> None:
        self.pending = list(indexes)
        self.announced = set(indexes)
        self.part = ""
        self._size = len(indexes)
        self._alone = alone

    def blame(self, failure: WorkerFailure) -> tuple[list[int], list[_Job]]:
        """Return the items that fail, and the jobs to continue with: suspects first, each alone."""
        suspects = self._suspects()
        rest = [index for index in self.pending if index not in suspects]
        together = [_Job(rest)] if rest else []
        if len(suspects) == 1 and (self._alone or failure.how != "crash"):
            return suspects, together
        return [], [_Job([index], alone=True) for index in suspects] + together

    def _suspects(self) -> list[int]:
        announced = [index for index in self.pending if index in self.announced]
        # No suspects if the worker was lost between announcements after some results; else all, or the same
        # job would be lost forever.
        return announced or (self.pending if len(self.pending) == self._size else [])


class _Slot:
    """A slot of the pool and its worker. For one thread at a time, except for ``kill``."""

    _worker: WorkerProcess | None = None

    def fill(self, config: WorkerConfig) -> WorkerProcess:
        """Return its worker; start one where there is none that can take a job."""
        self.tidy()
        if self._worker is None:
            self._worker = WorkerProcess(config)
        return self._worker

    def tidy(self) -> None:
        """Stop a worker that cannot take another job."""
        if self._worker is not None and not self._worker.is_fit():
            self.stop_worker()

    def stop_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def kill(self) -> None:
        if (worker := self._worker) is not None:
            worker.kill()
