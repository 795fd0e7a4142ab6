"""Rows of cells → lines in aligned columns."""

from __future__ import annotations

import pytest
from tests.tables import each_row

from recueil.readers.office.text_builder import Cell, format_numeral, lay_out_rows


def cell(text: str, across: int = 1, down: int = 1) -> Cell:
    return Cell(tuple(text.split("\n")) if text else (), across, down)


def lines(*rows: list[Cell]) -> list[str]:
    return list(lay_out_rows(rows))


def test_columns_are_aligned_with_three_spaces_between_the_widest_cells() -> None:
    assert lines([cell("a"), cell("bb"), cell("c")], [cell("aaa"), cell("b"), cell("cc")]) == [
        "a     bb   c",
        "aaa   b    cc",
    ]


def test_a_cell_of_two_lines_stands_beside_the_others() -> None:
    assert lines([cell("Pour\nContre"), cell("12\n3"), cell("voix")]) == ["Pour     12   voix", "Contre   3"]


def test_tall_cells_are_written_one_after_the_other() -> None:
    names = "\n".join("ABCDEF")
    assert lines([cell(names), cell("Excusés")]) == [*"ABCDEF", "Excusés"]


def test_a_row_of_one_full_cell_keeps_its_column_if_it_is_a_line() -> None:
    assert lines([cell("ab"), cell("c")], [cell(""), cell("5")], [cell(""), cell("un\ndeux")], [cell("")]) == [
        "ab   c",
        "     5",
        "un",
        "deux",
    ]


def test_a_long_cell_does_not_push_the_next_column_away() -> None:
    assert lines([cell("x" * 61), cell("1")], [cell("a"), cell("2")]) == ["x" * 61 + "   1", "a   2"]


def test_cells_that_cover_others_push_them_to_the_right() -> None:
    assert lines([cell("chapitre", down=2), cell("65")], [cell("011")], [cell("total", across=2), cell("76")]) == [
        "chapitre   65",
        "           011",
        "total            76",
    ]


@pytest.mark.parametrize(("across", "down"), [(10**9, 1), (1, 10**9), (0, 0)])
def test_impossible_spans_cost_nothing(across: int, down: int) -> None:
    assert lines([cell("a", across, down), cell("b")], [cell("c")])[0].split() == ["a", "b"]


def test_further_cells_of_an_endless_row_follow_unaligned() -> None:
    (line,) = lines([cell("a") for _ in range(1000)])
    assert line == "   ".join("a" for _ in range(1000))


@each_row(
    ("value", "kind", "text"),
    [
        (12, "1", "12"),
        (1, "a", "a"),
        (26, "A", "Z"),
        (28, "a", "bb"),
        (4, "i", "iv"),
        (1999, "I", "MCMXCIX"),
        (0, "i", "0"),
        (-1, "a", "-1"),
        (521, "a", "521"),
        (5000, "I", "5000"),
        (3, "一", "3"),
        (3, "", "3"),
    ],
)
def test_a_number_is_written_in_its_kind(value: int, kind: str, text: str) -> None:
    assert format_numeral(value, kind) == text
