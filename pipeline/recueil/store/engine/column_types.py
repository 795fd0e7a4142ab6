"""Column types that keep values exact."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, ColumnElement, DateTime, Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from recueil.errors import ActRefused
from recueil.translation import gettext as _

_DECIMALS = 6
_SCALE: int = 10**_DECIMALS
_MAX_COUNT = (1 << 63) - 1
_MAX_EXPONENT = 12


def millionths(number: Decimal) -> int:
    """Convert a number to a whole count of millionths; raises ActRefused if it is too large or too precise.

    >>> millionths(Decimal("4255.50"))
    4255500000
    """
    if not number.is_finite() or not -30 < number.adjusted() <= _MAX_EXPONENT:
        if number == 0:
            return 0
        raise ActRefused(_("The store cannot hold the number {number}.").format(number=number))
    numerator, denominator = number.as_integer_ratio()
    count, rest = divmod(numerator * _SCALE, denominator)
    if rest or abs(count) > _MAX_COUNT:
        raise ActRefused(
            _("The store cannot hold the number {number}: it keeps six decimals.").format(number=number)
        )
    return count


def from_millionths(count: int) -> Decimal:
    """Convert a whole count of millionths to a number."""
    return Decimal(count).scaleb(-_DECIMALS)


class String(TypeDecorator[str]):
    """A short text, sorted by code point, whatever the locale of the database."""

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind: Any = self.impl_instance
        return dialect.type_descriptor(sa.String(kind.length, **_binary_collation(dialect)))


class Text(TypeDecorator[str]):
    """A text of any length, sorted by code point."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.Text(**_binary_collation(dialect)))


def _binary_collation(dialect: Dialect) -> dict[str, Any]:
    """Return the collation: PostgreSQL needs an explicit one, SQLite sorts by code point anyway."""
    return {"collation": "C"} if dialect.name == "postgresql" else {}


def starts_with(column: ColumnElement[str], start: str) -> ColumnElement[bool]:
    """Build a prefix condition that an index can answer: a range up to the prefix with the last code point."""
    return sa.and_(column >= start, column <= f"{start}\U0010ffff")


class Millionths(TypeDecorator[Decimal]):
    """A Decimal in an integer column: amounts and percentages compare and add up exactly in any database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else millionths(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else from_millionths(value)


class Utc(TypeDecorator[datetime.datetime]):
    """An instant, stored in UTC; a datetime without time zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a time needs its zone: {value}")
        return None if value is None else value.astimezone(datetime.UTC)

    def process_result_value(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        if value is None:
            return None
        # SQLite returns a naive datetime, PostgreSQL one in the client's time zone.
        return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value.astimezone(datetime.UTC)
