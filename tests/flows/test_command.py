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
from pydantic import SecretStr
from tests.flows.machinery import QUICK_START, environment, processes
from tests.waiting import PATIENCE, wait_until

from recueil.cli.progress import ProgressReporter
from recueil.errors import FlowError, PrefectUnreachable, RecueilError, StoreBusy
from recueil.ingest.file_results import Ingested
from recueil.ingest.plan import Plan
from recueil.reports import notify
from recueil.settings import Settings, Source
from recueil.store.open import open_store
from recueil_flows import command, local_server
from recueil_flows.command import run_flow
from recueil_flows.process_context import Event, RunInputs, emit, use_pool
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


@pytest.mark.usefixtures("signals", "thread_pool")
def test_into_a_new_store_the_api_starts_before_it_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers: list[Any] = []

    class Server:
        def __init__(self) -> None:
            self.is_stopped = False
            servers.append(self)

        def stop(self) -> None:
            self.is_stopped = True

    monkeypatch.setattr(local_server, "_LocalServer", Server)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    (tmp_path / "acts").mkdir()
    settings = Settings(store=f"sqlite:///{tmp_path}/recueil.db", originals=tmp_path / "originals")
    request = IngestRequest(paths=[tmp_path / "acts"], store=settings.store)
    inputs = RunInputs(settings, [Source(path=tmp_path / "acts")])
    assert command.run_ingestion(request, inputs, ProgressReporter().on_event)
    assert [server.is_stopped for server in servers] == [True]  # no file was found
    assert command.run_ingestion(request, inputs, ProgressReporter().on_event)
    assert len(servers) == 1  # the store is there
    monkeypatch.setenv("PREFECT_API_URL", API)
    with local_server.start_early():
        assert len(servers) == 1


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


@pytest.fixture
def ingestion(monkeypatch: pytest.MonkeyPatch, signals: None, thread_pool: None, tmp_path: Path) -> Ingestion:
    """Ingest the files of a folder without Prefect; gives how it ended, what it reported, and the run in the ledger."""
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    (tmp_path / "acts").mkdir()
    return Ingestion(tmp_path, monkeypatch)


