"""Compare prices without and with VAT, at the rates of today and 19.6 %, the normal one until 2013."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

VAT_FACTORS: Final = (Decimal("1.2"), Decimal("1.1"), Decimal("1.055"), Decimal("1.196"))
_CENT: Final = Decimal("0.02")  # prices are rounded each by itself


def differ_by_vat(one: Decimal, other: Decimal) -> bool:
    """Return whether two sums may be a price without and with VAT."""
    low, high = sorted((one, other))
    return any(abs(low * factor - high) <= _CENT for factor in VAT_FACTORS)
