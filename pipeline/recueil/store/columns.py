"""Column types that keep values exact."""

from __future__ import annotations

import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, DateTime, Dialect
from sqlalchemy.types import TypeDecorator

from recueil.errors import ActRefused

_SCALE = 1_000_000
_LARGEST = (1 << 63) - 1
_PLACES = 12


def millionths(number: Decimal) -> int:
    """The number as a whole count of millionths, or StoreError when it is too large or too fine.

    >>> millionths(Decimal("4255.50"))
    4255500000
    """
    if not number.is_finite() or not -30 < number.adjusted() <= _PLACES:
        if number == 0:
            return 0
        raise ActRefused(f"The store cannot hold the number {number}.")
    numerator, denominator = number.as_integer_ratio()
    count, rest = divmod(numerator * _SCALE, denominator)
    if rest or abs(count) > _LARGEST:
        raise ActRefused(f"The store cannot hold the number {number}: it keeps six decimals.")
    return count


class Millionths(TypeDecorator[Decimal]):
    """A Decimal in an integer column: money and percentages compare and add up exactly in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else millionths(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-6)


class Utc(TypeDecorator[datetime.datetime]):
    """An instant, kept in UTC; a time without zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a time needs its zone: {value}")
        return None if value is None else value.astimezone(datetime.UTC)

    def process_result_value(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        return None if value is None else value.replace(tzinfo=datetime.UTC)
