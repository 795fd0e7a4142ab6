"""What failed, for a spreadsheet: one row per file."""

from __future__ import annotations

from collections.abc import Iterable

from recueil.export.sheet import as_csv as sheet
from recueil.store.ledger.works import Work

COLUMNS = ("source", "body", "state", "reason", "message", "attempts", "next_attempt", "document", "work")


def as_csv(works: Iterable[Work]) -> str:
    """Return a header and one row per failed file; times are UTC in ISO 8601."""
    return sheet(COLUMNS, map(_row, works))


def _row(work: Work) -> tuple[object, ...]:
    again = work.next_attempt.isoformat(timespec="seconds") if work.next_attempt else None
    told = work.source, work.body, work.state, work.reason, work.message, work.attempts
    return *told, again, work.document, work.id
