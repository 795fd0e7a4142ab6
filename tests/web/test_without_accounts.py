"""A store without accounts: who is let in, and when other machines are served."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from tests.web.people import (
    ADDRESS,
    RIGHT,
    WHEN,
    Open,
    application,
    send,
)

from recueil.accounts.store import Account
from recueil.errors import ServeError
from recueil.settings import Settings
from recueil.store.store import Store
from recueil.web import server

pytestmark = pytest.mark.usefixtures("cheap_hashes")


def test_without_accounts_it_is_whoever_sits_at_this_machine(store: Store) -> None:
    client = TestClient(application(store), base_url=ADDRESS)
    assert client.get("/probe").json() == {"name": "local", "role": "admin"}
    assert client.post("/api/v1/probe").json() == {"changed by": "local"}
    assert "cache-control" not in client.get("/probe").headers
    assert "Se déconnecter" not in client.get("/administration").text
    assert "ouvertes à qui se sert de cette machine" in client.get("/compte").text


@pytest.mark.parametrize(
    ("settings", "host", "asked"),
    [
        (Settings(), "0.0.0.0", "127.0.0.1"),
        (Settings(), "192.0.2.7", "192.0.2.7"),
        (Settings(web={"address": "https://acts.example.org"}), "127.0.0.1", "acts.example.org"),
    ],
)
def test_without_accounts_nobody_else_is_let_in(store: Store, settings: Settings, host: str, asked: str) -> None:
    client = TestClient(application(store, settings, host), base_url=f"http://{asked}", follow_redirects=False)
    assert client.get("/api/v1/probe").status_code == 401
    assert client.get("/probe").headers["location"] == "/connexion?suite=/probe"
    assert "Il n&#39;y a aucun compte" in client.get("/connexion").text


def test_the_first_account_closes_the_pages_at_once(store: Store) -> None:
    client = TestClient(application(store), base_url=ADDRESS, follow_redirects=False)
    made = send(client, "/administration/comptes", "/administration", nom="anne", mot_de_passe=RIGHT, role="admin")
    assert (made.status_code, made.headers["location"]) == (303, "/administration")
    assert store.accounts.all() == [Account("anne", "admin", WHEN)]
    assert client.get("/administration").headers["location"] == "/connexion?suite=/administration"
    assert store.audit.page()[0].who == "local"


def test_nobody_can_be_called_as_whoever_sits_at_this_machine(browser: Open) -> None:
    client = browser("admin")
    answer = send(
        client, "/administration/comptes", "/administration", nom="local", mot_de_passe=RIGHT, role="admin"
    )
    assert answer.status_code == 422
    assert "Ce nom ne convient pas" in answer.text


def uncalled(*_: object, **__: object) -> None:
    raise AssertionError("nobody should listen")


@pytest.mark.parametrize(
    ("host", "address"), [("0.0.0.0", None), ("192.0.2.7", None), ("127.0.0.1", "https://acts.example.org")]
)
def test_others_are_served_once_somebody_can_log_in(
    store: Store, monkeypatch: pytest.MonkeyPatch, host: str, address: str | None
) -> None:
    settings = Settings(web={"address": address})
    with monkeypatch.context() as patch:
        patch.setattr(server, "_bind_socket", uncalled)
        store_is_open(store, settings, host)
        store.accounts.add("remi", RIGHT, "reader", by="unix:root", when=WHEN)
        store.accounts.disable("remi", by="unix:root", when=WHEN)
        store_is_open(store, settings, host)
    store.accounts.enable("remi", by="unix:root", when=WHEN)
    served: list[str] = []
    monkeypatch.setattr("uvicorn.Server.run", lambda self, sockets: served.append(self.config.host))
    server.serve(store, settings, "127.0.0.1" if host == "192.0.2.7" else host, 0)
    assert len(served) == 1


def store_is_open(store: Store, settings: Settings, host: str) -> None:
    with pytest.raises(
        ServeError, match=r"is not this machine alone\. Make one: `recueil user add NAME --role admin`"
    ):
        server.serve(store, settings, host, 8000)
