"""A transaction, and what its failure means to the one who asked for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, StatementError

from recueil.errors import ActRefused, StoreError
from recueil.store import sqlite


@contextmanager
def reported(engine: Engine) -> Iterator[Connection]:
    """A transaction whose failure of the database, or text no database can hold, is a StoreError."""
    try:
        with engine.begin() as connection:
            yield connection
    except (DatabaseError, sqlite3.DatabaseError) as error:  # the latter while a connection is set up
        raise sqlite.explained(error) from error
    except StatementError as error:
        # A column that refuses a value says so itself.
        raise (error.orig if isinstance(error.orig, StoreError) else error) from None
    except UnicodeEncodeError as error:
        raise ActRefused(f"The store cannot hold this text: {error.reason}.") from error
