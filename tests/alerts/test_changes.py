"""Alerts that announce also new versions and withdrawals of the acts that match or have matched."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from tests.handles import handle_of

from recueil.alerts.store import AlertDefinition
from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.store import Store
from recueil.values import Act

pytestmark = pytest.mark.both_databases

Write = Callable[..., tuple[Document, Act]]
DAY = datetime.timedelta(days=1)
GRANT = "Subvention de <AMOUNT {amount} EUR>{amount} €</AMOUNT> au club {club}"
Announced = list[tuple[str | None, str]]


@pytest.fixture
def alert(store: Store, when: datetime.datetime) -> AlertDefinition:
    query = parse("subvention montant:>10000")
    return store.alerts.add("Subventions", query, "ana", when, changes=True).alert


@pytest.fixture
def plain(store: Store, when: datetime.datetime) -> AlertDefinition:
    return store.alerts.add("Sans versions", parse("subvention montant:>10000"), "ana", when).alert


@pytest.fixture
def announced(store: Store, when: datetime.datetime) -> Callable[..., Announced]:
    """Look and report as a run does, and return what one alert announces."""

    def announce(number: int, days: int) -> Announced:
        store.alerts.find_new_hits(when + days * DAY)
        with store.alerts.lease_news(when + days * DAY) as news:
            return [(hit.event, hit.uid) for each in news if each.alert.id == number for hit in each.examples]

    return announce


Announce = Callable[[int, int], Announced]


def grant(write: Write, amount: str, club: str = "A", source: str = "a.txt") -> str:
    document, _ = write(GRANT.format(amount=amount, club=club), source=source)
    return handle_of(document.sha256)


def withdraw(store: Store, when: datetime.datetime, source: str) -> None:
    store.ledger.withdraw([work.id for work in store.ledger.active() if work.source == source], when)


def test_an_act_that_changes_is_announced_even_where_it_no_longer_matches(
    alert: AlertDefinition, write: Write, announced: Announce
) -> None:
    first = grant(write, "12000")
    assert announced(alert.id, 1) == [(None, first)]
    second = grant(write, "900")
    assert announced(alert.id, 2) == [("changed", second)]
    assert announced(alert.id, 3) == []
    third = grant(write, "15000")
    assert announced(alert.id, 4) == [("changed", third)]


def test_an_act_that_was_known_when_the_alert_was_saved_is_announced_once_it_changes(
    store: Store, write: Write, when: datetime.datetime, announced: Announce
) -> None:
    grant(write, "12000")
    alert = store.alerts.add("Subventions", parse("montant:>10000"), "ana", when, changes=True).alert
    assert announced(alert.id, 1) == []
    assert announced(alert.id, 1) == []
    assert [event for event, _ in announced(alert.id, 2)] == []
    changed = grant(write, "13000")
    assert announced(alert.id, 3) == [("changed", changed)]


def test_the_same_words_in_a_new_version_are_no_change(
    alert: AlertDefinition, write: Write, announced: Announce
) -> None:
    grant(write, "12000", club="A")
    announced(alert.id, 1)
    grant(write, "12000", club=" A ")
    assert announced(alert.id, 2) == []


def test_without_asking_a_changed_act_is_a_new_one_if_it_matches(
    plain: AlertDefinition, write: Write, announced: Announce
) -> None:
    grant(write, "12000")
    announced(plain.id, 1)
    second = grant(write, "15000")
    assert announced(plain.id, 2) == [(None, second)]
    grant(write, "900")
    assert announced(plain.id, 3) == []


def test_a_withdrawn_act_is_announced_once_no_source_has_it(
    store: Store,
    alert: AlertDefinition,
    plain: AlertDefinition,
    write: Write,
    announced: Announce,
    when: datetime.datetime,
) -> None:
    act = grant(write, "12000")
    grant(write, "12000", source="b.txt")
    assert announced(alert.id, 1) == [(None, act)]
    withdraw(store, when, "a.txt")
    assert announced(alert.id, 2) == []
    withdraw(store, when, "b.txt")
    assert announced(alert.id, 3) == [("withdrawn", act)]
    assert announced(alert.id, 4) == []
    assert [(hit.n, hit.event) for hit in store.alerts.hits(alert.id).hits] == [(2, "withdrawn")]
    assert [hit.event for hit in store.alerts.hits(plain.id).hits] == [None]


def test_pages_api_and_feed_say_what_happened(
    store: Store, write: Write, when: datetime.datetime, asking: Callable[[Store], TestClient]
) -> None:
    client = asking(store)
    made = client.post("/api/v1/alerts", json={"name": "A", "query": "montant:>10000", "changes": True}).json()
    number, feed = made["alert"]["id"], made["feed"]
    act = grant(write, "12000")
    store.alerts.find_new_hits(when)
    withdraw(store, when, "a.txt")
    store.alerts.find_new_hits(when)
    (hit,) = client.get(f"/api/v1/alerts/{number}/hits").json()["items"]
    assert (made["alert"]["changes"], hit["event"], hit["act"]["uid"]) == (True, "withdrawn", act)
    assert "Retiré\u00a0: " in client.get(f"/alertes/{number}").text
    assert "<title>Retiré : " in client.get(feed).text
