"""A PostgreSQL server of the tests' own, from Debian's package: it listens to nobody else, and ends with them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from recueil.store import open_store

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
    user = next(user for user in USERS if known(user))
    shutil.chown(folder, user)
    identity = folder.stat().st_uid
    return ["setpriv", f"--reuid={identity}", f"--regid={identity}", "--clear-groups"]


def known(user: str) -> bool:
    import pwd

    return any(entry.pw_name == user for entry in pwd.getpwall())


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        number: int = opened.getsockname()[1]
        return number


class Server:
    """A running server: ``url`` is the address of a database of it, for its superuser ``recueil``."""

    def __init__(self, port: int, data: Path) -> None:
        self.port, self.data = port, data
        self._access = data / "pg_hba.conf"
        self._numbers = count(1)

    def url(self, database: str, user: str = "recueil") -> str:
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Outside any transaction."""
        address = f"postgresql://recueil@127.0.0.1:{self.port}/{database}"
        with psycopg.connect(address, autocommit=True) as connection:
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
            self._access.write_text(f"{rule}\n{rules}")
            self.execute("SELECT pg_reload_conf()")
            time.sleep(0.1)
            yield
        finally:
            self._access.write_text(rules)
            self.execute("SELECT pg_reload_conf()")

    def make_template(self) -> None:
        """A database with the tables of a store in it, named ``store``."""
        self.execute("CREATE DATABASE store")
        open_store(self.url("store"), create=True).close()


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
        given = ("listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", *SETTINGS)
        options = " ".join(f"-c {setting}" for setting in given)
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
    with tempfile.TemporaryFile() as said:
        ended = subprocess.run(command, check=False, stdout=said, stderr=said, cwd="/", stdin=subprocess.DEVNULL)
        if ended.returncode:
            said.seek(0)
            raise Absent(f"{' '.join(command)}: {said.read().decode('utf-8', 'replace').strip()}")
