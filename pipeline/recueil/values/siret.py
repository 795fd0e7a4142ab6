"""Numbers of the Sirene register: the last digit of a SIREN (9) or a SIRET (14) checks the others."""

from __future__ import annotations

# La Poste has more offices than the rule has numbers: theirs add up to a multiple of five, but for its seat's.
_POST, _SEAT = "356000000", "35600000000048"


def luhn(digits: str) -> bool:
    """True when the last digit checks the others."""
    if digits.startswith(_POST) and len(digits) == 14 and digits != _SEAT:
        return sum(map(int, digits)) % 5 == 0
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_siret(text: str) -> bool:
    """Fourteen digits of which the last checks the others.

    >>> is_siret("21860194600013"), is_siret("21860194600014")
    (True, False)
    """
    return len(text) == 14 and text.isascii() and text.isdigit() and luhn(text)
