"""The two databases of a store, SQLite and PostgreSQL, behind one protocol."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from recueil.errors import StoreError
from recueil.store.engine.protocol import Dialect


def dialect_of(bind: Connection | Engine) -> Dialect:
    """The dialect of a database."""
    return dialect_by_name(bind.dialect.name)


def dialect_by_name(name: str) -> Dialect:
    """The dialect of a name as SQLAlchemy has it. StoreError for any other database."""
    if name == "sqlite":
        from recueil.store.engine import sqlite

        return sqlite
    if name == "postgresql":
        # Slow to import, and most stores are a file.
        from recueil.store.engine import postgres

        return postgres
    raise StoreError(f"Recueil keeps no store in {name}.", URL_HELP)


URL_HELP = "Write sqlite:/// and a path, or postgresql://user@host/database."
