"""Docids: the numbers of acts. They begin with the act's day, so that they sort by date.

An act's docid is its day's ordinal × 65,536 + its number within the day.
"""

from __future__ import annotations

import datetime

DOCIDS_PER_DAY = 1 << 16
"""The number of docids of one day."""
_LAST = (datetime.date.max.toordinal() + 1) * DOCIDS_PER_DAY - 1
# Acts without a date are filed in the year 1: no act is of that year, and one day has too few docids.
_UNDATED = (1 * DOCIDS_PER_DAY, 366 * DOCIDS_PER_DAY - 1)
DATED = (_UNDATED[1] + 1, _LAST)
"""The docid range of acts with a date."""
# A partial date is filed under its first day and lasts a year at most.
ONE_YEAR = datetime.timedelta(days=366)


def of_day(day: datetime.date | None) -> tuple[int, int]:
    """Return the first and the last docid of a day, or of the acts without date."""
    if day is None or day.year == 1:
        return _UNDATED
    low = day.toordinal() * DOCIDS_PER_DAY
    return low, low + DOCIDS_PER_DAY - 1


def day_of(docid: int) -> int:
    """Return the day ordinal of a docid; 1 for all acts without date."""
    return 1 if docid <= _UNDATED[1] else docid // DOCIDS_PER_DAY


def around(first: datetime.date | None, last: datetime.date | None) -> tuple[int, int]:
    """Return a docid range that contains all acts whose date overlaps these days."""
    low = 0 if first is None else of_day(first - ONE_YEAR)[0]
    return low, _LAST if last is None else of_day(last)[1]


def of_years(first: datetime.date | None, last: datetime.date | None) -> tuple[int, int] | None:
    """Return the exact docid range of the acts dated within whole years: no date spans two years.

    None if the days do not bound whole years, so that docids alone cannot decide.
    """
    if (first and (first.month, first.day) != (1, 1)) or (last and (last.month, last.day) != (12, 31)):
        return None
    low = _UNDATED[1] + 1 if first is None else of_day(first)[0]
    return low, _LAST if last is None else of_day(last)[1]


def of_year(year: int) -> tuple[int, int]:
    """Return the first and the last docid of a year."""
    return of_day(datetime.date(year, 1, 1))[0], of_day(datetime.date(year, 12, 31))[1]


def year_of(docid: int) -> int:
    """Return the year of a docid."""
    return datetime.date.fromordinal(docid // DOCIDS_PER_DAY).year
