"""Parse bare numbers beside amounts, estimate rounding, and format numbers and dates in French for findings."""

from __future__ import annotations

import re
from decimal import Decimal

from recueil.entities.patterns import SPACE
from recueil.values.base import format_decimal


def format_number(value: Decimal | int) -> str:
    """Format a number in French: « 2 837 », « 1,5 »."""
    whole, _, decimals = format_decimal(Decimal(value)).partition(".")
    grouped = f"{int(whole):,}".replace(",", " ")
    grouped = f"-{grouped}" if whole.startswith("-") and not grouped.startswith("-") else grouped
    return f"{grouped},{decimals}" if decimals else grouped


def format_euros(value: Decimal) -> str:
    """Format an amount in euros: « 4 255,50 € »."""
    number = format_number(value)
    whole, comma, decimals = number.partition(",")
    return f"{whole},{decimals.ljust(2, '0')} €" if comma else f"{whole} €"


def format_day(edtf: object) -> str:
    """Format an EDTF date: « 24/07/2014 » for 2014-07-24."""
    return "/".join(reversed(str(edtf).split("-")))


# « 2 837 », « 4.255,50 », « 0,08 »; « 2.500 » is not parsed: it may be 2,5 or 2 500.
NUMBER = rf"(?:[0-9]{{1,3}}(?:{SPACE}[0-9]{{3}}){{1,4}}|[0-9]{{1,9}})(?:[.,][0-9]{{1,4}})?(?![0-9])"
_AMBIGUOUS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
_CUT = re.compile(r"[0-9.,/][\s$]{0,20}\Z")


def parse_number(words: str) -> Decimal | None:
    """Parse what ``NUMBER`` matched; None where the mark may be one of thousands."""
    if _AMBIGUOUS.fullmatch(words):
        return None
    return Decimal(re.sub(r"\s", "", words).replace(",", "."))


def rounding_margin(value: Decimal) -> Decimal:
    """Return the rounding margin, half the last significant digit: 0.005 of 12,50, 0.5 of 12, 500 of 263 000."""
    if value % 1:
        return Decimal("0.5").scaleb(max(-4, min(-2, int(value.normalize().as_tuple().exponent))))
    whole = str(int(abs(value)))
    step = Decimal("0.5").scaleb(len(whole) - len(whole.rstrip("0")))
    return min(step, max(Decimal("0.5"), abs(value) / 500))


def is_cut(text: str, start: int) -> bool:
    """Return whether the number at ``start`` is the end of one split by a line break or OCR: « 103⏎ 400,08 € »."""
    return _CUT.search(text, max(0, start - 24), start) is not None
