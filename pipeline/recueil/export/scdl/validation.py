"""Whether rows and files are as their layout and their checks want them; frictionless says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import frictionless
from frictionless import errors, formats

from recueil.errors import ExportError
from recueil.export.scdl.checks import Cells, Check, row_errors
from recueil.export.scdl.fields import TableSchema


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
