"""Legal constants and rules: the Covid periods, the VAT rates by date, the days of a convocation."""

from __future__ import annotations

import datetime
from decimal import Decimal

Day = datetime.date

# A third of the members was a quorum, and a member held two proxies: loi 2020-290 art. 10, loi 2020-1379 art. 6,
# loi 2021-1465. Not between 1 October and 10 November 2021.
_COVID = (
    (Day(2020, 3, 24), Day(2020, 8, 30)),
    (Day(2020, 11, 14), Day(2021, 9, 30)),
    (Day(2021, 11, 11), Day(2022, 7, 31)),
)

# Mainland rates by first day: loi 2012-1510 art. 68, loi 2013-1278 art. 6 for those of 2014.
_VAT = (
    (Day(2014, 1, 1), ("20", "10", "5.5", "2.1")),
    (Day(2012, 1, 1), ("19.6", "7", "5.5", "2.1")),
    (Day(2000, 4, 1), ("19.6", "5.5", "2.1")),
    (Day(1995, 8, 1), ("20.6", "5.5", "2.1")),
)
_ONE_YEAR = datetime.timedelta(365)
# Corsica and overseas.
VAT_OF_ISLANDS = frozenset(map(Decimal, ("0.9", "13", "8.5", "1.05", "1.75")))

# CGCT L2121-11: below 3 500 inhabitants; five from there on (L2121-12).
MIN_CLEAR_DAYS = 3
MIN_CLEAR_DAYS_OF_TOWNS = 5


def covid_rules_apply(day: Day | None) -> bool:
    """Return whether the Covid rules apply on a day; also True when the day is unknown."""
    return day is None or any(first <= day <= last for first, last in _COVID)


def vat_rates(day: Day | None) -> frozenset[Decimal]:
    """Return the VAT rates that an act of this day may apply.

    Those in force, the previous ones (old quotes), and those of the next year (works to come).
    """
    since = [at for at, (first, _) in enumerate(_VAT) if day is None or first <= day + _ONE_YEAR]
    in_force = next((at for at, (first, _) in enumerate(_VAT) if day is None or first <= day), len(_VAT))
    periods = _VAT if day is None or not since else _VAT[since[0] : in_force + 2]
    return frozenset(Decimal(rate) for _, rates in periods for rate in rates) | VAT_OF_ISLANDS
