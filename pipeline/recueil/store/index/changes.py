"""Record which acts and bodies a transaction changes, so that a process that keeps values of all acts in memory
reads again only those.

A change has a number. A read transaction sees the changes of its ``Moment``: all below its end but those that were
not finished when it began.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import cache

from sqlalchemy import Connection, Insert, select

from recueil.cross_checks.removal import remove_findings
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import Dialect, Moment, upsert
from recueil.store.index.schema import search_changes

_ROWS = search_changes.c


def record_changes(connection: Connection, docids: Iterable[int]) -> None:
    """Record that acts and their index rows are written or deleted, and remove what was found across these acts.

    Whoever writes or deletes them calls this; for acts that go, before they do.
    """
    changed = set(docids)
    record_numbers(connection, changed | remove_findings(connection, changed))


def record_numbers(connection: Connection, docids: Iterable[int]) -> None:
    """Record that what is derived from acts has changed, and the acts have not."""
    rows = [{"docid": docid} for docid in sorted(set(docids))]
    if rows:
        connection.execute(_record(dialect_of(connection)), rows)


@cache
def _record(dialect: Dialect) -> Insert:
    """Build the statement. Rows must be sorted, so that transactions with the same acts do not deadlock."""
    statement = upsert(dialect, search_changes, ("docid",), lambda new: {"changed": new.changed})
    return statement.values(changed=dialect.change_number(_ROWS.changed))


def record_body_change(connection: Connection, key: str) -> None:
    """Record that what is known of a body was written."""
    record_numbers(connection, [-1 - zlib.crc32(key.encode())])


def is_of_body(docid: int) -> bool:
    """Return whether a change is of a body, not of an act."""
    return docid < 0


def current_moment(connection: Connection) -> Moment | None:
    """Return the changes that a read transaction sees; None where the database cannot tell."""
    return dialect_of(connection).current_moment(connection, _ROWS.changed)


def changes_between(connection: Connection, known: Moment, now: Moment) -> dict[int, int]:
    """Return the number of the last change of each act and body that changed after ``known``.

    Some that ``known`` already sees may be among them.
    """
    recent = select(_ROWS.docid, _ROWS.changed).where(_ROWS.changed >= known.first, _ROWS.changed < now.end)
    return dict(connection.execute(recent).all())
