"""Interface of values: a kind, a canonical text, a JSON object; and the canonical text of decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Protocol, Self

Json = dict[str, str | None]


class Value(Protocol):
    """An immutable, exact value. ``str(value)`` is its canonical text, which ``parse`` reads back."""

    kind: ClassVar[str]

    def __str__(self) -> str: ...

    def as_json(self) -> Json: ...

    @classmethod
    def parse(cls, canonical: str) -> Self: ...


def format_decimal(number: Decimal, places: int = 0) -> str:
    """Format a decimal without exponent, with at least ``places`` decimals and no other trailing zeros.

    >>> format_decimal(Decimal("4255.5"), 2), format_decimal(Decimal("0.047"), 2)
    ('4255.50', '0.047')
    >>> format_decimal(Decimal("49.0"))
    '49'
    """
    whole, _, decimals = format(number, "f").partition(".")
    decimals = decimals.rstrip("0").ljust(places, "0")
    sign_of_zero = whole.lstrip("-0") == "" and not decimals.strip("0")
    whole = whole.removeprefix("-") if sign_of_zero else whole
    return f"{whole}.{decimals}" if decimals else whole
