"""A test over a table tries every row, and says which ones fail."""

from __future__ import annotations

import pytest
from tests.tables import each_row


def test_every_row_is_tried_and_those_that_fail_are_named(tmp_path: object) -> None:
    tried: list[tuple[int, int, object]] = []

    @each_row(("number", "square"), [(1, 1), (2, 5), (3, 9), (4, 15)])
    def test_squares(number: int, square: int, place: object) -> None:
        tried.append((number, square, place))
        if number == 4:
            pytest.fail("four")
        assert number * number == square

    with pytest.raises(AssertionError) as raised:
        test_squares(place=tmp_path)
    summary, *lines = str(raised.value).splitlines()
    assert summary == "2 of 4 rows fail."
    assert [line for line in lines if line.startswith("(")] == [
        "(2, 5): AssertionError: assert (2 * 2) == 5",
        "(4, 15): Failed: four",
    ]
    assert tried == [(1, 1, tmp_path), (2, 5, tmp_path), (3, 9, tmp_path), (4, 15, tmp_path)]


def test_a_single_name_takes_each_row_whole() -> None:
    rows = []
    each_row("pair", [(1, 2), (3, 4)])(lambda pair: rows.append(pair))()
    assert rows == [(1, 2), (3, 4)]


def test_an_empty_table_is_no_table() -> None:
    with pytest.raises(ValueError, match="no row"):
        each_row("word", [])
