"""`/sante`: answered without a login, and only while the store answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from tests.web.people import RIGHT, WHEN

from recueil.errors import StoreBusy
from recueil.store.store import Store


def test_it_needs_no_login_and_tells_nothing(store: Store, asking: Callable[[Store], TestClient]) -> None:
    store.accounts.add("remi", RIGHT, "reader", by="unix:root", when=WHEN)
    client = asking(store)
    assert client.get("/", follow_redirects=False).status_code != 200
    answer = client.get("/sante")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (
        "text/plain; charset=utf-8",
        "no-store",
    )
    assert (client.head("/sante").status_code, client.head("/sante").content) == (200, b"")


def test_a_store_that_does_not_answer_is_not_well(
    store: Store, asking: Callable[[Store], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = asking(store)

    def fail() -> bool:
        raise StoreBusy("The store is busy.", "Try again.")

    monkeypatch.setattr(type(store.accounts), "exist", lambda accounts: fail())
    answer = client.get("/sante")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
