"""Numbers in letters: « deux mille quatorze », « cent quatre-vingt-onze mille », « deux mil vingt et un »."""

from __future__ import annotations

_UNITS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
    "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
_TENS = (
    "", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt",
)  # fmt: skip


def spelt(number: int) -> str:
    """A number below a thousand million, with the hyphens of the old spelling."""
    millions, rest = divmod(number, 1_000_000)
    thousands, units = divmod(rest, 1000)
    parts = []
    if millions:
        parts.append(f"{_hundreds(millions, closed=True)} million{'s' if millions > 1 else ''}")
    if thousands:
        parts.append("mille" if thousands == 1 else f"{_hundreds(thousands, closed=False)} mille")
    if units or not parts:
        parts.append(_hundreds(units, closed=True))
    return " ".join(parts)


def _hundreds(number: int, *, closed: bool) -> str:
    """« deux cents », but « deux cent mille »: ``closed`` when nothing multiplies it."""
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest, closed=closed)
    cent = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent{'s' if closed and not rest else ''}"
    return f"{cent} {_below_hundred(rest, closed=closed)}" if rest else cent


def _below_hundred(number: int, *, closed: bool) -> str:
    if number < len(_UNITS):
        return _UNITS[number]
    tens, unit = divmod(number, 10)
    if tens in (7, 9):
        unit += 10
    if unit == 0:
        return _TENS[tens] + ("s" if tens == 8 and closed else "")
    joint = " et " if unit in (1, 11) and tens < 8 else "-"
    return f"{_TENS[tens]}{joint}{_UNITS[unit]}"
