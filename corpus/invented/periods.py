"""Years and spans that say when, with the word that carries them: « exercice 2016 », « en 2018 »."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from invented import dates
from invented.clerk import Clerk
from invented.tagging import tag
from recueil.values import PartialDate, Period

Slot = Callable[[Clerk, str], str]


def year(number: int, words: str) -> str:
    return tag(Period(PartialDate(number), PartialDate(number)), words)


def years(first: int, last: int, words: str) -> str:
    return tag(Period(PartialDate(first), PartialDate(last)), words)


def _of_year(*nouns: str, ago: int = 0) -> Slot:
    """A noun and this year, or ``ago`` years before: « budget primitif 2021 »."""

    def said(clerk: Clerk, _: str) -> str:
        number = clerk.day.year - ago
        return year(number, f"{clerk.dice.pick(nouns)} {number}")

    return said


def _adverbial(clerk: Clerk, _: str) -> str:
    number = clerk.day.year - clerk.dice.between(1, 3)
    forms = (
        year(number, f"en {number}"),
        year(number, f"en {number}"),
        f"durant l'{year(number, f'année {number}')}",
        f"au titre de l'{year(number, f'exercice {number}')}",
        year(number, f"fin {number}"),
        year(number, f"depuis {number}"),
        years(number - 1, number, f"en {number - 1}-{number}"),
    )
    return clerk.dice.pick(forms)


def _school_year(clerk: Clerk, _: str) -> str:
    number = clerk.day.year
    joint = clerk.dice.pick(("-", "-", "/", " - "))
    return years(number, number + 1, f"année scolaire {number}{joint}{number + 1}")


def _start_of_school(clerk: Clerk, _: str) -> str:
    number = clerk.day.year
    if clerk.dice.chance(0.3):
        return years(number, number + 1, f"rentrée scolaire {number}/{(number + 1) % 100:02d}")
    return year(number, f"rentrée {number}")


def _years_to_come(clerk: Clerk, _: str) -> str:
    first = clerk.day.year
    last = first + clerk.dice.between(1, 4)
    joint = clerk.dice.pick((" à ", "-", " à "))
    return years(first, last, f"{clerk.dice.pick(('années', 'années', 'exercices'))} {first}{joint}{last}")


def _programme(clerk: Clerk, _: str) -> str:
    first = clerk.day.year
    last = first + clerk.dice.between(2, 5)
    return clerk.dice.pick((year(first, f"programme {first}"), years(first, last, f"programme {first}-{last}")))


def _between(clerk: Clerk, _: str) -> str:
    last = clerk.day.year - 1
    first = last - clerk.dice.between(2, 6)
    return years(first, last, f"{first} et {last}")


def days_of_month(first: datetime.date, last: datetime.date, *, on_weekday: bool = False) -> str:
    """« du 4 au 22 juillet 2016 »: the month named once makes it one period."""
    weekday, until = (f"{dates.weekday(day)} " if on_weekday else "" for day in (first, last))
    start = "1er" if first.day == 1 else first.day
    words = f"du {weekday}{start} au {until}{last.day} {dates.month(last)} {last.year}"
    return tag(Period(*(PartialDate(day.year, day.month, day.day) for day in (first, last))), words)


def _span(clerk: Clerk, _: str) -> str:
    first = clerk.first_of_month() + datetime.timedelta(clerk.dice.between(0, 12))
    last = first + datetime.timedelta(clerk.dice.between(1, 14))
    return days_of_month(first, last, on_weekday=clerk.dice.chance(0.15))


def _semester(clerk: Clerk, _: str) -> str:
    number, second = clerk.day.year - 1, clerk.dice.chance(0.5)
    months = (7, 12) if second else (1, 6)
    words = clerk.dice.pick((("1er", "premier"), ("2ème", "second"))[second])
    return tag(Period(*(PartialDate(number, month) for month in months)), f"{words} semestre {number}")


def _old_year(clerk: Clerk, _: str) -> str:
    number = clerk.dice.between(1905, 1999)
    return year(number, f"en {number}")


def _since(clerk: Clerk, _: str) -> str:
    number = clerk.day.year - clerk.dice.between(2, 30)
    return year(number, f"depuis {number}")


PERIODS: Mapping[str, Slot] = {
    "exercice": _of_year("exercice"),
    "last_exercice": _of_year("exercice", ago=1),
    "bp": _of_year("budget primitif", "budget", "budget", "budget primitif"),
    "in_year": _of_year("en", ago=1),
    "period": _adverbial,
    "compare": _of_year("par rapport à", ago=1),
    "year_of": _of_year("Année"),
    "tariffs_of": _of_year("Tarifs"),
    "accounts_of": _of_year("Compte administratif", "Compte de gestion", "Rapport annuel", ago=1),
    "detr": _of_year("DETR", "DSIL"),
    "end_of": _of_year("fin", "courant"),
    "school": _school_year,
    "rentree": _start_of_school,
    "years": _years_to_come,
    "programme": _programme,
    "between": _between,
    "span": _span,
    "semester": _semester,
    "old_year": _old_year,
    "since": _since,
}
