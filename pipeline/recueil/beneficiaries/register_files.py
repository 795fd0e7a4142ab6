"""Read the public stock files of SIRENE and of the RNA, row by row, in memory that does not grow with the file.

Files are from outside: a row of another shape, of more than 1 MB, or with NUL ends the reading with its number
and the reason. Rows of natural persons, of whoever opposed the diffusion, and without a valid number are left out.
Columns: INSEE, « Dessin des fichiers StockUniteLegale et StockEtablissement »; Ministère de l'intérieur,
« Répertoire national des associations », files of Waldec.
"""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Literal

from recueil.errors import FileBroken, FileMissing, FormatUnknown, ReadError
from recueil.translation import gettext as _
from recueil.values.organisation import is_siren, is_siret

Kind = Literal["StockUniteLegale", "StockEtablissement", "RNA"]
Cells = Mapping[str, str]
_LONGEST_ROW = 1 << 20
_MOST_COLUMNS = 200
_DELIMITERS = ",;"
_RNA = re.compile(r"W\d[\dA-Z]\d{7}")
_DAY = re.compile(r"[12]\d{3}-\d\d-\d\d")
_COMMUNE = re.compile(r"\d[\dAB]\d{3}")
# An entrepreneur individuel (categorie juridique 1000), whose name is that of a natural person.
_NATURAL_PERSON = "1000"
_COLUMNS: dict[Kind, tuple[str, ...]] = {
    "StockUniteLegale": ("siren", "denominationUniteLegale", "categorieJuridiqueUniteLegale"),
    "StockEtablissement": ("siret", "siren", "etablissementSiege", "codeCommuneEtablissement"),
    "RNA": ("id", "titre", "adrs_codeinsee"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation, or what StockEtablissement has of its head office, which has no ``name`` there.

    ``number`` is a SIREN or an RNA, as beneficiaries are identified; ``code`` is the commune of INSEE.
    """

    number: str
    name: str = ""
    acronym: str | None = None
    siret: str | None = None
    rna: str | None = None
    code: str | None = None
    commune: str | None = None
    closed: str | None = None


@contextmanager
def open_register(path: Path) -> Iterator[tuple[Kind, Iterator[Entry | None]]]:
    """Open a stock file, CSV or a zip with one: yield its kind, and its rows, None for each that is left out.

    Raise FileMissing, FormatUnknown or FileBroken, the latter also while the rows are read.
    """
    with _open(path) as file:
        rows = _parse(_Lines(path, file))
        heading = next(rows, [])
        names = [name.strip().strip("\ufeff") for name in heading]
        kind = next((kind for kind, columns in _COLUMNS.items() if set(columns) <= set(names)), None)
        if kind is None:
            raise FormatUnknown(
                _("{path}: neither a stock file of SIRENE nor one of the RNA.").format(path=path),
                _("Give StockUniteLegale, StockEtablissement or rna_waldec, as they are published."),
            )
        yield kind, _read_entries(rows, names, _READERS[kind])


@contextmanager
def _open(path: Path) -> Iterator[IO[bytes]]:
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb") as file:
                yield file
            return
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.namelist() if each.lower().endswith(".csv")]
            if len(members) != 1:
                raise FormatUnknown(
                    _("{path}: an archive with {count} CSV files, where one is expected.").format(
                        path=path, count=len(members)
                    ),
                    _("Give StockUniteLegale, StockEtablissement or rna_waldec, as they are published."),
                )
            with archive.open(members[0]) as member:
                yield member
    except FileNotFoundError as error:
        raise FileMissing(_("{path} does not exist.").format(path=path), _("Correct the path.")) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileMissing(f"{path}: {reason}.", _("Make it readable.")) from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise FileBroken(
            _("{path}: the archive is damaged ({error}).").format(path=path, error=error), _("Download it again.")
        ) from error


class _Lines(Iterator[str]):
    """The lines of a file, as UTF-8 or, as older files of the RNA are written, in Windows-1252.

    They end with FileBroken where a row is too long: the limit of ``csv`` is that of whoever set it last in this
    process.
    """

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._path, self._file = path, file
        self.number = 0
        self._size = 0

    def begin_row(self) -> None:
        self._size = 0

    def __next__(self) -> str:
        line = self._file.readline(_LONGEST_ROW + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._size += len(line)
        if self._size > _LONGEST_ROW:
            raise self.broken(_("more than {count} characters").format(count=_LONGEST_ROW))
        if b"\0" in line:
            raise self.broken(_("a NUL character"))
        try:
            return line.decode()
        except UnicodeDecodeError:
            return line.decode("cp1252", "replace")

    def broken(self, reason: str) -> ReadError:
        """Return the error of the line that was read last."""
        return FileBroken(
            _("{path}: line {line_num} is no line of a CSV ({reason}).").format(
                path=self._path, line_num=self.number, reason=reason
            ),
            _("Download it again."),
        )


def _parse(lines: _Lines) -> Iterator[list[str]]:
    """Yield the cells of each row."""
    head = next(lines, "")
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(chain((head,), lines), delimiter=delimiter)
    width = 0
    try:
        for cells in reader:
            lines.begin_row()
            width = width or len(cells)
            if len(cells) not in (0, width):
                reason = _("{count} cells, where the heading has {width}").format(count=len(cells), width=width)
                raise lines.broken(reason)
            if width > _MOST_COLUMNS:
                raise lines.broken(_("{count} columns").format(count=width))
            if cells:
                yield cells
    except csv.Error as error:
        raise lines.broken(str(error)) from error


def _read_entries(
    rows: Iterator[list[str]], names: Sequence[str], read: Callable[[Cells], Entry | None]
) -> Iterator[Entry | None]:
    for cells in rows:
        yield read(dict(zip(names, map(str.strip, cells), strict=True)))


def _read_legal_unit(cells: Cells) -> Entry | None:
    siren, name = cells["siren"], cells["denominationUniteLegale"]
    is_person = cells["categorieJuridiqueUniteLegale"] == _NATURAL_PERSON
    if not name or is_person or not is_siren(siren) or cells.get("statutDiffusionUniteLegale", "O") != "O":
        return None
    siret, rna = siren + cells.get("nicSiegeUniteLegale", ""), cells.get("identifiantAssociationUniteLegale", "")
    has_ceased = cells.get("etatAdministratifUniteLegale") == "C"
    return Entry(
        siren,
        name,
        cells.get("sigleUniteLegale") or None,
        siret if is_siret(siret) else None,
        rna if _RNA.fullmatch(rna) else None,
        closed=_day(cells.get("dateDebut")) if has_ceased else None,
    )


def _read_head_office(cells: Cells) -> Entry | None:
    siret, code = cells["siret"], cells["codeCommuneEtablissement"]
    if cells["etablissementSiege"].lower() != "true" or not is_siret(siret) or not _COMMUNE.fullmatch(code):
        return None
    return Entry(siret[:9], siret=siret, code=code, commune=cells.get("libelleCommuneEtablissement") or None)


def _read_association(cells: Cells) -> Entry | None:
    number, name, code = cells["id"].upper(), cells["titre"], cells["adrs_codeinsee"]
    if not name or not _RNA.fullmatch(number):
        return None
    siret = cells.get("siret", "")
    return Entry(
        number.lower(),
        name,
        cells.get("titre_court") or None,
        siret if is_siret(siret) else None,
        number,
        code if _COMMUNE.fullmatch(code) else None,
        cells.get("adrs_libcommune") or None,
        _day(cells.get("date_disso")),
    )


def _day(text: str | None) -> str | None:
    return text if text and _DAY.fullmatch(text) else None


_READERS: dict[Kind, Callable[[Cells], Entry | None]] = {
    "StockUniteLegale": _read_legal_unit,
    "StockEtablissement": _read_head_office,
    "RNA": _read_association,
}
