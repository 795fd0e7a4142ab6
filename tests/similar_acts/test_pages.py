"""« Actes semblables » on the page of an act and on one of their own, as CSV and JSON, in the API, for an assistant, and as a command."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from fastapi.testclient import TestClient
from tests.between import BODY, fill, paper
from tests.commands import run
from tests.filing import FillOnce
from tests.private_act import TEXT, UID, hides
from tests.private_act import fill as fill_private
from tests.web.reading import ordinary_spaces

from recueil.store.store import Store

Record = Callable[..., None]
OTHER, THIRD = "Commune de Val-Sombre", "Commune de Val-Clair"
CLUB = ("subvention", "association Club de pétanque", "300.00 EUR")
ASKED = paper(
    "deliberation", "2022-04-05", "2022-31", "Subvention au club de pétanque", "Tournoi de pétanque", awards=[CLUB]
)
YEAR_AFTER = paper(
    "deliberation",
    "2023-04-04",
    "2023-29",
    "Subvention au club de pétanque 2023",
    "Tournoi, pétanque",
    awards=[CLUB],
)
ELSEWHERE = paper("deliberation", "2021-05-06", "12", "Pétanque : subvention, tournoi", "Club.", body=OTHER)
APART = paper("deliberation", "2022-04-05", "2022-32", "Vente d'une parcelle", "Cadastre, notaire", body=THIRD)
PAPERS = [ASKED, YEAR_AFTER, ELSEWHERE, APART]


@pytest.fixture
def filled(store: Store, record: Record, fill_once: FillOnce) -> Store:
    fill_once(lambda: fill(store, record, PAPERS))
    return store


@pytest.fixture
def pages(filled: Store, asking: Callable[[Store], TestClient]) -> TestClient:
    return asking(filled)


def test_the_page_of_an_act_shows_the_most_similar(pages: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    page = pages.get(f"/actes/{ASKED.uid}").text
    section = page[page.index('<h2 id="semblables">') :]
    assert section.index(YEAR_AFTER.uid) < section.index(ELSEWHERE.uid)
    assert APART.uid not in section.partition("</section>")[0]
    assert "<strong>même objet</strong>, même bénéficiaire : " in ordinary_spaces(section)
    assert f'<a href="/actes/{YEAR_AFTER.uid}/pages/1"><bdi>Club de pétanque</bdi></a>' in section
    assert f'href="/actes/{ASKED.uid}/semblables?organismes=autres"' in section
    assert '<h2 id="semblables">' not in pages.get(f"/actes/{APART.uid}").text
    monkeypatch.setattr("recueil.similar_acts.store._MOST_READ_AT_ONCE", 1)
    page = pages.get(f"/actes/{APART.uid}").text
    assert "Chercher les actes semblables" in page
    assert f'data-similar="/actes/{APART.uid}/semblables?nombre=5"' in page
    assert "/static/similar.js" in page


def test_a_page_of_their_own(pages: TestClient) -> None:
    page = pages.get(f"/actes/{ASKED.uid}/semblables").text
    assert "<h1><bdi>Actes semblables – Subvention au club de pétanque</bdi></h1>" in page
    assert "<p>2\u00a0actes</p>" in page
    nearest = pages.get(f"/actes/{ASKED.uid}/semblables", params={"nombre": 1}).text
    assert (YEAR_AFTER.uid in nearest, ELSEWHERE.uid in nearest) == (True, False)
    assert pages.get(f"/actes/{ASKED.uid}/semblables", params={"nombre": 51}).status_code == 422
    others = pages.get(f"/actes/{ASKED.uid}/semblables", params={"organismes": "autres"}).text
    assert (YEAR_AFTER.uid in others, ELSEWHERE.uid in others) == (False, True)
    none = pages.get(f"/actes/{ASKED.uid}/semblables", params={"commune": "montfaubert", "de": "2024"}).text
    assert "Aucun acte de la base ne lui ressemble." in none
    which = pages.get(f"/actes/{ASKED.uid}/semblables", params={"commune": "val"}).text
    assert "Aucun organisme n'a exactement ce nom." in which
    assert f'<a href="?organismes=&amp;commune={quote_plus(OTHER)}' in which
    unknown = pages.get(f"/actes/{ASKED.uid}/semblables", params={"commune": "ailleurs"}).text
    assert "Aucun organisme ne répond à ce nom." in unknown
    assert pages.get("/actes/0123456789ab/semblables").status_code == 404


def test_a_row_for_each(pages: TestClient) -> None:
    text = pages.get(f"/actes/{ASKED.uid}/semblables?commune=montfaubert&format=csv").text
    head, row = csv.reader(io.StringIO(text))
    cells = dict(zip(head, row, strict=True))
    assert {
        name: cells[name] for name in ("acte", "date", "organisme", "meme_objet", "beneficiaires_communs")
    } == {
        "acte": YEAR_AFTER.uid,
        "date": "2023-04-04",
        "organisme": BODY,
        "meme_objet": "true",
        "beneficiaires_communs": "Club de pétanque",
    }


def test_the_api_says_where_each_word_stands(pages: TestClient) -> None:
    found = pages.get(f"/api/v1/acts/{ASKED.uid}/similar", params={"limit": 1}).json()
    assert found == pages.get(f"/actes/{ASKED.uid}/semblables?format=json").json()[:1]
    [act] = found
    assert {name: act[name] for name in ("uid", "number", "title", "body", "same_title", "same_text", "page")} == {
        "uid": YEAR_AFTER.uid,
        "number": "2023-29",
        "title": "Subvention au club de pétanque 2023",
        "body": BODY,
        "same_title": True,
        "same_text": False,
        "page": 1,
    }
    text = pages.get(f"/api/v1/acts/{YEAR_AFTER.uid}/text").text
    assert [text[word["start"] : word["end"]] for word in act["words"]] == [word["text"] for word in act["words"]]
    others = {"other_bodies": "true", "until": "2021-12-31"}
    found = pages.get(f"/api/v1/acts/{ASKED.uid}/similar", params=others).json()
    assert [each["uid"] for each in found] == [ELSEWHERE.uid]
    assert pages.get(f"/api/v1/acts/{ASKED.uid}/similar?limit=51").status_code == 422


def test_a_private_person_is_masked(store: Store, record: Record, asking: Callable[[Store], TestClient]) -> None:
    fill_private(store)
    other = paper(
        "deliberation", "2024-01-09", "3", "Secours pour un loyer", "Aide, conseil, demande, secours, loyer"
    )
    fill(store, record, [other])
    pages = asking(store)
    for address in (f"/api/v1/acts/{other.uid}/similar", f"/actes/{other.uid}", f"/actes/{other.uid}/semblables"):
        answer = pages.get(address).text
        assert UID in answer
        assert hides(answer)
    assert "loyer" in TEXT


def test_a_command_lists_them(filled: Store, url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, out, err = run(capsys, "similar", ASKED.uid, "--store", url, "--format", "json")
    assert (status, err) == (0, "")
    assert [each["uid"] for each in json.loads(out)] == [YEAR_AFTER.uid, ELSEWHERE.uid]
    status, out, _ = run(capsys, "similar", ASKED.uid, "--store", url, "--body", "montfaubert")
    assert status == 0
    assert YEAR_AFTER.uid in out
    assert ELSEWHERE.uid not in out
    status, out, _ = run(capsys, "similar", APART.uid, "--store", url)
    assert (status, out) == (
        0,
        "No act has a score of 40 of 100, below which likeness may be chance. "
        "`recueil search` finds acts by their words.\n",
    )
    status, out, err = run(capsys, "similar", ASKED.uid, "--store", url, "--body", "nowhere")
    assert status == 1
    assert "No single body has the name nowhere." in err
    status, out, err = run(capsys, "similar", "0123456789ab", "--store", url)
    assert status == 1
    assert "There is no act 0123456789ab." in err
    for name in (str(tmp_path), str(tmp_path / "nothing.txt")):
        advice = "Name one file, or an act that `recueil search` finds."
        expected = (1, "", f"recueil: {name} is no file. {advice}\n")
        assert run(capsys, "similar", name, "--store", url) == expected


@pytest.mark.slow
def test_a_command_reads_a_file(
    filled: Store, url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "acte.txt"
    file.write_text(
        "Objet : subvention au club de pétanque\n\nLe conseil décide une subvention pour le tournoi.", "utf-8"
    )
    status, out, err = run(capsys, "similar", str(file), "--store", url, "--format", "json")
    assert (status, err) == (0, "")
    assert {each["uid"] for each in json.loads(out)} == {ASKED.uid, YEAR_AFTER.uid, ELSEWHERE.uid}
