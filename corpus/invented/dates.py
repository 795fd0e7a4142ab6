"""Dates in every form of acts: « mardi 14 mars 2023 », « 14/03/23 », « l'an deux mil vingt, le neuf mars »."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from invented.dice import Dice
from invented.spelling import spelt
from invented.tagging import tag
from recueil.values import Date, PartialDate

Day = datetime.date

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
FIRSTS = ("1er", "1er", "1er", "1er", "1er", "1 er", "1ER", "ler", "1°", "01")


def month(day: Day) -> str:
    return MONTHS[day.month - 1]


def weekday(day: Day) -> str:
    return WEEKDAYS[day.weekday()]


def _long(day: Day, first: str = "1er") -> str:
    return f"{first if day.day == 1 else day.day} {month(day)} {day.year}"


def _on_weekday(day: Day) -> str:
    return f"{weekday(day)} {_long(day)}"


def day_in_words(day: int) -> str:
    return "premier" if day == 1 else spelt(day)


def _in_words(day: Day) -> str:
    return f"{day_in_words(day.day)} {month(day)} {spelt(day.year)}"


FORMS: Mapping[str, Callable[[Day], str]] = {
    "long": _long,
    "weekday": _on_weekday,
    "Weekday": lambda day: _on_weekday(day).capitalize(),
    "WEEKDAY": lambda day: _on_weekday(day).upper(),
    "Month": lambda day: _long(day).title().replace("1Er", "1er"),
    "MONTH": lambda day: _long(day).upper(),
    "slashes": lambda day: f"{day:%d/%m/}{day.year}",
    "slashes-short": lambda day: f"{day:%d/%m/%y}",
    "dots": lambda day: f"{day:%d.%m.}{day.year}",
    "dots-short": lambda day: f"{day:%d.%m.%y}",
    "dashes": lambda day: f"{day:%d-%m-}{day.year}",
    "dashes-short": lambda day: f"{day:%d-%m-%y}",
    "spaces": lambda day: f"{weekday(day)} {day:%d %m }{day.year}",
    "words": _in_words,
    "spaced-slashes": lambda day: f"{day:%d / %m / }{day.year}",
}


def written(day: Day, form: str, role: str | None = None, first: str = "1er") -> str:
    """A day in one of the forms; ``first`` is how the house writes the first of a month."""
    words = _long(day, first) if form == "long" else FORMS[form](day)
    return tag(Date(PartialDate(day.year, day.month, day.day), role), words)


def without_year(day: Day, *, on_weekday: bool) -> str:
    words = f"{weekday(day)} " if on_weekday else ""
    return _flagged(day, None, "inferred", words + _long(day).rpartition(" ")[0])


def wrong_weekday(day: Day, role: str | None) -> str:
    """A slip: the day before's name."""
    return _flagged(day, role, "weekday", f"{weekday(day - datetime.timedelta(1))} {_long(day)}")


def impossible(year: int, role: str | None, form: str, dice: Dice) -> str:
    """A day that no calendar has, as a rubber stamp gives it."""
    number = dice.pick((2, 4, 6, 9, 11))
    day = dice.between(30, 31) if number == 2 else 31
    words = (
        f"{day:02d}/{number:02d}/{year}" if form.startswith("slashes") else f"{day} {MONTHS[number - 1]} {year}"
    )
    return tag(Date(PartialDate(year, number, day), role, "impossible"), words)


def in_month(day: Day) -> str:
    return tag(Date(PartialDate(day.year, day.month)), f"{month(day)} {day.year}")


def _flagged(day: Day, role: str | None, issue: str, words: str) -> str:
    return tag(Date(PartialDate(day.year, day.month, day.day), role, issue), words)


def opening(day: Day, dice: Dice) -> str:
    """« L'an deux mille seize⏎Le vingt-cinq novembre »: the year in letters, the day in letters or figures."""
    mille = dice.pick(("mille", "mille", "mil"))
    year = spelt(day.year).replace("mille", mille)
    year = dice.pick((year, year, year.replace(" ", "-"), year.replace("-", " ")))
    spoken_day = dice.pick((day_in_words(day.day), day_in_words(day.day).replace("-", " "), _figure(day.day)))
    if dice.chance(0.2):
        spoken_day = f"{weekday(day)} {spoken_day}"
    middle = dice.pick((", le ", ", le ", ", le ", " le ", " et le ", "\nLe "))
    ending = dice.pick((f" {month(day)}", f" {month(day)}", f" du mois de {month(day)}"))
    ending = ending.replace("de a", "d'a").replace("de o", "d'o")
    words = f"L'an {year}{middle}{spoken_day}{ending}"
    words = words.upper() if dice.chance(0.12) else words
    return tag(Date(PartialDate(day.year, day.month, day.day), "seance"), words)


def _figure(day: int) -> str:
    return "1er" if day == 1 else str(day)


def hour(dice: Dice) -> str:
    """A time of day, in the forms one must not take for anything else."""
    at, minutes = dice.between(9, 20), dice.pick((0, 0, 15, 30, 45))
    forms = (
        f"{at}h{minutes:02d}",
        f"{at} h {minutes:02d}",
        f"{at}H{minutes:02d}",
        f"{spelt(at)} heures",
        f"{at} heures",
    )
    return dice.pick(forms)
