"""A pool of workers: each kind of poison costs only itself, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from tests.waiting import wait_until

from recueil.errors import WorkerPoolBroken, WorkerPoolClosed
from recueil.ingest.workers import process as guarded
from recueil.ingest.workers.pool import WorkerFailure, WorkerPool

HERE = Path(__file__).parent
PATIENCE = 60
MEMORY = 600_000_000

EXIT = WorkerFailure("crash", "exit status 3")
POISONS = {
    "segfault": WorkerFailure("crash", "ended by signal SIGSEGV"),
    "exit": EXIT,
    "kill": WorkerFailure("crash", "ended by signal SIGKILL"),
    "raise": WorkerFailure("crash", "ValueError: a defect"),
    "quit": WorkerFailure("crash", "SystemExit: 3"),
    "hang up": WorkerFailure("crash", "ended by signal SIGKILL"),
    "sealed": WorkerFailure("crash", "TypeError: sealed"),
    "garbled": WorkerFailure("crash", "ValueError: invalid literal for int() with base 10: 'garbled'"),
    "memory": WorkerFailure("memory", "more than 0.6 GB of memory"),
    "loop": WorkerFailure("time", "longer than 0.5 seconds"),
    "regex": WorkerFailure("time", "longer than 0.5 seconds"),
}
CLOSED = "The work was stopped before it was done. Run the same command again to finish."
# Those that take a second, and two of a batch: one of them is enough there.
IN_BATCHES = [poison for poison in POISONS if poison != "loop"]
# More than the line between two processes takes before the other end reads.
LARGE = 20_000_000


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))


def pool_of(
    handle: str, *, prepare: str | None = None, workers: int = 1, seconds: float = PATIENCE
) -> WorkerPool[str, Any]:
    return WorkerPool(f"pool_handlers:{handle}", prepare and f"pool_handlers:{prepare}", workers, seconds, MEMORY)


def limit_for(poison: str) -> float:
    return 0.5 if POISONS[poison].how == "time" else PATIENCE


def run_of(pool: WorkerPool[str, Any], *items: str) -> Iterator[tuple[int, Any]]:
    """A run that is thought to lose nothing."""
    return pool.run(items)


def result_of(pool: WorkerPool[str, Any], item: str) -> Any:
    ((_, result),) = pool.run([item])
    return result


def processes() -> Iterator[tuple[int, str, int, int]]:
    """Of every process: its id, its state, its parent, and the ticks it has run."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        yield int(path.parent.name), fields[0], int(fields[1]), int(fields[11])


def states() -> set[tuple[int, str]]:
    return {(pid, state) for pid, state, _, _ in processes()}


def running(pid: int) -> bool:
    return any(process == pid and state != "Z" for process, state in states())


@pytest.mark.parametrize("poison", POISONS)
def test_a_poison_alone_and_in_a_batch_announced_one_by_one(poison: str) -> None:
    with pool_of("singly", seconds=limit_for(poison)) as pool:
        assert list(pool.run([poison])) == [(0, POISONS[poison])]
        if poison in IN_BATCHES:
            results = list(pool.run(["a", poison, "b", "c"]))
            assert results == [(0, "A"), (1, POISONS[poison]), (2, "B"), (3, "C")]


@pytest.mark.slow
@pytest.mark.parametrize("poison", IN_BATCHES)
def test_a_poison_in_a_batch_announced_together(poison: str) -> None:
    with pool_of("together", seconds=limit_for(poison)) as pool:
        results = sorted(pool.run(["a", "b", poison, "c"]), key=itemgetter(0))
    assert results == [(0, "A"), (1, "B"), (2, POISONS[poison]), (3, "C")]


def test_the_part_that_ended_a_worker_is_known() -> None:
    with pool_of("in_parts") as pool:
        assert list(pool.run(["a b", "c exit d"])) == [(0, "A B"), (1, replace(EXIT, part="exit"))]


