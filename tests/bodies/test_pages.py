"""« Organismes »: the list, the ambiguous first; a body, its territories, its years; the decision of an editor."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from tests.describing import Described, describe_bodies
from tests.web.people import send
from tests.web.reading import parse_page, strings_at, texts_at

from recueil.readers.document import Document
from recueil.settings import Settings
from recueil.store.store import Store
from recueil.values import Act, Facts, Identity, PartialDate
from recueil.web.app import create_app
from recueil.web.authentication import User, current_user

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]

HOSTILE = '<script>alert(1)</script> "x"'
ACTS = {
    "Laval": ("2023-01-10", "2023-05-10", "2023-08-10", "2023-11-10", "2024-02-01", None),
    "Saint-Denis": ("2023-05-10",),
    HOSTILE: ("2023-05-10",),
}
CANDIDATES = ["929939411", "219740115"]
BODIES: dict[str, Described] = {
    "Laval": ("Laval", "commune", "215301300", "53130", "53", "52", "200083392", None, 49573),
}


@pytest.fixture
def filled(store: Store, make: Make, record: Record) -> Store:
    for body, days in ACTS.items():
        for number, day in enumerate(days):
            document, act = make(f"Séance de {body}, {number}")
            date = PartialDate.parse(day) if day else None
            act = replace(act, facts=Facts(Identity("deliberation", body=body, date=date)))
            record(store, f"{body[:9]} {number}.txt", document, [act])
    describe_bodies(store, BODIES, {"Saint-Denis": CANDIDATES})
    return store


@pytest.fixture
def pages(filled: Store, asking: Callable[[Store], TestClient]) -> TestClient:
    return asking(filled)


def test_the_list_has_the_ambiguous_first(pages: TestClient) -> None:
    told = pages.get("/organismes", params={"format": "json"}).json()
    assert [(one["label"], one["siren"], one["acts"], len(one["candidates"])) for one in told["items"]] == [
        ("Saint-Denis", None, 1, 2),
        ("Laval", "215301300", 6, 0),
        (HOSTILE, None, 1, 0),
    ]
    assert told == pages.get("/api/v1/bodies").json()
    rows = list(csv.DictReader(io.StringIO(pages.get("/organismes", params={"format": "csv"}).text)))
    assert [row["organisme"] for row in rows] == ["Saint-Denis", "Laval", HOSTILE]
    page = pages.get("/organismes").text
    assert "<strong>ambigu</strong>" in page
    assert '<a href="/organismes/laval">' in page
    assert "<script>alert" not in page


def test_the_list_goes_on(pages: TestClient) -> None:
    first = pages.get("/api/v1/bodies", params={"limit": 1}).json()
    rest = pages.get("/api/v1/bodies", params={"after": first["next"]}).json()
    assert [one["label"] for one in (*first["items"], *rest["items"])] == ["Saint-Denis", "Laval", HOSTILE]
    found = pages.get("/api/v1/bodies", params={"name": "laval", "departement": "53"}).json()
    assert [one["label"] for one in found["items"]] == ["Laval"]


@pytest.mark.both_databases
def test_a_body_is_described(pages: TestClient, filled: Store) -> None:
    told = pages.get("/api/v1/bodies/laval").json()
    assert told == pages.get("/organismes/laval", params={"format": "json"}).json()
    assert (told["stratum"]["first"], told["councillors"]) == (40_000, 43)
    known = ("siren", "code", "population", "publication", "ambiguous", "acts", "query")
    assert [told[name] for name in known] == ["215301300", "53130", 49573, "INSEE", 0, 6, 'commune:"=Laval"']
    assert told["departement"] == {"code": "053", "name": "Mayenne", "query": "departement:053"}
    assert told["region"] == {"code": "52", "name": "Pays de la Loire", "query": "region:52"}
    assert told["epci"] == [
        {"code": "200083392", "name": "CA Laval Agglomération", "query": "epci:200083392"},
    ]
    assert [(one["year"], one["acts"], one["quarters"]) for one in told["years"]] == [
        (2024, 1, [1]),
        (2023, 4, [1, 2, 3, 4]),
        (None, 1, []),
    ]
    page = pages.get("/organismes/laval").text
    for words in (
        "49\u202f573 habitants",
        "40\u202f000 à 49\u202f999",
        "Mayenne",
        "/comparaison?siren=215301300",
        "sans date",
    ):
        assert words in page
    for one in told["years"]:
        assert pages.get("/api/v1/acts", params={"q": one["query"], "total": True}).json()["total"] == one["acts"]
    assert pages.get("/organismes/laval", params={"format": "csv"}).text.splitlines()[1].startswith("2024,1,1,")


def test_a_commune_that_merged_leads_to_the_one_of_today_and_back(
    store: Store, make: Make, record: Record, asking: Callable[[Store], TestClient]
) -> None:
    for number, day in enumerate(("2018-12-20", "2019-01-14")):
        document, act = make(f"Séance {number}")
        identity = Identity("deliberation", body="Avranches", date=PartialDate.parse(day))
        record(store, f"{number}.txt", document, [replace(act, facts=Facts(identity))])
    pages = asking(store)
    old, new = "/organismes/avranches_jusqu_en_2018", "/organismes/avranches"
    told = pages.get(f"/api/v1/bodies/{old.rpartition('/')[2]}").json()
    assert (told["label"], told["formers"], told["became"]) == (
        "Avranches (jusqu'en 2018)",
        [],
        {"label": "Avranches", "key": "avranches", "siren": "200083640", "when": "2019-01-01", "is_part": False},
    )
    former = {"siren": None, "when": "2019-01-01"}
    assert pages.get("/api/v1/bodies/avranches").json()["formers"] == [
        {"label": "Avranches (jusqu'en 2018)", "key": "avranches_jusqu_en_2018", "is_part": False, **former},
        {"label": "Saint-Martin-des-Champs (50, jusqu'en 2018)", "key": None, "is_part": True, **former},
    ]
    assert (
        f'a fusionné le 1er janvier 2019. Elle est devenue une partie de <a href="{new}">' in pages.get(old).text
    )
    assert f'<a href="{old}"><bdi>Avranches (jusqu&#39;en 2018)</bdi></a>' in pages.get(new).text


def test_a_body_without_acts_is_not_there(pages: TestClient) -> None:
    assert pages.get("/organismes/nulle_part").status_code == 404
    assert pages.get("/api/v1/bodies/nulle_part").status_code == 404


def test_acts_link_their_body(pages: TestClient, filled: Store) -> None:
    (hit,) = filled.search(None, 1, order="date").hits
    assert '<a href="/organismes/laval"><bdi>Laval</bdi></a>' in pages.get(f"/actes/{hit.uid}").text
    assert '<a href="/organismes/laval"><bdi>Laval</bdi></a>' in pages.get("/").text


def test_an_editor_decides_what_a_name_stands_for(pages: TestClient, filled: Store) -> None:
    page = pages.get("/organismes/saint_denis").text
    assert "1 acte ne dit pas" in page.replace("\u00a0", " ")
    assert 'value="929939411"' in page
    refused = send(pages, "/organismes/saint_denis/attribuer", "/organismes/saint_denis", siren="1")
    assert refused.status_code == 400
    answer = send(pages, "/organismes/saint_denis/attribuer", "/organismes/saint_denis", siren="929939411")
    assert (answer.status_code, answer.url.path) == (200, "/organismes/saint_denis_93")
    assert [(one.label, one.siren) for one in filled.bodies.all() if "Denis" in one.label] == [
        ("Saint-Denis (93)", "929939411")
    ]


def test_a_reader_decides_nothing(filled: Store) -> None:
    app = create_app(filled, Settings())
    app.dependency_overrides[current_user] = lambda: User("lea", "reader")
    with TestClient(app, base_url="http://127.0.0.1") as client:
        page = client.get("/organismes/saint_denis").text
        assert "Saint-Denis (974)" in page
        assert "Attribuer" not in page


@pytest.mark.parametrize("page", ["/presences", "/manquants", "/recoupements"])
def test_every_body_can_be_reached_from_a_page_about_one(
    pages: TestClient, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr("recueil.bodies.store._SUGGESTED", 2)
    first = parse_page(pages.get(page).text)
    [following] = strings_at(first, "//a[@rel='next']/@href")
    second = parse_page(pages.get(f"{page}{following}").text)
    shown = [texts_at(each, "//main//ul/li//bdi") for each in (first, second)]
    assert shown == [["Saint-Denis", "Laval"], [" ".join(HOSTILE.split())]]
    assert strings_at(second, "//a[@rel='next']/@href") == []
