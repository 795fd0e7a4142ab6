"""Tables as portals publish them, read into rows; and what the rows of SCDL délibérations state."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from recueil.errors import FileBroken, FileTooLarge, MarkupUnsafe, ReadError
from recueil.ingest.tables.scdl import ListedFile, read_files, web_address
from recueil.readers.rows import MOST_ROWS, read_records, read_rows
from recueil.settings import Limits
from recueil.values import PartialDate, StatedFacts

PATH, LIMITS = Path("t"), Limits()
SIRET = "21340172200011"
OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods(rows: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "content.xml", f"<office:document {OFFICE}><table:table>{rows}</table:table></office:document>"
        )
    return buffer.getvalue()


def line(*cells: str) -> str:
    inner = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
    return f"<table:table-row>{inner}</table:table-row>"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_is_read_in_any_dialect(delimiter: str, encoding: str) -> None:
    text = "\r\n".join(
        [delimiter.join(("delib_id", "Objet ", "X")), delimiter.join(("7.10", '"a ""é"" b"', "")), ""]
    )
    assert read_rows(PATH, text.encode(encoding), LIMITS) == [{"DELIB_ID": "7.10", "OBJET": 'a "é" b'}]


def test_a_spreadsheet_is_read_as_it_is_shown() -> None:
    dated = '<table:table-cell office:date-value="2024-03-14"><text:p>14/03/24</text:p></table:table-cell>'
    wide = '<table:table-cell table:number-columns-repeated="16000"/>'
    rows = line("A", "B", "C") + line("1", "7.10").replace(
        "</table:table-row>", f"{dated}{wide}</table:table-row>"
    )
    assert read_rows(PATH, ods(rows), LIMITS) == [{"A": "1", "B": "7.10", "C": "2024-03-14"}]


def test_records_of_an_api_are_rows() -> None:
    record = {"delib_id": 7, "delib_url": {"url": "https://a.example/1.pdf"}, "x": None, "y": [1], "z": True}
    assert read_records(PATH, [record, "no record"]) == [{"DELIB_ID": "7", "DELIB_URL": "https://a.example/1.pdf"}]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"A\n" + b"1\n" * (MOST_ROWS + 1), FileTooLarge),
        (b'A\n"' + b"x" * 200_000, FileBroken),
        (ods(line("A") + line("x" * 30_000_000)), ReadError),
        (b"PK\x03\x04 cut", FileBroken),
    ],
    ids=["rows", "cell", "bomb", "cut"],
)
def test_hostile_tables_are_refused(content: bytes, error: type[ReadError]) -> None:
    with pytest.raises(error):
        read_rows(PATH, content, LIMITS)


def test_a_spreadsheet_declares_no_entities() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(MarkupUnsafe):
        read_rows(PATH, buffer.getvalue(), LIMITS)


def test_a_row_states_the_facts_of_its_columns() -> None:
    row = {
        "COLL_NOM": "Ville de Fontvergne",
        "COLL_SIRET": "213 401 722 00011",
        "DELIB_ID": "2024-112",
        "DELIB_DATE": "2024-03-14",
        "DELIB_MATIERE_CODE": "7.1",
        "DELIB_MATIERE_NOM": "finances locales/divers",
        "DELIB_OBJET": "Tarifs  de la\ncantine",
        "VOTE_POUR": "23",
        "VOTE_CONTRE": "2",
        "DELIB_URL": "https://a.example/1.pdf#page=2",
        "DELIB_ANNEXES": "https://a.example/2.pdf; https://a.example/3.pdf",
    }
    stated = {"date": PartialDate(2024, 3, 14), "body": "Ville de Fontvergne", "siren": "213401722"}
    annex = StatedFacts("table", "annexe", subject="7.10", annexed_to="2024-112", address="t.csv", **stated)  # type: ignore[arg-type]
    assert read_files([row], "t.csv") == [
        ListedFile(
            "https://a.example/1.pdf",
            (
                StatedFacts(
                    "table",
                    "deliberation",
                    "2024-112",
                    PartialDate(2024, 3, 14),
                    "Tarifs de la cantine",
                    "Ville de Fontvergne",
                    "213401722",
                    "7.10",
                    votes="23-2-?",
                    address="t.csv",
                ),
            ),
        ),
        ListedFile("https://a.example/2.pdf", (annex,)),
        ListedFile("https://a.example/3.pdf", (annex,)),
    ]


@pytest.mark.parametrize(
    ("column", "cell", "fact", "value"),
    [
        ("DELIB_DATE", "14/03/2024", "date", PartialDate(2024, 3, 14)),
        ("DELIB_DATE", "2024-03-14T00:00:00+00:00", "date", PartialDate(2024, 3, 14)),
        ("DELIB_DATE", "03/2024", "date", None),
        ("DELIB_DATE", "2024-02-31", "date", None),
        ("COLL_SIRET", "2,13401722E+13", "siren", None),
        ("COLL_SIRET", "21340172200012", "siren", None),
        ("DELIB_MATIERE_CODE", "7,5", "subject", "7.5"),
        ("DELIB_MATIERE_CODE", "7.1", "subject", "7.1"),
        ("DELIB_MATIERE_CODE", "voirie", "subject", None),
    ],
)
def test_a_cell_that_says_nothing_certain_states_nothing(column: str, cell: str, fact: str, value: object) -> None:
    (file,) = read_files([{"DELIB_URL": "https://a.example/1.pdf", "DELIB_ID": "1", column: cell}], "t")
    assert getattr(file.stated[0], fact) == value


def test_rows_of_one_file_are_together_and_rows_without_an_address_left_out() -> None:
    rows = [{"DELIB_ID": str(n), "DELIB_URL": "https://a.example/pv.pdf"} for n in (1, 2, 2)] + [{"DELIB_ID": "3"}]
    (file,) = read_files(rows, "t")
    assert [each.number for each in file.stated] == ["1", "2"]


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(FileBroken, match="no column DELIB_URL"):
        read_files([{"NOM": "a", "DELIB_ID": "1"}], "t")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.pdf",
        "ftp://a.example/1",
        "file:///etc/passwd",
        "https://u:p@a.example/1",
        "https://[x/1",
        "https://a:0/",
    ],
)
def test_only_addresses_of_the_web_are_taken(text: str) -> None:
    assert web_address(text) is None
