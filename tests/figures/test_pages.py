"""The pages of figures: what they say, in each of their forms, and that words of acts stay words."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import etree
from tests.figures.counting import count
from tests.web.reading import ordinary_spaces, parse_page, select, strings_at, texts_at

from recueil.evaluation import gold
from recueil.figures.amounts import beneficiaries
from recueil.figures.charts import SERIES, Bar, Chart, draw_svg, limit_series
from recueil.figures.findings import latest_findings
from recueil.installed_pipeline import load_scores
from recueil.query import parse
from recueil.readers.document import Document, Page
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.text import fold
from recueil.values import Act, Amount, Award, Entity, Facts, Finding, Identity, Mention, PartialDate

HOSTILE = "<script>alert(1)</script>\u202e\"'><img src=x onerror=alert(2)>\x07"
WHEN = datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC)
PAGES = ["/montants", "/controles", "/qualite"]
ALL_PAGES = [*PAGES, "/comparaison"]
TABLES = {
    "/montants": ["montants", "beneficiaires", "tailles"],
    "/controles": ["controles", "derniers"],
    "/qualite": ["couverture", "echecs", "executions", "scores", "pages", "partiels", "information"],
}
API = ["amounts", "beneficiaries", "distribution", "comparison", "findings", "coverage"]


@pytest.fixture
def hostile(store: Store, asking: Callable[[Store], TestClient]) -> TestClient:
    """A store of one act, all of whose words are meant to harm."""
    read = gold.parse_tagged("Acte, <BUDGET chapitre 65>chapitre 65</BUDGET> : <AMOUNT 10.00 EUR>10 €</AMOUNT>")
    text, money = read.text, Mention(0, 1, Amount(Decimal(10)), "")
    found = tuple(Entity(one.start, one.end, text[one.start : one.end], 1, one.value, "") for one in read.mentions)
    identity = Identity("deliberation", title=HOSTILE, body=f"Ville {HOSTILE}", date=PartialDate(2023, 5))
    facts = Facts(identity, awards=(Award(0, 1, "subvention", HOSTILE, 0, money),))
    finding = Finding("quorum", "error", HOSTILE, HOSTILE, ((0, 1),), HOSTILE, HOSTILE)
    document = Document(text, (Page(1, 0, len(text)),), "a" * 64, len(text), "text/plain")
    ledger = store.ledger
    run = ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, WHEN)
    numbers = ledger.enqueue([FoundFile("a.txt", document.sha256)], "1", WHEN)
    (claim,) = ledger.claim(run, numbers, lambda owner: False, WHEN)
    ledger.complete(claim, document, [Act(0, len(text), facts, found, (finding,))], WHEN)
    return asking(store)


def elements(page: Any, path: str) -> list[Any]:
    """What a path finds in an answer."""
    found: Any = etree.fromstring(page.content, etree.HTMLParser(encoding="utf-8")).xpath(path)
    return list(found)


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("page", ALL_PAGES)
def test_words_of_acts_stay_words(hostile: TestClient, page: str) -> None:
    answer = hostile.get(page)
    assert answer.status_code == 200
    harm = "//script | //style | //*[@style] | //*[@*[starts-with(name(), 'on')]] | //main//img"
    assert elements(answer, harm) == []
    assert "\u202e" not in answer.text
    assert "\x07" not in answer.text
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize("page", ALL_PAGES)
def test_a_page_has_its_labels_and_headings(client: TestClient, page: str) -> None:
    answer = client.get(page)
    fields = elements(answer, "//form//input/@id | //form//select/@id")
    assert sorted(fields) == sorted(elements(answer, "//label/@for"))
    assert len(elements(answer, "//h1")) == 1
    identifiers = elements(answer, "//@id")
    assert len(identifiers) == len(set(identifiers))
    assert len(elements(answer, "//table")) == len(elements(answer, "//table/caption"))


@pytest.mark.parametrize(("page", "table"), [(page, table) for page in PAGES for table in TABLES[page]])
def test_each_table_is_a_file(client: TestClient, page: str, table: str) -> None:
    answer = client.get(page, params={"format": "csv", "table": table})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == f'attachment; filename="recueil-{table}.csv"'
    assert answer.text.count("\n") >= 1


def test_a_table_that_is_not_there(client: TestClient) -> None:
    answer = client.get("/montants", params={"format": "csv", "table": "autres"})
    assert answer.status_code == 404
    assert "montants, beneficiaires, tailles" in answer.text


def test_the_file_has_the_numbers_of_the_store(client: TestClient, corpus_store: str) -> None:
    with open_store(corpus_store) as store:
        found = count(store, beneficiaries, limit=100)
        cells = rows(client.get("/montants", params={"format": "csv", "lignes": 100}))
        assert [store.count(parse(cell["requete"])) for cell in cells] == [int(cell["actes"]) for cell in cells]
    wanted = [(one.name, one.what, str(one.acts), one.query) for one in found]
    said = rows(client.get("/montants", params={"format": "csv", "table": "beneficiaires", "lignes": 100}))
    assert [(row["beneficiaire"], row["decision"], row["actes"], row["requete"]) for row in said] == wanted
    assert [row["total"] and Decimal(row["total"]) for row in said] == [one.total or "" for one in found]


@pytest.mark.parametrize("page", ALL_PAGES)
def test_a_page_is_also_json(client: TestClient, page: str) -> None:
    answer = client.get(page, params={"format": "json", "q": "chapitre:65"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json()


def test_the_page_and_the_api_say_the_same(client: TestClient) -> None:
    parameters: dict[str, str | int] = {
        "q": "chapitre:65",
        "de": "2000",
        "format": "json",
        "lignes": 20,
        "annees": 10,
    }
    page = client.get("/montants", params=parameters).json()
    q = {"q": "chapitre:65 seance:2000.."}
    api = {name: client.get(f"/api/v1/figures/{name}", params=q).json() for name in API}
    assert page == {name: api[name] for name in ("amounts", "beneficiaries", "distribution")}
    assert all(row["whole"]["query"].startswith(q["q"]) for row in api["amounts"]["rows"])


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("parameters", "status", "message"),
    [
        ({}, 200, "Montants"),
        ({"q": "", "de": "", "a": ""}, 200, "Montants"),
        ({"q": "montant:x"}, 400, "n&#39;est pas un nombre"),
        ({"de": "12"}, 422, "Le champ « de » ne convient pas : le plus petit possible est 1000."),
        ({"de": "2023", "a": "2020"}, 400, "commence après sa fin"),
    ],
)
def test_what_is_asked_is_understood_or_told(
    client: TestClient, page: str, parameters: dict[str, str], status: int, message: str
) -> None:
    answer = client.get(page, params=parameters)
    assert answer.status_code == status
    assert message in ordinary_spaces(answer.text)


@pytest.mark.parametrize("name", API)
@pytest.mark.parametrize(("parameters", "status"), [({}, 200), ({"q": ""}, 200), ({"q": "montant:x"}, 400)])
def test_the_api_understands_or_tells(
    client: TestClient, name: str, parameters: dict[str, str], status: int
) -> None:
    assert client.get(f"/api/v1/figures/{name}", params=parameters).status_code == status


@pytest.mark.parametrize(
    "asked",
    [
        "par=commune",
        "par=chapitre-commune&montre=actes",
        "montre=inscrit",
        "decision=subvention&tailles=attribue",
        "annees=1",
        "commune=%22x",
    ],
)
def test_the_states_of_the_amounts(client: TestClient, asked: str) -> None:
    assert client.get(f"/montants?{asked}").status_code == 200


def test_findings_go_on(client: TestClient, corpus_store: str) -> None:
    with open_store(corpus_store) as store:
        first, second = count(store, latest_findings, limit=2)
    answer = client.get("/controles", params={"format": "json", "apres": "{}-{}".format(*first.place)}).json()
    assert answer["latest"][0]["uid"] == second.uid
    assert client.get("/controles", params={"apres": "x"}).status_code == 422


def test_the_months_of_a_year_are_shown(client: TestClient) -> None:
    answer = client.get("/qualite", params={"format": "json", "annee": "2014"}).json()
    assert [column["name"] for column in answer["coverage"]["columns"]][::11] == ["2014-01", "2014-12"]


def test_runs_are_told_in_french_in_the_time_of_paris(store: Store, asking: Callable[[Store], TestClient]) -> None:
    began = datetime.datetime(2025, 2, 28, 23, 30, tzinfo=datetime.UTC)
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "0.1.0+test"), {}, began)
    store.ledger.end(run, "with failures", "0 of 1 files are in the store.", began + datetime.timedelta(hours=1))
    page = parse_page(asking(store).get("/qualite").text)
    [table] = select(page, "//*[@aria-labelledby='executions']/table")
    assert texts_at(table, "./caption") == ["Les dernières exécutions, à l'heure de Paris"]
    assert texts_at(table, ".//tbody/tr/td") == [
        *("01/03/2025 00:30:00", "01/03/2025 01:30:00", "lecture", "terminée, avec des échecs", "0", "0")
    ]


def test_the_scores_are_those_of_the_sources(root: Path) -> None:
    sources = (root / "models" / "fr_recueil" / "SOURCES.md").read_text("utf-8")

    def written(score: Decimal | None) -> str:
        return "–" if score is None else f"{score}".removeprefix("0")

    assert [
        one
        for one in load_scores()
        if f"| {one.kind} | {written(one.sample)} | {written(one.real)} | {written(one.unseen)} |" not in sources
    ] == []
    table = sources.partition("## Last scores")[2].partition("\n| ")[2].partition("\n\n")[0]
    assert len(load_scores()) == table.count("\n| ")


def test_every_figure_is_documented(client: TestClient, root: Path) -> None:
    docs = (root / "docs" / "figures.md").read_text("utf-8")
    described = client.get("/api/v1/openapi.json").json()["paths"]
    routes = [path for path in described if path.startswith("/api/v1/figures/")]
    assert routes == [f"/api/v1/figures/{name}" for name in API]
    assert [path for path in (*routes, *ALL_PAGES) if f"`{path}`" not in docs] == []


# The charts

CHART = Chart(
    "Titre <b>", "Dit", (Bar("2021", Decimal("10.5"), HOSTILE), Bar("2022", -3, "b")), "Année", "Euros", "De"
)


def test_a_chart_is_an_image_with_a_name() -> None:
    svg = draw_svg(CHART)
    root = etree.fromstring(svg)
    named = {part.get("id"): part.text for part in root if part.tag.endswith(("title", "desc"))}
    assert (root.get("role"), named[root.get("aria-labelledby")], named[root.get("aria-describedby")]) == (
        "img",
        "Titre <b>",
        "Dit",
    )
    assert root.xpath("//@style | //@href | //*[local-name() = 'script' or local-name() = 'style']") == []
    draw_svg.cache_clear()
    assert draw_svg(CHART) == svg


def test_a_chart_has_no_colour_of_its_own() -> None:
    attributes: Any = etree.fromstring(draw_svg(CHART)).xpath("//@fill | //@stroke")
    colours = set(map(str, attributes))
    css = (Path(__file__).parents[2] / "pipeline/recueil/web/static/recueil.css").read_text("utf-8")
    assert {colour for colour in colours if f'="{colour}"]' not in css} == {"none"}


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw_svg(replace(CHART, bars=())) == ""
    assert draw_svg(replace(CHART, bars=(Bar("2021", 0),))) == ""


def test_what_has_no_colour_is_put_together() -> None:
    bars = [Bar("2021", number, str(number)) for number in range(1, SERIES + 3)]
    kept = limit_series(bars, "rest")
    assert [bar.series for bar in kept] == ["rest", "4", "5", "6", "7", "8"]
    assert sum(bar.value for bar in kept) == sum(bar.value for bar in bars)
    assert limit_series(bars[:SERIES], "rest") == tuple(bars[:SERIES])


def test_a_table_is_sorted_by_a_click(client: TestClient) -> None:
    def column(tri: str) -> list[str]:
        page = parse_page(client.get("/montants", params={"tri": tri}).text)
        table = "//table[caption='Les plus grands totaux']"
        names = texts_at(page, f"{table}//tbody//th")
        assert texts_at(page, f"{table}//th[@aria-sort]") == [f"Bénéficiaire {'▼' if tri[0] == '-' else '▲'}"]
        return names

    names = column("beneficiaire")
    assert names == sorted(names, key=fold)
    assert column("-beneficiaire") == names[::-1]
    assert client.get("/montants", params={"tri": "rien"}).status_code == 200
    assert client.get("/montants", params={"tri": "<b>"}).status_code == 422
    page = parse_page(client.get("/controles", params={"tri": "-toutes"}).text)
    assert strings_at(page, "//th[@aria-sort='descending']/a/@href") == ["?tri=toutes#regles"]
