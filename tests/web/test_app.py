"""What every answer carries, who is answered, and how requests fail."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from tests.web.people import ADDRESS, application

from recueil.errors import ActUnknown, QueryError, ServeError, StoreBusy
from recueil.settings import Settings
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.web import security
from recueil.web import server as serving
from recueil.web.app import create_app

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize("place", ["/", "/static/recueil.css", "/nowhere", "/api/v1/openapi.json"])
def test_every_answer_says_what_a_browser_may_do_with_it(client: TestClient, place: str) -> None:
    answer = client.get(place)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:8000"])
def test_it_answers_under_the_names_of_this_machine(client: TestClient, host: str) -> None:
    assert client.get("/static/recueil.css", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["acts.example.org", "127.0.0.1.example.org", "192.0.2.7", ""])
def test_it_does_not_answer_under_other_names(client: TestClient, host: str) -> None:
    assert client.get("/static/recueil.css", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    ("host", "status"), [("acts.example.org", 200), ("127.0.0.1", 200), ("other.example.org", 400)]
)
def test_it_answers_under_the_address_of_the_settings(store: Store, host: str, status: int) -> None:
    settings = Settings(web={"address": "https://acts.example.org/"})
    asking = TestClient(application(store, settings), base_url=f"http://{host}")
    assert asking.get("/static/recueil.css").status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_changes_nothing(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/nowhere", headers=headers)
    assert (answer.status_code, answer.text) == (403, "This request comes from another site.\n")


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://127.0.0.1"}, {"Sec-Fetch-Site": "same-origin"}])
def test_what_our_own_pages_ask_is_heard(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/nowhere", headers=headers).status_code == 404


def test_a_page_that_is_not_there_says_so_in_french(client: TestClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "<h1>Introuvable</h1>" in answer.text
    assert 'lang="fr"' in answer.text


def test_a_program_is_told_of_the_problem(client: TestClient) -> None:
    answer = client.get("/api/v1/nowhere")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json() == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": ""}


FAILURES: list[tuple[Exception, int, dict[str, object]]] = [
    (ActUnknown("There is no act ab.", "Near it: cd."), 404, {"detail": "There is no act ab. Near it: cd."}),
    (QueryError("No field <b>.", "<b>:1", 0, 3), 400, {"detail": "No field <b>.", "start": 0, "end": 3}),
    (StoreBusy("The store is busy.", "Try again."), 503, {"detail": "The store is busy. Try again."}),
    (ZeroDivisionError("secret"), 500, {"detail": "L'erreur est dans le journal du serveur."}),
]


@pytest.fixture(scope="module")
def failing(untouched: Path) -> Iterator[TestClient]:
    """Who asks for what fails, each failure at its number."""
    with open_store(f"sqlite:///{untouched}") as store:
        app = create_app(store, Settings())

        @app.get("/failing/{number}")
        def fail(number: int) -> None:
            raise FAILURES[number][0]

        yield TestClient(app, base_url=ADDRESS, raise_server_exceptions=False)


@pytest.mark.parametrize("number", range(len(FAILURES)))
def test_each_failure_has_its_status_and_its_words(failing: TestClient, number: int) -> None:
    _, status, said = FAILURES[number]
    answer = failing.get(f"/failing/{number}", params={"format": "json"})
    problem = answer.json()
    assert (answer.status_code, problem.pop("status")) == (status, status)
    assert {name: problem[name] for name in said} == said
    page = failing.get(f"/failing/{number}")
    assert page.status_code == status
    assert "<b>" not in page.text
    assert "secret" not in page.text
    assert page.headers.get("retry-after") == ("5" if status == 503 else None)


def test_a_port_that_is_taken_is_told(store: Store) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"^Nobody can listen at 127.0.0.1, port {port}: "):
            serving.serve(store, Settings(), "127.0.0.1", port)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "acts.example.org"])
def test_other_machines_are_not_served(store: Store, host: str) -> None:
    with pytest.raises(ServeError, match=f"{host} is not this machine alone"):
        serving.serve(store, Settings(), host, 8000)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.0.1"])
def test_this_machine_is_known(host: str) -> None:
    assert security.is_loopback(host)


def test_it_serves_until_interrupted(corpus_store: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "recueil", "serve", "--port", str(port), "--store", corpus_store]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == f"Recueil answers at http://127.0.0.1:{port}/ (Ctrl-C ends it).\n"
        found = httpx.get(f"http://127.0.0.1:{port}/api/v1/acts", params={"q": "subvention"}, timeout=60).json()
        assert found["items"] != []
        os.kill(server.pid, signal.SIGINT)
        said, problems = server.communicate()
    assert (server.returncode, said, problems) == (130, "", "")


@pytest.fixture
def anything(asking: Callable[[Store], TestClient], store: Store) -> TestClient:
    return asking(store)


def test_a_store_without_acts_has_a_page_for_what_is_not_there(anything: TestClient) -> None:
    assert anything.get("/nowhere").status_code == 404


PLACES = (
    "/",
    "/?q=subvention",
    "/qualite",
    "/montants?annees=abc",
    "/static/recueil.css",
    "/nowhere",
    "/api/v1/status",
)


@pytest.mark.parametrize("place", PLACES)
def test_headers_alone_are_those_of_the_page(client: TestClient, place: str) -> None:
    whole, bare = client.get(place), client.head(place)
    assert (bare.status_code, bare.content) == (whole.status_code, b"")
    assert bare.headers["content-length"] == whole.headers["content-length"]


def test_a_method_that_is_not_allowed_names_those_that_are(client: TestClient) -> None:
    answer = client.put("/qualite")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_a_wrong_parameter_is_told_in_french_to_people_and_in_english_to_programs(client: TestClient) -> None:
    page, program = client.get("/qualite?annees=abc"), client.get("/qualite?annees=abc&format=json")
    said = "Le champ «\u00a0annees\u00a0» ne convient pas\u00a0: ce n&#39;est pas un nombre entier."
    assert (page.status_code, said in page.text) == (422, True)
    english = "query.annees: Input should be a valid integer, unable to parse string as an integer"
    assert (program.status_code, program.json()["detail"]) == (422, english)
