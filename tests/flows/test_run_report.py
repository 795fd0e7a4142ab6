"""What the report of a night tells of alerts: each hit once, also where a report did not reach its readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from prefect.settings import PREFECT_UI_URL, temporary_settings
from pydantic import SecretStr
from tests.filing import file

from recueil.errors import NotifyError
from recueil.query import parse
from recueil.reports import notify
from recueil.reports.render import Severity
from recueil.settings import Settings
from recueil.store.open import display_url, open_store
from recueil.store.store import Store
from recueil_flows import local_server, run_record
from recueil_flows import run as reporting

WHEN = datetime(2025, 3, 1, tzinfo=UTC)


@dataclass
class Readers:
    """What reports arrived, where the mail server is up."""

    is_up: bool = True
    published: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    def publish(self, markdown: str, **named: str) -> None:
        self.published.append(named["description"])

    def send(self, settings: Settings, title: str, body: str, severity: Severity) -> None:
        if not self.is_up:
            raise NotifyError("The report was not sent.")
        self.sent.append(title)


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> Readers:
    reading = Readers()
    monkeypatch.setattr(reporting, "create_markdown_artifact", reading.publish)
    monkeypatch.setattr(reporting, "send_notification", reading.send)
    return reading


@pytest.fixture
def opened(store: str) -> Iterator[Store]:
    with open_store(store, create=True) as opening:
        opening.alerts.add("Vœux", parse("vœu"), None, WHEN)
        yield opening


def test_the_report_of_a_night_tells_new_hits_once(opened: Store, store: str, readers: Readers) -> None:
    settings = Settings(store=store)
    file(opened, "Vœu du conseil")
    for _ in range(2):
        reporting.publish_report(settings, datetime.now(UTC))
    text = "0 acts came in, 0 files failed, 1 new hit of 1 alert."
    assert readers.published == [text, "0 acts came in, 0 files failed."]
    assert readers.sent == [text]


def test_what_could_not_be_sent_is_in_the_next_report(opened: Store, store: str, readers: Readers) -> None:
    settings = Settings(store=store)
    file(opened, "Vœu du conseil")
    readers.is_up = False
    with pytest.raises(NotifyError):
        reporting.publish_report(settings, datetime.now(UTC))
    readers.is_up = True
    reporting.publish_report(settings, datetime.now(UTC))
    assert readers.sent == ["0 acts came in, 0 files failed, 1 new hit of 1 alert."]


# Where a message comes from


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, Severity]]:
    """What arrives: titles, bodies and severities."""
    messages: list[tuple[str, str, Severity]] = []
    monkeypatch.setattr(notify, "notify", lambda urls, *message: messages.append(message))
    monkeypatch.setattr(run_record, "hostname", lambda: "serveur_1")
    monkeypatch.setattr(reporting, "flow_run", SimpleNamespace(flow_name="ingest", name="calm-fox", id=FLOW_RUN))
    monkeypatch.setattr(local_server, "_local_servers", [])
    return messages


FLOW_RUN = "7e4a52f1-3b1d-4c61-9c53-4ad1c3ee1a3f"
TO = (SecretStr("json://127.0.0.1/"),)
PAGE = f"http://prefect.example:4200/runs/flow-run/{FLOW_RUN}"


def origin(severity: Severity, store: str, run: str) -> str:
    return f"- severity: {severity}\n- machine: serveur_1\n- store: {store}\n- run: {run}\n\nbody"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("sqlite:////srv/recueil.db", "sqlite:////srv/recueil.db"),
        (
            "postgresql://recueil:hunter2@db.example/actes?password=hunter2",
            r"postgresql://recueil:\*\*\*@db.example/actes",
        ),
        ("hunter2", "an address that is none"),
    ],
)
def test_a_message_says_how_bad_and_where(sent: list[tuple[str, str, Severity]], address: str, shown: str) -> None:
    with temporary_settings({PREFECT_UI_URL: "http://prefect.example:4200"}):
        reporting.send_notification(Settings(store=address, notify=TO), "title", "body", "warning")
    assert sent == [("title", origin("warning", shown, f"ingest calm-fox, {PAGE}"), "warning")]


def test_a_run_whose_server_ends_with_it_has_no_page(
    sent: list[tuple[str, str, Severity]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_server, "_local_servers", [None])
    reporting.send_notification(Settings(store="sqlite:////srv/recueil.db", notify=TO), "title", "body", "info")
    assert sent == [("title", origin("info", "sqlite:////srv/recueil.db", "ingest calm-fox"), "info")]


def test_a_store_in_the_working_folder_is_shown_with_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert display_url("sqlite:///recueil.db") == f"sqlite:///{tmp_path}/recueil.db"
