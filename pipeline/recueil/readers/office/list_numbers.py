"""Format list numbers as office programs write them."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_ROMAN = 4_999
_MOST_LETTERS = 26 * 20


def format_numeral(value: int, kind: str) -> str:
    """Format ``value`` by the format names of ODF and HTML (1, a, A, i, I); in digits if the format
    cannot.
    """
    if kind in ("i", "I") and 0 < value <= _MOST_ROMAN:
        digits = _roman(value)
    elif kind in ("a", "A") and 0 < value <= _MOST_LETTERS:
        digits = _letters(value)
    else:
        return str(value)
    return digits.upper() if kind.isupper() else digits


def _roman(value: int) -> str:
    digits = ""
    for size, digit in _ROMAN:
        count, value = divmod(value, size)
        digits += digit * count
    return digits


def _letters(value: int) -> str:
    """Return a … z, aa … zz, aaa …: Word and LibreOffice repeat the letter."""
    times, place = divmod(value - 1, 26)
    return chr(ord("a") + place) * (times + 1)
