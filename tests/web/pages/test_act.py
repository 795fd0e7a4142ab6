"""The page of an act: all it says as a whole, its text with every value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.export.making import ACT, AWARD, DOCUMENT, ENTITIES, PLAIN_UID, TEXT, UID, doubtful, place, record
from tests.filing import file
from tests.web.people import ADDRESS, application
from tests.web.reading import Element, faults, links, ordinary_spaces, parse_page, select, strings_at, texts_at

from recueil.export.act_object import act_object
from recueil.export.jsonl import entity_object
from recueil.readers.document import MissingFile
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import PartialDate, StatedFacts
from recueil.values.award import Funder, FundingPlan


@pytest.fixture(scope="module")
def two(filled: Path) -> Iterator[TestClient]:
    """Who asks about two acts of which everything is known."""
    with open_store(f"sqlite:///{filled}") as store:
        yield TestClient(application(store), base_url=ADDRESS)


@pytest.fixture(scope="module")
def page(two: TestClient) -> Element:
    return parse_page(two.get(f"/actes/{UID}").text)


def anchor(words: str) -> str:
    start, end = place(words)
    return f"#p-{start}-{end}"


def test_an_act_is_named(page: Element) -> None:
    assert texts_at(page, "//h1") == ["Subvention aux Voix du lac"]
    assert texts_at(page, "//title") == ["Subvention aux Voix du lac – Recueil"]
    assert texts_at(page, "//p[@class='lead']") == ["délibération n° 2023-12 · 14 mars 2023 · VILLE DE VORNOY"]


def test_what_it_says_of_itself_is_listed(page: Element) -> None:
    names = texts_at(page, "//dl[@class='facts']//dt")
    assert dict(zip(names, texts_at(page, "//dl[@class='facts']//dd"), strict=True)) == {
        "Organisme": "VILLE DE VORNOY",
        "Numéro": "2023-12",
        "Date de l'acte": "14 mars 2023",
        "Réception par la préfecture": "16 mars 2023",
        "Présidence": "Luc RÉ",
        "Matière @CTES": "7.5 (finances locales)",
        "Identifiant @CTES": "086-218690006-20230314-2023-12-DE",
        "SIREN": "218690006",
        "Département": "086",
    }


def test_who_sat_and_who_did_not(page: Element) -> None:
    names = texts_at(page, "//dl[@class='roll']//dt")
    assert dict(zip(names, texts_at(page, "//dl[@class='roll']//dd"), strict=True)) == {
        "Présents (2)": "Luc RÉ, Ana LO",
        "Représentés (1)": "Max BON",
        "L'acte compte": "25 en exercice, 22 présents",
    }
    assert links(page, "//dl[@class='roll']//a")["Ana LO"] == "/personnes?nom=Ana+LO"


def test_a_roll_with_fewer_names_than_the_act_counts_is_called_partial(page: Element) -> None:
    assert texts_at(page, "//section[@aria-labelledby='partiel']//li") == ["Présents : 2 lus sur 22 annoncés"]


def rows(page: Element, heading: str) -> list[list[str]]:
    return [texts_at(row, "./td") for row in select(page, f"//section[@aria-labelledby='{heading}']//tbody/tr")]


def test_its_tables(page: Element) -> None:
    assert rows(page, "presences") == [["Max BON", "Luc RÉ"]]
    assert rows(page, "votes") == [["adopté, à la majorité Corriger le vote 1", "20", "3", "0", "–", ""]]
    assert rows(page, "argent") == [
        [
            "subvention Corriger l'attribution 1",
            "Voix du lac (association)",
            "1 500,50 €",
            "leur tournée",
            "chapitre 65",
        ]
    ]
    assert texts_at(page, "//section[@aria-labelledby='references']//li") == ["loi n° 2013-595 du 8 juillet 2013"]
    assert texts_at(page, "//section[@aria-labelledby='organisations']//li") == ["asso. Les Amis"]
    assert texts_at(page, "//section[@aria-labelledby='lieux']//li") == ["Vornoy"]


def test_its_tables_lead_to_the_words(page: Element) -> None:
    assert links(page, "//section[@aria-labelledby='votes']//a") == {
        "adopté, à la majorité": anchor("Pour : 20, contre : 3"),
        "Corriger le vote 1": f"/actes/{UID}/faits/vote/1",
    }
    assert links(page, "//section[@aria-labelledby='argent']//a") == {
        "subvention": anchor("1 500,50 € aux Voix du lac"),
        "Voix du lac": "/beneficiaires?nom=Voix+du+lac",
        "1 500,50 €": "#e-6",
        "chapitre 65": "#e-8",
        "Corriger l'attribution 1": f"/actes/{UID}/faits/attribution/1",
    }
    assert links(page, "//section[@aria-labelledby='references']//a") == {
        "loi n° 2013-595 du 8 juillet 2013": "#e-5"
    }
    assert links(page, "//section[@aria-labelledby='lieux']//a") == {"Vornoy": "#e-11"}


def test_a_finding_leads_to_what_it_compares(page: Element) -> None:
    [finding] = select(page, "//ul[@class='findings']/li")
    assert texts_at(finding, "./p") == [
        "Présents + pouvoirs = votants (erreur) : 22 + 1 n'est pas 25. Rejeter le constat 1",
        "Calcul · les actes de ce constat · attendu 23 · lu 25",
    ]
    assert links(finding, ".//a") == {
        "Rejeter le constat 1": f"/actes/{UID}/faits/constat/1",
        "les actes de ce constat": "/?q=controle%3Avotants",
        "« contre : 3 »": anchor("contre : 3"),
    }
    assert finding.get("class") == "error"


def test_every_value_is_marked_and_told(page: Element) -> None:
    marks = select(page, "//div[@class='text']//mark")
    assert [(mark.get("id"), mark.get("class"), texts_at(mark, ".")[0]) for mark in marks] == [
        (f"e-{number}", entity.kind, entity.text) for number, entity in enumerate(ENTITIES, 1)
    ]
    assert strings_at(page, "//div[@class='text']//mark/a/@title") == [
        "date : 14 mars 2023",
        "personne : Luc RÉ",
        "personne : Ana LO",
        "personne : Max BON",
        "référence : loi n°\u00a02013-595 du 8 juillet 2013",
        "montant : 1\u202f500,50\u00a0€",
        "pourcentage : 49\u00a0%",
        "imputation : chapitre 65",
        "période : 2023",
        "organisation : asso. Les Amis",
        "lieu : Vornoy",
    ]


def test_the_text_is_unchanged(page: Element) -> None:
    shown = "".join(str(text.text_content()) for text in select(page, "//div[@class='text']"))
    assert shown == TEXT.replace("\f", "\n")
    assert texts_at(page, "//h3[@class='leaf']") == ["Page 1 voir la page 1", "Page 2 voir la page 2"]


def test_what_a_model_found_says_how_sure_it_is(store: Store) -> None:
    record(store, "a.txt", DOCUMENT, doubtful())
    page = parse_page(TestClient(application(store), base_url=ADDRESS).get(f"/actes/{UID}").text)
    names = texts_at(page, "//dl[@class='roll']//dt")
    assert dict(zip(names, texts_at(page, "//dl[@class='roll']//dd"), strict=True)) == {
        "Présents (2)": "Luc RÉ, Ana LO",
        "Représentés (0, 1 en doute)": "Max BON (lu par le modèle, sûr à 0,83 : douteux)",
        "L'acte compte": "25 en exercice, 22 présents",
    }
    assert rows(page, "argent")[0][2] == "1 500,50 € (lu par le modèle, sûr à 0,70 : douteux)"
    assert texts_at(page, "//section[@aria-labelledby='organisations']//li") == [
        "asso. Les Amis (lu par le modèle, sûr à 0,90)"
    ]
    assert texts_at(page, "//section[@aria-labelledby='lieux']//li") == [
        "Vornoy (lu par le modèle, sûr à 0,40 : douteux)"
    ]
    assert texts_at(page, "//span[@class='doubt']") == [
        "(lu par le modèle, sûr à 0,70 : douteux)",
        "(lu par le modèle, sûr à 0,83 : douteux)",
        "(lu par le modèle, sûr à 0,83 : douteux)",
        "(lu par le modèle, sûr à 0,40 : douteux)",
    ]
    (mark,) = select(page, "//mark[contains(@class, 'doubtful')]/a")
    assert ordinary_spaces(mark.get("title")) == "lieu : Vornoy (lu par le modèle, sûr à 0,40 : douteux)"


def test_plans_and_requests_are_listed(store: Store) -> None:
    amount = AWARD.amount
    assert amount is not None
    guessed = replace(amount, certainty=Decimal("0.70"), doubtful=True)
    span = place("1 500,50 € aux Voix du lac")
    funding = (
        FundingPlan(
            *span, (Funder(*span, "Région", amount, Decimal(49)), Funder(*span, "commune", None, None)), amount
        ),
        FundingPlan(*span, (Funder(*span, "DETR", guessed, None),), None, requested=True),
    )
    record(store, "a.txt", DOCUMENT, replace(ACT, facts=replace(ACT.facts, funding=funding)))
    page = parse_page(TestClient(application(store), base_url=ADDRESS).get(f"/actes/{UID}").text)
    assert rows(page, "financements") == [
        ["Plan de financement", "Région", "1 500,50 €", "49 %"],
        ["", "commune", "", ""],
        ["", "Total", "1 500,50 €", ""],
        ["Demande", "DETR", "1 500,50 € (lu par le modèle, sûr à 0,70 : douteux)", ""],
    ]
    assert links(page, "//section[@aria-labelledby='financements']//a")["Demande"] == anchor(
        "1 500,50 € aux Voix du lac"
    )


def test_an_act_that_says_little_shows_little(two: TestClient) -> None:
    page = parse_page(two.get(f"/actes/{PLAIN_UID}").text)
    assert texts_at(page, "//h1") == ["=2+2"]
    assert texts_at(page, "//p[@class='lead']") == ["décision · sans date · organisme inconnu"]
    assert texts_at(page, "//h2") == ["Texte"]
    assert texts_at(page, "//dl") == []


def test_an_act_of_an_archive_says_what_could_not_be_read(store: Store) -> None:
    lacks = [("<b>b</b>.pdf", "pdf-broken"), ("c.pdf", "encrypted")]
    missing = tuple(MissingFile(name, reason, f"{name}: in vain.") for name, reason in lacks)
    uid = file(store, "Le conseil décide.", missing=missing)
    asked = TestClient(application(store), base_url=ADDRESS)
    assert texts_at(parse_page(asked.get(f"/actes/{uid}").text), "//p[@role='note']") == [
        "Cette archive n'a pas été lue en entier. Il y manque : <b>b</b>.pdf (Le PDF est "
        "endommagé ou tronqué), c.pdf (L'archive ou le document bureautique demande un mot de passe)."
    ]
    assert asked.get(f"/api/v1/acts/{uid}").json()["missing"] == [
        {"name": name, "reason": reason, "message": f"{name}: in vain."} for name, reason in lacks
    ]


@pytest.mark.parametrize(
    ("asked", "hidden"),
    [
        ("sans=person", ["person"]),
        ("sans=person,amount", ["person", "amount"]),
        ("sans=person&sans=date", ["date", "person"]),
        ("sans=nothing", []),
    ],
)
def test_kinds_are_hidden_by_the_address(two: TestClient, asked: str, hidden: list[str]) -> None:
    page = parse_page(two.get(f"/actes/{UID}?{asked}").text)
    kinds = {entity.kind for entity in ENTITIES}
    assert set(strings_at(page, "//div[@class='text']//mark/@class")) == kinds - set(hidden)
    assert set(strings_at(page, "//input[@name='sans'][@checked]/@value")) == set(hidden)
    assert len(strings_at(page, "//div[@class='text']//@id[starts-with(., 'e-')]")) == len(ENTITIES)


def test_a_value_that_is_led_to_is_chosen_even_if_hidden(two: TestClient) -> None:
    page = parse_page(two.get(f"/actes/{UID}?e=2&sans=person").text)
    assert strings_at(page, "//mark[contains(@class, 'chosen')]/@id") == ["e-2"]


def test_the_twin_of_the_page_is_json(two: TestClient) -> None:
    answer = two.get(f"/actes/{UID}?format=json")
    act = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert (act["uid"], act["act"]) == (UID, act_object(ACT))
    assert act["entities"] == [entity_object(entity) for entity in ENTITIES]


def test_a_value_has_a_page(two: TestClient) -> None:
    page = parse_page(two.get(f"/actes/{UID}/valeurs/6").text)
    names = texts_at(page, "//dl//dt")
    assert texts_at(page, "//h1") == ["Montant : 1 500,50 €"]
    assert dict(zip(names, texts_at(page, "//dl//dd"), strict=True)) == {
        "Nature": "montant",
        "Mots de l'acte": "1 500,50 €",
        "Montant": "1500.50",
        "Monnaie": "EUR",
        "Page": "2",
        "Partie de l'acte": "dispositif",
        "Règle de lecture": ENTITIES[5].rule,
        "Confiance de la reconnaissance": "61 sur 100 : à vérifier sur l'image",
        "Version de la lecture": "1",
    }
    assert texts_at(page, "//div[contains(@class, 'around')]//mark") == ["1 500,50 €"]
    assert f"/actes/{UID}?e=6#e-6" in strings_at(page, "//a/@href")
    assert faults(page) == []


def test_a_value_is_told_to_programs(two: TestClient) -> None:
    answer = two.get(f"/actes/{UID}/valeurs/2?format=json").json()
    assert answer == {"act": UID, "number": 2, **entity_object(ENTITIES[1])}


def test_a_person_leads_to_the_persons_of_that_name(two: TestClient) -> None:
    page = parse_page(two.get(f"/actes/{UID}/valeurs/2").text)
    assert links(page)["Cette personne dans les autres actes"] == "/personnes?nom=Luc+R%C3%89"


@pytest.mark.parametrize(
    ("number", "label", "query"),
    [
        (10, "Cette organisation dans les autres actes", "organisation%3A%22%3Dasso.+Les+Amis%22"),
        (11, "Ce lieu dans les autres actes", "lieu%3A%22%3DVornoy%22"),
    ],
)
def test_a_name_leads_to_the_acts_that_have_it(two: TestClient, number: int, label: str, query: str) -> None:
    page = parse_page(two.get(f"/actes/{UID}/valeurs/{number}").text)
    assert links(page)[label] == f"/?q={query}"
    assert texts_at(parse_page(two.get(f"/?q={query}").text), "//h2[@id='resultats']") == ["1 acte"]


@pytest.mark.parametrize(
    "address",
    [
        "/actes/ffff",
        "/actes/..%2f..%2fetc",
        "/actes/%00",
        f"/actes/{UID}?e=0",
        f"/actes/{UID}?e=12",
        f"/actes/{UID}?e=-1",
        f"/actes/{UID}?partie=0",
        f"/actes/{UID}?partie=2",
        f"/actes/{UID}/valeurs/0",
        f"/actes/{UID}/valeurs/99999999999999999999999",
        f"/actes/{UID}/valeurs/x",
        f"/actes/{UID}/pages/3",
        f"/actes/{UID}/pages/1?e=12",
        f"/actes/{UID}/pages/1.png",
    ],
)
def test_what_is_not_there_is_not_found(two: TestClient, address: str) -> None:
    answer = two.get(address)
    assert (answer.status_code, texts_at(parse_page(answer.text), "//h1")) == (404, ["Introuvable"])


def test_everybody_can_use_sample_acts(client: TestClient) -> None:
    acts = [hit["act"] for hit in client.get("/recherche/export.json").json()["hits"]]
    assert len(acts) > 70
    wrong = {uid: faults(parse_page(client.get(f"/actes/{uid}").text)) for uid in acts[::3]}
    assert {uid: problems for uid, problems in wrong.items() if problems} == {}


@pytest.mark.parametrize("uid", [UID, PLAIN_UID])
def test_every_link_of_an_act_leads_somewhere(two: TestClient, uid: str) -> None:
    others = ("#", "/personnes?")
    pages = [f"/actes/{uid}", *(f"/actes/{uid}/pages/{number}" for number in (1, 2) if uid == UID or number == 1)]
    for address in pages:
        found = {
            href
            for href in strings_at(parse_page(two.get(address).text), "//a/@href")
            if not href.startswith(others)
        }
        assert {href: two.get(href).status_code for href in found} == dict.fromkeys(found, 200)


def test_other_acts_of_the_file_are_listed(client: TestClient, root: Path) -> None:
    uids = [
        hit["act"] for hit in client.get("/recherche/export.json?q=commune:lourmeche seance:2025").json()["hits"]
    ]
    first = next(uid for uid in uids if "-" not in uid)
    listed = links(parse_page(client.get(f"/actes/{first}").text), "//section[@aria-labelledby='autres']//a")
    assert sorted(listed.values()) == sorted(f"/actes/{uid}" for uid in uids if uid != first)
    assert len(listed) > 2


def test_what_the_source_states_is_told_beside_what_the_text_says(store: Store) -> None:
    uid = file(store, "Tarifs de la cantine.", title="Tarifs")
    table = "https://donnees.example/actes.csv"
    row = StatedFacts("table", date=PartialDate(2024, 2, 1), subject="7.5", address=table)
    (source,) = store.act(uid).sources
    store.ledger.set_stated_facts({source: (row, StatedFacts("link", title="Tarifs 2024"))})
    page = parse_page(TestClient(application(store), base_url=ADDRESS).get(f"/actes/{uid}").text)
    assert texts_at(page, "//section[@aria-labelledby='source']//li") == [
        "Date de l'acte : 1er février 2024 (jeu de données) ; le texte dit 14 mars 2023",
        "Matière @CTES : 7.5 (finances locales) (jeu de données)",
        "Objet : Tarifs 2024 (lien de la page) ; le texte dit Tarifs, non retenu",
    ]
    assert links(page, "//section[@aria-labelledby='source']//a") == {"jeu de données": table}
