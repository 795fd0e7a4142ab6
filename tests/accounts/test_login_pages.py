"""Logging in and out: cookies, ways back, waits, and what is written down."""

from __future__ import annotations

import logging
import re

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.web.people import (
    HOUR,
    NEW,
    RIGHT,
    WHEN,
    WRONG,
    Open,
    application,
    log_in,
    send,
)

from recueil.accounts import throttle
from recueil.settings import Settings
from recueil.store.store import Store
from recueil.web import server

pytestmark = pytest.mark.usefixtures("cheap_hashes")


def test_who_logs_in_comes_back_to_where_it_was(browser: Open) -> None:
    client = browser()
    response = client.get("/probe?q=école+%26+cie")
    assert (response.status_code, response.headers["location"]) == (
        303,
        "/connexion?suite=/probe%3Fq%3D%25C3%25A9cole%2B%2526%2Bcie",
    )
    form = client.get(response.headers["location"]).text
    assert '<input type="hidden" name="suite" value="/probe?q=%C3%A9cole+%26+cie">' in form
    answer = log_in(client, "Remi", suite="/probe?q=%C3%A9cole+%26+cie")
    assert (answer.status_code, answer.headers["location"]) == (303, "/probe?q=%C3%A9cole+%26+cie")
    assert client.get("/probe").json() == {"name": "remi", "role": "reader"}
    assert client.get("/connexion?suite=/probe").headers["location"] == "/probe"


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/a\r\nSet-Cookie: x=1",
        "javascript:alert(1)",
        "evil.example",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(browser: Open, place: str) -> None:
    client = browser()
    assert log_in(client, "remi", suite=place).headers["location"] == "/"
    assert client.get("/connexion", params={"suite": place}).headers["location"] == "/"


def cookies(answer: httpx.Response) -> dict[str, str]:
    """The cookies that are set, without their values."""
    pairs = (line.partition("=") for line in answer.headers.get_list("set-cookie"))
    return {name: rest.partition("; ")[2] for name, _, rest in pairs}


def test_the_cookies_are_nobody_elses(browser: Open) -> None:
    client = browser()
    assert cookies(client.get("/connexion")) == {"recueil-visite": "HttpOnly; Path=/; SameSite=lax"}
    entered = cookies(log_in(client, "remi"))
    assert entered["recueil-session"] == "HttpOnly; Path=/; SameSite=lax"
    assert "Max-Age=0" in entered["recueil-visite"]
    assert cookies(client.get("/probe")) == {}


def test_the_cookies_of_a_site_over_tls_travel_nowhere_else(team: Store) -> None:
    settings = Settings(web={"address": "https://acts.example.org"})
    client = TestClient(application(team, settings), base_url="https://acts.example.org", follow_redirects=False)
    attributes = "HttpOnly; Path=/; SameSite=lax; Secure"
    assert cookies(client.get("/connexion")) == {"__Host-recueil-visite": attributes}
    assert cookies(log_in(client, "remi"))["__Host-recueil-session"] == attributes
    assert client.get("/probe").json() == {"name": "remi", "role": "reader"}
    other = TestClient(client.app, base_url="https://acts.example.org", follow_redirects=False)
    other.cookies.set("recueil-session", client.cookies["__Host-recueil-session"])
    assert other.get("/probe").status_code == 303


def test_a_session_that_was_planted_is_not_used(browser: Open) -> None:
    client = browser()
    client.cookies.set("recueil-session", "planted", domain="127.0.0.1", path="/")
    log_in(client, "remi")
    assert client.cookies["recueil-session"] != "planted"
    first = client.cookies["recueil-session"]
    other = browser()
    other.cookies.set("recueil-session", first)
    assert other.get("/probe").json()["name"] == "remi"
    other.cookies.set("recueil-session", "planted")
    assert other.get("/probe").status_code == 303


def test_who_logs_out_is_out_on_the_server_too(browser: Open) -> None:
    client = browser("reader")
    kept = client.cookies["recueil-session"]
    answer = send(client, "/deconnexion")
    assert (answer.status_code, answer.headers["location"], "recueil-session" in client.cookies) == (
        303,
        "/",
        False,
    )
    client.cookies.set("recueil-session", kept)
    assert client.get("/probe").status_code == 303


def test_a_session_ends_with_time(app: FastAPI, browser: Open) -> None:
    client = browser("reader")
    for hours, status in ((11, 200), (22, 200), (35, 303)):
        app.state.clock = lambda hours=hours: WHEN + hours * HOUR
        assert client.get("/probe").status_code == status
    assert log_in(client, "remi").status_code == 303
    assert client.get("/probe").status_code == 200


def test_what_is_shown_to_somebody_is_not_kept(browser: Open) -> None:
    for answer in (browser("reader").get("/probe"), browser().get("/probe"), browser().get("/connexion")):
        assert (answer.headers["cache-control"], answer.headers["vary"]) == ("no-store", "Cookie, Authorization")
    assert "no-store" not in browser("reader").get("/static/recueil.css").headers.get("cache-control", "")


@pytest.mark.parametrize("name", ["remi", "nobody", "", "<script>", "a\x00"])
def test_a_login_that_fails_does_not_say_why(browser: Open, name: str) -> None:
    answer = log_in(browser(), name, WRONG)
    assert answer.status_code == 403
    assert '<p class="error" role="alert">Le nom ou le mot de passe est faux.</p>' in answer.text
    assert WRONG not in answer.text
    assert "<script>" not in answer.text


def test_logins_that_fail_too_often_wait(app: FastAPI, browser: Open) -> None:
    client = browser()
    for _ in range(throttle.MAX_PER_NAME):
        assert log_in(client, "remi", WRONG).status_code == 403
    answer = log_in(client, "remi")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "15")
    assert "Trop de tentatives ont échoué. Réessayez dans 15 s." in answer.text
    assert log_in(browser(), "emma").status_code == 303
    app.state.clock = lambda: WHEN + throttle.MIN_WAIT
    assert log_in(client, "remi").status_code == 303


def test_a_proxy_says_who_asks(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[tuple[object, ...]] = []
    monkeypatch.setattr(
        "uvicorn.Server.run",
        lambda self, sockets: found.append((self.config.proxy_headers, self.config.forwarded_allow_ips)),
    )
    server.serve(store, Settings(), "127.0.0.1", 0)
    server.serve(store, Settings(web={"proxies": ["127.0.0.1"]}), "127.0.0.1", 0)
    assert found == [(False, []), (True, ["127.0.0.1"])]


def test_nothing_secret_is_written_down(
    team: Store, browser: Open, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    client = browser("admin")
    log_in(browser(), WRONG, WRONG)
    send(client, "/compte/mot-de-passe", actuel=RIGHT, nouveau=NEW, encore=NEW)
    [token] = re.findall(r"recueil_[\w-]{43}", send(client, "/compte/jetons", nom="nuit").text)
    secrets = [RIGHT, WRONG, NEW, token, *client.cookies.values()]
    with team._engine.connect() as connection:
        kept = [
            str(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
            for table in ("audit", "users", "sessions", "api_tokens", "login_attempts")
        ]
    written = "\n".join([caplog.text, *capfd.readouterr(), *kept])
    assert [secret for secret in secrets if secret in written] == []
