"""Read untrusted tables into rows: CSV, OpenDocument spreadsheets, records of a portal's API in JSON.

Every cell is text, as written: a matière « 7.10 » is not the number 7.1. Rows, columns and characters are bounded.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

from recueil.errors import FileBroken, FileTooLarge
from recueil.readers.office.package import Package, attribute, local_name, parse_number, parse_xml
from recueil.readers.plain_text import decode_text
from recueil.settings import Limits
from recueil.translation import gettext as _

Row = Mapping[str, str]
"""The cells of a row by the names of their columns, in capitals; empty cells are left out."""

MOST_ROWS = 50_000
_MOST_COLUMNS = 200
_LONGEST_CELL = 10_000
_MOST_CHARACTERS = 100_000
_DELIMITERS = ";,\t|"
_ZIP = b"PK\x03\x04"
_ADVICE = _("Split the table, or select its rows by the address.")


def read_rows(path: Path, content: bytes, limits: Limits) -> list[Row]:
    """Return the rows of a CSV or of the first sheet of a spreadsheet. Raise FileBroken, FileTooLarge."""
    cells = _read_spreadsheet(path, content, limits) if content.startswith(_ZIP) else _read_csv(path, content)
    return _bound(path, _name_cells(cells))


def read_records(path: Path, records: Sequence[Any]) -> list[Row]:
    """Return the rows of records of an API; a file among their values is its address. Raise FileTooLarge."""
    return _bound(path, (_name_values(each) for each in records if isinstance(each, dict)))


def parse_json(path: Path, content: bytes) -> Any:
    """Return what an API answers. Raise FileBroken if it is no JSON."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FileBroken(
            _("{path}: no JSON, as an API answers.").format(path=path), _("Correct the address.")
        ) from error


def _name_values(record: dict[Any, Any]) -> Row:
    named = {str(name).upper(): _flatten(value) for name, value in record.items()}
    return {name: text for name, text in named.items() if text}


def _flatten(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("url")
    return "" if value is None or isinstance(value, dict | list | bool) else str(value)[:_LONGEST_CELL].strip()


def _bound(path: Path, rows: Iterator[Row]) -> list[Row]:
    found = list(islice(rows, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise FileTooLarge(
            _("{path}: more than {most_rows} rows.").format(path=path, most_rows=MOST_ROWS), _ADVICE
        )
    return found


def _name_cells(lines: Iterator[Sequence[str]]) -> Iterator[Row]:
    """Yield rows by the names in the first line; blank lines are left out."""
    names = [cell.strip().strip("\ufeff").upper() for cell in next(lines, ())]
    for line in lines:
        row = {name: cell for name, text in zip(names, line, strict=False) if name and (cell := text.strip())}
        if row:
            yield row


def _read_csv(path: Path, content: bytes) -> Iterator[Sequence[str]]:
    text = decode_text(content)
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for line in reader:
            # The module's own limit is that of whoever set it last in this process.
            if any(len(cell) > _MOST_CHARACTERS for cell in line):
                break
            yield [cell[:_LONGEST_CELL] for cell in line[:_MOST_COLUMNS]]
        else:
            return
        reason = _("a cell of more than {most_characters} characters").format(most_characters=_MOST_CHARACTERS)
    except csv.Error as error:
        reason = str(error)
    raise FileBroken(
        _("{path}: line {line_num} is no line of a CSV ({reason}).").format(
            path=path, line_num=reader.line_num, reason=reason
        ),
        _("Correct it."),
    )


def _read_spreadsheet(path: Path, content: bytes, limits: Limits) -> Iterator[Sequence[str]]:
    package = Package(path, content, limits)
    if "content.xml" not in package:
        raise FileBroken(
            _("{path}: an archive, and no OpenDocument spreadsheet.").format(path=path),
            _("Save it as ODS or CSV."),
        )
    root = parse_xml(path, "content.xml", package.read("content.xml"))
    sheet = next((element for element in root.iter() if local_name(element) == "table"), None)
    for row in () if sheet is None else sheet.iter():
        if local_name(row) == "table-row":
            yield list(islice(_sheet_cells(row), _MOST_COLUMNS))


def _sheet_cells(row: etree._Element) -> Iterator[str]:
    for cell in row:
        if local_name(cell) not in ("table-cell", "covered-table-cell"):
            continue
        day = attribute(cell, "date-value")
        paragraphs = ("".join(map(str, each.itertext())) for each in cell if local_name(each) == "p")
        text = (day or "\n".join(paragraphs))[:_LONGEST_CELL]
        for __ in range(parse_number(attribute(cell, "number-columns-repeated"), 1, _MOST_COLUMNS)):
            yield text
