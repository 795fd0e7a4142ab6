"""The audit log: who did what, when, and on what. It is only added to; nothing secret is ever in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from recueil.accounts.schema import audit
from recueil.store.engine.store_transactions import reported, written

_PART = 500
UNMASKED = "unmasked"
"""What is noted of whoever has read the names of private persons, without these and without what was asked."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done. ``details`` are what JSON can hold; ``subject`` names one thing of the store."""

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
        """Note something by itself; what is noted with a change is noted in its transaction, by ``note`` below."""
        written(self._engine, note, when, who, action, subject, **details)

    def page(
        self, limit: int = 50, before: int | None = None, since: datetime.datetime | None = None
    ) -> list[Entry]:
        """The latest entries, or those before one of them, and none from before ``since``."""
        with reported(self._engine) as connection:
            return _page(connection, limit, before, since)

    def walk(self, since: datetime.datetime | None = None) -> Iterator[Entry]:
        """All entries, latest first; each few hundred are a transaction of their own."""
        before: int | None = None
        while part := self.page(_PART, before, since):
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
    """Note something together with what else the transaction writes."""
    new = insert(audit).values(at=when, who=who, action=action, subject=subject, details=details)
    connection.execute(new)


def _page(connection: Connection, limit: int, before: int | None, since: datetime.datetime | None) -> list[Entry]:
    query = select(audit).order_by(audit.c.audit_id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.audit_id < before)
    if since is not None:
        query = query.where(audit.c.at >= since)
    return [Entry(*row) for row in connection.execute(query)]
