"""« Manquants »: what a body lacks on a page, as CSV and JSON, and in the API; and the request that asks for it."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from tests.between import BODY, fill, paper
from tests.filing import FillOnce

from recueil.missing.gaps import find_missing
from recueil.store.store import Store

Record = Callable[..., None]
AGENDA = (
    "ORDRE DU JOUR\n\n1. Budget primitif\n2. Vente de la parcelle à M. <PERSON BON, Max>Max BON</PERSON>\n3. Achat de bancs\n4. Vœu\n\nVote.\n"
    "Vu la <REFERENCE délibération | 2023-02-07>délibération du 7 février 2023</REFERENCE>."
)

PAPERS = [
    *(paper("deliberation", "2023-01-17", f"2023-{n:02d}", f"Objet {n}") for n in (1, 2)),
    paper("pv", "2023-01-17", None, "Procès-verbal"),
    *(paper("deliberation", "2023-03-14", f"2023-{n:02d}", title) for n, title in (
        (4, "Budget primitif"), (5, "Achat de trois bancs"))),
    paper("pv", "2023-03-14", None, "Procès-verbal de mars", AGENDA, standing="private"),
    paper("deliberation", "2023-06-30", "2023-06", "Tarifs"),
]  # fmt: skip
UIDS = [one.uid for one in PAPERS]
MINUTES = UIDS[5]


@pytest.fixture
def filled(store: Store, record: Record, fill_once: FillOnce) -> Store:
    fill_once(lambda: fill(store, record, PAPERS))
    return store


@pytest.fixture
def pages(filled: Store, asking: Callable[[Store], TestClient]) -> TestClient:
    return asking(filled)


def test_each_thing_that_is_missing_is_a_row(pages: TestClient) -> None:
    text = pages.get("/manquants", params={"commune": "montfaubert", "format": "csv"}).text
    assert list(csv.reader(io.StringIO(text))) == [
        ["organisme", "manque", "nature", "jour", "premier", "dernier", "nombre", "acte"],
        [BODY, "numero", "deliberation", "2023-03-14", "2023-03", "2023-03", "1", UIDS[3]],
        [BODY, "proces-verbal", "pv", "2023-06-30", "", "", "1", UIDS[6]],
        [BODY, "seance-citee", "", "2023-02-07", "", "", "1", MINUTES],
        [BODY, "point-sans-acte", "", "2023-03-14", "Vente de la parcelle à M. ███ ███", "", "1", MINUTES],
    ]


def test_a_page_shows_them_with_a_request_to_copy(pages: TestClient) -> None:
    page = pages.get("/manquants", params={"commune": "montfaubert"}).text
    assert "<h1>Manquants – Commune de Montfaubert</h1>" in page
    assert "rien ici ne dit que l'organisme ne l'a pas pris ou pas publié" in page
    assert "- le procès-verbal de la séance du 30 juin 2023 ;\n" in page
    assert "- les délibérations et le procès-verbal de la séance du 7 février 2023 ;\n" in page
    assert "- délibération n° 2023-03, de l&#39;année 2023 ;\n" in page
    assert "article L311-1 du code des relations entre le public et l&#39;administration" in page
    assert "Demande de communication" not in pages.get("/manquants?commune=montfaubert&de=2024").text


def test_the_api_has_the_same(pages: TestClient) -> None:
    found = pages.get(
        "/api/v1/bodies/montfaubert/missing", params={"since": "2023-01-01", "until": "2023-12-31"}
    ).json()
    assert found == {
        "key": "montfaubert",
        "label": BODY,
        "numbers": [
            {
                "kind": "deliberation", "year": 2023, "first": "2023-03", "last": "2023-03", "count": 1,
                "after": {"uid": UIDS[1], "day": "2023-01-17", "number": "2023-02"},
                "before": {"uid": UIDS[3], "day": "2023-03-14", "number": "2023-04"},
            }
        ],
        "minutes": [
            {"date": "2023-06-30", "acts": 1, "act": UIDS[6], "query": f'commune:"={BODY}" seance:2023-06-30'}
        ],
        "seances": [
            {"date": "2023-02-07", "acts": 1, "act": MINUTES, "query": f'commune:"={BODY}" seance:2023-02-07'}
        ],
        "items": [{"uid": MINUTES, "date": "2023-03-14", "title": "Vente de la parcelle à M. ███ ███"}],
        "silence": None,
    }  # fmt: skip
    page = pages.get("/manquants", params={"commune": "montfaubert", "format": "json"}).json()
    assert page == pages.get("/api/v1/bodies/montfaubert/missing").json()
    for address in ("/manquants?commune=ailleurs&format=csv", "/api/v1/bodies/ailleurs/missing"):
        assert pages.get(address).status_code == 404


def test_a_silence_is_longer_than_any_before_and_nights_went_by(store: Store, record: Record) -> None:
    fill(store, record, PAPERS[:4])
    days = ("2024-01-01", "2024-01-11", "2024-02-20", "2024-02-21")
    with store._engine.begin() as connection:
        for number, day in enumerate(days, start=1):
            connection.exec_driver_sql(
                f"UPDATE sources SET first_seen = '{day} 02:00:00.000000' WHERE source_id = {number}"
            )
    found = {day: _silence(store, day) for day in ("2024-03-31", "2024-04-02")}
    assert found == {"2024-03-31": None, "2024-04-02": (datetime.date(2024, 2, 21), 41, 40, 4)}


def _silence(store: Store, day: str) -> tuple[datetime.date, int, int, int] | None:
    now = datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    with store.figures.scope() as scope:
        silence = find_missing(scope, "montfaubert", BODY, now).silence
    return None if silence is None else (silence.last, silence.days, silence.longest, silence.runs)
