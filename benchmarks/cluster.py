"""How much faster two workers of a Dask cluster are than one, and what their work costs whom.

    python benchmarks/cluster.py [--number 2000] [--batch 32] [--share 1]

Makes so many acts of the generator, a PostgreSQL server, a Prefect server and a Dask scheduler, all on this
machine, and ingests the acts with one worker, then, into another store, with two: each has one hand and two
threads, and has done some other acts before. Acts per second are those between the first claim and the last act of
a run; CPU seconds are of the whole command. Exit status 1 where two workers are not 1.8 times as fast as one: that
takes as many cores as there are workers, and some for the rest. Where they are wanting, ``--share 0.25`` lets each
worker and its hand run a quarter of the time, one worker while the other rests: so the rest of the machine is what
the servers would have elsewhere.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import psycopg
from sqlalchemy import make_url
from storing.server import running

from recueil.store.open import open_store

ROOT = Path(__file__).parent.parent
GENERATE = [sys.executable, str(ROOT / "corpus" / "generator.py")]
WARM = 64
WANTED = 1.8
_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE = 300
_GROUP, _WORKER = "RECUEIL_BENCHMARK_GROUP", "RECUEIL_BENCHMARK_WORKER"
_TURN = 0.08


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument(
        "--share", type=float, default=1, help="of the time, that a worker may run; at most 0.5, or 1"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        Path(scratch).chmod(0o755)  # PostgreSQL runs as somebody else
        rates = measure(Path(scratch), args.number, args.batch, args.share)
    ratio = rates[1] / rates[0]
    limit = "" if args.share == 1 else f", each held to {args.share:.0%} of the time"
    print(f"two workers are {ratio:.2f} times as fast as one, on {os.cpu_count()} cores{limit}")
    sys.exit(0 if ratio >= WANTED else 1)


def measure(scratch: Path, number: int, batch: int, share: float) -> list[float]:
    """Acts per second with one worker and with two."""
    for name, many, seed in (("warm", WARM, 2), ("acts", number, 1)):
        words = [str(scratch / name), "--number", str(many), "--seed", str(seed)]
        subprocess.run([*GENERATE, *words], check=True)
    rates = []
    with running(scratch / "postgres") as server, prefect(scratch) as api:
        for workers in (1, 2):
            store = database(server, f"workers_{workers}")
            settings = {"RECUEIL_STORE": store, "PREFECT_API_URL": api, "RECUEIL_BATCH": str(batch)}
            with cluster(scratch, workers, settings) as address:
                ingest(scratch / "warm", address, settings)
                before = spent(scratch)
                with limited_to_share(workers, share):
                    ingest(scratch / "acts", address, settings)
                rates.append(rate(store, scratch / "acts"))
                print(f"{workers} worker{'s'[: workers - 1]}: {rates[-1]:.1f} acts/s")
                show(spent(scratch) - before)
    return rates


def database(server: str, name: str) -> str:
    """The address of a new database."""
    address = make_url(server)
    plain = address.set(drivername="postgresql").render_as_string()
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return address.set(database=name).render_as_string()


@dataclass(frozen=True)
class Starting:
    """Starts processes in a folder, which end with the block that has it; what they say is in files there."""

    folder: Path
    ends: ExitStack

    def start(self, group: str, words: list[str], folder: Path, settings: dict[str, str]) -> None:
        folder.mkdir(exist_ok=True)
        with (folder / "said").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *words],
                env=environment(self.folder, group) | settings,
                cwd=folder,
                stdout=log,
                stderr=log,
            )
        self.ends.callback(process.wait)
        self.ends.callback(process.terminate)


def environment(scratch: Path, group: str) -> dict[str, str]:
    own = {_GROUP: group, "PREFECT_HOME": str(scratch / "home"), "OPENBLAS_NUM_THREADS": "1", "DO_NOT_TRACK": "1"}
    quiet = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    return {name: value for name, value in os.environ.items() if not name.startswith("RECUEIL_")} | own | quiet


@contextmanager
def prefect(scratch: Path) -> Iterator[str]:
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    with ExitStack() as ends:
        words = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
        Starting(scratch, ends).start("Prefect server", words, scratch / "prefect", {})
        wait_until(lambda: urllib.request.urlopen(f"{api}/health", timeout=5).status == 200)  # noqa: S310
        yield api


@contextmanager
def cluster(scratch: Path, workers: int, settings: dict[str, str]) -> Iterator[str]:
    """The address of a scheduler that has so many workers."""
    from distributed import Client

    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    common = ["--no-dashboard", "--preload", "recueil_flows.dask_worker"]
    with ExitStack() as ends:
        starting = Starting(scratch, ends)
        words = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), *common]
        starting.start("Dask scheduler", words, scratch / "scheduler", {})
        for number in range(workers):
            words = ["distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "2", *common]
            folder = scratch / f"worker{number}"
            hand = {"RECUEIL_WORKERS": "1", _WORKER: str(number)}
            starting.start("Dask workers", [*words, "--local-directory", str(folder)], folder, settings | hand)
        with Client(address, timeout=_PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=_PATIENCE)
        yield address


def ingest(folder: Path, address: str, settings: dict[str, str]) -> None:
    words = [sys.executable, "-m", "recueil", "ingest", str(folder), "--dask", address]
    env = environment(folder.parent, "command") | settings
    subprocess.run(words, check=True, env=env, cwd=folder.parent, stdout=subprocess.DEVNULL)


def rate(store: str, folder: Path) -> float:
    """Acts per second of the run that brought a folder in."""
    start = folder.as_uri()
    with open_store(store) as opened:
        works = [work for work in opened.ledger.active(["done"]) if work.source.startswith(f"{start}/")]
    times = [(work.started, work.finished) for work in works if work.started and work.finished]
    lasted = max(finished for _, finished in times) - min(started for started, _ in times)
    return len(works) / lasted.total_seconds()


@contextmanager
def limited_to_share(workers: int, share: float) -> Iterator[None]:
    """Let each worker run only a share of the time in this block, one after the other."""
    if share == 1:
        yield
        return
    over = threading.Event()
    keeper = threading.Thread(target=_take_turns, args=(workers, share, over))
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _take_turns(workers: int, share: float, over: threading.Event) -> None:
    while not over.is_set():
        processes = [processes_of(number) for number in range(workers)]
        _send_signal(processes, signal.SIGSTOP)
        for _ in range(20):
            for each in processes:
                _send_signal([each], signal.SIGCONT)
                time.sleep(_TURN * share)
                _send_signal([each], signal.SIGSTOP)
                time.sleep(_TURN * (1 / workers - share))
        _send_signal(processes, signal.SIGCONT)


def processes_of(worker: int) -> list[int]:
    """A worker, and what it has started."""
    mark, found = f"{_WORKER}={worker}".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
    return found


def _send_signal(processes: list[list[int]], number: int) -> None:
    for each in chain.from_iterable(processes):
        with suppress(ProcessLookupError):
            os.kill(each, number)


# Who spends the CPU


def spent(scratch: Path) -> Counter[str]:
    """CPU seconds so far, by group; of processes that have ended, where those who started them have not."""
    seconds: Counter[str] = Counter()
    own = os.times()
    seconds["command"] = own.children_user + own.children_system  # type: ignore[assignment]
    postmaster = int((scratch / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if group := group_of(process, postmaster):
                seconds[group] += cpu(process, ended=int(process.name) == postmaster)  # type: ignore[assignment]
    return seconds


def group_of(process: Path, postmaster: int) -> str | None:
    if int(process.name) == postmaster or int(fields(process)[1]) == postmaster:
        return "PostgreSQL"
    for setting in (process / "environ").read_bytes().split(b"\0"):
        if setting.startswith(f"{_GROUP}=".encode()):
            is_hand = b"recueil.ingest.workers.process" in (process / "cmdline").read_bytes()
            return "pools" if is_hand else setting.decode().partition("=")[2]
    return None


def fields(process: Path) -> list[str]:
    """What /proc tells of a process, from its state on."""
    return (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()


def cpu(process: Path, *, ended: bool) -> float:
    """CPU seconds of a process, and with ``ended`` of those of its children that have ended."""
    user, system, ended_user, ended_system = map(int, fields(process)[11:15])
    return (user + system + (ended_user + ended_system if ended else 0)) / _TICKS


def show(seconds: Counter[str]) -> None:
    for group, many in sorted(seconds.items(), key=lambda item: -item[1]):
        print(f"  {group:<16}{many:>8.1f} s of CPU")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        with suppress(OSError):
            if condition():
                return
        if time.monotonic() > deadline:
            raise TimeoutError("a server does not answer")
        time.sleep(0.2)


if __name__ == "__main__":
    main()
