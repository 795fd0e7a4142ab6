"""The two databases of a store, SQLite and PostgreSQL, behind one protocol."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from recueil.errors import StoreError
from recueil.extras import require
from recueil.store.engine.protocol import Dialect
from recueil.translation import gettext as _


def dialect_of(bind: Connection | Engine) -> Dialect:
    """Return the dialect of a connection or an engine."""
    return dialect_by_name(bind.dialect.name)


def dialect_by_name(name: str) -> Dialect:
    """Return the dialect by the name that SQLAlchemy gives it. Raises StoreError for any other database."""
    if name == "sqlite":
        from recueil.store.engine import sqlite

        return sqlite
    if name == "postgresql":
        require("postgres")
        # Slow to import, and most stores are a file.
        from recueil.store.engine import postgres

        return postgres
    raise StoreError(_("Recueil keeps no store in {name}.").format(name=name), URL_HELP)


URL_HELP = _(
    "Write sqlite:/// and a path, or postgresql://user@host/database,"
    " after --store, in RECUEIL_STORE or in recueil.toml."
)
