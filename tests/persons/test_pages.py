"""« Personnes »: the list, a person's page, its twins for programs and spreadsheets, and the forms of editors."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.filing import record
from tests.persons.test_store import ALONE, HERE, OTHER, THERE, A, B, C, D, act_of, fill
from tests.web.people import send

from recueil.settings import Settings
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.web.app import create_app
from recueil.web.authentication import User, current_user

ANA = "lo-ana@fontvergne"
FORM = f"/personnes/{HERE}"
HOSTILE = 'Séance <script>alert(1)</script> "><img onerror=x> \u202edfp'


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Who reads, and changes nothing."""
    url = f"sqlite:///{tmp_path_factory.mktemp('pages')}/recueil.db"
    with open_store(url, create=True) as store:
        fill(store, record)
        app = create_app(store, Settings())
        app.dependency_overrides[current_user] = lambda: User("lea", "reader")
        with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as asking:
            yield asking


@pytest.fixture
def editor(store: Store, asking: Callable[[Store], TestClient]) -> TestClient:
    fill(store, record)
    return asking(store)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


# Reading


def test_the_list_links_each_person(pages: TestClient) -> None:
    page = pages.get("/personnes", params={"nom": "saurel", "commune": "Fontvergne"}).text
    assert f'<a href="/personnes/{HERE.replace("@", "%40")}">Philippe SAUREL</a>' in page
    assert THERE.replace("@", "%40") not in page
    assert '<option value="saurel"' not in page
    assert 'value="saurel"' in page
    assert "10 janvier 2023" in page


def test_the_list_has_its_twins(pages: TestClient) -> None:
    parameters = {"nom": "ana", "commune": "Fontvergne"}
    (one,) = (response := pages.get("/personnes", params={**parameters, "format": "json"}).json())["people"]
    assert response["next"] is None
    assert one == {
        "id": ANA, "name": "Ana LO", "bodies": ["FONTVERGNE"], "acts": 3, "has_more": False,
        "first": "2023-01-10", "last": "2023-03-14",
    }  # fmt: skip
    assert pages.get("/api/v1/persons", params={"name": "ana", "body": "Fontvergne"}).json() == {
        "items": response["people"],
        "next": response["next"],
    }
    assert rows(pages.get("/personnes", params={**parameters, "format": "csv"}).text) == [
        ["person_id", "name", "acts", "more", "first", "last", "bodies"],
        [ANA, "Ana LO", "3", "false", "2023-01-10", "2023-03-14", "FONTVERGNE"],
    ]


def test_nobody_is_found(pages: TestClient) -> None:
    assert "Aucune personne ne répond" in pages.get("/personnes?nom=personne").text


def test_the_list_goes_on(pages: TestClient) -> None:
    everyone = [one["id"] for one in pages.get("/api/v1/persons").json()["items"]]
    found: list[str] = []
    after: str | None = None
    while (page := pages.get("/api/v1/persons", params={"limit": 2} | ({"after": after} if after else {})).json())[
        "next"
    ]:
        found += [one["id"] for one in page["items"]]
        after = page["next"]
    assert found + [one["id"] for one in page["items"]] == everyone


def test_a_person_has_a_page(pages: TestClient) -> None:
    page = pages.get(f"/personnes/{ANA}").text
    assert "<h1>Ana LO</h1>" in page
    for said in (
        "14 mars 2023",
        "a donné pouvoir (1)",
        "représenté (1)",
        "contre",
        "Séance b",
        "Rien n&#39;a été décidé",
    ):
        assert said.replace("&#39;", "'") in page.replace("&#39;", "'")
    assert f'<a href="/actes/{C}">' in page
    assert "<form" not in page.partition("<main")[2]
    assert "style=" not in page
    assert "<script" not in page


