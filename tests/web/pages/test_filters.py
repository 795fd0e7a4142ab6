"""What helps to ask: facets, the parts of a query, the form of fields."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from tests.web.reading import Element, faults, parse_page, select, strings_at, texts_at

from recueil.query import format_query, parse

QUERY = "subvention chapitre:65"


def search_page(client: TestClient, q: str, status: int = 200, **parameters: str) -> Element:
    """The page that answers."""
    answer = client.get("/", params={"q": q, **parameters})
    assert answer.status_code == status, answer.text
    return parse_page(answer.text)


def query_of(address: str) -> str:
    """The query of an address."""
    return parse_qs(urlsplit(address).query).get("q", [""])[0]


def choices(page: Element) -> dict[str, dict[str, tuple[int, str]]]:
    """By facet and value, how many acts have it, and where it leads to; nowhere where it is asked already."""
    return {
        texts_at(facet, "./summary")[0]: {
            texts_at(choice, ".//bdi")[0]: (
                int(texts_at(choice, "./span")[0].removesuffix(" actes")),
                next(iter(strings_at(choice, "./a/@href")), ""),
            )
            for choice in select(facet, ".//li")
        }
        for facet in select(page, "//nav[@class='facets']/details")
    }


def test_the_facets_of_a_query_are_counted(client: TestClient) -> None:
    shown = {
        facet: {label: acts for label, (acts, _) in some.items()}
        for facet, some in choices(search_page(client, QUERY)).items()
    }
    assert shown["Année"] == {"2019": 2, "2015": 1, "2020": 1, "2025": 1}
    assert shown["Nature de l'acte"] == {"délibération": 5}
    assert shown["Vote"] == {"adopté": 5, "à la majorité": 3, "à l'unanimité": 3}
    names = ["Organisme", "Année", "Nature de l'acte", "Chapitre", "Vote", "Organisation", "Lieu"]
    assert list(shown) == [*names, "Confiance du modèle"]


def led(client: TestClient, page: Element, *, of_bodies: bool) -> list[tuple[str, int, int]]:
    """Per value of a facet, how many acts it says and how many its link finds."""
    return [
        (label, acts, client.app.state.store.count(parse(query_of(address))))  # type: ignore[attr-defined]
        for facet, some in choices(page).items()
        for label, (acts, address) in some.items()
        if address and (facet == "Organisme") == of_bodies
    ]


@pytest.mark.parametrize("q", ["conseil", QUERY, "vote:* OU controle:*", "montant:>1000 -personne:martin"])
def test_a_facet_leads_to_as_many_acts_as_it_says(client: TestClient, q: str) -> None:
    counted = led(client, search_page(client, q), of_bodies=False)
    assert [found for _, _, found in counted] == [acts for _, acts, _ in counted]
    assert len(counted) > 10


# Of the second, « Clairvignes » has a name that is in that of its CCAS.
@pytest.mark.parametrize("q", [QUERY, "clairvignes"])
def test_a_body_leads_to_its_own_acts(client: TestClient, q: str) -> None:
    counted = led(client, search_page(client, q), of_bodies=True)
    assert [found for _, _, found in counted] == [acts for _, acts, _ in counted]
    assert len(counted) > 1


def test_the_page_of_a_facet_has_its_acts(client: TestClient) -> None:
    acts, address = choices(search_page(client, QUERY))["Vote"]["à la majorité"]
    page = parse_page(client.get(address).text)
    assert (texts_at(page, "//section/h2"), texts_at(page, "//a[@class='asked']/bdi")[-1]) == (
        [f"{acts} actes"],
        "vote:majorite",
    )


def test_what_is_asked_already_is_no_link(client: TestClient) -> None:
    assert choices(search_page(client, QUERY))["Chapitre"]["65"] == (5, "")


# (query, what is shown as asked, what each leads to)
PARTS = [
    ("subvention chapitre:65", ["subvention", "chapitre:65"], ["chapitre:65", "subvention"]),
    ("école OU crèche", ["école OU crèche"], [""]),
    ("a1 (b1 c1) -d1", ["a1", "b1 c1", "-d1"], ["(b1 c1) -d1", "a1 -d1", "a1 (b1 c1)"]),
    ("a1 -d1", ["a1", "-d1"], ["-d1", "a1"]),
    ("-d1", ["-d1"], [""]),
]


@pytest.mark.parametrize(("q", "shown", "without"), PARTS)
def test_each_thing_asked_can_be_taken_away(
    client: TestClient, q: str, shown: list[str], without: list[str]
) -> None:
    page = search_page(client, q)
    assert texts_at(page, "//a[@class='asked']/bdi") == shown
    assert [query_of(address) for address in strings_at(page, "//a[@class='asked']/@href")] == without


# The form of fields

# (query, what is typed, the query it becomes)
REFINED = [
    ("", {"chapitre": "65"}, "chapitre:65"),
    ("école", {"montant_min": "1 000", "montant_max": "2500,50"}, "école montant:1000..2500,5"),
    ("école", {"montant_min": "1000"}, "école montant:1000.."),
    ("école", {"du": "2023-01-01", "au": "2023-06-30"}, "école seance:2023-01-01..2023-06-30"),
    ("école", {"au": "2023-06-30"}, "école seance:..2023-06-30"),
    ("école", {"du": "mars 2023", "au": "30/06/2023"}, "école seance:2023-03-01..2023-06-30"),
    ("école", {"du": "le mois dernier"}, "école seance:2025-02-01.."),
    ("école", {"du": "1er janvier 2024", "au": "hier"}, "école seance:2024-01-01..2025-02-28"),
    ("seance:2023-02", {"du": "01/02/2023", "au": "28/02/2023", "chapitre": "65"}, "seance:2023-02-01..2023-02-28 chapitre:65"),
    ("chapitre:65 école", {"chapitre": "66"}, "école chapitre:66"),
    ("chapitre:65 école", {"chapitre": ""}, "école"),
    ("chapitre:65", {"chapitre": ""}, ""),
    ("montant:>1000@subvention", {"montant_min": "1000", "nature": "arrete"}, "montant:>1000@subvention nature:arrete"),
    ("vote:rejete", {"vote": "rejete", "personne": "jeanne lef*"}, 'vote:rejete personne:"jeanne lef*"'),
    ("école OU crèche", {"commune": "saint jouan"}, 'école OU crèche commune:"saint jouan"'),
    ("-école chapitre:65", {"chapitre": ""}, "-école"),
    ("école", {"organisation": "harmonie mun*", "lieu": "35284"}, 'école organisation:"harmonie mun*" lieu:35284'),
]  # fmt: skip


@pytest.mark.parametrize(("q", "typed", "becomes"), REFINED)
def test_the_form_becomes_a_query(client: TestClient, q: str, typed: dict[str, str], becomes: str) -> None:
    answer = client.get("/recherche/champs", params={"q": q, "ordre": "date", **typed}, follow_redirects=False)
    assert answer.status_code == 303
    assert query_of(answer.headers["location"]) == becomes
    assert answer.headers["location"].endswith("ordre=date")


def test_the_form_shows_what_is_asked(client: TestClient) -> None:
    page = search_page(
        client, 'montant:>1000..<2500,5 seance:2023-02 vote:unanimite nature:pv personne:"jeanne lef*" lieu:35*'
    )
    typed = {box.get("name"): box.get("value") for box in select(page, "//form[@class='fields']//input[@id]")}
    assert typed == {
        "montant_min": "1000",
        "montant_max": "2500,5",
        "du": "01/02/2023",
        "au": "28/02/2023",
        "commune": "",
        "chapitre": "",
        "personne": "jeanne lef*",
        "organisation": "",
        "lieu": "35*",
    }
    assert strings_at(page, "//option[@selected]/@value") == ["pv", "unanimite"]


def test_a_form_that_cannot_be_read_says_where(client: TestClient) -> None:
    answer = client.get("/recherche/champs", params={"q": "école", "montant_min": "beaucoup", "chapitre": "<b>"})
    page = parse_page(answer.text)
    assert answer.status_code == 400
    assert texts_at(page, "//p[@class='error']") == ["'beaucoup' n'est pas un nombre", "'<b>' n'est pas un code"]
    for name, described in (("montant_min", "faux-montant"), ("chapitre", "faux-chapitre")):
        [box] = select(page, f"//input[@name='{name}']")
        assert (box.get("aria-invalid"), box.get("aria-describedby")) == ("true", described)
    assert strings_at(page, "//input[@id='q']/@value") == ["école"]
    assert faults(page) == []


def test_a_form_with_no_date_shows_three(client: TestClient) -> None:
    answer = client.get("/recherche/champs", params={"q": "école", "du": "mai"})
    assert answer.status_code == 400
    assert texts_at(parse_page(answer.text), "//p[@class='error']") == [
        "'mai' n'est pas une date : écrivez par exemple 24/07/2014, mars 2024, le mois dernier"
    ]


def test_a_form_beside_a_query_that_fails_shows_the_mistake(client: TestClient) -> None:
    answer = client.get("/recherche/champs", params={"q": "montan:3", "chapitre": "65"})
    page = parse_page(answer.text)
    assert (answer.status_code, texts_at(page, "//*[@id='erreur']//mark")) == (400, ["montan:"])
    assert strings_at(page, "//input[@name='chapitre']/@value") == ["65"]


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ('Centre "Les Lilas"', "commune:\"Centre 'Les Lilas'\""),
        ("Centre « Les Lilas »", "commune:\"Centre ' Les Lilas '\""),
        ('x"y', 'commune:"x\'y"'),
    ],
)
def test_quotes_in_a_name_do_not_end_it(client: TestClient, name: str, becomes: str) -> None:
    answer = client.get("/recherche/champs", params={"commune": name}, follow_redirects=False)
    assert (answer.status_code, query_of(answer.headers["location"])) == (303, becomes)
    assert format_query(parse(becomes).root) == format_query(parse(format_query(parse(becomes).root)).root)
    assert client.get("/controles", params={"commune": name}).status_code == 200
