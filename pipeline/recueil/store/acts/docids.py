"""Where acts are filed: an act's number starts with its day, so that numbers are in the order of dates."""

from __future__ import annotations

import datetime

A_DAY = 1 << 16
"""How many numbers a day has."""
_LAST = (datetime.date.max.toordinal() + 1) * A_DAY - 1
# Acts without a date are filed in the year 1: no act is of that year, and a single day would not hold them all.
_UNDATED = (1 * A_DAY, 366 * A_DAY - 1)
DATED = (_UNDATED[1] + 1, _LAST)
"""The numbers of acts with a date."""
# A partial date is filed under its first day and lasts a year at most.
A_YEAR = datetime.timedelta(days=366)


def of_day(day: datetime.date | None) -> tuple[int, int]:
    """The first and the last number of a day, or of the acts without date."""
    if day is None or day.year == 1:
        return _UNDATED
    low = day.toordinal() * A_DAY
    return low, low + A_DAY - 1


def day_of(docid: int) -> int:
    """The number of the day of an act; one for all acts without date."""
    return 1 if docid <= _UNDATED[1] else docid // A_DAY


def around(first: datetime.date | None, last: datetime.date | None) -> tuple[int, int]:
    """The numbers among which are all acts whose date meets these days."""
    low = 0 if first is None else of_day(first - A_YEAR)[0]
    return low, _LAST if last is None else of_day(last)[1]


def of_years(first: datetime.date | None, last: datetime.date | None) -> tuple[int, int] | None:
    """The numbers of the acts with a date from a first day of a year to a last one: no date lies in two years.

    None where the days are others, so that the numbers alone do not tell.
    """
    if (first and (first.month, first.day) != (1, 1)) or (last and (last.month, last.day) != (12, 31)):
        return None
    low = _UNDATED[1] + 1 if first is None else of_day(first)[0]
    return low, _LAST if last is None else of_day(last)[1]


def of_year(year: int) -> tuple[int, int]:
    """The numbers of the acts of a year."""
    return of_day(datetime.date(year, 1, 1))[0], of_day(datetime.date(year, 12, 31))[1]


def year_of(docid: int) -> int:
    """The year of an act by its number."""
    return datetime.date.fromordinal(docid // A_DAY).year
