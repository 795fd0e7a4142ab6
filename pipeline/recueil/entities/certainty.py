"""How sure a trained model is of what it finds: exact probabilities, and the thresholds that judge them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from math import exp, log
from typing import Final, Self

_STEP: Final = Decimal("0.01")
_MOST: Final = Decimal("0.99")  # a model is never quite sure


def exact_certainty(probability: float) -> Decimal:
    """Return a probability in hundredths, rounded down."""
    return min(_MOST, Decimal(probability).quantize(_STEP, ROUND_FLOOR))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns the probability of a model into the share of cases that were right where it was measured.

    A line over the log odds (Platt scaling); a slope of 1 and an offset of 0 leave the probability as it is.
    """

    slope: float = 1.0
    offset: float = 0.0

    def apply(self, probability: float) -> float:
        if (self.slope, self.offset) == (1.0, 0.0):
            return probability
        bounded = min(max(probability, 1e-6), 1 - 1e-6)
        return 1 / (1 + exp(-self.slope * log(bounded / (1 - bounded)) - self.offset))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is less certain than ``kept`` is left out; what is less certain than ``counted`` is doubtful."""

    counted: Decimal
    kept: Decimal

    @classmethod
    def of(cls, counted: float, kept: float) -> Self:
        """Read thresholds from a configuration. Raises ValueError unless 0 ≤ kept ≤ counted ≤ 1."""
        if not 0 <= kept <= counted <= 1:
            raise ValueError(f"thresholds are 0 ≤ kept ≤ counted ≤ 1, not kept {kept} and counted {counted}")
        return cls(Decimal(str(counted)), Decimal(str(kept)))

    def keeps(self, certainty: Decimal) -> bool:
        return certainty >= self.kept

    def doubts(self, certainty: Decimal) -> bool:
        return certainty < self.counted
