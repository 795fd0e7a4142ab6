"""Percentages, exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Self

from recueil.values.base import Json, format_decimal


@dataclass(frozen=True, slots=True)
class Percentage:
    """``49,19 %`` is ``Percentage(Decimal("49.19"))``. ``role`` is what it is a share or a rate of."""

    kind: ClassVar[str] = "percentage"
    percent: Decimal
    role: str | None = None

    def __str__(self) -> str:
        return f"{format_decimal(self.percent)} @{self.role}" if self.role else format_decimal(self.percent)

    @classmethod
    def parse(cls, canonical: str) -> Self:
        """Parse ``49``, ``-0.365`` or ``20 @tva``. Raises ValueError on anything else."""
        number, _, role = canonical.partition(" @")
        try:
            return cls(Decimal(number), role or None)
        except InvalidOperation:
            raise ValueError(f"not a percentage of the form 49 @financement: {canonical!r}") from None

    def as_json(self) -> Json:
        return {"percent": format_decimal(self.percent), "role": self.role}