TABLES: dict[str, list[list[str]]] = {
    "mandats": [
        ["FONTVERGNE", "3", "2023-01-10", "2023-03-14", "against", "1", "0"],
        ["FONTVERGNE", "3", "2023-01-10", "2023-03-14", "giver", "1", "0"],
        ["FONTVERGNE", "3", "2023-01-10", "2023-03-14", "holder", "1", "0"],
        ["FONTVERGNE", "3", "2023-01-10", "2023-03-14", "present", "1", "0"],
        ["FONTVERGNE", "3", "2023-01-10", "2023-03-14", "represented", "1", "0"],
    ],
    "seances": [
        ["2023-03-14", "FONTVERGNE", "1", "giver", "1", "SAUREL", C, "false"],
        ["2023-03-14", "FONTVERGNE", "1", "represented", "1", "SAUREL", C, "false"],
        ["2023-01-10", "FONTVERGNE", "2", "holder", "1", "", A, "false"],
        ["2023-01-10", "FONTVERGNE", "2", "present", "2", "", A, "false"],
    ],
    "pouvoirs": [
        ["given", ALONE, "SAUREL", "1", "1", "2023-03-14", "2023-03-14", C],
        ["held", HERE, "Philippe SAUREL", "1", "1", "2023-01-10", "2023-01-10", B],
    ],
    "votes": [[A, "2023-01-10", "deliberation", "", "Séance ", "Ville de Fontvergne", ANA, "against"]],
    "actes": [
        [C, "2023-03-14", "deliberation", "", "Séance c", "FONTVERGNE", ANA, "giver, represented"],
        [B, "2023-01-10", "deliberation", "", "Séance b", "Fontvergne", ANA, "holder, present"],
        [A, "2023-01-10", "deliberation", "", "Séance ", "Ville de Fontvergne", ANA, "against, present"],
    ],
}  # fmt: skip


@pytest.mark.parametrize("part", TABLES)
def test_each_table_is_a_file(pages: TestClient, part: str) -> None:
    answer = pages.get(f"/personnes/{ANA}", params={"format": "csv", "partie": part})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert rows(answer.text)[1:] == TABLES[part]


def test_the_parts_of_a_page_go_on(pages: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recueil.persons.pages._ROWS", 1)
    page = pages.get(f"/personnes/{ANA}").text
    (place,) = (line.split('"')[3] for line in page.splitlines() if "seances_avant" in line)
    following = pages.get(f"/personnes/{ANA}{place.partition('#')[0]}").text
    assert "10 janvier 2023</a></th><td>FONTVERGNE</td><td>a reçu pouvoir (1), présent (2)</td>" in following


def test_the_api_tells_of_a_person(pages: TestClient) -> None:
    answer = pages.get(f"/api/v1/persons/{ANA}").json()
    assert (answer["id"], answer["name"], answer["acts"]) == (ANA, "Ana LO", 3)
    assert answer["mandates"][0]["days"] == {"against": 1, "giver": 1, "holder": 1, "present": 1, "represented": 1}
    assert [one["other"] for one in answer["proxies"]["given"]] == [{"id": ALONE, "name": "SAUREL"}]
    sittings = pages.get(f"/api/v1/persons/{ANA}/sittings", params={"limit": 1}).json()
    assert [one["date"] for one in sittings["items"]] == ["2023-03-14"]
    rest = pages.get(f"/api/v1/persons/{ANA}/sittings", params={"after": sittings["next"]}).json()
    assert [one["date"] for one in rest["items"]] == ["2023-01-10"]
    assert [one["uid"] for one in pages.get(f"/api/v1/persons/{ANA}/votes").json()["items"]] == [A]
    assert [one["uid"] for one in pages.get(f"/api/v1/persons/{ANA}/acts").json()["items"]] == [C, B, A]
    assert pages.get(f"/api/v1/persons/{ANA}/history").json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("/personnes/nobody", 404),
        ("/personnes/%00", 404),
        ("/personnes/a%20b", 404),
        ("/personnes?apres=%00", 404),
        ("/personnes?nom=%00", 200),
        (f"/personnes/{ANA}?actes_avant=0", 422),
        (f"/personnes/{ANA}?seances_avant=4194303", 200),
        (f"/personnes/{ANA}?actes_avant=4611686018427387903", 200),
        (f"/personnes/{ANA}?partie=tout&format=csv", 422),
        ("/api/v1/persons/nobody", 404),
        ("/api/v1/persons/%00/acts", 404),
        ("/api/v1/persons?limit=201", 422),
        ("/api/v1/persons?after=%00", 404),
    ],
)
def test_what_cannot_be_asked(pages: TestClient, place: str, status: int) -> None:
    assert pages.get(place).status_code == status


