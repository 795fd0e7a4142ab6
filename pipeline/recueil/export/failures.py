"""What failed, for a spreadsheet: one row per file."""

from __future__ import annotations

from collections.abc import Iterable

from recueil.export.sheet import rows_as_csv as sheet
from recueil.store.ledger.works import Work

FAILURE_COLUMNS = ("source", "body", "state", "reason", "message", "attempts", "next_attempt", "document", "work")


def failures_as_csv(works: Iterable[Work]) -> str:
    """Return a header and one row per failed file; times are UTC in ISO 8601."""
    return sheet(FAILURE_COLUMNS, map(_failure_row, works))


def _failure_row(work: Work) -> tuple[object, ...]:
    again = work.next_attempt.isoformat(timespec="seconds") if work.next_attempt else None
    told = work.source, work.body, work.state, work.reason, work.message, work.attempts
    return *told, again, work.document, work.id
