"""The store at 200,000 acts, on SQLite and on PostgreSQL: how fast it takes acts in and how fast it answers.

    python benchmarks/store.py [--acts 200000] [--store URL …] [--keep FOLDER]

Makes the stores (PostgreSQL is started from Debian's package, and stopped), and prints for each: acts per second,
one transaction per act and hundreds together; bytes per act; p50 and p95 of the questions Q1 to Q8 through Recueil
beside SQL written by hand, on the same store, in turn, private persons shown by both; how both grow from a quarter
of the acts to all; how long 8 readers wait, alone and while one writer ingests. With ``--keep`` the stores stay,
and are used again.

Exit status 1 when the p95 of a question is above 1.5 times that of the SQL, that of a kind of readers' questions
above 3 times what it is without the writer, or a reader or the writer failed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url
from storing import crowd, server, sizes
from storing.handwritten import database
from storing.making import Maker, one_by_one
from storing.questions import questions
from storing.timing import Times, in_turn, p95

from recueil.query import parse
from recueil.store.open import open_store
from recueil.store.store import Store

SLOWER, WAITING = 1.5, 3.0
QuestionTimes = dict[str, tuple[int, Times, Times]]
"""Per question the acts that answer, the times of Recueil and those of the SQL."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--acts", type=int, default=200_000)
    parser.add_argument("--store", nargs="+", default=[], metavar="URL", help="of empty stores, in place of both")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--single", type=int, default=2_000, help="acts written one by one")
    parser.add_argument("--seconds", type=float, default=30, help="that the readers ask, each time")
    args = parser.parse_args()
    with stores(args) as urls:
        missed = [miss for url in urls for miss in measure(url, args)]
    for miss in missed:
        print(f"missed: {miss}")
    sys.exit(1 if missed else 0)


@contextmanager
def stores(args: argparse.Namespace) -> Iterator[list[str]]:
    """The addresses of the stores asked for, or of one of each kind."""
    if args.store:
        yield args.store
        return
    with tempfile.TemporaryDirectory(prefix="recueil-") as scratch:
        Path(scratch).chmod(0o755)  # PostgreSQL, as another user, has its own below it
        folder = (args.keep or Path(scratch)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        with server.running(folder / "postgresql") as url:
            yield [f"sqlite:///{folder}/recueil.db", url]


def measure(url: str, args: argparse.Namespace) -> list[str]:
    """Measure one store and print it; gives what is slower than it should be."""
    name = make_url(url).get_backend_name()
    print(f"\n{name}, {args.acts:,} acts", flush=True)
    with open_store(url, create=True, unmasked=True) as store:
        quarter = fill(store, url, args)
        write_singly(store, args.single)
        whole = time_questions(store)
        missed = print_times(whole) + watch(url, args.seconds)
        print_growth(quarter, whole)
    return [f"{name}: {miss}" for miss in missed]


def fill(store: Store, url: str, args: argparse.Namespace) -> QuestionTimes:
    """Have it hold the acts, and ask it while it holds a quarter, if it does not hold more already."""
    maker = Maker(store)
    quarter: QuestionTimes = {}
    if maker.held < args.acts // 4:
        maker.grow(args.acts // 4)
        store.tidy()
        quarter = time_questions(store)
    before, seconds = maker.held, maker.grow(args.acts)
    if maker.held > before:
        print(f"  written together  {(maker.held - before) / seconds:>8,.0f} acts/s")
    start = time.perf_counter()
    store.tidy()
    print(f"  tidied in         {time.perf_counter() - start:>8.1f} s")
    status = store.status()
    per_act = sum(status.entities.values()) / status.acts
    print(
        f"  size              {status.size / status.acts:>8,.0f} bytes/act, {per_act:.1f} entities/act", flush=True
    )
    for name, table, indexes in sizes.largest(store):
        print(f"    {name:<16}{table / status.acts:>8,.0f} bytes/act, indexes {indexes / status.acts:>6,.0f}")
    return quarter


def write_singly(store: Store, number: int) -> None:
    spent = one_by_one(store, number)
    rate, most = number / sum(spent), max(spent) * 1000
    p50, slow = sorted(spent)[number // 2] * 1000, p95(spent) * 1000
    print(f"  written one by one{rate:>8,.0f} acts/s, p50 {p50:.1f} p95 {slow:.1f} max {most:.0f} ms", flush=True)


def time_questions(store: Store) -> QuestionTimes:
    answers: QuestionTimes = {}
    for one in questions(store, database(store)):
        recueil, by_hand = in_turn(one.ours, one.by_hand)
        answers[one.name] = store.count(parse(one.asks)), recueil, by_hand
    return answers


def print_times(answers: QuestionTimes) -> list[str]:
    """Print the times of each question; gives those that take too long."""
    print(f"  {'ms':<28}{'acts':>8}{'p50':>9}{'p95':>9}{'SQL p50':>9}{'p95':>9}{'ratio':>8}")
    missed = []
    for name, (found, recueil, by_hand) in answers.items():
        ratio = recueil.p95 / by_hand.p95
        figures = (recueil.p50, recueil.p95, by_hand.p50, by_hand.p95)
        row = "".join(f"{figure * 1000:>9.2f}" for figure in figures)
        print(f"  {name:<28}{found:>8,}{row}{ratio:>7.2f}×", flush=True)
        if ratio > SLOWER:
            missed.append(f"{name} takes {ratio:.2f} times as long as SQL")
    return missed


def print_growth(quarter: QuestionTimes, whole: QuestionTimes) -> None:
    """How much longer each question takes than with a quarter of the acts, beside how many more acts answer it.

    The quickest time is compared: hours may lie between the two, in which the machine had other work or none.
    """
    if not quarter:
        print("  growth: not measured, the store held more than a quarter of the acts already")
        return
    print(f"  {'from a quarter to all':<28}{'acts':>8}{'time':>9}{'SQL':>9}")
    for name, (found, recueil, by_hand) in whole.items():
        found_then, ours_then, by_hand_then = quarter[name]
        print(
            f"  {name:<28}{found / max(found_then, 1):>7.1f}×"
            f"{recueil.least / ours_then.least:>8.1f}×{by_hand.least / by_hand_then.least:>8.1f}×",
            flush=True,
        )


def watch(url: str, seconds: float) -> list[str]:
    """Print how long readers wait, alone and beside a writer; gives what is too long, and what failed."""
    alone, beside = (crowd.watch(url, seconds, writing=writing) for writing in (False, True))
    rate = len(beside.written) / seconds
    heading = f"{crowd.READERS} readers, p95 in ms"
    print(f"  {heading:<28}{'alone':>19}{'writing':>9}{'ratio':>8}   ({rate:,.0f} acts/s written)")
    missed = [*alone.errors, *beside.errors]
    for kind in crowd.MIX:
        idle, busy = p95(alone.read[kind]), p95(beside.read[kind])
        print(f"  {kind:<28}{idle * 1000:>19.1f}{busy * 1000:>9.1f}{busy / idle:>7.1f}×")
        if busy > WAITING * idle:
            missed.append(f"readers wait {busy / idle:.1f} times as long for « {kind} » while one writes")
    print(f"  errors {len(alone.errors) + len(beside.errors)}", flush=True)
    return missed


if __name__ == "__main__":
    main()
