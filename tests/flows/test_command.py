"""`recueil ingest` as a person runs it: how it ends, and what is left when it is interrupted."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Completed, Failed
from tests.flows.machinery import environment, processes
from tests.waiting import PATIENCE

from recueil.cli.progress import ProgressReporter
from recueil.errors import FlowError, PrefectUnreachable, RecueilError, StoreBusy
from recueil.ingest.plan import Plan
from recueil.settings import Settings
from recueil_flows import command, local_server
from recueil_flows.command import run_flow
from recueil_flows.process_context import RunInputs, emit, use_pool
from recueil_flows.requests import IngestRequest

if TYPE_CHECKING:
    from tests.flows.conftest import Done, Start, WaitFor

ACTS = 24
API = "http://127.0.0.1:9/api"


@pytest.fixture
def signals() -> Iterator[None]:
    """Signals to end are handled afterwards as they were before."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def ending_with(monkeypatch: pytest.MonkeyPatch, signals: None) -> Iterator[Any]:
    """Run a flow that does this; gives what the command makes of it."""

    def run(flow: Any) -> bool:
        monkeypatch.setattr(command, "_import_flow", lambda name: flow)
        monkeypatch.setattr(local_server, "ensure_api", lambda meanwhile: meanwhile())
        return run_flow("ingest", IngestRequest(), RunInputs(Settings()), ProgressReporter().on_event)

    nobody: Any = None
    with use_pool(nobody):
        yield run


@pytest.mark.parametrize(
    ("state", "is_whole"),
    [
        (Completed(data=1), True),
        (Completed(name="CompletedWithFailures", data=1), False),
        (Failed(data=1), False),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_only_a_run_that_did_all_ends_well(ending_with: Any, state: Any, is_whole: bool) -> None:
    assert ending_with(lambda request, return_state: state) is is_whole


@pytest.mark.parametrize(
    ("problem", "error"),
    [
        (StoreBusy("The store is locked.", "Wait."), StoreBusy("The store is locked.", "Wait.")),
        (
            ValueError("a defect"),
            FlowError("The run broke (ValueError: a defect).", "Report this; nothing is lost."),
        ),
    ],
)
def test_what_broke_a_run_is_told(ending_with: Any, problem: Exception, error: RecueilError) -> None:
    with pytest.raises(type(error)) as raised:
        ending_with(lambda request, return_state: Failed(data=problem))
    assert str(raised.value) == str(error)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_whatever_prefect_makes_of_it(ending_with: Any, number: signal.Signals) -> None:
    def interrupted(request: object, return_state: bool) -> Any:
        with suppress(KeyboardInterrupt):
            signal.raise_signal(number)
        return Completed(data=1)

    with pytest.raises(KeyboardInterrupt):
        ending_with(interrupted)


def test_a_signal_ends_a_run_though_prefect_takes_it_for_itself(ending_with: Any) -> None:
    def interrupted(request: object, return_state: bool) -> Any:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        emit(Plan())
        signal.raise_signal(signal.SIGTERM)
        return Completed(data=1)

    with pytest.raises(KeyboardInterrupt):
        ending_with(interrupted)


def test_a_prefect_api_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", API)
    with temporary_settings({PREFECT_API_URL: API}), pytest.raises(PrefectUnreachable) as refused:
        local_server.ensure_api(lambda: None)
    assert refused.value.message.startswith(f"The Prefect API at {API} does not answer (")
    assert refused.value.advice == "Start it, or unset PREFECT_API_URL to run without one."


# ---- real processes


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some acts."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(ACTS):
        (folder / f"acte{number:02}.txt").write_text(
            f"Séance du {1 + number % 9} mars 2021\nPrésents : Élodie VASSEUR, Marc LE GUEN.\n"
            f"Le conseil accorde {number + 1} 500,00 € à l'école n° {number}, au chapitre 65.\n"
        )
    return folder


def interrupted(process: subprocess.Popen[str], number: int, store: Path, done: Done, wait_for: WaitFor) -> None:
    """Send a signal to an ingestion in the middle of its work, and see how it ends."""
    wait_for(process, store, 1)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, (out, err)
    assert out.splitlines()[0] == f"Interrupted: {done(store)} ingested. Run the same command again to finish."
    assert "Traceback" not in err
    assert 0 < done(store) < ACTS
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.slow
def test_interrupted_it_says_what_is_in_and_how_to_go_on(
    many: Path, start: Start, wait_for: WaitFor, done: Done, tmp_path: Path
) -> None:
    process = start(many, tmp_path / "interrupted.db", RECUEIL_BATCH="1")
    interrupted(process, signal.SIGINT, tmp_path / "interrupted.db", done, wait_for)


@pytest.mark.slow
def test_without_a_prefect_api_it_runs_on_one_of_its_own_and_leaves_none(
    many: Path, wait_for: WaitFor, done: Done, tmp_path: Path, prefect_database: Path
) -> None:
    home, store = tmp_path / "prefect", tmp_path / "recueil.db"
    home.mkdir()
    shutil.copyfile(prefect_database, home / "prefect.db")
    process = subprocess.Popen(
        [sys.executable, "-m", "recueil", "ingest", str(many)],
        env=environment(home),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    interrupted(process, signal.SIGTERM, store, done, wait_for)
    assert processes(home) == []
