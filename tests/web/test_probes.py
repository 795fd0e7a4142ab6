"""Requests that nobody of ours makes: at every route, with what does not let in, and with what would break out."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from tests import private_act
from tests.web.people import NAMES, NEW, WHEN, Open, bearer, csrf, log_in, send
from tests.web.rights import RIGHTS, ROUTES, is_let_in

from recueil.accounts.schema import ROLES, Role
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")
# One probe of each sort is of the first tier, one of each cause of the slow one, and the others of the nightly one.
slow, nightly = pytest.mark.slow, pytest.mark.nightly

CHANGES = [(method, route) for method, route in ROUTES if method not in ("GET", "HEAD")]
READS = [route for method, route in ROUTES if method == "GET"]
CLOSED = [(method, route) for method, route in ROUTES if RIGHTS.get((method, route)) != "anyone"]
EVIL = "evil.example"
SECRETS = ("QUINQUELET", "root:")
"""What no probe may bring to light: a private name, the accounts of the machine."""


@pytest.fixture
def kept(team: Store, tmp_path: Path) -> Store:
    """A store with an account of each role, and an act that names a private person, whose file is there."""
    file = tmp_path / 'a"\r\nX-Injected: 1;é.txt'
    file.write_text(private_act.TEXT, "utf-8")
    private_act.fill(team, file.as_uri())
    return team


def at(route: str) -> str:
    """An address of a route that is there, where that can be."""
    names = {"uid": private_act.UID, "person": "fargues-odile@vornoy", "suffix": "csv", "name": "remi"}
    return re.sub(r"\{(\w+).*?\}", lambda found: names.get(found[1], "1"), route)


def leaks(answer: httpx.Response) -> list[str]:
    return [secret for secret in SECRETS if secret in answer.text]


def contents(store: Path, *without: str) -> str:
    """Everything in a store, but for some tables."""
    with closing(sqlite3.connect(store)) as connection:
        return "\n".join(
            line for line in connection.iterdump() if not any(f'INTO "{name}"' in line for name in without)
        )


def _nothing(client: TestClient, method: str, place: str) -> Any:
    return client.request(method, place, headers={"X-CSRF-Token": csrf(client)})


def _cookie(client: TestClient, method: str, place: str) -> Any:
    return client.request(method, place, headers={"Cookie": "recueil-session=" + "A" * 43})


def _token(client: TestClient, method: str, place: str) -> Any:
    return client.request(method, place, headers=bearer("A" * 43))


def _local(client: TestClient, method: str, place: str) -> Any:
    headers = dict.fromkeys(("X-Forwarded-For", "X-Real-IP", "Client-IP", "Forwarded"), "127.0.0.1")
    return client.request(
        method, place, headers={**headers, "X-Original-URL": "/connexion", "X-Rewrite-URL": "/connexion"}
    )


def _unmasked(client: TestClient, method: str, place: str) -> Any:
    return client.request(method, place, params={"unmasked": "1"})


def _json(client: TestClient, method: str, place: str) -> Any:
    return client.request(method, place, params={"format": "json"})


def _overridden(client: TestClient, method: str, place: str) -> Any:
    return client.request("POST", place, headers={"X-HTTP-Method-Override": method}, params={"_method": method})


MANNERS = (_cookie, _token, _local, _unmasked, _json, _overridden)


@pytest.mark.parametrize("probe", [_nothing, *(pytest.param(manner, marks=slow) for manner in MANNERS)])
def test_nobody_is_let_in_without_login(
    path: Path, kept: Store, browser: Open, probe: Callable[[TestClient, str, str], Any]
) -> None:
    before = contents(path)
    client = browser()
    answers = {(method, route): probe(client, method, at(route)) for method, route in CLOSED}
    assert [
        route for route, answer in answers.items() if is_let_in(answer) and answer.status_code not in (403, 405)
    ] == []
    assert {answer.status_code for answer in answers.values()} <= {303, 401, 403, 405}
    assert [route for route, answer in answers.items() if leaks(answer) or private_act.SHOWN in answer.text] == []
    assert contents(path) == before


def test_so_many_requests_are_made_without_login() -> None:
    assert len(CLOSED) * (1 + len(MANNERS)) >= 138


def weaker() -> Iterator[tuple[Role, str, str]]:
    """Each role, at each route that asks for more."""
    for (method, route), asked in RIGHTS.items():
        if asked != "anyone":
            yield from ((who, method, route) for who in ROLES[: ROLES.index(asked)])


def test_too_small_a_role_changes_nothing(path: Path, kept: Store, browser: Open) -> None:
    probes = list(weaker())
    assert len(probes) >= 24
    clients = {role: browser(role) for role in ROLES}
    tokens = {role: csrf(client, "/compte") for role, client in clients.items()}
    before = contents(path)
    for who, method, route in probes:
        for place in (at(route), f"{at(route)}?unmasked=1"):
            answer = clients[who].request(method, place, headers={"X-CSRF-Token": tokens[who]})
            assert (who, method, route, answer.status_code, leaks(answer)) == (who, method, route, 403, [])
    assert contents(path) == before


def test_a_token_of_a_smaller_role_changes_nothing(path: Path, kept: Store, browser: Open) -> None:
    secrets = {role: kept.tokens.add("anne", role, role, by="anne", when=WHEN) for role in ROLES}
    probes = [probe for probe in weaker() if probe[2].startswith("/api/")]
    assert len(probes) == 3
    client = browser()
    before = contents(path, "api_tokens")
    for who, method, route in probes:
        assert client.request(method, at(route), headers=bearer(secrets[who])).status_code == 403
    assert contents(path, "api_tokens") == before


@pytest.mark.parametrize(
    ("role", "asking", "not_asking"),
    [
        # Whoever is less than an editor is refused where an editor is.
        pytest.param("editor", ["1"], ["0"], marks=slow),
        pytest.param("admin", ["1"], ["0"], marks=slow),
        *(pytest.param(role, ["1", "yes"], ["", "0"], marks=nightly, id=role) for role in ROLES),
    ],
)
def test_hidden_names_are_for_admins_who_ask(
    kept: Store, browser: Open, role: Role, asking: list[str], not_asking: list[str]
) -> None:
    client = browser(role)
    for route in READS:
        plain = client.get(at(route))
        for value in asking:
            answer = client.get(at(route), params={"unmasked": value})
            assert (route, answer.status_code < 500) == (route, True)
            if role != "admin":
                assert (route, leaks(answer)) == (route, [])
                assert answer.status_code in (403, plain.status_code)
        for value in not_asking:
            assert (route, leaks(client.get(at(route), params={"unmasked": value}))) == (route, [])


OTHERS = ("empty", "reader", "visitor", "ended", "session")


@pytest.mark.parametrize("token", ["none", *(pytest.param(other, marks=slow) for other in OTHERS)])
def test_a_change_with_another_token_is_refused(path: Path, kept: Store, browser: Open, token: str) -> None:
    client = browser("admin")
    ended = csrf(client, "/compte")
    send(client, "/deconnexion")
    log_in(client, NAMES["admin"])
    headers = {
        "none": {},
        "empty": {"X-CSRF-Token": ""},
        "reader": {"X-CSRF-Token": csrf(browser("reader"), "/compte")},
        "visitor": {"X-CSRF-Token": csrf(browser())},
        "ended": {"X-CSRF-Token": ended},
        "session": {"X-CSRF-Token": client.cookies["recueil-session"]},
    }[token]
    before = contents(path, "sessions")
    for method, route in CHANGES:
        answer = client.request(method, at(route), headers=headers)
        assert (method, route, answer.status_code) == (method, route, 403)
    assert contents(path, "sessions") == before


@slow
def test_methods_that_a_route_does_not_have(path: Path, kept: Store, browser: Open) -> None:
    client = browser("admin")
    token = {"X-CSRF-Token": csrf(client, "/compte")}
    paths: dict[str, set[str]] = {}
    for method, route in ROUTES:
        paths.setdefault(route, set()).add(method)
    before = contents(path)
    for route, methods in paths.items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} - methods:
            answer = client.request(method, at(route), headers=token)
            assert (method, route, answer.status_code) == (method, route, 405)
    assert contents(path) == before


UP = (
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..\\",
    "..%5c",
    "%252e%252e%252f",
    "....//",
    "..;/",
    "..%00/",
    "/",
    "//",
    "C:/",
)
ROOTS = (
    "/static/",
    "/actes/",
    f"/actes/{private_act.UID}/",
    f"/actes/{private_act.UID}/pages/",
    "/recherche/export.",
    "/personnes/",
    "/api/v1/acts/",
    "/api/v1/exports/",
    "/corrections/",
)


@slow
def test_no_path_leads_to_a_file(kept: Store, browser: Open) -> None:
    client = browser("admin")
    for root in ROOTS:
        for up in UP:
            answer = client.get(httpx.URL(f"http://127.0.0.1{root}{up * 9}etc/passwd"))
            assert (root, up, answer.status_code < 500, leaks(answer)) == (root, up, True, [])
            assert answer.status_code in (303, 400, 403, 404, 405, 422)


@slow
@pytest.mark.parametrize(
    "words", ["a\r\nX-Injected: 1\r\n\r\n<script>", "a\nX-Injected: 1", "é\u2028\u0085X-Injected: 1"]
)
def test_no_words_become_a_header(kept: Store, browser: Open, words: str) -> None:
    client = browser("admin")
    names = ("q", "suite", "format", "apres", "nom", "ordre", "cle", "controle", "par", "sans", "e", "body")
    for route in READS:
        answer = client.get(at(route), params={**dict.fromkeys(names, words), "unmasked": "0"})
        assert (route, answer.status_code < 500, "x-injected" in answer.headers) == (route, True, False)
        assert [value for value in answer.headers.values() if "\r" in value or "\n" in value] == []


def test_the_name_of_a_file_becomes_no_header(kept: Store, browser: Open) -> None:
    answer = browser("admin").get(f"/actes/{private_act.UID}/original?unmasked=1")
    assert (answer.status_code, answer.content) == (200, private_act.TEXT.encode())
    assert "x-injected" not in answer.headers
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["content-disposition"].isascii()


HOSTS = (
    f"127.0.0.1.{EVIL}",
    f"127.0.0.1@{EVIL}",
    f"127.0.0.1:80@{EVIL}",
    f"{EVIL}:80",
    "127.0.0.1, evil.example",
    "[::ffff:127.0.0.1]",
    "0.0.0.0",
    "127.1",
    "localhost.",
    "",
)


def test_no_route_answers_to_another_name(kept: Store, browser: Open) -> None:
    client = browser("admin")
    for method, route in ROUTES:
        answer = client.request(method, at(route), headers={"Host": EVIL})
        assert (method, route, answer.status_code) == (method, route, 400)
    # What is in front of all routes does not look which one is asked.
    assert {host: client.get("/compte", headers={"Host": host}).status_code for host in HOSTS} == dict.fromkeys(
        HOSTS, 400
    )


@slow
def test_no_answer_has_the_name_that_a_header_says(kept: Store, browser: Open) -> None:
    client = browser("admin")
    headers = dict.fromkeys(("X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "X-HTTP-Host-Override"), EVIL)
    headers |= {"Forwarded": f"host={EVIL}", "X-Forwarded-Proto": "gopher", "Referer": f"http://{EVIL}/"}
    for route in READS:
        answer = client.get(at(route), headers=headers)
        assert (route, EVIL in answer.text + str(answer.headers)) == (route, False)
        assert "gopher" not in answer.text + str(answer.headers)


TYPES = {
    "text/html", "application/json", "application/problem+json", "text/csv", "application/jsonl", "text/plain",
    "application/vnd.apache.parquet", "application/zip", "application/atom+xml", "image/png", "application/octet-stream",
}  # fmt: skip


@slow
def test_every_answer_says_what_it_is(kept: Store, browser: Open) -> None:
    client = browser("admin")
    for route in READS:
        for more in ("", "?unmasked=1", "?format=json", "?format=csv"):
            answer = client.get(f"{at(route)}{more}")
            kind = answer.headers.get("content-type", "").partition(";")[0]
            assert (route, more, kind in TYPES or not answer.content) == (route, more, True)
            assert answer.headers["x-content-type-options"] == "nosniff"
            policy = answer.headers["content-security-policy"]
            assert (
                policy == "sandbox"
                if route.endswith("/original") and answer.is_success
                else "default-src 'none'" in policy
            )
            assert "unsafe" not in policy
            if kind not in (
                "text/html",
                "application/json",
                "application/problem+json",
                "image/png",
                "application/atom+xml",
                "text/plain",
                "",
            ):
                assert answer.headers["content-disposition"].startswith("attachment")


# Too large for SQLite, what JSON and text cannot hold, what a parser follows too deep, what a page would run, a list.
VALUES: tuple[Any, ...] = ("9" * 30, "\x00", "(" * 500, "<script>alert(1)</script>", ["1", "2"])
MORE_VALUES: tuple[Any, ...] = (
    "", "0", "-1", "NaN", "a" * 1_900, "\u202e", "'", '"', "montant:" * 200, "OU " * 600, "../../etc/passwd", ["x"] * 40,
)  # fmt: skip
PARAMETERS = (
    "q", "page", "apres", "after", "before", "avant", "limit", "ordre", "order", "format", "nom", "name", "partie", "e", "sans",
    "controle", "du", "au", "debut", "fin", "par", "facets", "state", "kind", "number", "cle", "suite", "unmasked", "body", "since",
)  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        *(pytest.param(value, marks=slow) for value in VALUES),
        *(pytest.param(value, marks=nightly) for value in MORE_VALUES),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_no_parameter_breaks_a_page(kept: Store, browser: Open, value: Any) -> None:
    client = browser("editor")
    for route in READS:
        answer = client.get(at(route), params=dict.fromkeys(PARAMETERS, value))
        assert (route, answer.status_code < 500, leaks(answer)) == (route, True, [])
        assert (
            "<script>" not in re.sub(r"<script src=\S+ defer></script>", "", answer.text)
            or "json" in answer.headers["content-type"]
        )


QUERIES = ("q=%ed%a0%80", "&&&=", "q=" + "%41" * 20_000)
MORE_QUERIES = ("q=%ff%fe", "q=%00", "q[]=1", "q[$ne]=1", "%", "q=a;b=c")


@pytest.mark.parametrize(
    "query",
    [
        *(pytest.param(query, marks=slow) for query in QUERIES),
        *(pytest.param(query, marks=nightly) for query in MORE_QUERIES),
    ],
)
def test_no_query_string_breaks_a_page(kept: Store, browser: Open, query: str) -> None:
    client = browser("editor")
    for route in READS:
        answer = client.get(httpx.URL(f"http://127.0.0.1{at(route)}?{query}"))
        assert (route, answer.status_code < 500) == (route, True)


FORMS: tuple[Any, ...] = (
    b"\xff\xfe", b"a" * 100_000, b"{", b"[" * 100_000, b"null", b'{"uid": 1e999}',
    b'--x\r\nContent-Disposition: form-data; name="nom"; filename="../../a"\r\n\r\na\r\n--x--',
)  # fmt: skip


@slow
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x"]
)
def test_no_body_breaks_a_change(kept: Store, browser: Open, kind: str) -> None:
    client = browser("admin")
    for method, route in CHANGES:
        if "deconnexion" in route or "desactiver" in route:
            continue
        token = {"X-CSRF-Token": csrf(client, "/compte"), "Content-Type": kind}
        for body in FORMS:
            answer = client.request(method, at(route), headers=token, content=body)
            assert (method, route, body[:20], answer.status_code < 500) == (method, route, body[:20], True)


def test_what_the_store_keeps_of_secrets_opens_nothing(path: Path, kept: Store, browser: Open) -> None:
    """Whoever reads the store, or a backup of it, is not let in by that."""
    kept.tokens.add("anne", "nuit", by="anne", when=WHEN)
    used = browser("admin")
    session = used.cookies["recueil-session"]
    with closing(sqlite3.connect(path)) as connection:
        stored = {
            str(value) if not isinstance(value, bytes) else value.hex()
            for name in ("sessions", "api_tokens", "users")
            for row in connection.execute(f"SELECT * FROM {name}")
            for value in row
            if isinstance(value, str | bytes) and len(value) > 20
        }
    assert len(stored) >= 5
    assert session not in stored
    client = browser()
    for secret in {*stored, session[:-1], session + "A", session.swapcase()}:
        assert client.get("/compte", headers={"Cookie": f"recueil-session={secret}"}).status_code == 303
        assert client.get("/api/v1/status", headers=bearer(secret)).status_code == 401
    assert client.get("/compte", headers={"Cookie": f"recueil-session={session}"}).status_code == 200
    kept.accounts.set_password("anne", NEW, by="unix:root", when=WHEN)
    assert client.get("/compte", headers={"Cookie": f"recueil-session={session}"}).status_code == 303


@slow
def test_a_verb_in_a_header_is_not_heard(path: Path, kept: Store, browser: Open) -> None:
    client = browser("admin")
    before = contents(path)
    for route in READS:
        plain = client.get(at(route)).status_code
        headers = dict.fromkeys(("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"), "DELETE")
        assert (route, client.get(f"{at(route)}?_method=DELETE", headers=headers).status_code) == (route, plain)
    assert contents(path) == before
