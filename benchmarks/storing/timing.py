"""Two ways to one answer, timed in turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WARMING, FEWEST, MOST = 2, 20, 200
SECONDS = 6
"""Of timing, for each question."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds, in the order measured."""

    spent: tuple[float, ...]

    @property
    def least(self) -> float:
        """What else the machine does adds to the others."""
        return min(self.spent)

    @property
    def p50(self) -> float:
        return statistics.median(self.spent)

    @property
    def p95(self) -> float:
        return p95(self.spent)


def p95(spent: Sequence[float]) -> float:
    return statistics.quantiles(spent, n=20, method="inclusive")[-1] if len(spent) > 1 else spent[0]


def in_turn(*ways: Callable[[], object]) -> tuple[Times, ...]:
    """How long each takes, one after the other, again and again."""
    for _ in range(WARMING):
        once = [_seconds(way) for way in ways]
    rounds = min(max(round(SECONDS / sum(once)), FEWEST), MOST)
    spent = [[_seconds(way) for way in ways] for _ in range(rounds)]
    return tuple(Times(times) for times in zip(*spent, strict=True))


def _seconds(way: Callable[[], object]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


class Cpu:
    """CPU time of this process, and of the processes of a database that ``at_server`` reads."""

    def __init__(self, at_server: Callable[[], float] | None) -> None:
        self._at_server = at_server or (lambda: 0.0)

    def times(
        self, way: Callable[[], object], number: int, *, before: Callable[[], object] = lambda: None
    ) -> tuple[Times, Times]:
        """Return the CPU times of calls, here and at the server; ``before`` runs before each and is not timed."""
        way()
        here: list[float] = []
        there: list[float] = []
        for _ in range(number):
            before()
            at_server, start = self._at_server(), time.process_time()
            way()
            here.append(time.process_time() - start)
            there.append(self._at_server() - at_server)
        return Times(tuple(here)), Times(tuple(there))