def test_poisons_beside_each_other() -> None:
    with pool_of("together") as pool:
        assert list(pool.run(["exit", "a", "raise", "memory", "b"])) == [
            (0, EXIT),
            (1, "A"),
            (2, POISONS["raise"]),
            (3, POISONS["memory"]),
            (4, "B"),
        ]


def test_results_come_in_the_order_of_the_worker() -> None:
    with pool_of("together") as pool:
        assert list(pool.run(["a", "b", "c"])) == [(0, "A"), (2, "C"), (1, "B")]
        assert list(pool.run([])) == []


def test_a_worker_that_announces_nothing_has_all_its_items_tried_alone() -> None:
    with pool_of("silently") as pool:
        assert list(pool.run(["a", "exit", "b"])) == [(0, "A"), (1, EXIT), (2, "B")]


def test_a_worker_lost_between_two_announcements_costs_nothing() -> None:
    with pool_of("stumbling") as pool:
        assert list(pool.run(["a", "b", "c"])) == [(0, "A"), (1, "B"), (2, "C")]


def test_no_result_is_missing_or_given_twice_whatever_the_function_yields() -> None:
    with pool_of("careless") as pool:
        assert list(pool.run(["a", "forget", "twice", "b"])) == [
            (0, "A"),
            (2, "TWICE"),
            (3, "B"),
            (1, WorkerFailure("crash", "LookupError: no result for [0]")),
        ]


def test_a_worker_hears_no_terminal_and_says_nothing_to_it(capfd: pytest.CaptureFixture[str]) -> None:
    with pool_of("singly") as pool:
        assert list(pool.run(["print", "interrupt", "a"])) == [(0, "PRINT"), (1, "INTERRUPT"), (2, "A")]
    assert capfd.readouterr() == ("", "a stray line \n")


def test_a_worker_killed_for_anothers_sins(tmp_path: Path) -> None:
    file, pid = tmp_path / "file", tmp_path / "file.pid"
    with pool_of("linger") as pool, ThreadPoolExecutor() as threads:
        results = threads.submit(list, pool.run([str(file)]))
        wait_until(pid.exists)
        os.kill(int(pid.read_text()), signal.SIGKILL)
        file.write_text("innocent")
        assert results.result(PATIENCE) == [(0, "innocent")]


def test_a_worker_killed_while_it_has_nothing_to_do() -> None:
    with pool_of("introduce") as pool:
        first, *_ = result_of(pool, "a")
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: not running(first))
        results = dict(run_of(pool, "b", "c"))
    second = results[0][0]
    assert second != first
    assert results == {0: (second, [], 2), 1: (second, [], 2)}


@pytest.mark.slow
def test_a_job_and_a_result_larger_than_the_line() -> None:
    with pool_of("singly") as pool:
        assert list(pool.run(["a" * LARGE, "exit", "b" * LARGE])) == [
            (0, "A" * LARGE),
            (1, EXIT),
            (2, "B" * LARGE),
        ]


def test_a_worker_that_ends_before_it_has_heard_its_job() -> None:
    with WorkerPool[str, str]("pool_handlers:singly", None, 1, PATIENCE, 5 * LARGE) as pool:
        assert list(pool.run(["a", "b" * 5 * LARGE])) == [
            (0, "A"),
            (1, WorkerFailure("memory", "more than 0.1 GB of memory")),
        ]


@pytest.mark.slow
@pytest.mark.parametrize("item", ["b", "b" * LARGE], ids=["small", "large"])
def test_a_worker_that_stands_still_before_its_job(item: str) -> None:
    with pool_of("introduce", seconds=0.5) as pool:
        pid, *_ = result_of(pool, "a")
        os.kill(pid, signal.SIGSTOP)
        assert list(pool.run([item])) == [(0, POISONS["loop"])]
        assert not running(pid)


