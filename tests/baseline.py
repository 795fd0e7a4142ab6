"""Record the schema of a new store in SQLite, as the migrations make it: ``python -m tests.baseline``."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from recueil.store import migrations
from recueil.store.migrations.baseline import SEPARATOR

FILE = Path(migrations.__file__).with_name("baseline.sql")


def migrated_schema(revision: str = "head") -> list[str]:
    """The statements that make the schema as the migrations do, up to one of them."""
    raw = sqlite3.connect(":memory:")
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    with engine.begin() as connection:
        command.upgrade(migrations.config(connection), revision)
    statements = list(dump_schema(raw))
    engine.dispose()
    return statements


def dump_schema(database: sqlite3.Connection) -> Iterator[str]:
    """The statements that make the tables of a database, their rows but for the secret, and what is built upon them."""
    kinds = {name: kind for _, name, kind, *_ in database.execute("PRAGMA main.table_list")}
    made = database.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' ORDER BY rowid"
    ).fetchall()
    for kind, name, sql in made:
        if kind == "table" and kinds[name] != "shadow":
            yield sql
    for kind, name, _ in made:
        if kind == "table" and kinds[name] == "table" and name != "fingerprinting":
            columns = [f'quote("{column}")' for _, column, *_ in database.execute(f'PRAGMA table_info("{name}")')]
            for (values,) in database.execute(f"""SELECT {" || ', ' || ".join(columns)} FROM "{name}" """):
                yield f'INSERT INTO "{name}" VALUES ({values})'
    yield from (sql for kind, _, sql in made if kind != "table")


def record(file: Path, statements: Sequence[str], separator: str) -> None:
    """Write statements to a file, unless it holds them in another order: that of each run's constraints and indexes."""
    recorded = file.read_text("utf-8").split(separator)[:-1]
    if sort_schema(recorded) != sort_schema(statements):
        file.write_text("".join(f"{statement}{separator}" for statement in statements), "utf-8")


def sort_schema(statements: Iterable[str]) -> list[list[str]]:
    """The lines of statements, both in the order of the alphabet, without the commas that end lines."""
    return sorted(sorted(line.rstrip(", ") for line in statement.splitlines()) for statement in statements)


if __name__ == "__main__":
    record(FILE, migrated_schema(), SEPARATOR)
    print(f"{FILE.name} is recorded.")
