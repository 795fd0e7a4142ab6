"""Somebody forgotten after real runs on a real Prefect server: every byte of the folder is looked through."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient
from tests import commands
from tests.flows.machinery import environment, free_port, kill_all, start_api
from tests.naming import named_in, named_in_files
from tests.waiting import PATIENCE, SELDOM, wait_until

from recueil.readers.document import PageContent
from recueil.readers.ocr.cache import OcrCacheEntry
from recueil.store.open import open_store

pytestmark = pytest.mark.slow

SURNAME = ("Kermadec", "Tréguier")
PERSON = "Zoé KERMADEC-TRÉGUIER"
# Present and absent at once: the finding names her, and so did the report.
ACT = """COMMUNE DE FONTVERGNE
Conseil municipal
Séance du jeudi 14 mars 2024.
Présents : Élodie VASSEUR, Zoé KERMADEC-TRÉGUIER, Paul ASTIER. Absents : Zoé KERMADEC-TRÉGUIER, Marc LE GUEN.

Objet : Indemnité de Mme Zoé KERMADEC-TRÉGUIER

Une indemnité de 300 euros est attribuée à Mme Zoé KERMADEC-TRÉGUIER.
"""
NAMED = "arrete_KERMADEC-TREGUIER_Zoe"


class Workplace:
    """A working folder with its Prefect server, and the commands typed in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "prefect"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/api"
        self.environment = environment(self.home, PREFECT_API_URL=self.url, RECUEIL_WORKERS="1")

    def start(self) -> None:
        start_api(self.home, self.port)
        with self.client() as client:
            wait_until(lambda: client.api_healthcheck() is None, SELDOM)

    def client(self) -> SyncPrefectClient:
        return SyncPrefectClient(self.url)

    def recueil(self, *words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "recueil", *words],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def workplace(tmp_path: Path, prefect_database: Path) -> Iterator[Workplace]:
    for name in ("actes", "mirror", "backups", "exports", "prefect"):
        (tmp_path / name).mkdir()
    shutil.copyfile(prefect_database, tmp_path / "prefect" / "prefect.db")
    (tmp_path / "actes" / "a.txt").write_text(ACT)
    (tmp_path / "actes" / f"{NAMED}.gif").write_bytes(b"GIF89a")
    (tmp_path / "mirror" / f"{NAMED}.txt").write_text(f"{ACT}Fait à Fontvergne.\n")
    workplace = Workplace(tmp_path)
    try:
        workplace.start()
        yield workplace
    finally:
        kill_all(workplace.home)


def test_of_whom_is_forgotten_only_what_the_command_lists_is_left(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = workplace.folder
    monkeypatch.chdir(folder)
    status, output = workplace.recueil("ingest", "actes", "mirror")
    assert (status, "2 ingested, 0 unchanged, 1 failed." in output) == (1, True), output
    assert "présents et parmi les absents" in commands.run(capsys, "report")[1]
    # Neither reports nor logs nor states tell Prefect of anybody.
    assert named_in_files(workplace.home, *SURNAME) == {}
    # What it is asked for is kept.
    assert workplace.recueil("ingest", f"mirror/{NAMED}.txt")[0] == 0
    assert named_in_files(workplace.home, *SURNAME) != {}
    OcrCacheEntry(folder / ".recueil/ocr", "ab12").keep(PageContent(ACT))
    assert commands.run(capsys, "export", "--format", "csv", "--output", "exports/csv", "--unmasked")[0] == 0
    assert commands.run(capsys, "backup", "backups/before.db")[0] == 0
    assert {Path(name).parts[len(folder.parts)] for name in named_in_files(folder, *SURNAME)} == {
        *(".recueil", "actes", "backups", "exports", "mirror", "originals", "prefect", "recueil.db"),
    } | {name for name in ("recueil.db-wal",) if (folder / name).exists()}

    status, output = workplace.recueil("forget", "--person", PERSON, "--body", "Fontvergne", "--yes")
    assert status == 0, output
    lines = output.splitlines()
    assert "Removed from Prefect: 0 artifacts and 1 run with their logs." in lines
    listed = {line.partition(": ")[2] for line in lines if line.startswith(("  source:", "  copy", "  backup:"))}
    database = workplace.home / "prefect.db"
    left = f"  free pages of Prefect's database {database}: end what uses it, then `sqlite3 {database} VACUUM`"
    assert left in lines
    named = set(named_in_files(folder, *SURNAME))
    beside = {str(database), f"{database}-wal", f"{database}-shm"}
    exports = {name for name in named if name.startswith(f"{folder}/exports/")}
    assert exports != set()
    assert "Exports that were made before, and logs of the system, are not known to Recueil." in lines
    assert named - beside - exports == {str(folder / path) for path in listed}
    with workplace.client() as client:
        assert not named_in(repr(client.read_flow_runs(limit=200)).encode(), *SURNAME)
        assert not named_in(repr(client.read_logs(limit=200)).encode(), *SURNAME)
        assert not named_in(repr(client.read_artifacts(limit=200)).encode(), *SURNAME)
        assert not named_in(repr(client.read_events(limit=50)).encode(), *SURNAME)
    kill_all(workplace.home)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
    assert named_in_files(workplace.home, *SURNAME) == {}

    # An API that does not answer is output once the store is clean.
    assert named_in_files(folder, "GUEN").keys() & store_of(folder) != set()
    status, output = workplace.recueil("forget", "--person", "Marc LE GUEN", "--body", "Fontvergne", "--yes")
    assert (status, f"recueil: The Prefect API at {workplace.url} does not answer" in output) == (1, True), output
    assert named_in_files(folder, "GUEN").keys() & store_of(folder) == set()
    with open_store(f"sqlite:///{folder}/recueil.db") as store:
        assert store.erasure.finish(datetime.now(UTC)) == []


def store_of(folder: Path) -> set[str]:
    """The files of a store."""
    return {f"{folder}/recueil.db{suffix}" for suffix in ("", "-wal")}
