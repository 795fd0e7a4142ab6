"""`csv-fr` opened in LibreOffice: decimals are numbers, days are days, and texts stay as they are."""

from __future__ import annotations

import csv
import datetime
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from recueil.export.csv import FRENCH, CsvWriter

pytestmark = pytest.mark.slow

COLUMNS = ("act_number", "act_date", "amount", "body", "department", "document", "text", "is_read")
ROW = (
    "2020-01-6",
    datetime.date(2024, 7, 24),
    Decimal("4255.50"),
    "Orléans – Œuvre d'été, « Noël » €",
    "086",
    "441938472612",
    "16 décembre 2024",
    True,
)
# Semicolons, quotes, UTF-8, from the first line on, French, special numbers.
_FILTER = "Text - txt - csv (StarCalc):59,34,76,1,,1036,false,true,false"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def test_the_cells_of_a_french_spreadsheet(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice Calc cannot be had here: apt install libreoffice-calc")
    with (tmp_path / "acts.csv").open("w", encoding="utf-8", newline="") as file:
        CsvWriter(file, COLUMNS, dialect=FRENCH).write([ROW])
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    words = ("--headless", "--norestore", f"--infilter={_FILTER}", "--convert-to", "fods", "acts.csv")
    subprocess.run([program, profile, *words], cwd=tmp_path, capture_output=True, check=True, timeout=120)
    if not (tmp_path / "acts.fods").exists():
        pytest.skip("LibreOffice has no Calc here: apt install libreoffice-calc")
    cells = etree.parse(tmp_path / "acts.fods").iter("{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell")
    typed = [cell for cell in cells if cell.get(f"{_OFFICE}value-type")][len(COLUMNS) :]
    read = [
        (
            cell.get(f"{_OFFICE}value-type"),
            cell.get(f"{_OFFICE}date-value")
            or cell.get(f"{_OFFICE}value")
            or "".join(map(str, cell.itertext())).strip(),
        )
        for cell in typed
    ]
    assert read[:-1] == [
        ("string", "'2020-01-6"),
        ("date", "2024-07-24"),
        ("float", "4255.5"),
        ("string", "Orléans – Œuvre d'été, « Noël » €"),
        ("string", "'086"),
        ("string", "'441938472612"),
        ("string", "'16 décembre 2024"),
    ]
    assert read[-1][0] == "boolean"
    with (tmp_path / "acts.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file, delimiter=";"))) == 2
