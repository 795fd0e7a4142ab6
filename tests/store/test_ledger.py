"""The ledger: what is done, what failed and how often it was tried."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable
from pathlib import Path

from recueil.reading.document import Document
from recueil.store import Store, Work
from recueil.values import Act

Make = Callable[..., tuple[Document, Act]]

NIGHT = datetime.timedelta(days=1)


def work(store: Store, version: str = "1") -> list[Work]:
    return list(store.known(version).values())


def test_an_attempt_that_succeeds(store: Store, make: Make, when: datetime.datetime) -> None:
    document, act = make("acte")
    minute = datetime.timedelta(minutes=1)
    assert store.begin("a.txt", document.sha256, "1", when) == 1
    begun = Work("a.txt", document.sha256, "1", "running", 1, None, None, when, None)
    assert store.known("1") == {("a.txt", document.sha256): begun}
    store.record("a.txt", document, [act], "1", when + minute)
    done = Work("a.txt", document.sha256, "1", "done", 1, None, None, when, when + minute)
    assert store.known("1") == {("a.txt", document.sha256): done}
    assert store.known("2") == {}


def test_an_attempt_that_kills_the_process_counts(store: Store, when: datetime.datetime) -> None:
    assert [store.begin("a.pdf", "0" * 64, "1", when) for _ in range(3)] == [1, 2, 3]


def test_a_failure_keeps_its_reason_until_it_succeeds(store: Store, make: Make, when: datetime.datetime) -> None:
    document, act = make("acte")
    for attempt in (1, 2):
        store.begin("a.txt", document.sha256, "1", when)
        store.fail("a.txt", document.sha256, "1", "pdf-broken", "cut short", when)
        assert work(store) == [
            Work("a.txt", document.sha256, "1", "failed", attempt, "pdf-broken", "cut short", when, when)
        ]
    store.record("a.txt", document, [act], "1", when)
    assert work(store) == [Work("a.txt", document.sha256, "1", "done", 3, None, None, when, when)]


def test_a_source_that_cannot_be_opened(store: Store, make: Make, when: datetime.datetime) -> None:
    store.fail("a.txt", None, "1", "missing", "no such file", when)
    store.fail("a.txt", None, "1", "missing", "no such file", when + NIGHT)
    again = Work("a.txt", None, "1", "failed", 2, "missing", "no such file", when + NIGHT, when + NIGHT)
    assert store.known("1") == {("a.txt", None): again}
    document, act = make("acte")
    store.record("a.txt", document, [act], "1", when + 2 * NIGHT)
    assert list(store.known("1")) == [("a.txt", document.sha256)]


def test_a_failure_keeps_the_act_the_source_had(store: Store, make: Make, when: datetime.datetime) -> None:
    document, act = make("acte")
    store.record("a.txt", document, [act], "1", when)
    store.fail("a.txt", "f" * 64, "1", "pdf-broken", "cut short", when)
    store.fail("a.txt", "f" * 64, "2", "pdf-broken", "cut short", when)
    assert store.act(document.sha256[:12]).sources == ("a.txt",)
    assert [(one.sha256, one.state) for one in work(store)] == [(document.sha256, "done")]
    assert [(one.sha256, one.state) for one in work(store, "2")] == [("f" * 64, "failed")]


def test_a_source_is_dated_when_it_is_there(store: Store, path: Path, make: Make, when: datetime.datetime) -> None:
    document, act = make("acte")
    for source in ("a.txt", "b.txt"):
        store.record(source, document, [act], "1", when)
    store.seen(["a.txt", "never-met.txt"], when + NIGHT)
    store.fail("b.txt", None, "1", "missing", "no such file", when + NIGHT)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT uri, first_seen, last_seen FROM sources").fetchall() == [
            ("a.txt", "2025-03-01 02:00:00.000000", "2025-03-02 02:00:00.000000"),
            ("b.txt", "2025-03-01 02:00:00.000000", "2025-03-01 02:00:00.000000"),
        ]
    assert [one.state for one in work(store)] == ["done", "done", "failed"]
