"""Percentages, exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from recueil.values.base import Json
from recueil.values.decimals import plain


@dataclass(frozen=True, slots=True)
class Percentage:
    """``49,19 %`` is ``Percentage(Decimal("49.19"))``."""

    kind: ClassVar[str] = "percentage"
    percent: Decimal

    def __str__(self) -> str:
        return plain(self.percent)

    @classmethod
    def parse(cls, canonical: str) -> Self:
        """Read ``49`` or ``-0.365``."""
        return cls(Decimal(canonical))

    def as_json(self) -> Json:
        return {"percent": plain(self.percent)}
