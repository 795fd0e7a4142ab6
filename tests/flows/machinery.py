"""What the tests of schedulers, servers and workers share: their processes, their folders, their ledgers."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.waiting import wait_until

from recueil.errors import StoreMissing
from recueil.store.admin.copy import copy_store
from recueil.store.open import open_store

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun
    from tests.flows.conftest import Rows, Tables

_FOREIGN = {"PREFECT_API_URL", "PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING"}
_QUICK = {"PREFECT_RUNNER_POLL_FREQUENCY": "1", "PREFECT_WORKER_QUERY_SECONDS": "1", "RECUEIL_BATCH": "1"}
# A Prefect server on a copy of ``prefect_database`` has no migration to look for.
QUICK_START = {
    "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def environment(home: Path, **settings: str) -> dict[str, str]:
    """That of a process whose Prefect lives there, and nowhere else."""
    inherited = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    return inherited | _QUICK | {"PREFECT_HOME": str(home)} | settings


def start_api(home: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a Prefect API without pages or services on the database in ``home``, as `recueil ingest` does for itself."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "recueil_flows.local_server", str(port)],
        env=environment(home, **QUICK_START, PREFECT_SERVER_UI_ENABLED="false"),
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def processes(mark: Path | str) -> list[int]:
    """Those whose environment says this."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str(mark).encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
    return found


def kill_all(mark: Path | str) -> None:
    """As a power cut does."""
    while left := processes(mark):
        for number in left:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)


def pool_processes(mark: Path | str) -> list[int]:
    """Of those, the ones that read and extract."""
    found = []
    for number in processes(mark):
        with suppress(OSError):
            if b"recueil.ingest.workers.process" in Path(f"/proc/{number}/cmdline").read_bytes():
                found.append(number)
    return found


def freeze(folder: Path, mark: Path | str) -> None:
    """Stop those who read and extract, and wait until they have all in hand that they are given before others."""
    for number in pool_processes(mark):
        os.kill(number, signal.SIGSTOP)
    wait_until(lambda: len(rows(folder, "running")) == 2)


def thaw(mark: Path | str) -> None:
    for number in pool_processes(mark):
        os.kill(number, signal.SIGCONT)


def acts(folder: Path, number: int) -> None:
    """A working folder whose settings name so many acts.

    Each is long enough that a run is still at work on the others when a test has seen it do a few.
    """
    (folder / "actes").mkdir(parents=True, exist_ok=True)
    rest = "\n\nLe débat se poursuit sur ce point." * 1000
    for each in range(number):
        (folder / "actes" / f"acte{each:03}.txt").write_text(
            f"Le conseil accorde {each} 500,00 € à l'école.{rest}"
        )
    (folder / "recueil.toml").write_text('workers = 1\n[[sources]]\npath = "actes"\n')


def rows(folder: Path, state: str) -> dict[int, tuple[Any, ...]]:
    """The ledger's rows in a state: attempts on each, when it was finished, and by which run."""
    found = select(folder, "SELECT ledger_id, attempts, finished, run_id FROM ledger WHERE state = ?", state)
    return {row[0]: row[1:] for row in found}


def select(folder: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """What the store in a folder says; nothing while there is none."""
    address = f"file:{folder}/recueil.db?mode=ro"
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(address, uri=True)) as store:
        return store.execute(query, values).fetchall()
    return []


def has_ended(run: FlowRun) -> bool:
    return run.state is not None and run.state.is_final()


def done_in(store: str) -> int:
    with suppress(StoreMissing), open_store(store) as opened:
        return len(opened.ledger.active(["done"]))
    return 0


def stored_rows(store: str, folder: Path, tables: Tables) -> dict[str, Rows]:
    """Every row of a store, by way of a copy in one file, but for the statistics of its indexes."""
    file = folder / f"{uuid.uuid4()}.db"
    copy_store(store, f"sqlite:///{file}", datetime.now(UTC))
    return {name: rows for name, rows in tables(file).items() if name != "sqlite_stat1"}
