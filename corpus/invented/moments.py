"""Days in blanks: of acts and laws before, of what happens and when it takes effect, each with its role."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import cache

from invented import dates
from invented.clerk import Clerk
from invented.vocabulary import rows

Slot = Callable[[Clerk, str], str]


def _ahead(low: int, high: int, role: str | None) -> Slot:
    return lambda clerk, _: clerk.date(clerk.after(low, high), role)


def _ago(low: int, high: int, role: str | None) -> Slot:
    return lambda clerk, _: clerk.date(clerk.before(low, high), role)


def _without_year(clerk: Clerk, _: str) -> str:
    """A day of this year, a week or two before the act."""
    back = min(12, clerk.day.timetuple().tm_yday - 1)
    return dates.without_year(clerk.day - datetime.timedelta(back), on_weekday=clerk.dice.chance(0.3))


def _month(clerk: Clerk, form: str) -> str:
    """« d'août 2015 » if asked for ``of``."""
    day = clerk.before(20, 200)
    before = "" if form != "of" else "d'" if dates.month(day)[0] in "ao" else "de "
    return before + dates.in_month(day)


def _born(clerk: Clerk, _: str) -> str:
    return clerk.date(clerk.before(8000, 20000), "birth", "long")


def _decree(clerk: Clerk, form: str) -> str:
    """« n° 2014-513 du 20 mai 2014 » if asked for ``numbered``, else the date alone."""
    day = clerk.before(300, 2500)
    number = f"n° {day.year}-{clerk.dice.between(100, 1700)} du " if form == "numbered" else ""
    return number + clerk.date(day, "legal")


@cache
def _laws() -> tuple[dict[str, str], ...]:
    return tuple(rows("laws"))


def _law(clerk: Clerk, _: str) -> str:
    law = clerk.dice.pick([row for row in _laws() if row["date"] < clerk.day.isoformat()])
    number = f" {clerk.dice.pick(('n° ', 'n°', 'n° '))}{law['number']}" if clerk.dice.chance(0.85) else ""
    form = clerk.dice.pick(("long", "long", "long", "slashes"))
    when = dates.written(datetime.date.fromisoformat(law["date"]), form, "legal")
    article = {"décret": "le décret", "ordonnance": "l'ordonnance", "loi": "la loi"}[law["kind"]]
    return f"{article}{number} du {when} {law['title']}"


def _prefect_act(clerk: Clerk, _: str) -> str:
    day = clerk.before(200, 3000)
    role = "earlier-act" if clerk.house.body == "prefecture" else "legal"
    return f"99-{day}-{clerk.dice.between(1, 30):03d} du {clerk.date(day, role)}"


MOMENTS: Mapping[str, Slot] = {
    "law": _law,
    "legal": _ago(100, 1500, "legal"),
    "decree": _decree,
    "prefect_act": _prefect_act,
    "earlier": _ago(30, 1500, "earlier-act"),
    "lately": _ago(30, 200, "earlier-act"),
    "past": _ago(4, 150, None),
    "noyear": _without_year,
    "start": lambda clerk, _: clerk.date(clerk.first_of_month(), "effect-start"),
    "end": _ahead(200, 900, "effect-end"),
    "deadline": _ahead(20, 150, "deadline"),
    "from": _ahead(30, 70, None),
    "to": _ahead(73, 90, None),
    "soon": _ahead(5, 40, None),
    "birth": _born,
    "month": _month,
}
