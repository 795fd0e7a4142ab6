"""What belongs to an account by its name: dossiers and alerts.

Sessions, tokens and identities refer to the account itself, and go with it.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select, update

from recueil.dossiers.schema import dossiers
from recueil.store.schema import alerts

_TABLES = {"dossiers": dossiers, "alerts": alerts}


def count_belongings(connection: Connection, name: str) -> dict[str, int]:
    """Return how many dossiers and alerts an account has, without those of which it has none."""
    counts = {
        kind: connection.execute(select(func.count()).where(table.c.owner == name)).scalar_one()
        for kind, table in _TABLES.items()
    }
    return {kind: count for kind, count in counts.items() if count}


def transfer_belongings(connection: Connection, name: str, heir: str) -> None:
    """Make another account the owner of all that belongs to one."""
    for table in _TABLES.values():
        connection.execute(update(table).where(table.c.owner == name).values(owner=heir))


def delete_belongings(connection: Connection, name: str) -> None:
    """Delete all that belongs to an account."""
    for table in _TABLES.values():
        connection.execute(delete(table).where(table.c.owner == name))
