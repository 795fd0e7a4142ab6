"""« Recoupements »: what rules found across the acts of a body, on a page, as CSV, and in the API."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from tests.between import BODY, KEY, fill, paper
from tests.filing import FillOnce

from recueil.cross_checks.rules import CROSS_RULES
from recueil.store.store import Store

RULE = "deliberation-repetee"
AWARD = [("subvention", "association Chorale", "500.00 EUR")]
PAPERS = [
    paper("deliberation", day, number, "Subvention au vide-grenier de la chorale", awards=AWARD)
    for day, number in (("2023-01-17", "2023-01"), ("2023-03-14", "2023-04"))
]


@pytest.fixture
def pages(
    store: Store, record: Callable[..., None], fill_once: FillOnce, asking: Callable[[Store], TestClient]
) -> TestClient:
    fill_once(lambda: fill(store, record, PAPERS))
    return asking(store)


def test_a_finding_is_a_row_of_the_page_the_csv_and_the_api(pages: TestClient) -> None:
    first, second = (one.uid for one in PAPERS)
    page = pages.get("/recoupements", params={"commune": KEY}).text
    assert "<h1>Recoupements – Commune de Montfaubert</h1>" in page
    assert "1\u00a0recoupement, les derniers actes d'abord" in page
    text = pages.get("/recoupements", params={"commune": KEY, "format": "csv", "regle": RULE}).text
    (row,) = csv.DictReader(io.StringIO(text))
    (found,) = pages.get(f"/api/v1/bodies/{KEY}/cross-checks", params={"rule": RULE}).json()["findings"]
    assert list(row.values())[:2] == [BODY, RULE]
    assert (found["uid"], [one["uid"] for one in found["others"]]) == (second, [first])


def test_an_unknown_rule_is_refused_with_those_there_are(pages: TestClient) -> None:
    answer = pages.get(f"/api/v1/bodies/{KEY}/cross-checks", params={"rule": "subvention-convension"})
    assert answer.status_code == 422
    assert ", ".join(sorted(rule.id for rule in CROSS_RULES)) in answer.json()["detail"]
