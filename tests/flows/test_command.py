"""`recueil ingest` as a person runs it: summary, status, a second run, Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.flows.conftest import Done, Start, Tables, WaitFor

ACTS = 24
PATIENCE = 120


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some acts and a file that cannot be read."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(ACTS):
        day = 1 + number % 9
        (folder / f"acte{number:02}.txt").write_text(
            f"Séance du {day} mars 2021\nPrésents : Élodie VASSEUR, Marc LE GUEN.\n"
            f"Le conseil accorde {number + 1} 500,00 € à l'école n° {number}, au chapitre 65.\n"
        )
    (folder / "image.gif").write_bytes(b"GIF89a")
    return folder


@pytest.fixture(scope="module")
def undisturbed(many: Path, start: Start) -> Path:
    """The store of a run that nothing disturbed; the run itself is checked here."""
    store = many.parent / "undisturbed.db"
    process = start(many, store, RECUEIL_BATCH="1")
    out, err = process.communicate(timeout=PATIENCE)
    assert out == f"{ACTS + 1} files: {ACTS} ingested, 0 unchanged, 1 failed.\n  1 × format: image.gif\n"
    assert err == (
        f"failed (format): {many}/image.gif: this is a GIF image. Recueil reads PDF, DOCX, DOC, ODT, RTF, HTML, text, images of pages and ZIP of those: convert it first.\n"
    )
    assert process.returncode == 1
    return store


def test_a_second_run_does_nothing_and_says_so(
    undisturbed: Path, many: Path, start: Start, tables: Tables
) -> None:
    before = tables(undisturbed)
    process = start(many, undisturbed)
    out, _ = process.communicate(timeout=PATIENCE)
    assert out == f"{ACTS + 1} files: 0 ingested, {ACTS} unchanged, 1 failed.\n  1 × format: image.gif\n"
    assert process.returncode == 1
    assert tables(undisturbed) == before


@pytest.mark.parametrize("interrupt", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_says_what_is_in_and_how_to_go_on(
    many: Path, start: Start, wait_for: WaitFor, done: Done, tmp_path: Path, interrupt: signal.Signals
) -> None:
    store = tmp_path / "interrupted.db"
    process = start(many, store, RECUEIL_BATCH="1")
    wait_for(process, store, 1)
    process.send_signal(interrupt)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, (out, err)
    assert out.splitlines()[0] == f"Interrupted: {done(store)} ingested. Run the same command again to finish."
    assert "Traceback" not in err
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_store_that_cannot_be_used_gets_one_message(many: Path, start: Start, tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    process = start(many, tmp_path / "folder.db")
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "")
    assert err == (
        f"recueil: {tmp_path}/folder.db cannot be used as a store: unable to open database file. "
        "See whether its folder is there, and this user may write it.\n"
    )


def test_a_prefect_api_that_does_not_answer_is_named(many: Path, start: Start, tmp_path: Path) -> None:
    process = start(many, tmp_path / "recueil.db", "http://127.0.0.1:9/api")
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "")
    assert err.startswith("recueil: The Prefect API at http://127.0.0.1:9/api does not answer (")
    assert err.endswith("). Start it, or unset PREFECT_API_URL to run without one.\n")
    assert not (tmp_path / "recueil.db").exists()


def test_without_a_prefect_api_it_runs_on_one_of_its_own_and_leaves_none(
    many: Path, done: Done, tmp_path: Path
) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "recueil", "ingest", str(many / "acte00.txt")],
        env={name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
        | {"PREFECT_HOME": str(tmp_path / "prefect")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=True,
    )
    assert (process.stdout, process.stderr) == ("1 file: 1 ingested, 0 unchanged, 0 failed.\n", "")
    assert done(tmp_path / "recueil.db") == 1
    assert servers(tmp_path) == []


def servers(home: Path) -> list[int]:
    """The processes whose environment names this folder: what a command started and left behind."""
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(home).encode() in (process / "environ").read_bytes():
                left.append(int(process.name))
    return left
