"""A crew of worker processes in which a poisonous item costs only itself.

An item may crash its worker, loop without end, even inside C code, or use up the memory: the worker is killed and
replaced, that item is ``Lost``, and all others get their results. Whom to blame is known from what the worker
announced last (see ``recueil.ingest.workers.process.Handle``). A single item is charged: with time and memory at once, with a
crash after a second try, for the machine may have killed the worker for another's sins. Each of several is tried
alone.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Generic, Self, TypeVar

from recueil.errors import CrewBroken, CrewClosed
from recueil.ingest.temporary_files import remove_abandoned
from recueil.ingest.workers.process import Lost, Terms, Worker

__all__ = ["Crew", "Lost"]

Item = TypeVar("Item")
Result = TypeVar("Result")

_MEND = "Mend what it names and run again; nothing is lost."


class Crew(Generic[Item, Result]):
    """Workers that run ``handle`` ("module:function", a ``recueil.ingest.workers.process.Handle``) on the items ``run`` is given.

    ``prepare`` ("module:function") is called once in each worker, before its first job. A worker that says nothing
    for ``seconds`` over its work, or asks for more than ``memory_bytes`` of address space, is lost.
    """

    def __init__(self, handle: str, prepare: str | None, workers: int, seconds: float, memory_bytes: int) -> None:
        remove_abandoned()
        self._terms = Terms(handle, prepare, seconds, memory_bytes)
        self._places = [_Place() for _ in range(workers)]
        self._free = list(self._places)
        self._changed = threading.Condition()
        self._closed = False
        # Linux kills a worker when the thread that started it ends: this one lives as long as the crew.
        self._hiring = ThreadPoolExecutor(1, "crew")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Let all workers start and prepare themselves meanwhile. Without it, each does before its first job."""
        with self._changed:
            self._raise_if_closed()
            for place in self._free:
                self._hiring.submit(place.fill, self._terms)

    def close(self) -> None:
        """Kill every worker, from any thread. Every ``run`` under way, and any later one, raises CrewClosed.

        Not for a signal handler, which may have stopped the code that holds our locks: let that raise.
        """
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._hiring.shutdown()
        for place in self._places:
            place.kill()
        with self._changed:
            for place in self._free:
                place.vacate()

    def run(self, items: Sequence[Item]) -> Iterator[tuple[int, Result | Lost]]:
        """The index of each item once, with its result or its loss, as they come. Both are pickled on their way.

        Several threads may run at once: each has one worker for itself, and waits while all are taken. A run that
        is given up before its end costs its worker. CrewBroken when a worker cannot start; CrewClosed.
        """
        if not items:
            return
        with self._place() as place:
            jobs = deque([_Job(range(len(items)))])
            while jobs:
                job = jobs.popleft()
                lost = yield from self._attempt(place, job, items)
                if lost:
                    charged, again = job.blame(lost)
                    yield from ((index, lost) for index in charged)
                    jobs.extend(again)

    @contextmanager
    def _place(self) -> Iterator[_Place]:
        with self._changed:
            self._changed.wait_for(lambda: self._free or self._closed)
            self._raise_if_closed()
            place = self._free.pop()
        try:
            yield place
        finally:
            place.tidy()
            with self._changed:
                if self._closed:
                    place.vacate()
                self._free.append(place)
                self._changed.notify()

    def _attempt(
        self, place: _Place, job: _Job, items: Sequence[Item]
    ) -> Generator[tuple[int, Result], None, Lost | None]:
        """Yields the results of one job; gives back what ended it early."""
        worker = self._worker_at(place)
        indexes = list(job.pending)
        worker.give(indexes, [items[index] for index in indexes])
        while True:
            match worker.hear(self._terms.seconds):
                case ("announced", announced, part):
                    job.announced, job.part = set(announced), part
                case ("result", index, result):
                    job.pending.remove(index)
                    yield index, result
                case ("done",):
                    return None
                case Lost() as lost:
                    self._raise_if_closed()
                    return replace(lost, part=job.part)

    def _worker_at(self, place: _Place) -> Worker:
        """The worker there, once it is ready; a new one where there is none that can work."""
        with self._changed:
            self._raise_if_closed()
            hiring = self._hiring.submit(place.fill, self._terms)
        try:
            worker = hiring.result()
        except OSError as error:
            raise CrewBroken(f"A worker process cannot start: {error}.", _MEND) from error
        if lost := worker.welcome():
            place.vacate()
            self._raise_if_closed()
            raise CrewBroken(f"A worker process cannot prepare itself: {lost.detail}.", _MEND)
        return worker

    def _raise_if_closed(self) -> None:
        if self._closed:
            raise CrewClosed("The work was stopped before it was done.", "Run the same command again to finish.")


class _Job:
    """Items given to a worker together; ``alone`` is one that is suspected already."""

    def __init__(self, indexes: Sequence[int], *, alone: bool = False) -> None:
        self.pending = list(indexes)
        self.announced = set(indexes)
        self.part = ""
        self._size = len(indexes)
        self._alone = alone

    def blame(self, lost: Lost) -> tuple[list[int], list[_Job]]:
        """The items charged with the loss, and the jobs in which others go on: suspects first, each alone."""
        suspects = self._suspects()
        rest = [index for index in self.pending if index not in suspects]
        together = [_Job(rest)] if rest else []
        if len(suspects) == 1 and (self._alone or lost.how != "crash"):
            return suspects, together
        return [], [_Job([index], alone=True) for index in suspects] + together

    def _suspects(self) -> list[int]:
        announced = [index for index in self.pending if index in self.announced]
        # A worker lost between two announcements accuses nobody, as long as it had given results; else all, or the
        # same job would be lost for ever.
        return announced or (self.pending if len(self.pending) == self._size else [])


class _Place:
    """One place in a crew and who works there. One thread at a time, save for ``kill``."""

    _worker: Worker | None = None

    def fill(self, terms: Terms) -> Worker:
        self.tidy()
        if self._worker is None:
            self._worker = Worker(terms)
        return self._worker

    def tidy(self) -> None:
        """Let a worker go that no job can be given to."""
        if self._worker is not None and not self._worker.is_fit():
            self.vacate()

    def vacate(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def kill(self) -> None:
        if (worker := self._worker) is not None:
            worker.kill()
