"""« Recoupements »: what rules found across the acts of a body, on a page, as CSV, in the API, and on a terminal."""

from __future__ import annotations

import csv
import datetime
import html
import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from tests.between import BODY, KEY, fill, paper
from tests.commands import run
from tests.filing import FillOnce
from tests.web.people import send
from tests.web.reading import ordinary_spaces, parse_page, select, strings_at, texts_at

from recueil.cross_checks.rules import CROSS_RULES
from recueil.store.store import Store

NOW = datetime.datetime(2025, 1, 1, 3, 30, tzinfo=datetime.UTC)
RULE = "deliberation-repetee"
AWARD = [("subvention", "association Chorale", "500.00 EUR")]
PAPERS = [
    paper("deliberation", day, number, "Subvention au vide-grenier de la chorale", awards=AWARD)
    for day, number in (("2023-01-17", "2023-01"), ("2023-03-14", "2023-04"))
]


@pytest.fixture
def filled(store: Store, record: Callable[..., None], fill_once: FillOnce) -> Store:
    def fill_and_make() -> None:
        fill(store, record, PAPERS)
        store.cross_checks.make(KEY, NOW)

    fill_once(fill_and_make)
    return store


@pytest.fixture
def pages(filled: Store, asking: Callable[[Store], TestClient]) -> TestClient:
    return asking(filled)


def test_a_finding_is_a_row_of_the_page_the_csv_and_the_api(pages: TestClient) -> None:
    first, second = (one.uid for one in PAPERS)
    page = pages.get("/recoupements", params={"commune": KEY}).text
    assert "<h1>Recoupements – Commune de Montfaubert</h1>" in page
    assert "1\u00a0recoupement, les derniers actes d'abord" in page
    assert "<p>Comparés le 01/01/2025 04:30:00.</p>" in page
    text = pages.get("/recoupements", params={"commune": KEY, "format": "csv", "regle": RULE}).text
    (row,) = csv.DictReader(io.StringIO(text))
    report = pages.get(f"/api/v1/bodies/{KEY}/cross-checks", params={"rule": RULE}).json()
    (found,) = report["findings"]
    assert list(row.values())[:2] == [BODY, RULE]
    assert (report["made"], report["outdated"]) == ("2025-01-01T03:30:00Z", False)
    assert (found["uid"], [one["uid"] for one in found["others"]]) == (second, [first])
    assert [(one["uid"], one["start"], one["end"]) for one in found["places"]] == [
        (one.uid, one.act.start, one.act.end) for one in PAPERS
    ]


def test_many_findings_are_on_several_pages_and_in_one_file(
    pages: TestClient, monkeypatch: pytest.MonkeyPatch, filled: Store, record: Callable[..., None]
) -> None:
    large = [("subvention", "association Judo-club de Montfaubert", "14500.00 EUR")]
    days = ("2020-04-01", "2020-09-01", "2021-04-01", "2021-09-01")
    fill(filled, record, [paper("deliberation", day, day, f"Aide n° {day}", awards=large) for day in days])
    filled.cross_checks.make(KEY, NOW)
    rule = "subvention-convention"
    report = filled.cross_checks.report(KEY, [rule])
    assert report is not None
    expected = [f"/actes/{one.uid}" for one in report.findings]
    assert len(expected) > 1
    monkeypatch.setattr("recueil.cross_checks.pages._PER_PAGE", 1)
    place, shown = f"/recoupements?commune={KEY}&regle={rule}", []
    while place:
        page = parse_page(pages.get(place).text)
        assert texts_at(page, "//caption") == [f"{len(expected)} recoupements, les derniers actes d'abord"]
        shown += strings_at(page, "//tbody/tr/td[2]//a/@href")
        following = strings_at(page, "//a[@rel='next']/@href")
        place = f"/recoupements{following[0]}" if following else ""
    assert shown == expected
    text = pages.get("/recoupements", params={"commune": KEY, "regle": rule, "format": "csv"}).text
    assert len(list(csv.DictReader(io.StringIO(text)))) == len(expected)
    assert pages.get("/recoupements", params={"commune": KEY, "apres": "x"}).status_code == 422


def test_an_unknown_rule_is_refused_with_those_there_are(pages: TestClient) -> None:
    names = ", ".join(sorted(rule.id for rule in CROSS_RULES))
    answer = pages.get(f"/api/v1/bodies/{KEY}/cross-checks", params={"rule": "subvention-convension"})
    assert (answer.status_code, names in answer.json()["detail"]) == (422, True)
    for format in ("html", "csv"):
        page = pages.get("/recoupements", params={"commune": KEY, "regle": "inconnue", "format": format})
        said = html.unescape(page.text)
        assert (page.status_code, f"Aucune règle ne s'appelle ainsi : {names}." in ordinary_spaces(said)) == (
            422,
            True,
        )


