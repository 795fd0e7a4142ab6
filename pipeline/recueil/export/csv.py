"""Write CSV that is safe to open in a spreadsheet, and the lists of failures and of audit entries as CSV or
JSON lines.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TextIO

from recueil.accounts.audit import AuditEntry
from recueil.store.ledger.work import Work
from recueil.values.base import format_decimal

# A spreadsheet would run a cell with such a start as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# A spreadsheet would make another number or a day of such a text: it drops zeros, rounds to 15 digits or shows 11.
_RETYPED = re.compile(
    r"0[0-9]+|[0-9]{12,}|[0-9]+e[0-9]+|[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}|[0-9]{1,4}[-/][0-9]{1,4}"
    r"|(?:[0-9]{1,2}(?:er)? )?"
    r"(?:janv|f[ée]vr|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|d[ée]c)[a-z]{0,6}\.? [0-9]{2,4}"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?",
    re.IGNORECASE,
)
_DATE_COLUMN = re.compile(r"(?:\w+_)?(?:date|day|jour)|seance|convocation|signed|transmitted|received|published")
RFC_4180 = "\r\n"
"""Line end of CSV files for other programs."""


@dataclass(frozen=True, slots=True)
class CsvDialect:
    """How a CSV file is written; ``mark`` is what it begins with. Dates are in ISO 8601 in every dialect.

    ``keeps_text``: an apostrophe keeps a spreadsheet from making a number or a day of a text, such as the number
    of an act, 2020-01-6; columns of dates are left to it.
    """

    separator: str = ","
    decimal: str = "."
    no: str = "false"
    yes: str = "true"
    mark: str = ""
    keeps_text: bool = False


PLAIN = CsvDialect()
"""For programs, as in RFC 4180."""
FRENCH = CsvDialect(";", ",", "FAUX", "VRAI", "\ufeff", keeps_text=True)
"""For Excel and LibreOffice set to French; the mark tells Excel that it is UTF-8."""


class CsvWriter:
    """A CSV writer with a header.

    None becomes an empty cell, a decimal has the sign of the dialect, a bool is a word. A text that a spreadsheet
    would run as a formula gets a leading apostrophe.
    """

    def __init__(
        self, file: TextIO, columns: Sequence[str], line_end: str = RFC_4180, dialect: CsvDialect = PLAIN
    ) -> None:
        file.write(dialect.mark)
        self._dialect = dialect
        self._keeps = [dialect.keeps_text and not _DATE_COLUMN.fullmatch(name) for name in columns]
        self._writer = csv.writer(file, lineterminator=line_end, delimiter=dialect.separator)
        self._writer.writerow(columns)

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        for row in rows:
            cells = zip(row, self._keeps, strict=True)
            self._writer.writerow([_cell(cell, self._dialect, keep_text=keep) for cell, keep in cells])


def rows_as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]], dialect: CsvDialect = PLAIN) -> str:
    """Return header and rows as one text."""
    buffer = io.StringIO()
    CsvWriter(buffer, columns, "\n", dialect).write(rows)
    return buffer.getvalue()


def _cell(value: object, dialect: CsvDialect, *, keep_text: bool) -> str:
    match value:
        case None:
            return ""
        case bool():
            return dialect.yes if value else dialect.no
        case int():
            return str(value)
        case Decimal():
            return format_decimal(value).replace(".", dialect.decimal)
    text = str(value)
    is_retyped = keep_text and isinstance(value, str) and _RETYPED.fullmatch(text)
    return f"'{text}" if is_retyped or text.startswith(_FORMULA_STARTS) else text


FAILURE_COLUMNS = ("source", "body", "state", "reason", "message", "attempts", "next_attempt", "document", "work")


def failures_as_csv(works: Iterable[Work]) -> str:
    """Return a header and one row per failed file; times are UTC in ISO 8601."""
    return rows_as_csv(FAILURE_COLUMNS, map(_failure_row, works))


def _failure_row(work: Work) -> tuple[object, ...]:
    again = work.next_attempt.isoformat(timespec="seconds") if work.next_attempt else None
    cells = work.source, work.body, work.state, work.reason, work.message, work.attempts
    return *cells, again, work.document, work.id


AUDIT_COLUMNS = ("id", "at", "who", "action", "subject", "details")


def write_audit_csv(entries: Iterable[AuditEntry], file: TextIO) -> None:
    """Write a header and a row per entry; times are UTC in ISO 8601, details are JSON."""
    CsvWriter(file, AUDIT_COLUMNS, "\n").write(
        (one.id, _entry_time(one), one.who, one.action, one.subject, json.dumps(one.details, ensure_ascii=False))
        for one in entries
    )


def write_audit_jsonl(entries: Iterable[AuditEntry], file: TextIO) -> None:
    """Write one JSON object per line."""
    for entry in entries:
        file.write(json.dumps({**asdict(entry), "at": _entry_time(entry)}, ensure_ascii=False) + "\n")


def _entry_time(entry: AuditEntry) -> str:
    return entry.at.isoformat(timespec="seconds")
