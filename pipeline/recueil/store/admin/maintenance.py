"""Maintenance: optimise the search index, update statistics, and return free space to the disk."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, exists, select

from recueil.store.engine import dialect_of
from recueil.store.engine.transactions import read_transaction, translate_errors, write_transaction
from recueil.store.schema import ledger


@dataclass(frozen=True, slots=True)
class TidyResult:
    """The size of the store in bytes before and after, and whether free space was returned to the disk."""

    before: int
    after: int
    vacuumed: bool


def tidy(engine: Engine) -> TidyResult:
    """Optimise the search index and shrink the store. Concurrent writers wait less than a second each time.

    Free space is returned only when that blocks nobody: of an SQLite file only while no work is running.
    """
    dialect = dialect_of(engine)
    before, more = write_transaction(engine, _analyze)
    while more:
        more = write_transaction(engine, dialect.merge, begin=False)
    with read_transaction(engine) as connection:
        is_in_hand = connection.execute(select(exists().where(ledger.c.state == "running"))).scalar_one()
    with translate_errors(engine):
        vacuumed = dialect.vacuum(engine, is_idle=not is_in_hand)
    with read_transaction(engine) as connection:
        return TidyResult(before, dialect.size(connection), vacuumed)


def _analyze(connection: Connection) -> tuple[int, bool]:
    """Update statistics and start the merge; return the size before, and whether there is more to merge."""
    dialect = dialect_of(connection)
    before = dialect.size(connection)
    dialect.analyze(connection)
    return before, dialect.merge(connection, begin=True)
