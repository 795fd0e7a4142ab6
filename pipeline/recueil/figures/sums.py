"""Sums of money that are exact in every database, however large."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, func, type_coerce
from sqlalchemy.sql.elements import Label

_MILLION = 1_000_000


def halves(column: ColumnElement[Any], where: ColumnElement[bool]) -> tuple[Label[Any], Label[Any]]:
    """What ``total`` makes a sum of, of rows for which ``where`` holds: SQLite adds up no further than 64 bits."""
    millionths = type_coerce(column, BigInteger)
    units = func.sum(case((where, millionths // _MILLION)))
    rest = func.sum(case((where, millionths % _MILLION)))
    return units.label("units"), rest.label("rest")


def total(units: int | Decimal | None, rest: int | Decimal | None) -> Decimal | None:
    """The sum; None of no rows."""
    if units is None or rest is None:
        return None
    return Decimal(int(units) * _MILLION + int(rest)).scaleb(-6)