def test_hostile_words_are_only_words(store: Store, asking: Callable[[Store], TestClient]) -> None:
    document, act = act_of("2023-01-10", HOSTILE, [OTHER], salt=HOSTILE)
    record(store, "a.txt", document, [act])
    ((one, *_), _) = store.people.find()
    page = asking(store).get(f"/personnes/{one.id}").text
    assert "<script" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# Who is who


def test_an_editor_merges_and_undoes(editor: TestClient, store: Store) -> None:
    editor.follow_redirects = False
    answer = send(editor, f"/personnes/{ALONE}/reunir", FORM, avec=HERE, motif=" même  élu ")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/personnes/{HERE}")
    (decision,), _ = store.people.history()
    noted = store.audit.page(1)[0]
    assert (noted.who, noted.action, noted.subject) == ("local", "person.merge", ALONE)
    assert noted.details == {"decision": 1, "target": HERE}
    assert (decision.said.by, decision.said.why) == ("local", "même élu")
    moved = editor.get(f"/personnes/{ALONE}", params={"format": "json"})
    assert (moved.status_code, moved.headers["location"]) == (307, f"/personnes/{HERE}?format=json")
    page = editor.get(f"/personnes/{HERE}").text
    assert f"{ALONE} est {HERE}" in page
    assert 'name="decision" value="1"' in page
    answer = send(editor, f"/personnes/{HERE}/annuler", FORM, decision="1", motif="erreur")
    assert answer.headers["location"] == f"/personnes/{HERE}"
    assert store.people.person(ALONE).id == ALONE
    assert "Annulé par local" in editor.get(f"/personnes/{HERE}").text


def test_an_editor_splits(editor: TestClient, store: Store) -> None:
    editor.follow_redirects = False
    second = HERE.replace("@", "~2@")
    answer = send(editor, f"/personnes/{HERE}/separer", FORM, nom=HERE, actes=f" {A}\n")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/personnes/{second}")
    assert [one.uid for one in store.people.acts(second).rows] == [A]
    send(editor, f"/personnes/{ALONE}/reunir", FORM, avec=HERE)
    answer = send(editor, f"/personnes/{HERE}/separer", FORM, nom=ALONE)
    assert answer.headers["location"] == f"/personnes/{ALONE}"
    assert store.people.person(ALONE).id == ALONE


@pytest.mark.parametrize(
    ("place", "data", "status"),
    [
        (f"{HERE}/reunir", {"avec": HERE}, 409),
        (f"{HERE}/reunir", {"avec": "nobody"}, 404),
        (f"{HERE}/reunir", {}, 422),
        (f"{HERE}/separer", {"nom": HERE, "actes": D}, 409),
        (f"{HERE}/separer", {"nom": HERE, "actes": "\0"}, 404),
        (f"{HERE}/annuler", {"decision": "7"}, 409),
        (f"{HERE}/annuler", {"decision": "x"}, 422),
    ],
)
def test_what_an_editor_cannot_decide(editor: TestClient, place: str, data: dict[str, Any], status: int) -> None:
    assert send(editor, f"/personnes/{place}", FORM, **data).status_code == status


@pytest.mark.parametrize("place", ["reunir", "separer", "annuler"])
def test_a_form_of_another_site_decides_nothing(editor: TestClient, store: Store, place: str) -> None:
    data = {"avec": HERE, "nom": HERE, "decision": "1"}
    assert editor.post(f"/personnes/{ALONE}/{place}", data=data).status_code == 403
    assert store.people.history() == ([], None)
