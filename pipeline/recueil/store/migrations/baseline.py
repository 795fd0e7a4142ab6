"""The schema of a new store in SQLite, made at once: the migrations of an empty database take half a second.

``baseline.sql`` is what they make of one, but for the secret. `python -m tests.baseline` records it. Migrations
add what it lacks.
"""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import Connection, insert

from recueil.store.schema import fingerprinting

SEPARATOR = ";\n\n"
"""What ends each statement of the file, and is in none."""


def create_schema(connection: Connection, secret: str) -> None:
    """Create the tables, indexes and views in an empty database, which names documents by the secret."""
    for statement in read_statements():
        connection.exec_driver_sql(statement)
    connection.execute(insert(fingerprinting).values(fingerprinting_id=1, secret=secret))


def read_statements() -> list[str]:
    """Return the statements of the file, in order."""
    text = (files("recueil.store.migrations") / "baseline.sql").read_text("utf-8")
    return text.split(SEPARATOR)[:-1]