def test_a_worker_that_stands_still_within_a_result() -> None:
    with pool_of("sign", seconds=0.5) as pool:
        results = run_of(pool, "1", str(LARGE))
        _, (_, pid) = next(results)
        wait_until(lambda: (pid, "S") in states())  # the rest of its result waits until we read
        os.kill(pid, signal.SIGSTOP)
        assert list(results) == [(1, POISONS["loop"])]
        assert not running(pid)


def test_threads_have_a_worker_each(tmp_path: Path) -> None:
    with pool_of("meet", workers=2) as pool, ThreadPoolExecutor() as threads:
        runs = [threads.submit(list, pool.run([str(tmp_path)] * 3)) for _ in range(2)]
        found = [run.result(PATIENCE) for run in runs]
    workers = [int(path.name) for path in tmp_path.iterdir()]
    assert sorted(found) in [[[(i, pid) for i in range(3)] for pid in order] for order in (workers, workers[::-1])]


def test_more_threads_than_workers_wait_for_each_other() -> None:
    with pool_of("singly", workers=2) as pool, ThreadPoolExecutor(5) as threads:
        runs = [threads.submit(list, pool.run(["a", "exit", "b"])) for _ in range(5)]
        assert [run.result(PATIENCE) for run in runs] == [[(0, "A"), (1, EXIT), (2, "B")]] * 5


def test_a_worker_is_prepared_once() -> None:
    with pool_of("introduce", prepare="prepare") as pool:
        pool.start()
        pid, *_ = result_of(pool, "a")
        assert list(pool.run(["b", "c"])) == [(0, (pid, [pid], 2)), (1, (pid, [pid], 2))]


@pytest.mark.parametrize(
    ("prepare", "detail"),
    [
        ("prepare_nothing", "OSError: there is no model here"),
        ("prepare_to_die", "exit status 4"),
        ("prepare_greedily", "more than 0.6 GB of memory"),
        ("prepare_for_ever", "longer than 1 seconds"),
        ("forgotten", "AttributeError: module 'pool_handlers' has no attribute 'forgotten'"),
    ],
)
def test_a_pool_that_cannot_be_prepared(monkeypatch: pytest.MonkeyPatch, prepare: str, detail: str) -> None:
    monkeypatch.setattr(guarded, "_START_SECONDS", 1 if prepare == "prepare_for_ever" else PATIENCE)
    with pool_of("singly", prepare=prepare) as pool:
        pool.start()
        with pytest.raises(WorkerPoolBroken) as broken:
            list(pool.run(["a"]))
    mend = "Mend what it names and run again; nothing is lost."
    assert str(broken.value) == f"A worker process cannot prepare itself: {detail}. {mend}"


def test_a_pool_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with (
        pool_of("singly") as pool,
        pytest.raises(WorkerPoolBroken, match=r"cannot start: \[Errno 2\] No such file"),
    ):
        list(pool.run(["a"]))


def test_a_run_that_is_given_up_costs_its_worker_and_not_its_place() -> None:
    with pool_of("introduce") as pool:
        run = run_of(pool, "a", "b")
        _, (first, *_) = next(run)
        del run
        assert not running(first)
        second, *_ = result_of(pool, "c")
        assert result_of(pool, "d") == (second, [], 1)


def test_a_run_that_is_interrupted_costs_its_worker_and_not_its_place(tmp_path: Path) -> None:
    file, pid = tmp_path / "file", tmp_path / "file.pid"

    def interrupt() -> None:
        wait_until(pid.exists)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    with pool_of("linger") as pool, ThreadPoolExecutor() as threads:
        interrupting = threads.submit(interrupt)
        with pytest.raises(KeyboardInterrupt):
            list(pool.run([str(file)]))
        interrupting.result()
        assert not running(int(pid.read_text()))
        file.write_text("read after all")
        assert result_of(pool, str(file)) == "read after all"


