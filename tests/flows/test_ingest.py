"""The flow: what it writes, what it leaves alone, how it ends, and what Prefect keeps of it."""

from __future__ import annotations

from collections.abc import Callable
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

from recueil.errors import FileMissing
from recueil.ingest.file_results import Failure, Ingested
from recueil.ingest.plan import Plan
from recueil.query import parse
from recueil.store.admin.status import Status
from recueil.store.open import open_store
from recueil_flows import run as reporting
from recueil_flows import run as rounds
from recueil_flows.ingest import ingest
from recueil_flows.process_context import Event, subscribe
from recueil_flows.requests import IngestRequest

pytestmark = pytest.mark.usefixtures("prefect_api", "thread_pool")

Bring = Callable[[str, Path], None]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Title and severity of what is sent to those whom the settings name."""
    messages: list[tuple[str, str]] = []

    def send(settings: object, title: str, body: str, severity: str) -> None:
        messages.append((title, severity))

    monkeypatch.setattr(reporting, "send_notification", send)
    monkeypatch.setattr(rounds, "send_notification", send)
    return messages


def run(folder: Path, store: str) -> tuple[State[Any], list[Event]]:
    """One run of the flow, and what it reported."""
    events: list[Event] = []
    with subscribe(events.append):
        state = ingest(IngestRequest(paths=[folder], store=store), return_state=True)
    return state, events


def status(store: str) -> Status:
    with open_store(store) as opened:
        return opened.status()


def kept(state: State[Any]) -> tuple[list[str], list[str], str]:
    """What Prefect keeps of a run but its parameters: its log, the names of its reports, and all in one text."""
    APILogHandler().flush()
    flow_run = state.state_details.flow_run_id
    assert flow_run is not None
    with get_client(sync_client=True) as client:
        log = client.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=[flow_run])), limit=200)
        reports = client.read_artifacts(
            artifact_filter=ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run])), limit=200
        )
        states = client.read_flow_run_states(flow_run)
    messages = [each.message for each in log]
    return messages, sorted(str(each.key) for each in reports), repr((messages, reports, states))


def test_good_files_are_in_and_bad_ones_are_named_and_a_second_run_does_nothing(folder: Path, store: str) -> None:
    image = (folder / "image.gif").rename(folder / "KERMADEC Zoé.gif")
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
    } | {file.as_uri(): Failure for file in (image, folder / "vide.txt")}
    found = status(store)
    assert (found.documents, found.acts, found.ledger) == (3, 3, {"done": 4, "quarantined": 2})
    failures = [(image.as_uri(), "format", 1), ((folder / "vide.txt").as_uri(), "empty", 1)]
    assert [(work.source, work.reason, work.attempts) for work in found.failures] == failures
    with open_store(store) as opened:
        (hit,) = opened.search(parse('"2 500,00"')).hits
        assert hit.source == (folder / "acte2.txt").as_uri()
    log, reports, text = kept(state)
    assert reports == ["failures", "morning-report"]
    assert "6 files: 6 to do, 0 unchanged, 0 set aside, 0 that cannot be opened, 0 withdrawn." in log
    assert "6 documents: 4 in the store, 2 failed." in log
    # Prefect keeps the name of no file.
    assert ("format: work" in text, "KERMADEC" in text) == (True, False)

    state, events = run(folder, store)
    plan, *told_again = events
    assert isinstance(plan, Plan)
    assert (plan.work, plan.unchanged, plan.set_aside) == ((), 4, tuple(told_again))
    assert [failure.reason for failure in plan.set_aside] == ["format", "empty"]
    assert (state.name, state.message) == (
        "CompletedWithFailures",
        "4 of 6 files are in the store, 4 of them unchanged. 2 failed.",
    )
    assert [(work.source, work.reason, work.attempts) for work in status(store).failures] == failures


def test_a_second_run_does_only_what_has_changed(
    folder: Path, store: str, bring: Bring, sent: list[tuple[str, str]]
) -> None:
    bring(store, folder)
    (folder / "acte2.txt").write_text("Le conseil retire son aide de 2 500,00 €.")
    (folder / "vide.txt").write_text("Le conseil accorde 9 €.")
    (folder / "acte3.txt").unlink()
    state, events = run(folder, store)
    assert (state.type.value, state.name, state.message) == (
        "COMPLETED",
        "CompletedWithFailures",
        "4 of 5 files are in the store, 2 of them unchanged. 1 failed.",
    )
    assert [event for event in events if isinstance(event, Ingested)] == [
        Ingested((folder / "acte2.txt").as_uri()),
        Ingested((folder / "vide.txt").as_uri()),
    ]
    assert [event.source for event in events if isinstance(event, Failure)] == [(folder / "image.gif").as_uri()]
    found = status(store)
    assert (found.documents, found.acts) == (4, 4)
    assert found.ledger == {"done": 4, "quarantined": 1, "superseded": 2, "withdrawn": 1}
    assert sent == []


def test_a_run_in_which_everything_failed_is_a_failure_that_is_sent(
    folder: Path, store: str, sent: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUEIL_FAILED_MINIMUM", "2")
    for file in (*folder.glob("acte*"), folder / "2023" / "copie.txt"):
        file.unlink()
    state, _ = run(folder, store)
    assert (state.name, state.message) == (
        "Failed",
        "0 of 2 files are in the store, 0 of them unchanged. 2 failed. 2 of the 2 tried: look at what they share.",
    )
    assert sent == [("0 acts came in, 2 files failed. The last ingest run failed.", "failure")]


def test_a_store_that_cannot_be_used_fails_the_run_and_is_told(
    folder: Path, tmp_path: Path, sent: list[tuple[str, str]]
) -> None:
    (tmp_path / "other.db").write_text("this is not a database, whatever its name says")
    state, events = run(folder, f"sqlite:///{tmp_path}/other.db")
    assert (state.name, events) == ("Failed", [])
    assert "cannot be used as a store" in str(state.message)
    assert sent == [("The run ingest broke.", "failure")]


def test_prefect_keeps_of_an_error_no_path(folder: Path, store: str) -> None:
    state, _ = run(folder / "KERMADEC Zoé", store)
    assert (state.name, state.message) == (
        "Failed",
        "FileMissing: The file does not exist, or may not be opened. `recueil report` and `recueil status` say more.",
    )
    assert isinstance(state.result(raise_on_failure=False), FileMissing)
    assert "KERMADEC" not in kept(state)[2]
