"""Record the schema of Prefect's database: ``python -m tests.prefect_schema``, after another version of Prefect is installed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from recueil_flows.prefect_database import schema_of

FILE = Path(__file__).parents[1] / "flows" / "recueil_flows" / "prefect_schema.sql"
_MIGRATE = """
import asyncio
from prefect.server.database import provide_database_interface
asyncio.run(provide_database_interface().create_db())
"""


def migrate(home: Path) -> Path:
    """Let Prefect migrate the database in its home, and make it if need be; return its file."""
    file = home / "prefect.db"
    own = {"PREFECT_HOME": str(home), "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{file}"}
    subprocess.run([sys.executable, "-c", _MIGRATE], check=True, env=os.environ | own)
    return file


def main() -> None:
    with tempfile.TemporaryDirectory() as home, closing(sqlite3.connect(migrate(Path(home)))) as database:
        FILE.write_text(schema_of(database), "utf-8")
    print(f"{FILE.name}: {FILE.read_text('utf-8').partition(chr(10))[0].removeprefix('-- ')}.")


if __name__ == "__main__":
    main()
