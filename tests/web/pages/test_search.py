"""The search page: what it finds, how it helps to ask, and what it says of mistakes."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from tests.web.reading import Element, faults, links, parse_page, select, strings_at, texts_at

from recueil.export import hits
from recueil.query import FIELDS, parse
from recueil.store.search.facets import FACETS
from recueil.store.store import Store
from recueil.web.i18n import labels

QUERY = "subvention chapitre:65"


@pytest.fixture(scope="module")
def stored(client: TestClient) -> Store:
    """What is asked."""
    store: Store = client.app.state.store  # type: ignore[attr-defined]
    return store


def search_page(client: TestClient, q: str, status: int = 200, **parameters: str) -> Element:
    """The page that answers."""
    answer = client.get("/", params={"q": q, **parameters})
    assert answer.status_code == status, answer.text
    return parse_page(answer.text)


def test_a_hit_is_shown_whole(client: TestClient) -> None:
    page = search_page(client, "beneficiaire:veze chapitre:65 titre:manifestations")
    assert texts_at(page, "//h2") == ["1 acte", "Affiner"]
    [hit] = select(page, "//ol[@class='hits']/li")
    uid = strings_at(hit, ".//h3/a/@href")[0].removeprefix("/actes/")
    assert texts_at(hit, ".//h3") == [
        "Aide aux manifestations culturelles d'intérêt départemental – 1ère répartition 2015"
    ]
    assert texts_at(hit, ".//p[@class='quiet']") == [
        "délibération 27 avril 2015 · Département de la Haute-Vèze · page 1 · haute-veze-2015-04-27-subventions-culture.txt"
    ]
    assert texts_at(hit, ".//ul[@class='decision']/li") == [
        "Association Les Nuits de la Vèze 12 000,00 € subvention",
        "Festival Rue Danton (10ème édition) 25 000,00 € subvention",
        "Ligue de l'enseignement 99 6 250,00 € subvention",
        "et 3 autres attributions",
    ]
    assert texts_at(hit, ".//p[@class='snippet']//mark") == ["chapitre 65"]
    assert links(hit, ".//ul[@class='chips']//a") == {"imputation : chapitre 65": f"/actes/{uid}?e=59#e-59"}


def test_a_value_of_a_hit_leads_to_its_place(client: TestClient) -> None:
    page = search_page(client, QUERY)
    for address in strings_at(page, "//a[contains(@class, 'chip')]/@href"):
        there = parse_page(client.get(address).text)
        [place] = select(there, f"//*[@id='{urlsplit(address).fragment}']")
        assert place.get("class") == "budget chosen"


@pytest.mark.parametrize("ordre", ["pertinence", "date", "montant"])
def test_pages_follow_each_other_to_the_end(client: TestClient, stored: Store, ordre: str) -> None:
    order = {"pertinence": "rank", "date": "date", "montant": "amount"}[ordre]
    results = stored.search(parse("conseil"), 1000, order=order)  # type: ignore[arg-type]
    address, seen = f"/?q=conseil&ordre={ordre}", list[str]()
    while address:
        page = parse_page(client.get(address).text)
        seen += strings_at(page, "//ol[@class='hits']//h3/a/@href")
        address = next(iter(strings_at(page, "//a[@rel='next']/@href")), "")
    assert seen == [f"/actes/{hit.uid}" for hit in results.hits]
    assert len(seen) > 40


def test_a_later_page_leads_back_to_the_first(client: TestClient) -> None:
    page = search_page(client, "conseil", ordre="date")
    assert "Revenir à la première page" not in links(page)
    [further] = strings_at(page, "//a[@rel='next']/@href")
    assert links(parse_page(client.get(further).text))["Revenir à la première page"] == "/?q=conseil&ordre=date"


def test_nothing_asked_shows_the_latest_acts(client: TestClient, stored: Store) -> None:
    page = search_page(client, " ")
    hits_of = "//section[@aria-labelledby='resultats']//ol[@class='hits']//h3/a/@href"
    shown = [address.removeprefix("/actes/") for address in strings_at(page, hits_of)]
    assert shown == [hit.uid for hit in stored.search(None, 20, order="date").hits]
    assert texts_at(page, "//h2") == ["Dernières attributions", "Les derniers actes", "Organismes"]
    [further] = strings_at(page, "//a[@rel='next']/@href")
    assert texts_at(parse_page(client.get(further).text), "//h2") == ["Les derniers actes"]


def test_nothing_found_says_what_to_do(client: TestClient) -> None:
    page = search_page(client, "zyxwv")
    assert texts_at(page, "//section/p")[-1] == (
        "Aucun acte ne répond à tout cela. Retirez une condition ci-dessus, ou écrivez moins de mots."
    )


# What is wrong: the query, the message, what is marked.
MISTAKES = [
    ("école montan:>4000", "Le champ « montan » n'existe pas : vouliez-vous dire montant ?", "montan:"),
    ('montant:">10.000"', "'10.000' se lit en milliers ou en décimales : écrivez par exemple montant:>10000", 'montant:">10.000"'),
    (
        "danse (-école)",
        "Ceci ne fait qu'exclure : dites aussi, dans ces parenthèses, ce que vous cherchez",
        "-école",
    ),
    ('école "danse', "Ces guillemets ne sont jamais fermés", '"danse'),
    ("le de", "Rien à chercher : les mots sont trop courants, ou ce n'en sont pas", "le de"),
    ("<b>x</b> (", "Cette parenthèse ( n'est jamais fermée", "("),
]  # fmt: skip


@pytest.mark.parametrize(("q", "message", "wrong"), MISTAKES)
def test_a_mistake_is_shown_at_its_place(client: TestClient, q: str, message: str, wrong: str) -> None:
    page = search_page(client, q, 400)
    [box] = select(page, "//input[@id='q']")
    assert (box.get("value"), box.get("aria-invalid")) == (q, "true")
    [described] = select(page, f"//*[@id='{str(box.get('aria-describedby')).split()[0]}']")
    assert texts_at(described, ".//p[@class='error']") == [message]
    assert texts_at(described, ".//bdi") == [q.replace(wrong, f"[{wrong}]")]
    assert texts_at(described, ".//mark") == [wrong]
    assert faults(page) == []


def test_a_mistake_is_told_to_programs_too(client: TestClient) -> None:
    answer = client.get("/", params={"q": "x montan:4", "format": "json"})
    problem = answer.json()
    assert (answer.status_code, problem["start"], problem["end"]) == (400, 2, 9)


@pytest.mark.parametrize("apres", ["x", "0-1-2-3", "١-٢"])
def test_a_place_that_is_none_is_refused(client: TestClient, apres: str) -> None:
    page = search_page(client, QUERY, 400, apres=apres)
    assert texts_at(page, "//*[@role='alert']") == [
        "Cet endroit des résultats n'existe pas : revenez à la première page."
    ]


def test_every_field_has_its_example_and_its_meaning(client: TestClient) -> None:
    page = search_page(client, "")
    shown = dict(
        zip(
            texts_at(page, "//dl[@class='examples']//dt"),
            texts_at(page, "//dl[@class='examples']//dd"),
            strict=True,
        )
    )
    assert labels.FIELDS.keys() == FIELDS.keys()
    assert {field.example: labels.FIELDS[name] for name, field in FIELDS.items()}.items() <= shown.items()
    examples = strings_at(page, "//dl[@class='examples']//a/@href")
    assert {client.get(address).status_code for address in examples} == {200}


# For other programs


def test_the_twin_of_the_page_is_json(client: TestClient, stored: Store) -> None:
    answer = client.get("/", params={"q": QUERY, "format": "json", "ordre": "date"})
    query = parse(QUERY)
    expected = hits.results_as_json(stored.search(query, 20, order="date"), stored.facets(query, FACETS, 10))
    assert (answer.headers["content-type"], answer.json()) == ("application/json", json.loads(expected))


@pytest.mark.parametrize(
    ("q", "ordre", "order"), [("conseil", "pertinence", "rank"), ("montant:*", "montant", "amount")]
)
def test_exports_are_the_whole_result_in_its_order(
    client: TestClient, stored: Store, q: str, ordre: str, order: str
) -> None:
    results = stored.search(parse(q), 1000, order=order)  # type: ignore[arg-type]
    page = search_page(client, q, ordre=ordre)
    exports = links(page, "//div[@class='tools']//a")
    rows = csv.DictReader(io.StringIO(client.get(exports["CSV"]).text, newline=""), strict=True)
    expected = list(csv.DictReader(io.StringIO(hits.hits_as_csv(results.hits), newline=""), strict=True))
    assert list(rows) == expected
    assert client.get(exports["JSON"]).json() == {"hits": [hits.hit_object(hit) for hit in results.hits]}
    table = pq.read_table(io.BytesIO(client.get(exports["Parquet"]).content)).to_pylist()
    assert [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in table] == [
        {name: cell.removeprefix("'") for name, cell in row.items()} for row in expected
    ]
    assert results.total == len(expected) > 20


def test_an_export_is_a_file_to_keep(client: TestClient) -> None:
    answer = client.get("/recherche/export.csv", params={"q": QUERY})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="recueil-recherche.csv"'


def test_an_export_of_nothing_has_no_rows(client: TestClient) -> None:
    assert client.get("/recherche/export.json", params={"q": "zyxwv"}).json() == {"hits": []}
    assert client.get("/recherche/export.csv", params={"q": "zyxwv"}).text == f"{','.join(hits.HIT_COLUMNS)}\r\n"
    assert (
        pq.read_table(io.BytesIO(client.get("/recherche/export.parquet", params={"q": "zyxwv"}).content)).num_rows
        == 0
    )


@pytest.mark.parametrize("suffix", ["csv", "json", "parquet"])
def test_a_query_that_fails_exports_nothing(client: TestClient, suffix: str) -> None:
    answer = client.get(f"/recherche/export.{suffix}", params={"q": "a montan:3"})
    assert (answer.status_code, "content-disposition" in answer.headers) == (400, False)


def test_everything_is_exported_where_nothing_is_asked(client: TestClient, stored: Store) -> None:
    exported = client.get("/recherche/export.json").json()["hits"]
    assert [hit["act"] for hit in exported] == [hit.uid for hit in stored.search(None, 1000, order="date").hits]


@pytest.mark.parametrize(
    "address", ["/", "/?q=conseil", "/?q=-", "/?q=zyxwv", "/?q=conseil&ordre=date", "/?q=nature:pv"]
)
def test_everybody_can_use_the_page(client: TestClient, address: str) -> None:
    assert faults(parse_page(client.get(address).text)) == []


def test_what_is_asked_is_only_ever_text(client: TestClient) -> None:
    q = '"><img src=x onerror=alert(1)> \u202e<script>alert(1)</script>'
    for answer in (
        client.get("/", params={"q": q}),
        client.get("/recherche/champs", params={"q": "a", "nature": q}),
    ):
        page = parse_page(answer.text)
        assert select(page, "//img|//script") == []
        assert "\u202e" not in answer.text