def test_closing_ends_the_iterations_of_all_threads() -> None:
    heard: SimpleQueue[tuple[int, object]] = SimpleQueue()

    def hear() -> None:
        for result in pool.run(["a", "loop"]):
            heard.put(result)

    pool = pool_of("singly", workers=2)
    with ThreadPoolExecutor(3) as threads:
        runs = [threads.submit(hear) for _ in range(3)]
        assert [heard.get(timeout=PATIENCE) for _ in range(2)] == [(0, "A")] * 2
        pool.close()
        errors = [run.exception(PATIENCE) for run in runs]
    assert [(type(error), str(error)) for error in errors] == [(WorkerPoolClosed, CLOSED)] * 3
    assert heard.empty()
    with pytest.raises(WorkerPoolClosed):
        list(pool.run(["a"]))
    pool.close()


def test_closing_ends_an_iteration_of_the_same_thread() -> None:
    with pool_of("singly") as pool:
        results = pool.run(["a", "loop"])
        assert next(results) == (0, "A")
    with pytest.raises(WorkerPoolClosed):
        next(results)


@pytest.mark.parametrize(("handle", "lost"), [("nest", POISONS["loop"]), ("desert", EXIT)])
def test_what_a_worker_has_started_ends_with_it(tmp_path: Path, handle: str, lost: WorkerFailure) -> None:
    file = tmp_path / "pid"
    with pool_of(handle, seconds=limit_for("loop") if handle == "nest" else PATIENCE) as pool:
        assert list(pool.run([str(file)])) == [(0, lost)]
    pid = int(file.read_text())
    wait_until(lambda: not running(pid))


def test_what_a_worker_leaves_half_done_goes_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "litter"
    monkeypatch.setenv("LITTER", str(told))
    with pool_of("litter") as pool:
        assert list(pool.run(["a", "exit"])) == [(0, "A"), (1, EXIT)]
        left = [Path(name) for name in told.read_text().splitlines()]
        assert len(left) == 3  # the second item is tried twice
    assert not any(path.exists() or path.parent.exists() for path in left)


def start(program: str) -> subprocess.Popen[str]:
    """A parent of its own, whose pool of two runs spells."""
    head = "import os, sys, threading\nfrom recueil.ingest.workers.pool import WorkerPool\n"
    return subprocess.Popen(
        [sys.executable, "-c", head + program],
        env=os.environ | {"PYTHONPATH": str(HERE)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_workers_die_with_a_parent_that_is_killed() -> None:
    parent = start(f"""
with WorkerPool("pool_handlers:singly", None, 2, {PATIENCE}, {MEMORY}) as pool:
    pool.start()
    for result in pool.run(["a", "regex"]):
        print(result, flush=True)
""")
    assert parent.stdout is not None
    assert parent.stdout.readline() == "(0, 'A')\n"
    workers = {pid: ticks for pid, _, up, ticks in processes() if up == parent.pid}
    assert len(workers) == 2
    wait_until(lambda: any(ticks > workers.get(pid, ticks) + 10 for pid, _, _, ticks in processes()))
    parent.kill()
    parent.communicate()
    wait_until(lambda: not any(map(running, workers)))


@pytest.mark.slow
def test_a_closed_pool_leaves_nothing_behind() -> None:
    parent = start(f"""
def held():
    children = [open(f"/proc/self/task/{{task}}/children").read() for task in os.listdir("/proc/self/task")]
    return len(os.listdir("/proc/self/fd")), threading.active_count(), children

print(held())
with WorkerPool("pool_handlers:singly", None, 2, 1, {MEMORY}) as pool:
    pool.start()
    for _ in range(2):
        list(pool.run(["a", "exit", "raise", "loop", "memory", "b"]))
    next(pool.run(["a", "loop"]))
    print(held())
print(held())
""")
    out, _ = parent.communicate(timeout=PATIENCE)
    before, during, after = out.splitlines()
    assert before == after
    assert during != before
