"""What is decided of a Dask cluster: who may do the work of a run, and what is told of what became of it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prefect.logging import disable_run_logger
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Failed
from tests.flows.machinery import free_port
from tests.ingest.remote.site import serving, status
from tests.tables import each_row

import fr_recueil
from recueil.cli.app import main
from recueil.errors import ClusterUnfit, ClusterUnreachable, FlowError, PdfBroken, SettingsError, StoreBusy
from recueil.ingest.file_results import Failure, FileResult, Ingested
from recueil.ingest.host import this_process
from recueil.ingest.plan import Plan, SourceFile, plan_ingest
from recueil.ingest.remote.mirror import MirrorOrigins
from recueil.readers.document import Document
from recueil.settings import Limits, Settings, Source
from recueil.store.ledger.runs import RunStart
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil_flows import dask_cluster as cluster_module
from recueil_flows import dask_worker
from recueil_flows import process_context as process_context_module
from recueil_flows.dask_cluster import DaskExecutor, check_scheduler
from recueil_flows.dask_worker import (
    Batch,
    PoolPlugin,
    WorkerRequirements,
    check_worker,
    run_batch,
    run_batch_task,
)
from recueil_flows.process_context import subscribe

SHARED = "postgresql://recueil@localhost/recueil"
VERSION = fr_recueil.version()


# ---- before anything is started


@each_row(
    "address",
    [
        "",
        "host:8786",
        "http://host:8786",
        "tcp://host",
        "tcp://host:",
        "tcp://:8786",
        "tcp://host:8786/x",
        "tcp://a@host:1",
        "tcp://host:x",
        "tcp://host:99999",
        "tcp://ho st:1",
        "tcp://host:1?x",
    ],
)
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(ClusterUnreachable) as refused:
        check_scheduler(Settings(store=SHARED, dask=address))
    assert refused.value.message == f"{address!r} is not the address of a Dask scheduler."


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
def test_a_scheduler_that_does_not_answer_is_named_with_the_next_step(
    host: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    address = f"tcp://{host}:{free_port()}"
    monkeypatch.setattr(sys, "argv", ["recueil", "ingest", str(tmp_path), "--dask", address, "--store", SHARED])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    message = " ".join(capsys.readouterr().err.split())
    assert f"No Dask scheduler answers at {address} (" in message
    assert message.endswith("Start it with `dask scheduler`, or correct --dask or RECUEIL_DASK.")


def test_a_store_in_a_file_is_refused() -> None:
    with pytest.raises(ClusterUnfit, match=r"^The workers of a cluster cannot share a store in SQLite\."):
        check_scheduler(Settings(store="sqlite:///recueil.db", dask="tcp://localhost:8786"))


def test_without_dask_it_is_told_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "is_installed", lambda extra: False)
    with pytest.raises(ClusterUnreachable, match=r"^Dask is not installed\. pip install 'recueil\[dask\]'"):
        check_scheduler(Settings(store=SHARED, dask="tcp://localhost:8786"))


# ---- before any work


@dataclass
class Client:
    """A cluster whose scheduler raises an error, if it has one, and whose workers answer this."""

    answers: dict[str, Exception | None]
    problem: Exception | None = None
    asked: list[Any] = field(default_factory=list)

    def run_on_scheduler(self, function: object, version: str) -> None:
        if self.problem is not None:
            raise self.problem

    def run(self, function: object, wanted: WorkerRequirements, on_error: str) -> dict[str, Exception | None]:
        self.asked.append((function, wanted, on_error))
        return self.answers


def looked_over(client: Any) -> None:
    with temporary_settings({PREFECT_API_URL: "http://prefect.example/api"}):
        cluster_module._check_workers(client, "tcp://s:1", "run 1")


UNFIT = ClusterUnfit("it has another store than the run: process 7, started in /srv.", "Set it.")
AGAIN = "Install there what is installed here, 'recueil[dask]', and start it again."


@pytest.mark.parametrize(
    ("client", "error", "advice"),
    [
        (
            Client({}),
            ClusterUnreachable("The Dask cluster at tcp://s:1 has no workers."),
            "Start some with `dask worker tcp://s:1`, each in its working folder.",
        ),
        (
            Client({"tcp://w:1": None, "tcp://w:2": UNFIT}),
            ClusterUnfit(
                "The Dask worker at tcp://w:2: it has another store than the run: process 7, started in /srv."
            ),
            "Set it.",
        ),
        (
            Client(
                {"tcp://w:1": SettingsError("RECUEIL_FAILED_SHARE: too much.", "Correct it."), "tcp://w:2": None}
            ),
            ClusterUnfit("The Dask worker at tcp://w:1: RECUEIL_FAILED_SHARE: too much."),
            "Correct it.",
        ),
        (
            Client({"tcp://w:1": ModuleNotFoundError("No module named 'recueil_flows'")}),
            ClusterUnfit(
                "The Dask worker at tcp://w:1 has no Recueil that works (No module named 'recueil_flows')."
            ),
            AGAIN,
        ),
        (
            Client(
                {"tcp://w:1": None},
                ClusterUnfit("it has version 1 of the pipeline, and the run 2.", "Install it."),
            ),
            ClusterUnfit("The Dask scheduler at tcp://s:1: it has version 1 of the pipeline, and the run 2."),
            "Install it.",
        ),
        (
            Client({"tcp://w:1": None}, ImportError("no recueil_flows")),
            ClusterUnfit("The Dask scheduler at tcp://s:1 has no Recueil that works (no recueil_flows)."),
            AGAIN,
        ),
    ],
    ids=["no workers", "another store", "wrong settings", "no Recueil", "another version", "no Recueil there"],
)
def test_a_cluster_that_is_of_no_use_to_a_run_is_refused(
    client: Client, error: ClusterUnfit | ClusterUnreachable, advice: str
) -> None:
    with pytest.raises(type(error)) as refused:
        looked_over(client)
    assert (refused.value.message, refused.value.advice) == (error.message, advice)


def test_every_worker_is_told_what_the_run_wants() -> None:
    client = Client({"tcp://w:1": None})
    looked_over(client)
    assert client.asked == [
        (check_worker, WorkerRequirements("run 1", VERSION, "http://prefect.example/api"), "return")
    ]


def test_without_a_prefect_api_that_workers_reach_it_is_refused() -> None:
    client: Any = Client({"tcp://w:1": None})
    with (
        temporary_settings(restore_defaults={PREFECT_API_URL}),
        pytest.raises(ClusterUnfit, match=r"^There is no Prefect API that workers could reach\."),
    ):
        cluster_module._check_workers(client, "tcp://s:1", "run 1")


# ---- in a worker


@pytest.fixture
def shared(store: str, untouched: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store that a worker's settings name."""
    shutil.copyfile(untouched, tmp_path / "recueil.db")
    monkeypatch.setenv("RECUEIL_STORE", store)
    monkeypatch.setattr(dask_worker, "get_worker", lambda: SimpleNamespace(address="tcp://w:1"))
    with open_store(store) as opened:
        yield opened


