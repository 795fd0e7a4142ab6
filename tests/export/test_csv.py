"""Cells of a sheet: numbers stay numbers, text is harmless."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal

import pytest

from recueil.export.csv import FRENCH, CsvWriter, rows_as_csv

CELLS: list[tuple[object, str]] = [
    (None, ""),
    (0, "0"),
    (-3, "-3"),
    (Decimal("-9500.000000"), "-9500"),
    (Decimal("0.47"), "0.47"),
    (True, "true"),
    (False, "false"),
    (datetime.date(2023, 3, 14), "2023-03-14"),
    ("=2+2", "'=2+2"),
    ("+33", "'+33"),
    ("-9 500 €", "'-9 500 €"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t1", "'\t1"),
    ('dit « "non" »,\r\npuis', 'dit « "non" »,\r\npuis'),
]


def test_cells_are_read_back_as_written() -> None:
    buffer = io.StringIO()
    CsvWriter(buffer, ["a", "b"]).write([(cell, "x") for cell, _ in CELLS])
    rows = list(csv.reader(io.StringIO(buffer.getvalue(), newline=""), strict=True))
    assert rows == [["a", "b"], *([text, "x"] for _, text in CELLS)]


FRENCH_CELLS = {"0.47": "0,47", "true": "VRAI", "false": "FAUX"}


def test_a_french_spreadsheet_has_its_own_signs() -> None:
    buffer = io.StringIO()
    CsvWriter(buffer, ["a;b", "c"], dialect=FRENCH).write([(cell, "x") for cell, _ in CELLS])
    mark, text = buffer.getvalue()[0], buffer.getvalue()[1:]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    assert mark == "\ufeff"
    assert rows == [["a;b", "c"], *([FRENCH_CELLS.get(text, text), "x"] for _, text in CELLS)]
    assert text.startswith('"a;b";c\r\n;x\r\n')


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("2020-01-6", "'2020-01-6"),
        ("2020-01-06", "'2020-01-06"),
        ("12/2024", "'12/2024"),
        ("1.5.24", "'1.5.24"),
        ("16 décembre 2024", "'16 décembre 2024"),
        ("Juillet 2025", "'Juillet 2025"),
        ("Voirie 2025", "Voirie 2025"),
        ("1er janvier 1901", "'1er janvier 1901"),
        ("086", "'086"),
        ("441938472612", "'441938472612"),
        ("12e4", "'12e4"),
        ("18:30", "'18:30"),
        ("216902411", "216902411"),
        ("65", "65"),
        ("2024-112-DE", "2024-112-DE"),
        ("49 %", "49 %"),
        ("0", "0"),
        (86, "86"),
        (datetime.date(2020, 1, 6), "2020-01-06"),
    ],
)
def test_a_french_spreadsheet_makes_no_day_or_number_of_a_text(cell: object, written: str) -> None:
    buffer = io.StringIO()
    CsvWriter(buffer, ["act_number"], dialect=FRENCH).write([[cell]])
    assert buffer.getvalue() == f"\ufeffact_number\r\n{written}\r\n"
    assert rows_as_csv(["act_number"], [[cell]]) == f"act_number\n{cell}\n"


@pytest.mark.parametrize("column", ["date", "act_date", "first_day", "convocation"])
def test_a_french_spreadsheet_has_its_days(column: str) -> None:
    assert rows_as_csv([column], [["2020-01-06"]], FRENCH) == f"\ufeff{column}\n2020-01-06\n"


def test_what_is_printed_ends_its_lines_as_a_terminal_wants() -> None:
    assert rows_as_csv(["a"], [[1], [None]]) == 'a\n1\n""\n'
