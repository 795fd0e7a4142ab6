"""Make a new database of Prefect at once: its migrations of an empty one take seconds of a start.

``prefect_database.sql`` is what the migrations make of an empty file of SQLite; `python -m tests.prefect_baseline`
records it. A server migrates what it finds, so that a later Prefect adds what it lacks.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from importlib.resources import files

SEPARATOR = ";\n\n"
"""What ends each statement of the file, and is in none."""

# The last migration of those recorded.
REVISION = "27d8f4e1a6c9"


def create_database() -> None:
    """Create the tables of Prefect's database in its default file, where that has none.

    Does nothing where a setting names another database, where this Prefect does not know the recorded migration,
    or where the file cannot be written, which the server then says.
    """
    from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, PREFECT_HOME

    path = PREFECT_HOME.value() / "prefect.db"
    if PREFECT_API_DATABASE_CONNECTION_URL.value() != f"sqlite+aiosqlite:///{path}" or not is_known(REVISION):
        return
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, isolation_level=None)) as database:
        if _is_empty(database):  # else no lock is asked for, as another server may write
            database.execute("BEGIN IMMEDIATE")  # what is not committed, whoever opens it next rolls back
            for statement in read_statements() if _is_empty(database) else ():
                database.execute(statement)
            database.execute("COMMIT")


def _is_empty(database: sqlite3.Connection) -> bool:
    return database.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def is_known(revision: str) -> bool:
    """Return whether the installed Prefect has this migration of SQLite."""
    folder = files("prefect").joinpath("server", "database", "_migrations", "versions", "sqlite")
    return folder.is_dir() and any(f"_{revision}_" in file.name for file in folder.iterdir())


def read_statements() -> list[str]:
    """Return the statements that make the database, in order."""
    text = files("recueil_flows").joinpath("prefect_database.sql").read_text("utf-8")
    return text.split(SEPARATOR)[:-1]
