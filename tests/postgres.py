"""A PostgreSQL server of the tests' own, from Debian's package: it listens to nobody else, and ends with them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from recueil.store.open import open_store

# What is lost when the machine fails is of no use to a test.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "shared_buffers=64MB",
    "max_connections=50",
    "deadlock_timeout=50ms",
)
BACKENDS = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.slow, pytest.mark.xdist_group("postgres")])]
"""The parameters of a test that runs on SQLite and, in the slow tier, on PostgreSQL."""
USERS = ("postgres", "nobody")


class Absent(Exception):
    """PostgreSQL cannot be had here, for this reason."""


def program(name: str) -> str:
    """The newest there is: Debian keeps them out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    where = str(found[-1]) if found else shutil.which(name)
    if where is None:
        raise Absent(f"no {name}: apt install postgresql")
    return where


def unprivileged(folder: Path) -> list[str]:
    """What stands before a command so that it runs as a user that PostgreSQL runs as, who then owns the folder."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise Absent("PostgreSQL does not run as root, and setpriv is not there to become another user")
    user = next(user for user in USERS if user_exists(user))
    shutil.chown(folder, user)
    identity = folder.stat().st_uid
    return ["setpriv", f"--reuid={identity}", f"--regid={identity}", "--clear-groups"]


def user_exists(user: str) -> bool:
    import pwd

    return any(entry.pw_name == user for entry in pwd.getpwall())


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        number: int = opened.getsockname()[1]
        return number


# Tables of the store with rows in them: what a test leaves.
FILLED = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
AND (relkind = 'p' OR pg_relation_size(oid) > 0)
"""
# Changes with every statement that changes the schema, and with no other.
SCHEMA = " UNION ALL ".join(
    f"SELECT count(*), max(xmin::text::bigint) FROM {catalogue}"
    for catalogue in ("pg_attribute", "pg_constraint", "pg_index", "pg_proc", "pg_trigger", "pg_inherits")
)


class Server:
    """A running server: ``url`` is the address of a database of it, for its superuser ``recueil``."""

    def __init__(self, port: int, data: Path) -> None:
        self.port, self.data = port, data
        self._access = data / "pg_hba.conf"
        self._numbers = count(1)
        self._schema: list[tuple[int, int]] = []
        self._rows: dict[str, list[tuple[object, ...]]] = {}

    def url(self, database: str, user: str = "recueil") -> str:
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Outside any transaction."""
        with self._connect(database) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The address of a new database, gone in the end."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def access(self, rule: str) -> Iterator[None]:
        """A rule of who may connect how, before the others."""
        rules = self._access.read_text()
        try:
            self._reload(f"{rule}\n{rules}")
            yield
        finally:
            self._reload(rules)

    def _reload(self, rules: str) -> None:
        """Change who may connect how; ends when the server, which reads it when it comes to it, has read it."""
        with self._connect("postgres") as connection:
            loaded = "SELECT pg_conf_load_time()"
            before = connection.execute(loaded).fetchone()
            self._access.write_text(rules)
            connection.execute("SELECT pg_reload_conf()")
            while connection.execute(loaded).fetchone() == before:
                pass

    def make_template(self) -> None:
        """A database with the tables of a store in it, named ``store``."""
        self.execute("CREATE DATABASE store")
        open_store(self.url("store"), create=True).close()

    def emptied(self) -> str:
        """The address of the one database that tests of a store share, as it was when it was made.

        Emptying what the last test filled takes a tenth of the time of a new database, which there is only
        where that test changed the schema.
        """
        if self._schema:
            with self._connect("shared") as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = 'shared' AND pid <> pg_backend_pid()"
                )
                if connection.execute(SCHEMA.encode()).fetchall() == self._schema:
                    self._empty(connection)
                    return self.url("shared")
            self.execute("DROP DATABASE shared WITH (FORCE)")
        self.execute("CREATE DATABASE shared TEMPLATE store STRATEGY FILE_COPY")
        with self._connect("shared") as connection:
            self._schema = connection.execute(SCHEMA.encode()).fetchall()
            tables = [name for (name,) in connection.execute(FILLED.encode())]
            self._rows = {
                name: connection.execute(f'SELECT * FROM "{name}"'.encode()).fetchall() for name in tables
            }
        return self.url("shared")

    def _empty(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        tables = [name for (name,) in connection.execute(FILLED.encode())]
        if tables:
            names = ", ".join(f'"{name}"' for name in tables)
            connection.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE".encode())
        for name, rows in self._rows.items():
            for row in rows:
                places = ", ".join(["%s"] * len(row))
                connection.execute(f'INSERT INTO "{name}" VALUES ({places})'.encode(), row)

    def _connect(self, database: str) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(f"postgresql://recueil@127.0.0.1:{self.port}/{database}", autocommit=True)


@contextmanager
def running() -> Iterator[Server]:
    """A server with a template; Absent where there can be none."""
    initdb, control = program("initdb"), program("pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix="recueil-postgres-"))
    try:
        prefix = unprivileged(folder)
        data, port = folder / "data", free_port()
        run(
            [
                *prefix,
                initdb,
                "-D",
                str(data),
                "-U",
                "recueil",
                "--auth=trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ]
        )
        parameters = ("listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", *SETTINGS)
        options = " ".join(f"-c {setting}" for setting in parameters)
        run([*prefix, control, "start", "-w", "-D", str(data), "-l", str(folder / "log"), "-o", options])
        try:
            server = Server(port, data)
            server.make_template()
            yield server
        finally:
            run([*prefix, control, "stop", "-m", "immediate", "-D", str(data)])
    finally:
        shutil.rmtree(folder)


def run(command: list[str]) -> None:
    # The server keeps what it inherits: a pipe would never end.
    with tempfile.TemporaryFile() as output:
        ended = subprocess.run(
            command, check=False, stdout=output, stderr=output, cwd="/", stdin=subprocess.DEVNULL
        )
        if ended.returncode:
            output.seek(0)
            raise Absent(f"{' '.join(command)}: {output.read().decode('utf-8', 'replace').strip()}")