def begin(store: Store) -> str:
    return store.ledger.begin(RunStart("ingest", this_process(), VERSION), {}, datetime.now(UTC))


OTHERWISE = f"it has version {VERSION} of the pipeline, and the run later."
ELSEWHERE = "it has another store than the run: process {process}, started in {folder}."


def test_a_worker_looks_whether_it_is_of_use(shared: Store) -> None:
    run = begin(shared)
    with serving() as site:
        site.answers["/api/health"] = status(200)
        check_worker(WorkerRequirements(run, VERSION, f"{site.url}/api"))
        assert site.paths() == ["/api/health"]
    for expected, message in (
        (WorkerRequirements(run, "later", site.url), OTHERWISE),
        (
            WorkerRequirements("of another", VERSION, site.url),
            ELSEWHERE.format(process=os.getpid(), folder=Path.cwd()),
        ),
        (
            WorkerRequirements(run, VERSION, f"{site.url}/api"),
            f"the Prefect API at {site.url}/api does not answer it ([Errno 111] Connection refused).",
        ),
    ):
        with pytest.raises(ClusterUnfit) as refused:
            check_worker(expected)
        assert refused.value.message == message


def test_a_worker_refuses_a_batch_that_it_would_do_otherwise_or_elsewhere(shared: Store) -> None:
    batch = Batch((1,), begin(shared), VERSION, False, {})
    for wrong, message in (
        (replace(batch, version="later"), OTHERWISE),
        (replace(batch, run="of another"), ELSEWHERE.format(process=os.getpid(), folder=Path.cwd())),
    ):
        with pytest.raises(ClusterUnfit) as refused:
            run_batch(wrong)
        assert refused.value.message == f"The Dask worker at tcp://w:1: {message}"


