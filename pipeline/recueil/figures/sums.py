"""Sum amounts by chapter, year and body; count them by size; rank beneficiaries.

A cell counts the acts of the body and the year that name the chapter, which its query lists. Its sums
are of money in euros that those acts link to that chapter, as ``index.build`` decides: what they award,
and amounts that stand alone on the chapter's line. An act that links none adds to neither sum. Sums are
exact in every database.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, func, type_coerce
from sqlalchemy.sql.elements import Label

_MILLION = 1_000_000


def sum_columns(column: ColumnElement[Any], where: ColumnElement[bool]) -> tuple[Label[Any], Label[Any]]:
    """Return the columns for ``total``: sums of units and of millionths, of rows for which ``where`` holds.

    SQLite adds up only to 64 bits.
    """
    millionths = type_coerce(column, BigInteger)
    units = func.sum(case((where, millionths // _MILLION)))
    rest = func.sum(case((where, millionths % _MILLION)))
    return units.label("units"), rest.label("rest")


def exact_sum(units: int | Decimal | None, rest: int | Decimal | None) -> Decimal | None:
    """Return the exact sum; None if there are no rows."""
    if units is None or rest is None:
        return None
    return Decimal(int(units) * _MILLION + int(rest)).scaleb(-6)
