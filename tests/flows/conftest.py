"""Folders to ingest, and those who do it in this process, in place of worker processes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import pytest
from tests.waiting import wait_until

from recueil.ingest import worker
from recueil.ingest.worker import Job, JobResult
from recueil_flows.process_context import use_pool

if TYPE_CHECKING:
    from spacy.language import Language

Rows = list[tuple[Any, ...]]
Tables = Callable[[Path], dict[str, Rows]]
Start = Callable[..., subprocess.Popen[str]]
Done = Callable[[Path], int]
WaitFor = Callable[[subprocess.Popen[str], Path, int], None]

# Noted at each attempt or by each run, so they tell how often and when, not what.
_OF_THE_ATTEMPT = {
    "attempts",
    "started",
    "finished",
    "first_seen",
    "last_seen",
    "first_used",
    "run_id",
    "ledger_id",
    "changed",
    "made",
    "proposal_id",
    "finding_id",
}
# When bodies were compared, and the numbers of the changes until then, are of the run too.
_OF_THE_RUN = {"runs", "cross_checked_bodies"}
# What stands for these numbers, which go by the order in which workers finish.
_NAMES = {
    "document_id": "SELECT document_id, sha256 FROM documents",
    "docid": "SELECT docid, uid || ' of day ' || (docid >> 16) FROM acts",
    "doc": "SELECT docid, uid FROM acts",
    "person_id": "SELECT person_id, name FROM persons",
    "other": "SELECT person_id, name FROM persons",
    "source_id": "SELECT source_id, uri FROM sources",
}


@pytest.fixture(autouse=True)
def one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process that reads loads a model: one is enough for a handful of acts, and there are many such runs."""
    monkeypatch.setenv("RECUEIL_WORKERS", "1")


class InProcess:
    """Does the jobs of a pool with a pipeline of this process, for one thread at a time."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._lock = Lock()

    def run_together(self, items: Sequence[Job]) -> Iterator[list[tuple[int, JobResult]]]:
        with self._lock:
            outcomes = list(worker.process_documents(self._nlp, items, lambda *_: None))
        yield outcomes


@pytest.fixture
def thread_pool(nlp: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The flows that run in this process read and extract in it, and keep originals with the test's files."""
    monkeypatch.setenv("RECUEIL_ORIGINALS", str(tmp_path / "originals"))
    with use_pool(InProcess(nlp)):
        yield


@pytest.fixture
def store(tmp_path: Path) -> str:
    """The address of a store that is not there yet."""
    return f"sqlite:///{tmp_path}/recueil.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three acts, a copy of one, and two files that cannot be read."""
    acts = tmp_path / "acts"
    (acts / "2023").mkdir(parents=True)
    for number in (1, 2, 3):
        (acts / f"acte{number}.txt").write_text(f"Le conseil accorde {number} 500,00 € à l'école n° {number}.")
    (acts / "2023" / "copie.txt").write_text("Le conseil accorde 1 500,00 € à l'école n° 1.")
    (acts / "image.gif").write_bytes(b"GIF89a")
    (acts / "vide.txt").touch()
    return acts


@pytest.fixture(scope="session")
def start(prefect_api: str) -> Start:
    """Start `recueil ingest` as a process of its own."""

    def started(folder: Path, store: Path, api: str = prefect_api, **settings: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "recueil", "ingest", str(folder), "--store", f"sqlite:///{store}"],
            env=os.environ | {"PREFECT_API_URL": api} | settings,
            cwd=folder.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return started


@pytest.fixture(scope="session")
def done() -> Done:
    """How many acts a running ingestion has written; -1 while there is no store."""

    def counted(store: Path) -> int:
        if not store.exists():
            return -1
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
            try:
                return int(connection.execute("SELECT count(*) FROM acts").fetchone()[0])
            except sqlite3.OperationalError:
                return -1

    return counted


@pytest.fixture(scope="session")
def wait_for(done: Done) -> WaitFor:
    """Return when so many acts are in, or the process has ended."""

    def waiting(process: subprocess.Popen[str], store: Path, acts: int) -> None:
        wait_until(lambda: process.poll() is not None or done(store) >= acts)

    return waiting


@pytest.fixture(scope="session")
def tables() -> Tables:
    """Every row of every table, the full-text index too, but for what belongs to the attempt and the run."""

    def read(store: Path) -> dict[str, Rows]:
        with closing(sqlite3.connect(store)) as connection:
            connection.execute(
                "CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search_text', 'instance')"
            )
            names = {column: dict(connection.execute(query)) for column, query in _NAMES.items()}
            query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_text%'"
            found = [name for (name,) in connection.execute(query) if name not in _OF_THE_RUN]
            return {name: _rows(connection, name, names) for name in ["words", *found]}

    return read


def _rows(connection: sqlite3.Connection, table: str, names: dict[str, dict[int, str]]) -> Rows:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    kept = [column for column in columns if column not in _OF_THE_ATTEMPT]
    selected = ", ".join(f'"{column}"' for column in kept)
    rows = connection.execute(f"SELECT {selected} FROM {table}")
    return sorted(
        (
            tuple(names.get(column, {}).get(value, value) for column, value in zip(kept, row, strict=True))
            for row in rows
        ),
        key=repr,
    )
