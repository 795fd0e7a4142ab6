"""Rows of tables that were flattened to one line."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.facts.tables import read_flat_rows


def read(text: str, columns: int) -> tuple[dict[str, list[str]], bool]:
    rows, sure = read_flat_rows(text, 0, len(text), columns)
    return {
        text[row.start : row.end].strip(): [f"{figure.value:f}" for figure in row.figures] for row in rows
    }, sure


@pytest.mark.parametrize(
    ("text", "columns", "rows", "sure"),
    [
        ("ACCA 150 200 Judo 300 310 TOTAL 450 510", 2, {"ACCA": ["150", "200"], "Judo": ["300", "310"]}, True),
        ("ACCA 150 Judo 300", 1, {"ACCA": ["150"], "Judo": ["300"]}, False),
        # a space between thousands, or between columns
        ("ACCA 1 200 300 Judo 1 50 TOTAL 1 201 350", 2, {"ACCA": ["1200", "300"], "Judo": ["1", "50"]}, True),
        ("ACCA 1 200 300 Judo 100 50", 2, {}, False),
        # the number of the next row
        ("1 ACCA 150 2 Judo 300 TOTAL 450", 1, {"1 ACCA": ["150"], "2 Judo": ["300"]}, True),
        ("ACCA 150,50 Judo 1 300,00 TOTAL 1 450,50", 1, {"ACCA": ["150.50"], "Judo": ["1300.00"]}, True),
        ("ACCA 150 Judo 300 TOTAL 999", 1, {}, False),
        ("", 1, {}, False),
    ],
)
def test_rows(text: str, columns: int, rows: dict[str, list[str]], sure: bool) -> None:
    assert read(text, columns) == (rows, sure)


@pytest.mark.parametrize("piece", ["ACCA 1 200 300 ", "12 ", "a1 ", "TOTAL 1 "])
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(lambda text: read_flat_rows(text, 0, len(text), 2), repeated(piece), size)
