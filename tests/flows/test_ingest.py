"""The flow: what it writes, what it leaves alone, how it ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    LogFilter,
    LogFilterFlowRunId,
)
from prefect.client.schemas.objects import State
from prefect.logging.handlers import APILogHandler

from recueil.errors import FileMissing, SettingsError
from recueil.outcomes import Failure, Ingested
from recueil.planning import Plan
from recueil.store import Status, open_store
from recueil_flows import reporting
from recueil_flows.ingest import ingest
from recueil_flows.progress import Event, listening
from recueil_flows.requests import IngestRequest

pytestmark = pytest.mark.usefixtures("prefect_api", "crew")


def run(folder: Path, store: str) -> tuple[State[Any], list[Event]]:
    """One run of the flow, and what it told."""
    events: list[Event] = []
    with listening(events.append):
        state = ingest(IngestRequest(paths=[folder], store=store), return_state=True)
    return state, events


def status(store: str) -> Status:
    with open_store(store) as opened:
        return opened.status()


def test_good_files_are_in_and_bad_ones_are_named(folder: Path, store: str) -> None:
    state, events = run(folder, store)
    assert (state.name, state.message) == (
        "CompletedWithFailures",
        "4 of 6 files are in the store, 0 of them unchanged. 2 failed.",
    )
    plan, *outcomes = events
    assert isinstance(plan, Plan)
    assert (len(plan.work), plan.unchanged, plan.set_aside) == (6, 0, ())
    assert {event.source: type(event) for event in outcomes if not isinstance(event, Plan)} == {
        (folder / name).as_uri(): Ingested for name in ("acte1.txt", "acte2.txt", "acte3.txt", "2023/copie.txt")
    } | {(folder / name).as_uri(): Failure for name in ("image.gif", "vide.txt")}
    found = status(store)
    assert (found.documents, found.acts, found.ledger) == (3, 3, {"done": 4, "quarantined": 2})
    assert [(work.source, work.reason, work.attempts) for work in found.failures] == [
        ((folder / "image.gif").as_uri(), "format", 1),
        ((folder / "vide.txt").as_uri(), "empty", 1),
    ]


def test_a_second_run_does_only_what_has_changed(folder: Path, store: str) -> None:
    run(folder, store)
    (folder / "acte2.txt").write_text("Le conseil retire son aide de 2 500,00 €.")
    (folder / "vide.txt").write_text("Le conseil accorde 9 €.")
    state, events = run(folder, store)
    assert state.message == "5 of 6 files are in the store, 3 of them unchanged. 1 failed."
    assert [event for event in events if isinstance(event, Ingested)] == [
        Ingested((folder / "acte2.txt").as_uri()),
        Ingested((folder / "vide.txt").as_uri()),
    ]
    assert [event.source for event in events if isinstance(event, Failure)] == [(folder / "image.gif").as_uri()]
    found = status(store)
    assert (found.documents, found.acts) == (4, 4)
    assert found.ledger == {"done": 5, "quarantined": 1, "superseded": 2}


def test_what_would_fail_the_same_way_is_set_aside_and_still_a_failure(folder: Path, store: str) -> None:
    run(folder, store)
    state, events = run(folder, store)
    plan, *failures = events
    assert isinstance(plan, Plan)
    assert (plan.work, plan.unchanged, plan.set_aside) == ((), 4, tuple(failures))
    assert [failure.reason for failure in plan.set_aside] == ["format", "empty"]
    assert state.name == "CompletedWithFailures"
    assert [work.attempts for work in status(store).failures] == [1, 1]


def test_one_bad_file_on_a_quiet_night_does_not_fail_the_run_and_is_reported(
    folder: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(reporting, "send", lambda settings, title, *_: sent.append(title))
    (folder / "image.gif").unlink()
    (folder / "vide.txt").unlink()
    run(folder, store)
    (folder / "vide.txt").touch()
    state, _ = run(folder, store)
    assert (state.type.value, state.name) == ("COMPLETED", "CompletedWithFailures")
    assert state.message == "4 of 5 files are in the store, 4 of them unchanged. 1 failed."
    assert sent == ["0 acts came in, 1 file failed."]


def test_a_run_in_which_everything_failed_is_a_failure(
    folder: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUEIL_FAILED_MINIMUM", "2")
    for file in (*folder.glob("acte*"), folder / "2023" / "copie.txt"):
        file.unlink()
    state, _ = run(folder, store)
    assert state.is_failed()
    assert state.message == (
        "0 of 2 files are in the store, 0 of them unchanged. 2 failed. 2 of the 2 tried: look at what they share."
    )


def test_a_folder_without_files_is_no_failure(tmp_path: Path, store: str) -> None:
    (tmp_path / "nothing").mkdir()
    state, events = run(tmp_path / "nothing", store)
    assert (state.name, events) == ("Completed", [Plan()])


def test_a_file_that_is_gone_is_withdrawn_and_its_act_stays(folder: Path, store: str) -> None:
    run(folder, store)
    (folder / "acte2.txt").unlink()
    _, (plan, *_) = run(folder, store)
    assert isinstance(plan, Plan)
    assert (plan.withdrawn, plan.unchanged) == (1, 3)
    found = status(store)
    assert (found.acts, found.ledger) == (3, {"done": 3, "quarantined": 2, "withdrawn": 1})


def test_without_paths_the_sources_of_the_settings_are_ingested(
    folder: Path, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("recueil.toml").write_text(f'[[sources]]\npath = "{folder}/2023"\nbody = "Fontvergne"\n')
    assert ingest(IngestRequest(store=store), return_state=True).name == "Completed"
    with open_store(store) as opened:
        (work,) = opened.ledger.standing()
    assert (work.source, work.body, work.state) == ((folder / "2023" / "copie.txt").as_uri(), "Fontvergne", "done")


def test_with_nothing_to_ingest_it_fails_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    state = ingest(IngestRequest(), return_state=True)
    problem = state.result(raise_on_failure=False)
    assert isinstance(problem, SettingsError)
    assert str(problem) == "There is nothing to ingest. Give a path, or name [[sources]] in recueil.toml."


def test_a_store_that_cannot_be_written_fails_the_run(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other.db").write_text("this is not a database, whatever its name says")
    state, events = run(folder, f"sqlite:///{tmp_path}/other.db")
    assert (state.is_failed(), events) == (True, [])
    assert "cannot be used as a store" in str(state.message)


def kept(state: State[Any]) -> str:
    """All that Prefect keeps of a run but its parameters: states, logs, reports."""
    flow_run = state.state_details.flow_run_id
    assert flow_run is not None
    with get_client(sync_client=True) as client:
        logs = client.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=[flow_run])), limit=200)
        reports = client.read_artifacts(
            artifact_filter=ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run])), limit=200
        )
        states = client.read_flow_run_states(flow_run)
    return repr(([log.message for log in logs], reports, states))


def test_prefect_keeps_the_name_of_no_file(folder: Path, store: str) -> None:
    (folder / "image.gif").rename(folder / "KERMADEC Zoé.gif")
    state, _ = run(folder, store)
    APILogHandler().flush()
    told = kept(state)
    assert ("format: work" in told, "KERMADEC" in told) == (True, False)


def test_prefect_keeps_of_an_error_no_path(folder: Path, store: str) -> None:
    state, _ = run(folder / "KERMADEC Zoé", store)
    APILogHandler().flush()
    assert (state.name, state.message) == (
        "Failed",
        "FileMissing: There is no such file, or it may not be opened. `recueil report` and `recueil status` say more.",
    )
    assert isinstance(state.result(raise_on_failure=False), FileMissing)
    assert "KERMADEC" not in kept(state)
