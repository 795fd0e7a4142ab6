"""« Présences »: the matrix on a page, as CSV and JSON, and in the API; which body is meant."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from tests.filing import FillOnce
from tests.persons.test_store import ALONE, HERE, A, C
from tests.persons.test_store import fill as fill_persons
from tests.presences.test_matrix import ANA
from tests.web.reading import ordinary_spaces

from recueil.store.store import Store

Record = Callable[..., None]
HOSTILE = '<script>alert(1)</script> "x"'


@pytest.fixture
def pages(store: Store, record: Record, fill_once: FillOnce, asking: Callable[[Store], TestClient]) -> TestClient:
    fill_once(lambda: fill_persons(store, record))
    return asking(store)


def test_a_page_shows_who_sat(pages: TestClient) -> None:
    page = pages.get("/presences", params={"commune": "fontvergne"}).text
    assert "<h1>Présences – FONTVERGNE</h1>" in page
    assert "3\xa0membres, 2\xa0séances" in page
    assert '<td class="part"><abbr title="présent en partie par Ana LO">p</abbr></td><td></td>' in page
    assert '<td class="present"><abbr title="présent">P</abbr> <span class="quiet">1 contre</span></td>' in page
    assert '<td class="represented"><abbr title="représenté par SAUREL">R</abbr></td>' in page
    assert (
        f'<a href="/actes/{C}">14 mars 2023</a>\u00a0: <a href="/personnes/lo-ana%40fontvergne">Ana LO</a> par'
        in page
    )
    assert "commune%3A%22%3DFONTVERGNE%22+seance%3A2023-03-14" in page


def test_a_page_goes_back_in_time(pages: TestClient) -> None:
    page = pages.get("/presences", params={"commune": "fontvergne", "seances": 1}).text
    assert "2\xa0membres, 1\xa0séance<" in page
    assert "commune=fontvergne&amp;de=&amp;a=&amp;seances=1&amp;avant=2023-03-14" in page
    earlier = pages.get("/presences?commune=fontvergne&de=&a=&seances=1&avant=2023-03-14").text
    assert "10/01 2023" in earlier
    assert "Séances précédentes" not in earlier


def test_each_entry_is_a_row(pages: TestClient) -> None:
    text = pages.get("/presences", params={"commune": "fontvergne", "format": "csv"}).text
    columns = "organisme,seance,partielle,personne_id,personne,presence,par,contre,abstentions,premier_acte"
    assert list(csv.reader(io.StringIO(text))) == [
        columns.split(","),
        ["FONTVERGNE", "2023-01-10", "false", ANA, "Ana LO", "present", "", "1", "0", A],
        ["FONTVERGNE", "2023-03-14", "false", ANA, "Ana LO", "represented", "SAUREL", "0", "0", C],
        ["FONTVERGNE", "2023-01-10", "false", HERE, "Philippe SAUREL", "part", "Ana LO", "0", "0", A],
        ["FONTVERGNE", "2023-03-14", "false", ALONE, "SAUREL", "present", "", "0", "0", C],
    ]


def test_the_api_has_the_matrix(pages: TestClient) -> None:
    found = pages.get("/api/v1/bodies/fontvergne/presences", params={"since": "2023-03-01"}).json()
    assert found == {
        "key": "fontvergne",
        "label": "FONTVERGNE",
        "seances": [
            {
                "date": "2023-03-14", "acts": 1, "act": C, "partial": False,
                "query": 'commune:"=FONTVERGNE" seance:2023-03-14',
            }
        ],
        "members": [
            {
                "id": ANA, "name": "Ana LO", "share": "0.0", "against": 0, "abstaining": 0,
                "counts": {"present": 0, "part": 0, "represented": 1, "excused": 0, "absent": 0},
                "entries": [
                    {
                        "presence": "represented", "holders": [{"id": ALONE, "name": "SAUREL"}],
                        "against": 0, "abstaining": 0,
                    }
                ],
            },
            {
                "id": ALONE, "name": "SAUREL", "share": "100.0", "against": 0, "abstaining": 0,
                "counts": {"present": 1, "part": 0, "represented": 0, "excused": 0, "absent": 0},
                "entries": [{"presence": "present", "holders": [], "against": 0, "abstaining": 0}],
            },
        ],
        "before": None,
    }  # fmt: skip
    page = pages.get("/presences", params={"commune": "fontvergne", "de": "2023", "format": "json"}).json()
    assert page == pages.get("/api/v1/bodies/fontvergne/presences").json()


def test_a_body_is_chosen_by_its_name_or_from_a_list(pages: TestClient) -> None:
    for name, shown in (
        ("", "De quel organisme ?"),
        ("métropole saint-jouan", "<h1>Présences – Métropole de Saint-Jouan</h1>"),
        ("nulle part", "Aucun organisme ne répond à ce nom."),
        (HOSTILE, "Aucun organisme ne répond à ce nom."),
    ):
        page = pages.get("/presences", params={"commune": name})
        assert (page.status_code, shown in ordinary_spaces(page.text), "<script" in page.text) == (
            200,
            True,
            False,
        ), name
    listed = pages.get("/presences").text
    assert 'href="?commune=M%C3%A9tropole+de+Saint-Jouan&amp;' in listed


def test_a_body_without_acts_is_not_found(pages: TestClient) -> None:
    for address in ("/presences?commune=ailleurs&format=csv", "/api/v1/bodies/ailleurs/presences"):
        assert pages.get(address).status_code == 404, address
    assert "Aucun acte de cet organisme" in pages.get("/presences?commune=fontvergne&de=2024").text
