"""Bare numbers beside amounts, and what their writer may have rounded."""

from __future__ import annotations

import re
from decimal import Decimal

from recueil.entities.patterns import SPACE

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
