"""Rows of tables that were flattened to one line."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.facts.tables import read_flat_rows, read_rows
from recueil.facts.votes.tables import find_table_counts
from recueil.values.table import Cell, Row, Table


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
        ("ACCA 250 240 260 Judo 100 50", 2, {}, False),
        # amounts of a row are of like size
        ("ACCA 1 200 300 Judo 100 50", 2, {"ACCA": ["1200", "300"], "Judo": ["100", "50"]}, False),
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


def table(text: str, start: int, rows: int, width: int) -> Table:
    """The words of a text from an offset on as the cells of so many rows."""
    cells: list[Cell] = []
    for number in range(rows * width):
        end = text.index(" ", start)
        cells.append(Cell(number % width, ((start, end),)))
        start = end + 1
    return Table(tuple(tuple(cells[at : at + width]) for at in range(0, len(cells), width)))


def words(text: str, rows: list[Row]) -> list[dict[int, str]]:
    return [{cell.column: cell.words(text) for cell in row if cell.words(text)} for row in rows]


def test_the_rows_of_a_document_go_on_across_pages_without_the_headings_again() -> None:
    text = "nom vote judo 5 page 2 sur 3 nom vote tir 6 "
    tables = [table(text, 0, 2, 2), table(text, 29, 2, 2)]
    assert words(text, list(read_rows(text, 4, tables))) == [
        {0: "nom", 1: "vote"},
        {0: "judo", 1: "5"},
        {0: "tir", 1: "6"},
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("| nom | vote |\n| judo | |\n\n| tir | 6 |\nfin", [{0: "nom", 1: "vote"}, {0: "judo"}, {0: "tir", 1: "6"}]),
        ("nom       vote\njudo\ntir       6\nle conseil adopte et decide", [{0: "nom", 1: "vote"}, {0: "judo"}, {0: "tir", 1: "6"}]),
        # as many cells as headings, however far they stick out
        ("nom       vote      total\nun nom plus long   5   6", [{0: "nom", 1: "vote", 2: "total"}, {0: "un nom plus long", 1: "5", 2: "6"}]),
        ("le conseil adopte", []),
    ],
)  # fmt: skip
def test_the_rows_of_a_text_stand_between_bars_or_under_headings(text: str, rows: list[dict[int, str]]) -> None:
    assert words(text, list(read_rows(text, 2, []))) == rows


def test_many_tables_of_votes_take_time_in_proportion(size: int) -> None:
    def find(text: str) -> None:
        tables = [table(text, at, 2, 2) for at in range(0, len(text) - 40, 20)]
        find_table_counts(text, tables)

    assert_grows_linearly(find, repeated("pour contre 12 1234 "), size)
