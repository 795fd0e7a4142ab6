"""Figures that look like values and are none: telephones, parcels, permits, articles, head-counts, indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from invented.clerk import Clerk


def _phone(clerk: Clerk, _: str) -> str:
    pairs = [f"{clerk.dice.below(100):02d}" for _ in range(4)]
    return clerk.dice.pick((".", " ", " ")).join([clerk.dice.pick(("02", "05", "07")), *pairs])


def _parcel(clerk: Clerk, _: str) -> str:
    dice = clerk.dice
    section = dice.pick(("AB", "AC", "ZD", "A", "BK", "ZB"))
    number = dice.between(5, 480)
    forms = (
        f"{section} {number}",
        f"{section} n° {number}",
        f"{section} {number}, {number + 1} et {number + 40}",
        f"{section} {number}-{number + 1}-{number + 2}",
    )
    return dice.pick(forms)


def _surface(clerk: Clerk, _: str) -> str:
    dice = clerk.dice
    return dice.pick(
        (
            f"{dice.between(40, 990)} m²",
            f"{dice.between(1, 9)} ha {dice.between(10, 99)} a",
            f"{dice.between(2, 90)} a {dice.between(10, 99)} ca",
        )
    )


def _permit(clerk: Clerk, _: str) -> str:
    return f"PC 099{clerk.dice.between(100, 399)} {clerk.day.year % 100:02d} 0{clerk.dice.between(1000, 9999)}"


def _number(clerk: Clerk, _: str) -> str:
    """The number of an act, which may look like a date or a year."""
    dice, day = clerk.dice, clerk.before(30, 900)
    chrono = dice.between(1, 140)
    forms = (
        f"{day.year}-{day.month:02d}-{chrono:02d}",
        f"{day.year}/{chrono}",
        f"{day:%Y%m%d}-{chrono:02d}",
        f"{chrono}/{day.year}",
        f"{day:%y}-{chrono}",
        f"DEL{day.year}-{chrono}",
    )
    return dice.pick(forms)


def _law_article(clerk: Clerk, _: str) -> str:
    dice = clerk.dice
    code = f"{dice.pick((2121, 2122, 2311, 5211, 1612, 411))}-{dice.between(1, 34)}"
    return dice.pick(("L. ", "L ", "L.", "R. ", "D. ")) + code


def _siren(clerk: Clerk, _: str) -> str:
    return f"{clerk.dice.between(249, 999)} {clerk.dice.between(100, 999)} {clerk.dice.between(100, 999)}"


def _loan(clerk: Clerk, _: str) -> str:
    return f"{clerk.dice.between(10_000, 993_513):011d}"


def _people(clerk: Clerk, _: str) -> str:
    """A population that may be read as a year."""
    return str(clerk.dice.pick((clerk.dice.between(150, 990), clerk.dice.between(1950, 2030))))


LOOKALIKES: Mapping[str, Callable[[Clerk, str], str]] = {
    "phone": _phone,
    "parcel": _parcel,
    "surface": _surface,
    "permit": _permit,
    "number": _number,
    "lawarticle": _law_article,
    "siren": _siren,
    "loan": _loan,
    "pop": _people,
    "postal": lambda clerk, _: f"99{clerk.dice.between(100, 899)} {clerk.commune.upper()}",
    "index": lambda clerk, _: str(clerk.dice.between(340, 1027)),
    "count": lambda clerk, _: str(clerk.dice.between(12, 460)),
    "small": lambda clerk, _: str(clerk.dice.between(2, 9)),
    "number_house": lambda clerk, _: clerk.dice.pick(("", "", "bis ")).join(
        (f"{clerk.dice.between(2, 145)} ", "")
    ),
    "file": lambda clerk, _: (
        clerk.commune.split("-")[0].lower().replace(" ", "").encode("ascii", "ignore").decode()
    ),
    "hour": lambda clerk, _: (
        f"{clerk.dice.between(8, 21)}{clerk.dice.pick(('h', ' h ', 'H'))}{clerk.dice.pick(('00', '30', '45'))}"
    ),
}
