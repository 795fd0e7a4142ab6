"""Validate the rows of an SCDL export, and write its two files: the complete rows, and the incomplete ones with
what is missing or wrong.

The schema is checked by frictionless; checks within a row are the published custom checks and the national list of
matières. A check takes a row, in which an empty cell is None, and returns an error message or None.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import frictionless
from frictionless import errors, formats

from recueil.errors import ExportError
from recueil.export.csv import CsvWriter
from recueil.export.scdl import rows
from recueil.export.scdl.rows import BodyDirectory, ScdlRow
from recueil.export.scdl.table_schema import DELIBERATION_SCHEMA, SUBVENTION_SCHEMA, TableSchema, matiere_names
from recueil.store.acts.read import FiledAct
from recueil.store.store import Store
from recueil.translation import gettext as _
from recueil.values.organisation import is_siret

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
        return _("{columns}: all or none").format(columns=", ".join(columns)) if len(empty) > 1 else None

    return check


def any_filled(*columns: str) -> Check:
    def check(cells: Cells) -> str | None:
        return (
            _("{columns}: neither").format(columns=_(" or ").join(columns))
            if all(cells[column] is None for column in columns)
            else None
        )

    return check


def not_before(later: str, earlier: str) -> Check:
    """Check the order of two days in ISO 8601."""

    def check(cells: Cells) -> str | None:
        end, start = cells[later], cells[earlier]
        return (
            _("{later} before {earlier}").format(later=later, earlier=earlier)
            if end and start and end < start
            else None
        )

    return check


def at_least(larger: str, smaller: str) -> Check:
    def check(cells: Cells) -> str | None:
        most, least = cells[larger], cells[smaller]
        return (
            _("{larger} below {smaller}").format(larger=larger, smaller=smaller)
            if most and least and int(most) < int(least)
            else None
        )

    return check


def sum_of(total: str, *parts: str) -> Check:
    def check(cells: Cells) -> str | None:
        counts = [int(count) for column in (total, *parts) if (count := cells[column])]
        if len(counts) <= len(parts) or counts[0] == sum(counts[1:]):
            return None
        return _("{total} not the sum of {parts}").format(total=total, parts=", ".join(parts))

    return check


def year_span(column: str) -> Check:
    """Check a year, or a span of two of which the second is later."""

    def check(cells: Cells) -> str | None:
        first, __, last = (cells[column] or "").partition("/")
        return _("{column}: no span of years").format(column=column) if last and last <= first else None

    return check


def national_matiere(code: str, name: str) -> Check:
    """Check a matière of the national list and its name."""

    def check(cells: Cells) -> str | None:
        value = cells[code]
        if value is None:
            return None
        label = matiere_names().get(value)
        if label is None:
            return _("{code}: not in the national list").format(code=code)
        return (
            _("{name}: not that of {code}").format(name=name, code=code)
            if cells[name] not in (None, label)
            else None
        )

    return check


def day_span(column: str) -> Check:
    """Check a day, or a span of two of which the second is not earlier."""

    def check(cells: Cells) -> str | None:
        value = cells[column]
        return (
            _("{column}: no day or span of days").format(column=column)
            if value is not None and not _is_day_span(value)
            else None
        )

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
        return (*self._iter_refusals(cells), *row_errors(cells, self._checks))

    def _iter_refusals(self, cells: Cells) -> Iterator[str]:
        for column in self._schema.fields:
            value = cells[column.name]
            notes = column.read_cell(value)[1] if value is not None else None
            yield from (f"{column.name}: {constraint}" for constraint in notes or ())

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
            raise ExportError(
                _("{name} would not be valid: {problem}").format(name=self.layout.name, problem=problem),
                _("Please report it."),
            )


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


RowMaker = Callable[[FiledAct, BodyDirectory], Iterator[ScdlRow]]
ROW_MAKERS: dict[str, tuple[RowValidator, RowMaker]] = {
    "deliberations": (RowValidator(DELIBERATION_SCHEMA, DELIBERATION_CHECKS), rows.deliberation_rows),
    "subventions": (RowValidator(SUBVENTION_SCHEMA, SUBVENTION_CHECKS), rows.subvention_rows),
}
_REASON_COLUMNS = ("act", "source", "missing", "wrong")


@dataclass(slots=True)
class RowCounts:
    """Counts of complete and incomplete rows, and of each reason why rows are incomplete."""

    complete: int = 0
    incomplete: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


def incomplete_path(file: Path) -> Path:
    """Return the path of the list of rows that are left out of ``file``."""
    return file.with_name(f"{file.stem}.incomplete.csv")


def write(
    store: Store, walked: Iterable[Sequence[int]], file: Path, name: str, bodies: BodyDirectory
) -> RowCounts:
    """Write the rows of acts to ``file`` and to its list of incomplete rows.

    Raise ExportError if the file is not valid.
    """
    rules, maker = ROW_MAKERS[name]
    outcome = RowCounts()
    columns = rules.layout.columns
    with ExitStack() as stack:
        complete = _open_csv(stack, file, columns)
        incomplete = _open_csv(stack, incomplete_path(file), (*_REASON_COLUMNS, *columns))
        for docids in walked:
            for row in (row for filed in store.filed_acts(docids) for row in maker(filed, bodies)):
                _write_row(row, rules, complete, incomplete, outcome)
    rules.validate(file)
    return outcome


def _open_csv(stack: ExitStack, path: Path, columns: Sequence[str]) -> CsvWriter:
    return CsvWriter(stack.enter_context(path.open("w", encoding="utf-8", newline="")), columns)


def _write_row(
    row: ScdlRow, rules: RowValidator, complete: CsvWriter, incomplete: CsvWriter, outcome: RowCounts
) -> None:
    cells = tuple(row.cells.values())
    empty, wrong = rules.missing(row.cells), (*rules.wrong(row.cells), *row.doubts)
    missing = [f"{column}: {row.notes[column]}" if column in row.notes else column for column in empty]
    if missing or wrong:
        why = row.filed.uid, row.filed.sources[0], " | ".join(missing), " | ".join(wrong)
        incomplete.write([(*why, *cells)])
        outcome.incomplete += 1
        outcome.reasons.update((*missing, *wrong))
    else:
        complete.write([cells])
        outcome.complete += 1
