"""A PostgreSQL of one's own, from Debian's package, for as long as it is wanted."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, text

_PROGRAMS = "/usr/lib/postgresql/*/bin"
_DATABASE = "recueil"
# Of memory what a small server gives; every commit is on the disk.
_SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB", "listen_addresses": "", "effective_cache_size": "4GB"}


def programs() -> Path | None:
    """The folder of the latest PostgreSQL that is installed."""
    folders = [path.parent for path in Path("/").glob(f"{_PROGRAMS}/initdb".lstrip("/"))]
    folders.sort(key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("initdb")
    return folders[-1] if folders else Path(on_path).parent if on_path else None


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of an empty database, or of the one that an earlier run left in this folder."""
    found = programs()
    if found is None:
        raise FileNotFoundError("PostgreSQL is not installed: apt install postgresql")
    cluster = folder / "cluster"
    is_new = not cluster.exists()
    folder.mkdir(parents=True, exist_ok=True)
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    if is_new:
        _run(
            found / "initdb", "--pgdata", cluster, "--username", "recueil", "--encoding", "UTF8", "--auth", "trust"
        )
    options = [f"-c {name}='{value}'" for name, value in _SETTINGS.items()]
    started = " ".join([f"-k {folder}", *options])
    _run(found / "pg_ctl", "start", "--wait", "--pgdata", cluster, "--log", folder / "log", "--options", started)
    try:
        if is_new:
            _run(found / "createdb", "--host", folder, "--username", "recueil", _DATABASE)
        yield f"postgresql+psycopg://recueil@/{_DATABASE}?host={folder}"
    finally:
        _run(found / "pg_ctl", "stop", "--wait", "--mode", "fast", "--pgdata", cluster)


def _run(program: Path, *words: object) -> None:
    """Run it as nobody in particular: PostgreSQL refuses to run as root."""
    user = pwd.getpwnam("postgres") if os.getuid() == 0 else None
    subprocess.run(
        [program, *map(str, words)],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )


def backends(engine: Engine) -> Callable[[], float]:
    """Return what reads the CPU seconds so far of the server's processes, those that have ended included."""
    with engine.connect() as connection:
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    postmaster = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])

    def seconds() -> float:
        ended = Path(f"/proc/{postmaster}/stat").read_text().rpartition(")")[2].split()[13:15]
        spent = sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")
        for child in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split():
            with suppress(OSError):
                spent += int(Path(f"/proc/{child}/schedstat").read_text().split()[0]) / 1e9
        return spent

    return seconds
