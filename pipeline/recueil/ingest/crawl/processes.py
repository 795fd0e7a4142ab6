"""Crawl several sources at once, each in a process of its own, whose memory and time are limited."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from recueil.errors import MirrorError, SourceUnreachable
from recueil.ingest.crawl.addresses import site_of
from recueil.ingest.crawl.night import CrawlJob
from recueil.ingest.remote.mirror import MirrorResult, mirror_folder_of
from recueil.ingest.remote.timeouts import RETRY_ADVICE
from recueil.ingest.remote.urls import redact_url
from recueil.ingest.workers.process import WorkerConfig, WorkerFailure, WorkerProcess
from recueil.translation import gettext as _

HANDLE = "recueil.ingest.crawl.night:handle"
_AT_ONCE = 4
"""Crawls wait for servers nearly all the time."""
_MEMORY_BYTES = 2_000_000_000


def sync_crawls(jobs: Sequence[CrawlJob], handle: str = HANDLE) -> list[MirrorResult]:
    """Crawl sources, those of one site one after the other; return the results in the order of the jobs.

    ``handle`` is the function that does it in the processes, as "module:function". Raise MirrorError.
    """
    if not jobs:
        return []
    sites: dict[str, list[int]] = {}
    for number, job in enumerate(jobs):
        sites.setdefault(site_of(job.source.crawl[0]), []).append(number)
    crawls = _Crawls(handle)
    results: dict[int, MirrorResult] = {}

    def run(numbers: Sequence[int]) -> None:
        for number in numbers:
            results[number] = crawls.run(jobs[number])

    with ThreadPoolExecutor(_AT_ONCE, "crawl") as pool:
        try:
            for done in [pool.submit(run, numbers) for numbers in sites.values()]:
                done.result()
        except BaseException:
            crawls.stop()  # else an interrupted run would wait for them
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [results[number] for number in range(len(jobs))]


class _Crawls:
    """The processes that run."""

    def __init__(self, handle: str) -> None:
        self._handle = handle
        self._lock = threading.Lock()
        self._running: set[WorkerProcess] = set()
        self._stopped = False

    def run(self, job: CrawlJob) -> MirrorResult:
        """Crawl a source in a process; raise MirrorError."""
        seconds = 1.2 * job.source.seconds + job.bounds.file
        with self._lock:
            if self._stopped:
                raise MirrorError(_("The crawl was interrupted."), RETRY_ADVICE)
            try:
                worker = WorkerProcess(WorkerConfig(self._handle, None, seconds, _MEMORY_BYTES))
            except OSError as error:
                return _report_end(
                    job, _("its process cannot be started: {strerror}").format(strerror=error.strerror)
                )
            self._running.add(worker)
        with closing(worker):
            message = _message_of(worker, job, seconds)
        self._running.discard(worker)
        match message:
            case ("results", [(_, MirrorResult() as result)]):
                return result
            case ("results", [(_, MirrorError() as unwritable)]):
                raise unwritable
            case WorkerFailure(detail=detail):
                return _report_end(job, detail)
        raise TypeError(message)

    def stop(self) -> None:
        """Kill all processes, and start no other."""
        with self._lock:
            self._stopped = True
            for worker in tuple(self._running):
                worker.kill()


def _report_end(job: CrawlJob, why: str) -> MirrorResult:
    """Return the result of a crawl that did not come to its end; what it has fetched by then stays."""
    message = _("{crawl}: its crawl was ended ({why}).").format(crawl=redact_url(job.source.crawl[0]), why=why)
    return MirrorResult(mirror_folder_of(job.source, job.mirror), SourceUnreachable(message, RETRY_ADVICE))


def _message_of(worker: WorkerProcess, job: CrawlJob, seconds: float) -> object:
    """Return the last message of a process about its job, or its failure."""
    if (failure := worker.await_ready()) is not None:
        return failure
    worker.send([0], [job])
    message = worker.receive(seconds)
    while isinstance(message, tuple) and message[0] == "announced":
        message = worker.receive(seconds)
    return message
