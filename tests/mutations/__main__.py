"""Try whether the tests catch small faults: ``python -m tests.mutations [NAME…] [--tier first] [--named-only] [--jobs N]``.

Each fault is put into a copy of the checkout. First the tests that it names are run, then all of their tier, first
those of the first tier, then the slow ones, until one fails. A fault that none catches is named as SURVIVED, and the
status is 1. Before that, the named tests are run without any fault: they must pass.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from tests.mutations.faults import Fault, faults
from tests.mutations.tree import Tier, Tree, Verdict

TIERS: tuple[Tier, ...] = ("first", "slow")


class Campaign:
    """Faults tried by several jobs at once, each in a copy of its own."""

    def __init__(self, trees: Sequence[Tree], seconds: float, *, named_only: bool) -> None:
        self._trees, self._seconds, self._named_only = trees, seconds, named_only
        self._idle: SimpleQueue[Tree] = SimpleQueue()
        for tree in trees:
            self._idle.put(tree)

    @contextmanager
    def _tree(self) -> Iterator[Tree]:
        tree = self._idle.get()
        try:
            yield tree
        finally:
            self._idle.put(tree)

    def require_passing(self, tier: Tier, selection: Sequence[Fault]) -> None:
        """Exit where the named tests fail without any fault."""
        paths = sorted({path for fault in selection for path in fault.tests})
        with self._tree() as tree:
            verdict = tree.run(tier, paths, 10 * self._seconds, workers=True)
        if verdict.how != "passed":
            raise SystemExit(f"Without any fault, the named tests do not pass ({verdict.how}): {verdict.detail}")

    def survivors(self, tier: Tier, selection: Sequence[Fault]) -> list[Fault]:
        """Try faults with the tests of a tier, tell what becomes of each, and give those that none catches."""
        executor = ThreadPoolExecutor(len(self._trees))
        try:
            verdicts = executor.map(lambda fault: self._try_fault(tier, fault), selection)
            return [fault for fault, verdict in zip(selection, verdicts, strict=True) if verdict.how != "failed"]
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            for tree in self._trees:
                tree.stop()
            raise
        finally:
            executor.shutdown()

    def _try_fault(self, tier: Tier, fault: Fault) -> Verdict:
        began = time.monotonic()
        with self._tree() as tree, tree.with_fault(fault):
            verdict = tree.run(tier, fault.tests, self._seconds)
            if verdict.how == "passed" and not self._named_only:
                verdict = tree.run(tier, (), 10 * self._seconds, workers=True)
        caught = f"{tier}: {verdict.detail}" if verdict.how == "failed" else f"{tier}: {_NOT[verdict.how]}"
        more = f" ({verdict.detail})" if verdict.how in ("broken", "time") else ""
        seconds = time.monotonic() - began
        print(f"{fault.package:<13} {fault.name:<84} {seconds:4.0f} s  {caught}{more}", flush=True)
        return verdict


_NOT = {"passed": "not caught", "broken": "NO PROOF, the tests broke off", "time": "NO PROOF, it takes too long"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="faults: their names, words of these, or packages"
    )
    parser.add_argument("--list", action="store_true", help="list the faults, and try none")
    parser.add_argument("--tier", choices=TIERS, help="only with the tests of this tier")
    parser.add_argument("--named-only", action="store_true", help="only with the tests that each fault names")
    parser.add_argument("--jobs", type=int, default=1, help="how many faults are tried at once")
    parser.add_argument("--seconds", type=float, default=300, help="most time for the tests that a fault names")
    options = parser.parse_args()
    selection = [fault for fault in faults() if _is_meant(fault, options.names)]
    if not selection:
        parser.error("no fault has such a name")
    if options.list:
        for fault in selection:
            print(f"{fault.package:<13} {fault.name}")
        return 0
    # Started in the background, it would be deaf to Ctrl-C, and so would the programs that tests interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        trees = [Tree(Path(folder) / str(number)) for number in range(max(1, options.jobs))]
        return _run(Campaign(trees, options.seconds, named_only=options.named_only), selection, options.tier)


def _is_meant(fault: Fault, names: Sequence[str]) -> bool:
    return not names or any(name == fault.package or name in fault.name for name in names)


def _run(campaign: Campaign, selection: Sequence[Fault], only: Tier | None) -> int:
    remaining, counts = list(selection), []
    for tier in [only] if only else TIERS:
        if remaining:
            campaign.require_passing(tier, remaining)
            before = len(remaining)
            remaining = campaign.survivors(tier, remaining)
            counts.append(f"{before - len(remaining)} caught by the {tier} tier")
    print(f"{len(selection)} faults: {', '.join(counts)}, {len(remaining)} survived.")
    for fault in remaining:
        print(f"SURVIVED: {fault.name} ({fault.file})")
    return 1 if remaining else 0


if __name__ == "__main__":
    sys.exit(main())
