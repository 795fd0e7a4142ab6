"""Read a batch of queries from an untrusted CSV: one a line, in UTF-8 or a legacy encoding, with , or ; between
cells. Lines and lengths are bounded.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recueil.errors import QueryBatchRefused
from recueil.readers.plain_text import decode_text
from recueil.text import fold_accents
from recueil.translation import gettext as _

COLUMNS = ("nom", "requete")
MAX_QUERIES = 1_000
MAX_BYTES = 2_000_000
_MAX_NAME = 200
_MAX_CELL = 20_000
_DELIMITERS = ",;"


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """A query of a batch as typed, on a ``line`` of its file; it is called by the line if it has no ``name``."""

    line: int
    name: str
    text: str


def read_queries(content: bytes, *, source: str, most: int = MAX_QUERIES) -> list[AskedQuery]:
    """Return the queries of a CSV with the columns ``nom`` and ``requete``.

    Raise QueryBatchRefused if it is no such table, or has more than ``most`` queries.
    """
    if len(content) > MAX_BYTES:
        raise QueryBatchRefused(
            _("{source} has more than {most} bytes.").format(source=source, most=MAX_BYTES),
            _("Split it."),
            code="bytes",
            most=MAX_BYTES,
        )
    lines = _iter_lines(decode_text(content), source)
    names = [fold_accents(cell.strip()).lower() for cell in next(lines, (0, ()))[1]]
    if "requete" not in names:
        raise QueryBatchRefused(
            _("{source} has no column {column} in its first line.").format(source=source, column="requete"),
            _("The columns are {names}.").format(names=", ".join(COLUMNS)),
            code="column",
        )
    found: list[AskedQuery] = []
    for line, cells in lines:
        named = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        if not any(named.values()):
            continue
        if len(found) == most:
            raise QueryBatchRefused(
                _("{source} has more than {most} queries.").format(source=source, most=most),
                _("Split it."),
                code="many",
                most=most,
            )
        name = " ".join(named.get("nom", "").split())[:_MAX_NAME]
        found.append(AskedQuery(line, name or str(line), named.get("requete", "")))
    if not found:
        raise QueryBatchRefused(
            _("{source} has no query.").format(source=source),
            _("The columns are {names}.").format(names=", ".join(COLUMNS)),
            code="none",
        )
    return found


def _iter_lines(text: str, source: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the number of the line at which each row begins, and its cells. Raise QueryBatchRefused."""
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=head.count), strict=True)
    line = 1
    try:
        for cells in reader:
            _require_short(cells)
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise QueryBatchRefused(
            _("{source}: line {line} is no line of a CSV ({reason}).").format(
                source=source, line=line, reason=str(error)
            ),
            _("Put quotes around a cell that has quotes or delimiters in it, and double those inside."),
            code="csv",
            line=line,
        ) from error


def _require_short(cells: Sequence[str]) -> None:
    if any(len(cell) > _MAX_CELL for cell in cells):
        raise csv.Error(_("a cell of more than {most} characters").format(most=_MAX_CELL))
