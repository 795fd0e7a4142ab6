"""Chance that falls the same way on every machine: all draws come from ``random()`` of one seeded generator."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    def __init__(self, seed: str) -> None:
        # Of the methods of Random, only random() is promised to give the same sequence in every Python.
        self._roll = random.Random(seed).random  # noqa: S311 - chance, not a secret

    def below(self, limit: int) -> int:
        return int(self._roll() * limit)

    def between(self, low: int, high: int) -> int:
        """A number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def chance(self, probability: float) -> bool:
        return self._roll() < probability

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def some(self, choices: Sequence[T], number: int) -> list[T]:
        """At most ``number`` different places of ``choices``, in the order drawn."""
        left = list(choices)
        return [left.pop(self.below(len(left))) for _ in range(min(number, len(left)))]
