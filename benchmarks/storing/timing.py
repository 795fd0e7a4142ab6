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
