"""Amounts of money, exact, with their tax and unit; percentages, exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Self

from recueil.values.base import Json, format_decimal

_CANONICAL = re.compile(r"(-?\d+(?:\.\d+)?) ([A-Z]{3})(?: (HT|TTC|net))?(?: /([^@]+?))?(?: @([^!]+?))?(?: !(.+))?")


@dataclass(frozen=True, slots=True)
class Amount:
    """``4 255,50 € TTC`` is ``Amount(Decimal("4255.50"), tax="TTC")``.

    ``currency`` is ISO 4217 (EUR, FRF). ``tax`` is HT, TTC, net or unknown. ``per`` is the unit of a price,
    several joined by a slash: ``élève/an``. ``role`` is the purpose of the money: ``subvention``, ``loyer``.
    ``issue`` is ``words`` where the same amount in words differs.
    """

    kind: ClassVar[str] = "amount"
    amount: Decimal
    currency: str = "EUR"
    tax: str | None = None
    per: str | None = None
    role: str | None = None
    issue: str | None = None

    def __str__(self) -> str:
        marks = (self.per and f"/{self.per}", self.role and f"@{self.role}", self.issue and f"!{self.issue}")
        parts = (format_decimal(self.amount, 2), self.currency, self.tax, *marks)
        return " ".join(part for part in parts if part)

    @classmethod
    def parse(cls, canonical: str) -> Self:
        """Parse ``12.00 EUR``, ``4255.50 EUR TTC`` or ``1.50 EUR TTC /élève/an @tarif``.

        Raises ValueError on anything else.
        """
        match = _CANONICAL.fullmatch(canonical)
        if match is None:
            raise ValueError(f"not an amount of the form 4255.50 EUR TTC /élève: {canonical!r}")
        number, currency, *marks = match.groups()
        return cls(Decimal(number), currency, *marks)

    def as_json(self) -> Json:
        return {
            "amount": format_decimal(self.amount, 2),
            "currency": self.currency,
            "tax": self.tax,
            "per": self.per,
            "role": self.role,
            "issue": self.issue,
        }


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
