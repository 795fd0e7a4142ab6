"""Write the two files of an SCDL export: the complete rows, and the incomplete ones with what is missing or
wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from recueil.export.scdl import deliberations, subventions
from recueil.export.scdl.bodies import Bodies
from recueil.export.scdl.checks import OF_DELIBERATIONS, OF_SUBVENTIONS
from recueil.export.scdl.fields import DELIBERATIONS, SUBVENTIONS
from recueil.export.scdl.row import Row
from recueil.export.scdl.validation import Rules
from recueil.export.sheet import Sheet
from recueil.store.acts.filed import FiledAct
from recueil.store.store import Store

Maker = Callable[[FiledAct, Bodies], Iterator[Row]]
MAKERS: dict[str, tuple[Rules, Maker]] = {
    "deliberations": (Rules(DELIBERATIONS, OF_DELIBERATIONS), deliberations.rows),
    "subventions": (Rules(SUBVENTIONS, OF_SUBVENTIONS), subventions.rows),
}
_WHY = ("act", "source", "missing", "wrong")


@dataclass(slots=True)
class Outcome:
    """Counts of complete and incomplete rows, and of each reason why rows are incomplete."""

    complete: int = 0
    incomplete: int = 0
    lacks: Counter[str] = field(default_factory=Counter)


def list_of_incomplete(file: Path) -> Path:
    """Return the path of the list of rows that are left out of ``file``."""
    return file.with_name(f"{file.stem}.incomplete.csv")


def write(store: Store, walked: Iterable[Sequence[int]], file: Path, name: str, bodies: Bodies) -> Outcome:
    """Write the rows of acts to ``file`` and to its list of incomplete rows.

    Raise ExportError if the file is not valid.
    """
    rules, maker = MAKERS[name]
    outcome = Outcome()
    columns = rules.layout.columns
    with ExitStack() as stack:
        whole = _sheet(stack, file, columns)
        listed = _sheet(stack, list_of_incomplete(file), (*_WHY, *columns))
        for docids in walked:
            for row in (row for filed in store.filed(docids) for row in maker(filed, bodies)):
                _write(row, rules, whole, listed, outcome)
    rules.validate(file)
    return outcome


def _sheet(stack: ExitStack, path: Path, columns: Sequence[str]) -> Sheet:
    return Sheet(stack.enter_context(path.open("w", encoding="utf-8", newline="")), columns)


def _write(row: Row, rules: Rules, whole: Sheet, listed: Sheet, outcome: Outcome) -> None:
    cells = tuple(row.cells.values())
    missing, wrong = rules.missing(row.cells), (*rules.wrong(row.cells), *row.doubts)
    if missing or wrong:
        why = row.filed.uid, row.filed.sources[0], " | ".join(missing), " | ".join(wrong)
        listed.write([(*why, *cells)])
        outcome.incomplete += 1
        outcome.lacks.update((*missing, *wrong))
    else:
        whole.write([cells])
        outcome.complete += 1
