"""Column types that keep values exact."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, ColumnElement, DateTime, Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from recueil.errors import ActRefused

_DECIMALS = 6
_SCALE: int = 10**_DECIMALS
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


def number(count: int) -> Decimal:
    """The number that a whole count of millionths is."""
    return Decimal(count).scaleb(-_DECIMALS)


class String(TypeDecorator[str]):
    """A short text, in the order of its characters' numbers, whatever the language of the database."""

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind: Any = self.impl_instance
        return dialect.type_descriptor(sa.String(kind.length, **_in_order(dialect)))


class Text(TypeDecorator[str]):
    """A text of any length, in the same order."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.Text(**_in_order(dialect)))


def _in_order(dialect: Dialect) -> dict[str, Any]:
    """SQLite orders texts so; PostgreSQL when it is told."""
    return {"collation": "C"} if dialect.name == "postgresql" else {}


def begins(column: ColumnElement[str], start: str) -> ColumnElement[bool]:
    """The text begins so, as an index of its column can tell: nothing sorts after the last character there is."""
    return sa.and_(column >= start, column <= f"{start}\U0010ffff")


class Millionths(TypeDecorator[Decimal]):
    """A Decimal in an integer column: money and percentages compare and add up exactly in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else millionths(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else number(value)


class Utc(TypeDecorator[datetime.datetime]):
    """An instant, kept in UTC; a time without zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a time needs its zone: {value}")
        return None if value is None else value.astimezone(datetime.UTC)

    def process_result_value(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        if value is None:
            return None
        # SQLite tells the time alone, PostgreSQL with the zone of whoever asks.
        return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value.astimezone(datetime.UTC)
