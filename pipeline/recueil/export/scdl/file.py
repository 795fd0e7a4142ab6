"""Write the two files of an SCDL export: the complete rows, and the incomplete ones with what is missing or
wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from recueil.export.csv import CsvWriter
from recueil.export.scdl import rows
from recueil.export.scdl.checks import DELIBERATION_CHECKS, SUBVENTION_CHECKS, RowValidator
from recueil.export.scdl.rows import BodyDirectory, ScdlRow
from recueil.export.scdl.table_schema import DELIBERATION_SCHEMA, SUBVENTION_SCHEMA
from recueil.store.acts.read import FiledAct
from recueil.store.store import Store

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
        whole = _open_csv(stack, file, columns)
        listed = _open_csv(stack, incomplete_path(file), (*_REASON_COLUMNS, *columns))
        for docids in walked:
            for row in (row for filed in store.filed(docids) for row in maker(filed, bodies)):
                _write_row(row, rules, whole, listed, outcome)
    rules.validate(file)
    return outcome


def _open_csv(stack: ExitStack, path: Path, columns: Sequence[str]) -> CsvWriter:
    return CsvWriter(stack.enter_context(path.open("w", encoding="utf-8", newline="")), columns)


def _write_row(row: ScdlRow, rules: RowValidator, whole: CsvWriter, listed: CsvWriter, outcome: RowCounts) -> None:
    cells = tuple(row.cells.values())
    missing, wrong = rules.missing(row.cells), (*rules.wrong(row.cells), *row.doubts)
    if missing or wrong:
        why = row.filed.uid, row.filed.sources[0], " | ".join(missing), " | ".join(wrong)
        listed.write([(*why, *cells)])
        outcome.incomplete += 1
        outcome.reasons.update((*missing, *wrong))
    else:
        whole.write([cells])
        outcome.complete += 1
