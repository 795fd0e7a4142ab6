"""Parse bare numbers beside amounts, estimate rounding, and format numbers and dates in French for findings."""

from __future__ import annotations

from decimal import Decimal

from recueil.values.decimals import plain


def number(value: Decimal | int) -> str:
    """Format a number in French: « 2 837 », « 1,5 »."""
    whole, _, decimals = plain(Decimal(value)).partition(".")
    grouped = f"{int(whole):,}".replace(",", " ")
    grouped = f"-{grouped}" if whole.startswith("-") and not grouped.startswith("-") else grouped
    return f"{grouped},{decimals}" if decimals else grouped


def euros(value: Decimal) -> str:
    """Format an amount in euros: « 4 255,50 € »."""
    said = number(value)
    whole, comma, decimals = said.partition(",")
    return f"{whole},{decimals.ljust(2, '0')} €" if comma else f"{whole} €"


def day(edtf: object) -> str:
    """Format an EDTF date: « 24/07/2014 » for 2014-07-24."""
    return "/".join(reversed(str(edtf).split("-")))
