"""Exact decimals and their one way of being written."""

from __future__ import annotations

from decimal import Decimal


def plain(number: Decimal, places: int = 0) -> str:
    """Digits without exponent, at least ``places`` decimals and no needless zero after them.

    >>> plain(Decimal("4255.5"), 2), plain(Decimal("0.047"), 2), plain(Decimal("49.0"))
    ('4255.50', '0.047', '49')
    """
    whole, _, decimals = format(number, "f").partition(".")
    decimals = decimals.rstrip("0").ljust(places, "0")
    sign_of_zero = whole.lstrip("-0") == "" and not decimals.strip("0")
    whole = whole.removeprefix("-") if sign_of_zero else whole
    return f"{whole}.{decimals}" if decimals else whole
