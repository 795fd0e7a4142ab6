"""Read SCDL tables of subventions: each row is a record of one subsidy, set out as lines « column : value ».

A record has no document of its own. It is kept as the table has it, besides the euro sign after its amount, the
unit of the schema. Rows without a beneficiary or an amount are left out, and so is the second of equal rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from recueil.errors import FileBroken
from recueil.readers.document import PageContent
from recueil.readers.rows import Row, read_rows
from recueil.settings import Limits
from recueil.translation import gettext as _
from recueil.values.date import PartialDate
from recueil.values.organisation import is_siret
from recueil.values.stated import RECORD, EnclosedAct, StatedFacts

COLUMNS = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "dispositifAide",
)
"""The columns of the schema, in its order."""
_REQUIRED = frozenset({"NOMBENEFICIAIRE", "MONTANT"})
_KEYS = {name.upper(): name for name in COLUMNS}
_HEAD = 20_000
_LONGEST = 1_000
_NUMBER = re.compile(r"-?[0-9][0-9 \u00a0\u202f]{0,20}(?:[.,][0-9]{1,4})?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T.{0,40})?")
_FRENCH = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_SIREN_DIGITS = 9


def is_table(names: Iterable[str]) -> bool:
    """Return whether columns of these names are those of a table of subventions."""
    return {name.strip().strip("\ufeff\"'").upper() for name in names} >= _REQUIRED


def starts_table(head: str) -> bool:
    """Return whether a text begins as a CSV of subventions."""
    line = head[:_HEAD].partition("\n")[0]
    return {cell.strip(" \r\ufeff\"'").upper() for cell in re.split(r"[;,\t|]", line)} >= _REQUIRED


def read(path: Path, content: bytes, limits: Limits) -> tuple[list[PageContent], tuple[EnclosedAct, ...]]:
    """Return the records of a CSV as one page, and what each states of itself. Raise FileBroken, FileTooLarge."""
    enclosed: list[EnclosedAct] = []
    parts: list[str] = []
    offset = 0
    for row in records(read_rows(path, content, limits)):
        text = "".join(f"{name} : {_format_cell(name, cell)}\n" for name, cell in row.items()) + "\n"
        enclosed.append(EnclosedAct(offset, offset + len(text), _stated_facts(row)))
        parts.append(text)
        offset += len(text)
    if not enclosed:
        raise FileBroken(
            _("{path}: no row has a beneficiary and an amount.").format(path=path), _("Publish it again.")
        )
    return [PageContent("".join(parts))], tuple(enclosed)


def records(rows: Sequence[Row]) -> Iterator[dict[str, str]]:
    """Yield the cells of each row that names a beneficiary and an amount, by the columns of the schema."""
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        cells = {name: _printable(row.get(key, "")) for key, name in _KEYS.items()}
        values = tuple(cells.values())
        if cells["nomBeneficiaire"] and _NUMBER.fullmatch(cells["montant"]) and values not in seen:
            seen.add(values)
            yield {name: cell for name, cell in cells.items() if cell}


def _printable(cell: str) -> str:
    words = "".join(char if char.isprintable() else " " for char in cell)
    return " ".join(words.split())[:_LONGEST]


def write_tables(rows: Sequence[Row]) -> dict[str, bytes]:
    """Return tables with the records of some rows, by file name: one for each body and year of the convention.

    The same rows make the same bytes, whatever their format was, so that a table that grows by a year leaves the
    others as they are.
    """
    tables: dict[str, list[dict[str, str]]] = {}
    for row in records(rows):
        day = read_day(row.get("dateConvention", ""))
        siren = read_siren(row.get("idAttribuant", ""))
        name = "-".join(filter(None, ("subventions", siren, str(day.year) if day else "sans-date")))
        tables.setdefault(f"{name}.csv", []).append(row)
    return {name: _to_csv(tables[name]) for name in sorted(tables)}


def _to_csv(table: Sequence[dict[str, str]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return buffer.getvalue().encode()


def read_day(text: str) -> PartialDate | None:
    """Return a day in ISO 8601, or as spreadsheets in France write it; None for anything else."""
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _FRENCH.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        return None
    date = PartialDate(year, month, day)
    return date if date.exists else None


def read_siren(siret: str) -> str | None:
    """Return the SIREN of a SIRET whose check digit is right."""
    digits = "".join(siret.split())
    return digits[:_SIREN_DIGITS] if is_siret(digits) else None


def _format_cell(name: str, cell: str) -> str:
    return f"{cell} €" if name == "montant" else cell


def _stated_facts(row: dict[str, str]) -> StatedFacts:
    return StatedFacts(
        "table",
        kind=RECORD,
        date=read_day(row.get("dateConvention", "")),
        title=row.get("objet"),
        body=row.get("nomAttribuant"),
        siren=read_siren(row.get("idAttribuant", "")),
    )
