"""The audit log: who did what, when, and to what. Append-only; it never contains secrets."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from recueil.accounts.schema import audit
from recueil.store.engine.transactions import read_transaction, write_transaction

_PAGE_SIZE = 500
UNMASKED = "unmasked"
"""The action of reading names of private persons; the entry has neither the names nor the query."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One action. ``details`` is JSON-compatible; ``subject`` identifies one thing of the store
    (``user:…``).
    """

    id: int
    at: datetime.datetime
    who: str
    action: str
    subject: str | None
    details: dict[str, Any]


class Audit:
    """``Store.audit``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(
        self, when: datetime.datetime, who: str, action: str, subject: str | None = None, **details: object
    ) -> None:
        """Write an entry in its own transaction. For a change, use the function ``note`` in the change's
        transaction.
        """
        write_transaction(self._engine, note, when, who, action, subject, **details)

    def page(
        self, limit: int = 50, before: int | None = None, since: datetime.datetime | None = None
    ) -> list[AuditEntry]:
        """Return the latest entries, or those before entry ``before``, and none from before ``since``."""
        query = select(audit).order_by(audit.c.audit_id.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.audit_id < before)
        if since is not None:
            query = query.where(audit.c.at >= since)
        with read_transaction(self._engine) as connection:
            return [AuditEntry(*row) for row in connection.execute(query)]

    def walk(self, since: datetime.datetime | None = None) -> Iterator[AuditEntry]:
        """Yield all entries, latest first, in one transaction per few hundred."""
        before: int | None = None
        while part := self.page(_PAGE_SIZE, before, since):
            yield from part
            before = part[-1].id


def note(
    connection: Connection,
    /,
    when: datetime.datetime,
    who: str,
    action: str,
    subject: str | None = None,
    **details: object,
) -> None:
    """Write an entry in the caller's transaction."""
    new = insert(audit).values(at=when, who=who, action=action, subject=subject, details=details)
    connection.execute(new)