class Ingestion:
    """What `recueil ingest` does before Prefect starts."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = home / "acts"
        self.settings = Settings(store=f"sqlite:///{home}/recueil.db", originals=home / "originals")
        self.events: list[Event] = []
        self.flows: list[RunInputs] = []
        monkeypatch.setattr(command, "run_flow", self._run_flow)

    def _run_flow(self, name: str, request: IngestRequest, inputs: RunInputs, listener: object) -> bool:
        self.flows.append(inputs)
        return True

    def run(self, **settings: Any) -> bool:
        self.settings = self.settings.model_copy(update=settings)
        inputs = RunInputs(self.settings, [Source(path=self.folder)])
        return command.run_ingestion(IngestRequest(paths=[self.folder]), inputs, self.events.append)

    def last_run(self) -> tuple[str, str | None, int, int, str | None]:
        with open_store(self.settings.store) as store:
            run = store.ledger.runs()[0]
        return run.flow, run.state, run.planned, run.unchanged, run.message


def test_with_nothing_to_do_a_run_ends_without_a_flow(ingestion: Ingestion) -> None:
    assert ingestion.run()
    assert (ingestion.flows, ingestion.events) == ([], [Plan()])
    message = "0 of 0 files are in the store, 0 of them unchanged."
    assert ingestion.last_run() == ("ingest", "completed", 0, 0, message)


def test_a_run_in_which_only_failures_are_left_ends_without_a_flow_and_is_not_green(ingestion: Ingestion) -> None:
    (ingestion.folder / "acte.txt").symlink_to(ingestion.folder.parent / "elsewhere.txt")
    (ingestion.folder.parent / "elsewhere.txt").touch()
    assert not ingestion.run()
    (plan,) = (event for event in ingestion.events if isinstance(event, Plan))
    assert (ingestion.flows, ingestion.events) == ([], [plan, *plan.failures])
    message = "0 of 1 files are in the store, 0 of them unchanged. 1 failed."
    assert ingestion.last_run() == ("ingest", "with failures", 0, 0, message)


def test_a_flow_gets_the_run_that_is_planned(ingestion: Ingestion) -> None:
    (ingestion.folder / "acte.txt").write_text("Le conseil accorde 500 € à l'école.")
    assert ingestion.run()
    (inputs,) = ingestion.flows
    assert inputs.record is not None
    assert (inputs.record.plan, inputs.is_idle) == (Plan(work=(1,)), False)


def write_acts(folder: Path, number: int) -> None:
    for index in range(number):
        (folder / f"acte{index:02}.txt").write_text(
            f"Le conseil accorde {index + 1} 500,00 € à l'école n° {index}."
        )


def test_into_a_new_store_the_first_documents_come_before_the_flow(ingestion: Ingestion) -> None:
    write_acts(ingestion.folder, 10)
    assert ingestion.run()
    ((_, _, record),) = ingestion.flows
    assert record is not None
    plan, *results = ingestion.events
    assert plan == Plan(work=tuple(range(1, 11)))
    assert results == record.results
    assert sorted(result.source for result in record.results) == [
        (ingestion.folder / f"acte{index:02}.txt").as_uri() for index in range(8)
    ]
    assert record.done_first == 8
    with open_store(ingestion.settings.store) as store:
        assert store.ledger.runs()[0].done == 8


@pytest.mark.parametrize("batch", [1, 3])
def test_the_first_documents_are_no_more_than_a_batch(ingestion: Ingestion, batch: int) -> None:
    write_acts(ingestion.folder, 4)
    assert ingestion.run(batch=batch)
    assert [inputs.record and inputs.record.done_first for inputs in ingestion.flows] == [batch]


def test_what_breaks_the_first_documents_is_left_to_the_flow(
    ingestion: Ingestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object) -> Iterator[Ingested]:
        yield Ingested("file:///srv/acts/acte00.txt")
        raise StoreBusy("The store is locked.", "Wait.")

    write_acts(ingestion.folder, 2)
    monkeypatch.setattr("recueil.ingest.run.ingest_claimed", busy)
    assert ingestion.run()
    ((_, _, record),) = ingestion.flows
    assert record is not None
    assert (record.plan, record.done_first) == (Plan(work=(1, 2)), 0)
    assert record.results == [Ingested("file:///srv/acts/acte00.txt")]


def test_into_a_store_that_is_there_all_documents_come_by_the_flow(ingestion: Ingestion) -> None:
    open_store(ingestion.settings.store, create=True).close()
    write_acts(ingestion.folder, 1)
    assert ingestion.run()
    assert [inputs.record and inputs.record.done_first for inputs in ingestion.flows] == [0]


def test_what_is_in_stays_where_the_api_does_not_start(
    ingestion: Ingestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> bool:
        raise PrefectUnreachable("The Prefect API does not answer.", "Run the same command again.")

    write_acts(ingestion.folder, 10)
    monkeypatch.setattr(command, "run_flow", fail)
    with pytest.raises(PrefectUnreachable):
        ingestion.run()
    with open_store(ingestion.settings.store) as store:
        run = store.ledger.runs()[0]
    assert (run.state, run.message, run.done) == (
        "failed",
        "The Prefect API does not answer. Run the same command again.",
        8,
    )


def test_a_prefect_api_that_is_named_gets_every_run(ingestion: Ingestion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", API)
    assert ingestion.run()
    write_acts(ingestion.folder, 1)
    assert ingestion.run()
    assert [(inputs.is_idle, inputs.record and inputs.record.results) for inputs in ingestion.flows] == [
        (True, []),
        (False, []),
    ]


@pytest.mark.parametrize(("always", "titles"), [(True, ["0 acts came in, 0 files failed."]), (False, [])])
def test_a_report_on_nothing_is_sent_to_those_who_always_want_it(
    ingestion: Ingestion, monkeypatch: pytest.MonkeyPatch, always: bool, titles: list[str]
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(notify, "notify", lambda urls, title, body, severity: sent.append(title))
    assert ingestion.run(notify=(SecretStr("json://127.0.0.1/"),), notify_always=always)
    assert sent == titles


def test_what_breaks_a_plan_ends_the_run_and_is_sent(
    ingestion: Ingestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plan(*args: object, **named: object) -> Plan:
        raise ValueError("/srv/acts/Élodie VASSEUR.pdf")

    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(notify, "notify", lambda urls, title, body, severity: sent.append((title, body)))
    monkeypatch.setattr(command, "plan_sources", plan)
    with pytest.raises(FlowError, match="The run broke \\(ValueError: /srv/acts"):
        ingestion.run(notify=(SecretStr("json://127.0.0.1/"),))
    assert ingestion.last_run()[:2] == ("ingest", "failed")
    ((title, body),) = sent
    assert title == "The run ingest broke."
    assert "VASSEUR" not in body


@pytest.mark.slow
def test_with_nothing_to_do_neither_prefect_nor_spacy_is_imported(tmp_path: Path) -> None:
    (tmp_path / "acts").mkdir()
    (tmp_path / "recueil.toml").write_text('[[sources]]\npath = "acts"\n')
    script = (
        "import sys\n"
        "from recueil.cli.app import app\n"
        "app(['ingest'], standalone_mode=False)\n"
        "print([name for name in ('prefect', 'spacy', 'httpx', 'pytesseract', 'pypdfium2') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "No file found.\n[]\n"


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


@pytest.mark.nightly
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
        env=environment(home, **QUICK_START),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    interrupted(process, signal.SIGTERM, store, done, wait_for)
    assert processes(home) == []


@pytest.mark.nightly
@pytest.mark.parametrize("acts", [0, 1])
def test_killed_among_the_first_documents_it_leaves_a_store_that_the_next_run_fills(
    many: Path, wait_for: WaitFor, done: Done, tmp_path: Path, acts: int
) -> None:
    home, store = tmp_path / "prefect", tmp_path / "recueil.db"
    command = [sys.executable, "-m", "recueil", "ingest", str(many)]
    own = environment(home, RECUEIL_BATCH="8", RECUEIL_ORIGINALS=str(tmp_path / "originals"))
    with subprocess.Popen(
        command, env=own, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        wait_for(process, store, acts)
        process.kill()
    wait_until(lambda: processes(home) == [])
    assert acts <= done(store) < ACTS
    ran = subprocess.run(command, env=own, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE)
    assert (ran.returncode, done(store)) == (0, ACTS), ran.stderr
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT state, count(*) FROM ledger GROUP BY state").fetchall() == [
            ("done", ACTS)
        ]


@pytest.mark.slow
def test_what_came_before_prefect_is_told_by_the_flow_that_does_the_rest(
    many: Path, done: Done, tmp_path: Path
) -> None:
    """On a database of Prefect that the run makes too."""
    home, store = tmp_path / "prefect", tmp_path / "recueil.db"
    ran = subprocess.run(
        [sys.executable, "-m", "recueil", "ingest", str(many)],
        env=environment(home, RECUEIL_BATCH="8", RECUEIL_ORIGINALS=str(tmp_path / "originals")),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (ran.returncode, done(store)) == (0, ACTS), ran.stderr
    with closing(sqlite3.connect(home / "prefect.db")) as prefect:
        assert prefect.execute("SELECT state_type FROM flow_run").fetchall() == [("COMPLETED",)]
        told = prefect.execute(
            "SELECT flow_run_id IS NOT NULL, message FROM log WHERE message LIKE '% documents: %'"
        )
        assert told.fetchall() == [(1, "8 documents: 8 in the store, 0 failed.")] * 3
    assert processes(home) == []
