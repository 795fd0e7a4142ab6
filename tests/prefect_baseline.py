"""Record the schema of a new database of Prefect, as its migrations make it: ``python -m tests.prefect_baseline``."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.baseline import dump_schema, record

from recueil_flows import prefect_database
from recueil_flows.prefect_database import SEPARATOR

FILE = Path(prefect_database.__file__).with_suffix(".sql")


def migrate(home: Path) -> Path:
    """Have Prefect migrate its database in a folder, a new one or one that is there; return its file."""
    subprocess.run(
        [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"],
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"},
    )
    return home / "prefect.db"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home, closing(sqlite3.connect(migrate(Path(home)))) as database:
        statements = list(dump_schema(database))
        revision = database.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    record(FILE, statements, SEPARATOR)
    print(f"{FILE.name} is recorded. REVISION of {prefect_database.__name__} is now {revision!r}.")
