"""Write CSV that is safe to open in a spreadsheet, and the lists of failures and of audit entries as CSV or
JSON lines.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TextIO

from recueil.values.decimals import format_decimal

# A spreadsheet would run a cell with such a start as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
RFC_4180 = "\r\n"
"""Line end of CSV files for other programs."""


class CsvWriter:
    """A CSV writer with a header.

    None becomes an empty cell, a decimal has a point, a bool is a word. A text that a spreadsheet would run
    as a formula gets a leading apostrophe.
    """

    def __init__(self, file: TextIO, columns: Sequence[str], line_end: str = RFC_4180) -> None:
        self._writer = csv.writer(file, lineterminator=line_end)
        self._writer.writerow(columns)

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        self._writer.writerows([_cell(cell) for cell in row] for row in rows)


def rows_as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return header and rows as one text."""
    buffer = io.StringIO()
    CsvWriter(buffer, columns, "\n").write(rows)
    return buffer.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case Decimal():
            return format_decimal(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
