"""The database of the local Prefect API: a new one is made at once, with the schema of Prefect's last migration.

The migrations of a new database take 4.5 s of CPU, and 0.6 s to find nothing to do. ``prefect_schema.sql`` is what
those of one version of Prefect make of an empty SQLite file. With any other version or database, Prefect migrates.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

_FILE_URL = "sqlite+aiosqlite:///"
_SCHEMA = "prefect_schema.sql"
_HEADING = "-- Prefect "


def ensure_migrated(url: str) -> bool:
    """Make the database at a URL of Prefect if it is a file that is not there; return whether no migration is due.

    False where that is not known.
    """
    schema = (files("recueil_flows") / _SCHEMA).read_text("utf-8")
    if _HEADING + version("prefect") != schema.partition("\n")[0] or not _is_file(url):
        return False
    path = Path(url.removeprefix(_FILE_URL))
    try:
        if not path.exists():
            _make(path, schema)
        return _read_revision(path) == _last_revision(schema)
    except (OSError, sqlite3.Error):  # Prefect knows better what to do, or says what is wrong
        return False


def schema_of(database: sqlite3.Connection) -> str:
    """Return the text of ``prefect_schema.sql`` by a database that the installed Prefect has migrated."""
    statements = [
        sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    ]
    ((revision,),) = database.execute("SELECT version_num FROM alembic_version")
    return "\n".join(
        [
            _HEADING + version("prefect"),
            *(f"{statement};" for statement in statements),
            f"INSERT INTO alembic_version VALUES ('{revision}');",
            "",
        ]
    )


def _is_file(url: str) -> bool:
    """Return whether a URL is that of an SQLite file, without options."""
    return url.startswith(f"{_FILE_URL}/") and "?" not in url


def _make(path: Path, schema: str) -> None:
    """Make the file whole, or not at all; one that another process makes meanwhile is kept."""
    with tempfile.TemporaryDirectory(prefix=f"{path.name}-", dir=path.parent) as folder:
        new = Path(folder) / path.name
        with closing(sqlite3.connect(new)) as database:
            database.executescript(f"PRAGMA journal_mode = WAL; BEGIN; {schema} COMMIT;")
        with suppress(FileExistsError):
            os.link(new, path)


def _read_revision(path: Path) -> str:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        ((revision,),) = database.execute("SELECT version_num FROM alembic_version")
    return str(revision)


def _last_revision(schema: str) -> str:
    """Return the revision that the schema ends at, which its last statement inserts."""
    return schema.rpartition("VALUES ('")[2].partition("'")[0]
