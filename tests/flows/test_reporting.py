"""What the report of a night tells of alerts: each hit once, also where a report did not reach its readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from tests.filing import file

from recueil.errors import NotifyError
from recueil.query import parse
from recueil.settings import Settings
from recueil.store import Store, open_store
from recueil_flows import reporting

WHEN = datetime(2025, 3, 1, tzinfo=UTC)


@dataclass
class Readers:
    """What reports arrived, where the mail server is up."""

    is_up: bool = True
    published: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    def publish(self, markdown: str, **named: str) -> None:
        self.published.append(named["description"])

    def send(self, settings: Settings, title: str, body: str) -> None:
        if not self.is_up:
            raise NotifyError("The report was not sent.")
        self.sent.append(title)


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> Readers:
    reading = Readers()
    monkeypatch.setattr(reporting, "create_markdown_artifact", reading.publish)
    monkeypatch.setattr(reporting, "send", reading.send)
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
        reporting.publish(settings, datetime.now(UTC))
    told = "0 acts came in, 0 files failed, 1 new hit of 1 alert."
    assert readers.published == [told, "0 acts came in, 0 files failed."]
    assert readers.sent == [told]


def test_what_could_not_be_sent_is_in_the_next_report(opened: Store, store: str, readers: Readers) -> None:
    settings = Settings(store=store)
    file(opened, "Vœu du conseil")
    readers.is_up = False
    with pytest.raises(NotifyError):
        reporting.publish(settings, datetime.now(UTC))
    readers.is_up = True
    reporting.publish(settings, datetime.now(UTC))
    assert readers.sent == ["0 acts came in, 0 files failed, 1 new hit of 1 alert."]