@pytest.mark.usefixtures("thread_pool")
def test_a_worker_does_a_batch_with_its_own_settings(shared: Store, folder: Path) -> None:
    run, files = begin(shared), sorted(folder.glob("acte*"))
    numbers = plan_ingest(shared, map(SourceFile, files), VERSION, Limits(), datetime.now(UTC)).work
    with disable_run_logger():
        run_batch(Batch(numbers[:2], run, VERSION, False, {}))
    assert [(work.source, work.state, work.run) for work in shared.ledger.by_ids(numbers)] == [
        (files[0].as_uri(), "done", run),
        (files[1].as_uri(), "done", run),
        (files[2].as_uri(), "pending", None),
    ]


@pytest.mark.parametrize(("setting", "workers"), [(None, 3), ("2", 2)])
def test_a_worker_has_as_many_processes_as_it_is_set_or_as_it_has_threads(
    setting: str | None, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUEIL_WORKERS", setting) if setting else monkeypatch.delenv("RECUEIL_WORKERS")
    log: list[object] = []
    monkeypatch.setattr(process_context_module, "start_pool", lambda settings: log.append(settings.workers))
    monkeypatch.setattr(process_context_module, "stop_pool", lambda: log.append("stopped"))
    worker: Any = SimpleNamespace(state=SimpleNamespace(nthreads=3))
    PoolPlugin().setup(worker)
    PoolPlugin().teardown(worker)
    assert log == [workers, "stopped"]


# ---- batches


@dataclass
class Runner:
    """A task runner whose cluster has these threads, or is lost."""

    threads: dict[str, int] = field(default_factory=dict)
    problem: BaseException | None = None
    submitted: list[tuple[object, dict[str, Any]]] = field(default_factory=list)

    @property
    def client(self) -> SimpleNamespace:
        return SimpleNamespace(nthreads=self._threads)

    def _threads(self) -> dict[str, int]:
        if self.problem is not None:
            raise self.problem
        return self.threads

    def submit(self, task: object, parameters: dict[str, Any]) -> SimpleNamespace:
        if self.problem is not None:
            raise self.problem
        self.submitted.append((task, parameters))
        return SimpleNamespace(task_run_id=len(self.submitted), wrapped_future=Future())


def cluster_of(runner: Any, store: Store, run: str, tmp_path: Path, *sources: Source) -> Any:
    return DaskExecutor(runner, store, run, partial(MirrorOrigins, sources, tmp_path / "mirror"))


@pytest.mark.parametrize(("threads", "width"), [({"w1": 2, "w2": 1}, 6), ({}, 2)])
def test_twice_as_many_batches_are_under_way_as_are_done_at_once(
    threads: dict[str, int], width: int, shared: Store, tmp_path: Path
) -> None:
    assert cluster_of(Runner(threads), shared, "1", tmp_path).max_in_flight() == width


LOST = (
    "The Dask scheduler was lost. What is done is in the store: when the cluster is back, run the same command again "
    "to finish."
)


@pytest.mark.parametrize("problem", [CancelledError(), OSError("Timed out")], ids=["cancelled", "away"])
def test_a_scheduler_that_is_lost_is_told(problem: BaseException, shared: Store, tmp_path: Path) -> None:
    cluster = cluster_of(Runner(problem=problem), shared, "1", tmp_path)
    calls: list[Callable[[], object]] = [cluster.max_in_flight, lambda: cluster.submit([1], stored_text=True)]
    for call in calls:
        with pytest.raises(ClusterUnreachable) as lost:
            call()
        assert str(lost.value) == LOST


@pytest.fixture
def planned(shared: Store, folder: Path) -> Plan:
    return plan_ingest(shared, map(SourceFile, sorted(folder.glob("acte*"))), VERSION, Limits(), datetime.now(UTC))


def test_a_batch_is_its_numbers_and_what_has_a_url(shared: Store, planned: Plan, tmp_path: Path) -> None:
    source = Source(url="memory://actes")
    runner = Runner()
    cluster = cluster_of(runner, shared, "run 1", tmp_path, source)
    cluster.submit(planned.work[:2], stored_text=False)
    cluster.submit(planned.work[2:], stored_text=True)
    assert runner.submitted == [
        (run_batch_task, {"batch": Batch(planned.work[:2], "run 1", VERSION, False, {})}),
        (run_batch_task, {"batch": Batch(planned.work[2:], "run 1", VERSION, True, {})}),
    ]


class KilledWorker(Exception):
    """As Dask raises it."""


@pytest.mark.parametrize(
    ("ended", "result"),
    [
        (SimpleNamespace(result=lambda raise_on_failure: None), None),
        (Failed(data=StoreBusy("locked.")), (StoreBusy, "locked.")),
        (KilledWorker("a worker died"), (FlowError, "KilledWorker: a worker died")),
        (CancelledError(), (ClusterUnreachable, LOST)),
    ],
    ids=["well", "failed", "killed", "lost"],
)
def test_the_watcher_hears_what_the_ledger_says_of_a_batch_however_it_ended(
    ended: Any, result: tuple[type[Exception], str] | None, shared: Store, planned: Plan, tmp_path: Path
) -> None:
    run, (good, bad, theirs) = begin(shared), planned.work
    claims = shared.ledger.claim(run, [good, bad], lambda owner: False, datetime.now(UTC))
    shared.ledger.fail(claims[1], PdfBroken("b.pdf: cut short."), datetime.now(UTC))
    with open_store(os.environ["RECUEIL_STORE"]) as opened:
        opened.ledger.complete(
            claims[0], Document("", (), claims[0].sha256, 0, "text/plain"), [], datetime.now(UTC)
        )
        (other,) = opened.ledger.claim(begin(opened), [theirs], lambda owner: False, datetime.now(UTC))
        opened.ledger.fail(other, PdfBroken("c.pdf: cut short."), datetime.now(UTC))
    cluster = cluster_of(Runner(), shared, run, tmp_path)
    future = cluster.submit(planned.work, stored_text=True)
    if isinstance(ended, BaseException):
        future.wrapped_future.set_exception(ended)
    else:
        future.wrapped_future.set_result(ended)
    heard: list[Any] = []
    with subscribe(heard.append):
        if isinstance(ended, CancelledError):
            with pytest.raises(ClusterUnreachable) as lost:
                cluster.result(future)
            outcome: object = lost.value
        else:
            outcome = cluster.result(future)
    assert (None if outcome is None else (type(outcome), str(outcome))) == result
    first, second, _ = shared.ledger.by_ids(planned.work)
    expected: list[FileResult] = [
        Ingested(first.source),
        Failure(second.source, "pdf-broken", "b.pdf: cut short.", bad),
    ]
    assert heard == expected
