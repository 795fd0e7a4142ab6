"""Parse bare numbers beside amounts, estimate rounding, and format numbers and dates in French for findings."""

from __future__ import annotations

from decimal import Decimal

from recueil.values.decimals import format_decimal


def format_number(value: Decimal | int) -> str:
    """Format a number in French: « 2 837 », « 1,5 »."""
    whole, _, decimals = format_decimal(Decimal(value)).partition(".")
    grouped = f"{int(whole):,}".replace(",", " ")
    grouped = f"-{grouped}" if whole.startswith("-") and not grouped.startswith("-") else grouped
    return f"{grouped},{decimals}" if decimals else grouped


def format_euros(value: Decimal) -> str:
    """Format an amount in euros: « 4 255,50 € »."""
    said = format_number(value)
    whole, comma, decimals = said.partition(",")
    return f"{whole},{decimals.ljust(2, '0')} €" if comma else f"{whole} €"


def format_day(edtf: object) -> str:
    """Format an EDTF date: « 24/07/2014 » for 2014-07-24."""
    return "/".join(reversed(str(edtf).split("-")))
