"""Validate SCDL rows and files: schema by frictionless, plus checks within a row, both the published custom
checks and the national list of matières.

A check takes a row, in which an empty cell is None, and returns an error message or None.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import frictionless
from frictionless import errors, formats

from recueil.errors import ExportError
from recueil.export.scdl.table_schema import TableSchema, matiere_names
from recueil.values.siret import is_siret

Cells = Mapping[str, str | None]
Check = Callable[[Cells], str | None]


def row_errors(cells: Cells, checks: tuple[Check, ...]) -> Iterator[str]:
    """Yield the error messages of a row."""
    return (found for check in checks if (found := check(cells)))


def valid_siret(column: str) -> Check:
    def check(cells: Cells) -> str | None:
        value = cells[column]
        return f"{column}: no SIRET" if value is not None and not is_siret(value) else None

    return check


def all_or_none(*columns: str) -> Check:
    """Check that all of the columns are filled, or none."""

    def check(cells: Cells) -> str | None:
        empty = {cells[column] is None for column in columns}
        return f"{', '.join(columns)}: all or none" if len(empty) > 1 else None

    return check


def any_filled(*columns: str) -> Check:
    def check(cells: Cells) -> str | None:
        return f"{' or '.join(columns)}: neither" if all(cells[column] is None for column in columns) else None

    return check


def not_before(later: str, earlier: str) -> Check:
    """Check the order of two days in ISO 8601."""

    def check(cells: Cells) -> str | None:
        end, start = cells[later], cells[earlier]
        return f"{later} before {earlier}" if end and start and end < start else None

    return check


def at_least(larger: str, smaller: str) -> Check:
    def check(cells: Cells) -> str | None:
        most, least = cells[larger], cells[smaller]
        return f"{larger} below {smaller}" if most and least and int(most) < int(least) else None

    return check


def sum_of(total: str, *parts: str) -> Check:
    def check(cells: Cells) -> str | None:
        counts = [int(count) for column in (total, *parts) if (count := cells[column])]
        if len(counts) <= len(parts) or counts[0] == sum(counts[1:]):
            return None
        return f"{total} not the sum of {', '.join(parts)}"

    return check


def year_span(column: str) -> Check:
    """Check a year, or a span of two of which the second is later."""

    def check(cells: Cells) -> str | None:
        first, _, last = (cells[column] or "").partition("/")
        return f"{column}: no span of years" if last and last <= first else None

    return check


def national_matiere(code: str, name: str) -> Check:
    """Check a matière of the national list and its name."""

    def check(cells: Cells) -> str | None:
        value = cells[code]
        if value is None:
            return None
        known = matiere_names().get(value)
        if known is None:
            return f"{code}: not in the national list"
        return f"{name}: not that of {code}" if cells[name] not in (None, known) else None

    return check


def day_span(column: str) -> Check:
    """Check a day, or a span of two of which the second is not earlier."""

    def check(cells: Cells) -> str | None:
        value = cells[column]
        return f"{column}: no day or span of days" if value is not None and not _is_day_span(value) else None

    return check


def _is_day_span(value: str) -> bool:
    first, slash, last = value.partition("/")
    try:
        return datetime.date.fromisoformat(first) <= datetime.date.fromisoformat(last if slash else first)
    except ValueError:
        return False


_VOTE_COLUMNS = ("VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION")

DELIBERATION_CHECKS: tuple[Check, ...] = (
    valid_siret("COLL_SIRET"),
    national_matiere("DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM"),
    year_span("BUDGET_ANNEE"),
    all_or_none("BUDGET_ANNEE", "BUDGET_NOM"),
    all_or_none("VOTE_EFFECTIF", "VOTE_REEL", *_VOTE_COLUMNS),
    not_before("PREF_DATE", "DELIB_DATE"),
    at_least("VOTE_EFFECTIF", "VOTE_REEL"),
    *(at_least("VOTE_REEL", column) for column in _VOTE_COLUMNS),
    sum_of("VOTE_REEL", *_VOTE_COLUMNS),
)

SUBVENTION_CHECKS: tuple[Check, ...] = (
    valid_siret("idAttribuant"),
    valid_siret("idBeneficiaire"),
    any_filled("idBeneficiaire", "rnaBeneficiaire"),
    day_span("datesPeriodeVersement"),
)


class RowValidator:
    """The frictionless schema of a table, and the checks of its rows."""

    def __init__(self, layout: TableSchema, checks: tuple[Check, ...]) -> None:
        self._schema = frictionless.Schema.from_descriptor(layout.descriptor())
        self._checks = checks
        self.layout = layout

    def missing(self, cells: Cells) -> tuple[str, ...]:
        """Return the required columns that are empty in a row."""
        return tuple(column for column in self.layout.required if cells[column] is None)

    def wrong(self, cells: Cells) -> tuple[str, ...]:
        """Return all other errors of a row."""
        return (*self._refused(cells), *row_errors(cells, self._checks))

    def _refused(self, cells: Cells) -> Iterator[str]:
        for field in self._schema.fields:
            value = cells[field.name]
            notes = field.read_cell(value)[1] if value is not None else None
            yield from (f"{field.name}: {constraint}" for constraint in notes or ())

    def validate(self, file: Path) -> None:
        """Raise ExportError if a written file is not valid, which is a defect of Recueil."""
        resource = frictionless.Resource(
            path=file.name,
            basepath=str(file.parent),
            format="csv",
            encoding="utf-8",
            schema=self._schema,
            dialect=frictionless.Dialect(controls=[formats.CsvControl(delimiter=",")]),
        )
        report = resource.validate(frictionless.Checklist(checks=[_RowChecks(self._checks)]), limit_errors=1)
        if not report.valid:
            [[problem]] = report.flatten(["message"])
            raise ExportError(f"{self.layout.name} would not be valid: {problem}", "Please report it.")


class _RowChecks(frictionless.Check):
    """The checks of a row as a frictionless check."""

    type = "holds"
    Errors: ClassVar = [errors.RowConstraintError]

    def __init__(self, checks: tuple[Check, ...]) -> None:
        super().__init__()
        self._checks = checks

    def validate_row(self, row: Any) -> Iterator[errors.RowConstraintError]:
        cells = {name: cell or None for name, cell in zip(row.field_names, row.cells, strict=True)}
        for note in row_errors(cells, self._checks):
            yield errors.RowConstraintError.from_row(row, note=note)
