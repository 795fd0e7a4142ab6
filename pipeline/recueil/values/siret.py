"""Validate SIREN (9 digits) and SIRET (14 digits) numbers, whose last digit is a check digit (Luhn)."""

from __future__ import annotations

# La Poste has too many offices for Luhn: their digits sum to a multiple of five, except at its head office.
_LA_POSTE, _LA_POSTE_HEAD_OFFICE = "356000000", "35600000000048"
# Communes, départements, groupings, and bodies founded by these; régions, 23, belong to no département.
_LOCAL = frozenset({"21", "22", "24", "25", "26", "27"})


def luhn(digits: str) -> bool:
    """Return whether the check digit is valid; La Poste has a rule of its own."""
    if digits.startswith(_LA_POSTE) and len(digits) == 14 and digits != _LA_POSTE_HEAD_OFFICE:
        return sum(map(int, digits)) % 5 == 0
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_siret(text: str) -> bool:
    """Return whether the text is fourteen digits with a valid check digit.

    >>> is_siret("21860194600013"), is_siret("21860194600014")
    (True, False)
    """
    return len(text) == 14 and text.isascii() and text.isdigit() and luhn(text)


def department_of(siren: str | None) -> str | None:
    """Return the département in the SIREN of a local authority: 21 (commune) to 27, then the département.

    None where the number has none: those given since 2010 do not, and Corsica had one code for two.

    >>> department_of("213400172"), department_of("219740115"), department_of("200012344")
    ('034', '974', None)
    """
    if siren is None or siren[:2] not in _LOCAL:
        return None
    code = siren[2:5] if siren[2:4] == "97" else f"0{siren[2:4]}"
    return code if ("001" <= code <= "095" and code != "020") or "971" <= code <= "976" else None
