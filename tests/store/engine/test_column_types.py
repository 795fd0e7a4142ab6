"""Money and percentages, exact in an integer column."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, create_engine, insert, select

from recueil.errors import StoreError
from recueil.store.engine.column_types import Millionths, Utc, millionths

NUMBERS = [
    ("0", 0),
    ("-0.00", 0),
    ("4255.50", 4_255_500_000),
    ("0.000001", 1),
    ("-12.5", -12_500_000),
    ("1E+3", 1_000_000_000),
    ("9223372036854.775807", 9_223_372_036_854_775_807),
]
TOO_MUCH = ["9223372036854.775808", "1E+30", "1E+999999", "0.0000001", "1E-999999", "NaN", "Infinity", "-1E+13"]


@pytest.mark.parametrize(("number", "count"), NUMBERS)
def test_a_number_is_a_count_of_millionths(number: str, count: int) -> None:
    assert millionths(Decimal(number)) == count


@pytest.mark.parametrize("number", TOO_MUCH)
def test_a_number_that_does_not_fit_is_refused(number: str) -> None:
    with pytest.raises(StoreError, match="cannot hold the number"):
        millionths(Decimal(number))


@given(st.decimals(-(10**12), 10**12, places=6))
def test_a_number_comes_back_equal(number: Decimal) -> None:
    column = Millionths()
    stored = millionths(number)
    assert column.process_result_value(stored, create_engine("sqlite://").dialect) == number


def test_times_are_kept_in_utc() -> None:
    table = Table("t", MetaData(), Column("at", Utc))
    paris = datetime.datetime(2025, 3, 1, 3, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
    with create_engine("sqlite://").begin() as connection:
        table.create(connection)
        connection.execute(insert(table).values(at=paris))
        assert connection.execute(select(table.c.at)).scalar_one().isoformat() == "2025-03-01T02:00:00+00:00"
        assert connection.exec_driver_sql("SELECT at FROM t").scalar_one() == "2025-03-01 02:00:00.000000"