def test_a_body_that_was_never_compared_says_so(
    store: Store, record: Callable[..., None], asking: Callable[[Store], TestClient]
) -> None:
    fill(store, record, PAPERS[:1])
    page = asking(store).get("/recoupements", params={"commune": KEY}).text
    assert "Les actes de cet organisme n'ont pas encore été comparés" in page
    assert "n'ont rien relevé" not in page


def test_a_finding_is_rejected_by_the_api(pages: TestClient, filled: Store) -> None:
    path = f"/api/v1/bodies/{KEY}/cross-checks"
    (found,) = pages.get(path).json()["findings"]
    made = pages.post(f"/api/v1/cross-checks/{found['id']}/rejection", json={"why": "Deux éditions"})
    assert (made.status_code, made.headers["Location"]) == (201, "/api/v1/corrections/1")
    assert pages.get(path).json()["findings"] == []
    assert filled.correction(1).made.why == "Deux éditions"
    gone = pages.post(f"/api/v1/cross-checks/{found['id']}/rejection", json={})
    assert gone.status_code == 404


def test_a_finding_is_rejected_on_the_page(pages: TestClient, filled: Store) -> None:
    (found,) = filled.cross_checks.report(KEY).findings  # type: ignore[union-attr]
    page = f"/recoupements?commune={KEY}"
    shown = {"commune": BODY, "regle": RULE, "apres": f"{10**18 - 1}-1"}
    fields = parse_page(pages.get(f"/recoupements?{urlencode(shown)}").text)
    assert [strings_at(fields, f"//form//input[@type='hidden'][@name='{name}']/@value") for name in shown] == [
        [value] for value in shown.values()
    ]
    answer = send(pages, f"/recoupements/{found.id}/rejeter", page, pourquoi="Deux éditions", **shown)
    assert (answer.status_code, answer.url.path, dict(answer.url.params)) == (200, "/recoupements", shown)
    assert "Les règles n'ont rien relevé" in html.unescape(answer.text)
    assert filled.correction(1).made.why == "Deux éditions"


@pytest.mark.parametrize("which", [0, 1])
def test_each_act_of_a_finding_shows_it_and_rejects_it(pages: TestClient, filled: Store, which: int) -> None:
    own, other = PAPERS[which].uid, PAPERS[1 - which]
    page = parse_page(pages.get(f"/actes/{own}").text)
    assert "#recoupements" in strings_at(page, "//nav[@aria-label='Dans cette page']//a/@href")
    assert "#semblables" in strings_at(page, "//nav[@aria-label='Dans cette page']//a/@href")
    (shown,) = select(page, "//section[@aria-labelledby='recoupements']/ul/li")
    assert texts_at(shown, "./p/strong") == ["Même délibération deux fois"]
    assert strings_at(shown, "./p[@class='quiet']/a/@href")[0] == f"/actes/{other.uid}"
    assert ("relevé dans n° 2023-04 du 14 mars 2023" in texts_at(shown, "./p")[0]) is (which == 0)
    (found,) = filled.cross_checks.of_act(own)
    answer = send(pages, f"/recoupements/{found.id}/rejeter", f"/actes/{own}", acte=own, pourquoi="Deux éditions")
    assert (answer.status_code, answer.url.path) == (200, f"/actes/{own}")
    assert select(parse_page(answer.text), "//section[@aria-labelledby='recoupements']") == []
    assert filled.correction(1).made.why == "Deux éditions"


def test_the_command_prints_makes_and_rejects(
    filled: Store, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = filled.cross_checks.report(KEY).findings  # type: ignore[union-attr]
    url = f"sqlite:///{path}"
    _, printed, _ = run(capsys, "crosscheck", "Montfaubert", "--store", url)
    assert printed.splitlines()[-2:] == ["1 finding.", f"{RULE}: 1"]
    command = ("crosscheck", "--reject", str(found.id), "--why", "x", "--by", "ana", "--store", url)
    assert run(capsys, *command)[:2] == (0, f"Finding {found.id} is rejected (correction 1).\n")
    filled.withdraw(1, filled.correction(1).made)
    _, outdated, _ = run(capsys, "crosscheck", "--store", url)
    assert outdated.splitlines() == [
        "0 findings.",
        "1 body has acts that changed since it was compared, or never was. `recueil crosscheck --make` compares them.",
    ]
    _, anew, _ = run(capsys, "crosscheck", "--make", "--rule", RULE, "--store", url)
    assert anew.splitlines()[-2:] == ["1 finding.", f"{RULE}: 1"]
    status, _, error = run(capsys, "crosscheck", "--rule", "inconnue", "--store", url)
    assert (status, "There is no rule inconnue" in error) == (2, True)
