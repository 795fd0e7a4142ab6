"""Work of the ledger by state and by reason, a part at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from recueil.store.ledger.works import FAILED, State, Work, select_work, to_work
from recueil.store.schema import ledger


@dataclass(frozen=True, slots=True)
class FailureReason:
    """The number of files that failed for one reason; ``set_aside`` of them are quarantined."""

    reason: str
    files: int
    set_aside: int


def list_work(
    connection: Connection, states: Sequence[State], reason: str | None, limit: int, after: int | None
) -> list[Work]:
    """Return work in some states, ordered by id, from after an id on if given (keyset pagination)."""
    # An index answers the ids alone; full rows are read only for the few on the page.
    numbers = select(ledger.c.ledger_id).where(ledger.c.state.in_(states))
    if reason is not None:
        numbers = numbers.where(ledger.c.reason == reason)
    if after is not None:
        numbers = numbers.where(ledger.c.ledger_id > after)
    few = connection.execute(numbers.order_by(ledger.c.ledger_id).limit(limit)).scalars().all()
    query = select_work().where(ledger.c.ledger_id.in_(few)).order_by(None).order_by(ledger.c.ledger_id)
    return [to_work(row) for row in connection.execute(query)]


def count_by_reason(connection: Connection) -> list[FailureReason]:
    """Count failed work by reason, the most frequent reason first."""
    files = func.count()
    set_aside = func.sum(case((ledger.c.state == "quarantined", 1), else_=0))
    query = select(ledger.c.reason, files, set_aside).where(ledger.c.state.in_(FAILED)).group_by(ledger.c.reason)
    return [FailureReason(*row) for row in connection.execute(query.order_by(files.desc(), ledger.c.reason))]


def count_by_state(connection: Connection) -> dict[str, int]:
    """Count work by state."""
    query = select(ledger.c.state, func.count()).group_by(ledger.c.state).order_by(ledger.c.state)
    return dict(connection.execute(query).all())
