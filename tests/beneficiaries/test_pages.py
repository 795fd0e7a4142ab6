"""« Bénéficiaires »: the list, a beneficiary's page, the proposals, their twins, and the forms of editors."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from tests.beneficiaries.awarding import AUBRAC, Make, file_award
from tests.beneficiaries.test_store import ELSEWHERE, JUDO, JUDOO, SIRET, fill_judo, totals
from tests.web.people import send

from recueil.store.store import Store

HOSTILE = 'Club <script>alert(1)</script> "><img onerror=x>'
WHEN = datetime.datetime(2025, 4, 1, 9, 30, tzinfo=datetime.UTC)
PATH = f"/beneficiaires/{JUDO}"


@pytest.fixture
def pages(store: Store, make: Make, asking: Callable[[Store], TestClient]) -> TestClient:
    fill_judo(store, make)
    store.beneficiaries.propose(WHEN)
    return asking(store)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_the_list_is_sorted_searched_and_has_its_twins(pages: TestClient) -> None:
    page = pages.get("/beneficiaires").text
    assert [
        page.index(f"/beneficiaires/{each.replace('@', '%40')}") for each in (JUDO, JUDOO, ELSEWHERE)
    ] == sorted(page.index(f"/beneficiaires/{each.replace('@', '%40')}") for each in (JUDO, JUDOO, ELSEWHERE))
    assert '<th scope="col" class="figure" aria-sort="descending"><a href="?tri=total#sommes">Total' in page
    parameters = {"nom": "judo clubs", "commune": "aubrac", "de": "2023", "decision": "subvention"}
    answer = pages.get("/beneficiaires", params={**parameters, "format": "json"}).json()
    assert answer == {
        "items": [
            {
                "id": JUDOO, "name": "Judo clubs Aubrac", "what": "subvention", "bodies": 1, "body": AUBRAC,
                "first": 2023, "last": 2023,
                "sum": {
                    "acts": 1, "awards": 1, "total": "700", "repeated": 0, "doubtful": 0, "doubted": None,
                    "partial": 0,
                },
            }
        ],
        "next": None,
    }  # fmt: skip
    query = {"name": "judo clubs", "q": "commune:aubrac seance:2023", "what": "subvention"}
    assert pages.get("/api/v1/beneficiaries", params=query).json() == answer
    assert rows(pages.get("/beneficiaires", params={**parameters, "format": "csv"}).text) == [
        [
            *("beneficiaire_id", "beneficiaire", "decision", "collectivites", "collectivite", "de", "a", "actes"),
            *("attributions", "total", "rappels", "douteuses", "montant_douteux", "actes_partiels"),
        ],
        [
            JUDOO,
            "Judo clubs Aubrac",
            "subvention",
            "1",
            AUBRAC,
            "2023",
            "2023",
            "1",
            "1",
            "700",
            "0",
            "0",
            "",
            "0",
        ],
    ]
    assert "Aucun bénéficiaire ne répond" in pages.get("/beneficiaires?nom=personne").text


def test_a_page_has_sums_and_every_act(pages: TestClient) -> None:
    page = pages.get(PATH).text
    assert "Judo-club de l&#39;Aubrac</h1>" in page
    for heading in ("Par année", "Par organisme", "Par objet", "Attributions", "Qui est qui"):
        assert f">{heading}</h2>" in page
    assert "3\u202f100" in page
    assert rows(pages.get(PATH, params={"format": "csv", "partie": "annees"}).text)[1:] == [
        ["2023", "subvention", "1", "1", "1600", "0", "0", "", "0"],
        ["2022", "subvention", "1", "1", "1500", "0", "0", "", "0"],
    ]
    awards = pages.get(f"/api/v1/beneficiaries/{JUDO}/awards", params={"limit": 1})
    (award,) = awards.json()["items"]
    assert (award["date"], award["amount"], award["beneficiary"]) == (
        "2023-03-14",
        "1600",
        "JUDO CLUB DE L'AUBRAC",
    )
    second = pages.get(awards.links["next"]["url"]).json()
    assert ([one["amount"] for one in second["items"]], second["next"]) == (["1500"], None)
    for part, number in (("organismes", 1), ("objets", 1), ("attributions", 2)):
        table = rows(pages.get(PATH, params={"format": "csv-fr", "partie": part}).text)
        assert len(table) == number + 1


def test_an_editor_merges_what_is_proposed_and_withdraws_it(pages: TestClient, store: Store) -> None:
    proposed = pages.get("/beneficiaires/propositions", params={"commune": AUBRAC}).text
    assert f'action="/beneficiaires/{JUDOO.replace("@", "%40")}/reunir"' in proposed
    answer = send(
        pages, f"/beneficiaires/{JUDOO}/reunir", "/beneficiaires/propositions", avec=JUDO, motif="un club"
    )
    assert (answer.status_code, answer.url.path) == (200, PATH)
    assert totals(store)[JUDO] == 3800
    assert pages.get(f"/beneficiaires/{JUDOO}").url.path == PATH
    assert pages.get("/api/v1/beneficiaries/proposals").json() == {"items": [], "next": None}
    (decision,) = pages.get(f"/api/v1/beneficiaries/{JUDO}/history").json()["items"]
    send(pages, f"{PATH}/annuler", PATH, decision=str(decision["id"]), motif="deux clubs")
    assert totals(store)[JUDO] == 3100
    send(pages, f"/beneficiaires/{JUDOO}/refuser", PATH, avec=JUDO)
    assert "Aucune proposition" in pages.get("/beneficiaires/propositions").text
    assert "Donnez un organisme" in pages.get("/beneficiaires/propositions").text
    sent = send(pages, "/beneficiaires/propositions", PATH, commune=AUBRAC)
    assert (sent.status_code, sent.url.path) == (200, "/beneficiaires/propositions")
    assert "Aucune proposition" in pages.get("/beneficiaires/propositions").text


def test_names_of_acts_are_shown_as_text(store: Store, make: Make, asking: Callable[[Store], TestClient]) -> None:
    file_award(store, make, HOSTILE, "10", purpose=HOSTILE, siret=SIRET)
    pages = asking(store)
    for address in ("/beneficiaires", f"/beneficiaires/{SIRET[:9]}"):
        page = pages.get(address).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("unknown", ["personne@ailleurs", "123456789", "%20%20", "a'b"])
def test_an_unknown_beneficiary_is_not_found(pages: TestClient, unknown: str) -> None:
    assert pages.get(f"/beneficiaires/{unknown}").status_code == 404
    assert pages.get(f"/api/v1/beneficiaries/{unknown}").status_code == 404
