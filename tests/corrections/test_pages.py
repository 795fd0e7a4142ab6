"""Corrections on the pages: made, told everywhere at once, kept through extraction, withdrawn."""

from __future__ import annotations

import datetime
import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from tests.export.making import ACT, ADDRESS, DOCUMENT, ENTITIES, PLAIN_UID, TEXT, UID, place
from tests.handles import handle_of
from tests.web.people import Open, csrf, send
from tests.web.reading import Element, faults, links, parse_page, select, strings_at, text_of, texts_at

from recueil.corrections import Addition, Attribution, Rejection
from recueil.readers.document import Document, Page
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act, Entity, Facts, Percentage, Person

pytestmark = pytest.mark.usefixtures("cheap_hashes")

WHEN = datetime.datetime(2025, 3, 2, tzinfo=datetime.UTC)
ANA = Attribution("ana", WHEN, "relu")
HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)> {{ 7*7 }}'
AMOUNT, PERCENTAGE = 6, 7
AMOUNT_PAGE = f"/actes/{UID}/valeurs/{AMOUNT}"
ADDING = f"/actes/{UID}/ajouter"


@pytest.fixture
def store(path: Path, filled: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{shutil.copyfile(filled, path)}") as opened:
        yield opened


@pytest.fixture
def emma(browser: Open) -> TestClient:
    """Who may correct."""
    return browser("editor")


def lieu(words: str) -> str:
    return "-".join(map(str, place(words)))


def change(client: TestClient, **typed: str) -> httpx.Response:
    fields = {
        "lieu": lieu("1 500,50 €"),
        "de": "amount",
        "nature": "amount",
        "valeur": "1 600,50",
        "pourquoi": "relu",
    }
    return send(client, f"{AMOUNT_PAGE}/changer", AMOUNT_PAGE, **{**fields, **typed})


def reject(client: TestClient, **typed: str) -> httpx.Response:
    fields = {"lieu": lieu("49 %"), "de": "percentage", "pourquoi": "une part"}
    return send(client, f"/actes/{UID}/valeurs/{PERCENTAGE}/rejeter", AMOUNT_PAGE, **{**fields, **typed})


def add(client: TestClient, **typed: str) -> httpx.Response:
    fields = {"lieu": lieu("M. RÉ"), "nature": "person", "valeur": "M. Luc RÉ @public"}
    return send(client, ADDING, AMOUNT_PAGE, **{**fields, **typed})


def page_of(client: TestClient, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    page = parse_page(answer.text)
    assert faults(page) == []
    return page


def extract_again(store: Store, version: str) -> None:
    """A newer pipeline finds the same."""
    numbers = store.ledger.enqueue([FoundFile(ADDRESS, DOCUMENT.sha256)], version, WHEN)
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), version), {}, WHEN)
    (claim,) = store.ledger.claim(run, numbers, lambda owner: False, WHEN)
    store.ledger.complete(claim, DOCUMENT, [ACT], WHEN)


def marks(page: Element, path: str = "//div[@class='text']//mark") -> list[str]:
    return [text_of(mark) for mark in select(page, path)]


# Whole flows


def test_a_rejected_value_is_nowhere_until_that_is_withdrawn(emma: TestClient, team: Store) -> None:
    def visible() -> tuple[bool, list[Any], bool, bool]:
        return (
            "49 %" in marks(page_of(emma, f"/actes/{UID}")),
            [hit["act"] for hit in emma.get("/?q=pourcentage:49&format=json").json()["hits"]],
            "49 %" in emma.get("/recherche/export.csv?q=pourcentage:49").text,
            any(one["text"] == "49 %" for one in emma.get(f"/api/v1/acts/{UID}").json()["entities"]),
        )

    before: tuple[bool, list[str], bool, bool] = (True, [UID], True, True)
    without: tuple[bool, list[str], bool, bool] = (False, [], False, False)
    assert visible() == before
    answer = reject(emma)
    start, end = place("49 %")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/actes/{UID}?correction=1#p-{start}-{end}")
    assert visible() == without
    extract_again(team, "2")
    assert visible() == without
    withdrawn = send(emma, "/corrections/1/retirer", "/corrections/1", pourquoi="si")
    assert withdrawn.headers["location"] == f"/actes/{UID}?e={PERCENTAGE}&correction=1#e-{PERCENTAGE}"
    assert visible() == before


def test_a_changed_value_is_told_as_corrected(emma: TestClient, team: Store) -> None:
    location = change(emma).headers["location"]
    assert location == f"/actes/{UID}?e={AMOUNT}&correction=1#e-{AMOUNT}"
    for version in ("2", "3"):
        page = page_of(emma, location)
        assert texts_at(page, "//p[@role='status'][contains(@class, 'told')]") == [
            "Correction n° 1 enregistrée par emma : « 1 500,50 € »"
        ]
        [mark] = select(page, "//mark[contains(@class, 'corrected')]")
        assert (mark.get("id"), mark.get("class")) == (f"e-{AMOUNT}", "amount chosen corrected")
        assert strings_at(mark, ".//a/@title") == ["montant : 1\u202f600,50\u00a0€ (corrigé par emma : relu)"]
        assert texts_at(page, "//section[@aria-labelledby='argent']//td[3]") == ["1 600,50 €"]
        assert texts_at(page, "//ul[@class='corrections']/li/p[1]") == [
            "Correction n° 1, changement, en vigueur : « 1 500,50 € », montant 1 500,50 € →devient montant 1 600,50 €"
        ]
        extract_again(team, version)


def test_a_corrected_value_is_told_where_it_is_found(emma: TestClient) -> None:
    change(emma)
    page = page_of(emma, "/?q=montant:1600,50")
    assert texts_at(page, "//a[contains(@class, 'corrected')]") == ["montant : 1 600,50 € (corrigé)"]
    page = page_of(emma, "/?q=personne:BON")
    assert (
        texts_at(page, "//a[contains(@class, 'chip')]"),
        select(page, "//a[contains(@class, 'corrected')]"),
    ) == (
        ["personne : Max BON"],
        [],
    )


def test_a_value_of_another_kind(emma: TestClient) -> None:
    answer = change(emma, nature="percentage", valeur="12 %")
    number = urlsplit(answer.headers["location"]).fragment.removeprefix("e-")
    assert texts_at(page_of(emma, f"/actes/{UID}/valeurs/{number}"), "//h1") == ["Pourcentage : 12 %"]


def test_a_value_says_what_was_corrected_there(emma: TestClient) -> None:
    assert texts_at(page_of(emma, AMOUNT_PAGE), "//h2") == ["Changer cette valeur", "Rejeter cette valeur"]
    change(emma)
    reject(emma)
    page = page_of(emma, AMOUNT_PAGE)
    assert texts_at(page, "//h2") == ["Corrections"]
    assert texts_at(page, "//ul[@class='corrections']/li/p[2]") == ["Par emma, 01/03/2025 03:00:00 : relu"]
    assert select(page, "//form[contains(@action, '/changer')]") == []
    send(emma, "/corrections/1/retirer", AMOUNT_PAGE, pourquoi="non")
    page = page_of(emma, AMOUNT_PAGE)
    assert texts_at(page, "//h2") == ["Corrections", "Changer cette valeur", "Rejeter cette valeur"]
    assert texts_at(page, "//ul[@class='corrections']/li/p[3]") == ["Retirée par emma, 01/03/2025 03:00:00 : non"]


def test_what_is_typed_may_be_sent_as_it_is_offered(emma: TestClient) -> None:
    offered = {
        number: strings_at(page_of(emma, f"/actes/{UID}/valeurs/{number}"), "//input[@name='valeur']/@value")
        for number in range(1, len(ENTITIES) + 1)
    }
    assert [value for [value] in offered.values()] == [
        "14 mars 2023",
        "Luc RÉ",
        "Ana LO",
        "Max BON",
        "loi #2013-595 | 2013-07-08",
        "1\u202f500,50\u00a0€",
        "49\u00a0%",
        "chapitre 65",
        "2023",
        "asso. Les Amis",
        "Vornoy",
    ]


# What was missed


def test_a_missed_value_is_added_by_its_words(emma: TestClient) -> None:
    page = page_of(emma, f"{ADDING}?mots=M. RÉ")
    assert (
        marks(page, "//p[contains(@class, 'around')]/mark"),
        strings_at(page, "//input[@name='lieu']/@value"),
    ) == (
        ["M. RÉ"],
        [lieu("M. RÉ")],
    )
    answer = add(emma)
    number = urlsplit(answer.headers["location"]).fragment
    assert answer.headers["location"] == f"/actes/{UID}?e={number[2:]}&correction=1#{number}"
    page = page_of(emma, answer.headers["location"])
    assert (
        texts_at(page, f"//mark[@id='{number}']"),
        texts_at(page, "//mark[contains(@class, 'corrected')]"),
    ) == (
        ["M. RÉ"],
        ["M. RÉ"],
    )


def test_words_that_stand_in_several_places_are_told_apart(emma: TestClient) -> None:
    page = page_of(emma, f"{ADDING}?mots=RÉ")
    places = [index for index in range(len(TEXT)) if TEXT.startswith("RÉ", index)]
    assert strings_at(page, "//input[@type='radio']/@value") == [f"{start}-{start + 2}" for start in places]
    assert len(places) == 2
    assert "pouvoir à M. RÉ" in texts_at(page, "//label[input]")[1]
    answer = add(emma, lieu="", mots="RÉ")
    page = parse_page(answer.text)
    assert (answer.status_code, texts_at(page, "//*[@role='alert']")) == (
        400,
        ["Choisissez l'endroit où ces mots sont une valeur."],
    )
    assert strings_at(page, "//input[@type='radio']/@value") == [f"{start}-{start + 2}" for start in places]
    answer = add(emma, lieu=f"{places[1]}-{places[1] + 2}", mots="RÉ", valeur="12 %", nature="percentage")
    assert answer.status_code == 303
    assert marks(page_of(emma, f"/actes/{UID}"), "//mark[contains(@class, 'corrected')]") == ["RÉ"]


def test_what_is_selected_is_added_by_its_characters(emma: TestClient) -> None:
    start, end = place(" M. RÉ")
    page = page_of(emma, f"{ADDING}?debut={start}&fin={end}")
    assert strings_at(page, "//input[@name='lieu']/@value") == [f"{start}-{end}"]
    assert add(emma, lieu=f"{start}-{end}").status_code == 303


def test_the_text_says_where_it_begins(emma: TestClient) -> None:
    page = page_of(emma, f"/actes/{UID}")
    stretches = select(page, "//div[@class='text']")
    told = [(int(each.get("data-debut")), len(each.text_content())) for each in stretches]
    assert told == [(each.start, each.end - each.start) for each in DOCUMENT.pages]
    assert strings_at(page, "//script/@src") == ["/static/selection.js"]
    assert emma.get("/static/selection.js").status_code == 200


@pytest.mark.parametrize(
    ("asked", "status", "messages"),
    [
        ("", 200, []),
        ("mots=absents", 400, ["L'acte ne dit pas ces mots."]),
        ("debut=5&fin=5", 400, ["Il n'y a pas de mots de cet acte à cet endroit."]),
        ("debut=9&fin=5", 400, ["Il n'y a pas de mots de cet acte à cet endroit."]),
        (f"debut=5&fin={len(TEXT) + 1}", 400, ["Il n'y a pas de mots de cet acte à cet endroit."]),
        (f"debut={TEXT.index(chr(12))}&fin={TEXT.index(chr(12)) + 1}", 400, ["Il n'y a pas de mots de cet acte à cet endroit."]),
        ("debut=x&fin=5", 422, ["Le champ « debut » ne convient pas : ce n'est pas un nombre entier."]),
        ("debut=0&fin=99999999999", 422, ["Le champ « fin » ne convient pas : il faut moins de 2147483648."]),
    ],
)  # fmt: skip
def test_places_that_are_none(emma: TestClient, asked: str, status: int, messages: list[str]) -> None:
    answer = emma.get(f"{ADDING}?{asked}")
    page = parse_page(answer.text)
    assert (answer.status_code, texts_at(page, "//*[@role='alert']"), faults(page)) == (status, messages, [])
    assert select(page, "//input[@name='lieu']") == []


# What is refused


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"valeur": "beaucoup"}, "Ce n'est pas un montant. Écrivez par exemple : 4 255,50 ou 4 255,50 € TTC."),
        ({"valeur": "1500,50"}, "C'est déjà la valeur qui est lue ici."),
        ({"valeur": "32/01/2023", "nature": "date"}, "Ce n'est pas une date. Écrivez par exemple : 24/07/2014, 24 juillet 2014, 2014-07."),
        ({"valeur": HOSTILE}, "Ce n'est pas un montant. Écrivez par exemple : 4 255,50 ou 4 255,50 € TTC."),
        ({"pourquoi": "a" * 1001}, "La raison ne peut pas être gardée : 1 000 caractères lisibles au plus."),
        ({"pourquoi": "a\x00b"}, "La raison ne peut pas être gardée : 1 000 caractères lisibles au plus."),
    ],
)  # fmt: skip
def test_a_refused_form_keeps_what_was_typed(
    emma: TestClient, team: Store, typed: dict[str, str], message: str
) -> None:
    answer = change(emma, **typed)
    page = parse_page(answer.text)
    assert (answer.status_code, texts_at(page, "//*[@role='alert']"), faults(page)) == (400, [message], [])
    assert strings_at(page, "//input[@name='valeur']/@value") == [typed.get("valeur", "1 600,50")]
    assert strings_at(page, "//input[@name='valeur']/@aria-describedby") == ["aide-valeur erreur"]
    assert strings_at(page, "//select[@name='nature']/option[@selected]/@value") == [typed.get("nature", "amount")]
    assert strings_at(page, "//input[@id='pourquoi']/@value") == [
        typed.get("pourquoi", "relu").replace("\x00", "\ufffd")
    ]
    assert select(page, "//script|//img") == []
    assert team.corrections() == []


def test_what_is_corrected_already_is_not_corrected_again(emma: TestClient, team: Store) -> None:
    change(emma)
    assert texts_at(parse_page(change(emma, valeur="3").text), "//*[@role='alert']") == []
    assert len(team.corrections()) == 1
    assert add(emma).status_code == 303
    answer = add(emma, valeur="Ana LO")
    assert (answer.status_code, texts_at(parse_page(answer.text), "//*[@role='alert']")) == (
        400,
        ["'M. RÉ' a déjà une valeur de cette nature : changez ou rejetez celle-là."],
    )


@pytest.mark.parametrize(
    ("form", "typed", "status"),
    [
        (f"{AMOUNT_PAGE}/rejeter", {"lieu": "0-4", "de": "amount"}, 409),
        (f"{AMOUNT_PAGE}/rejeter", {"lieu": lieu("1 500,50 €"), "de": "date"}, 409),
        (f"{AMOUNT_PAGE}/rejeter", {"lieu": "4", "de": "amount"}, 422),
        (f"{AMOUNT_PAGE}/rejeter", {"lieu": "0-4", "de": "x"}, 422),
        ("/actes/ffff/valeurs/1/rejeter", {"lieu": "0-4", "de": "amount"}, 404),
        (ADDING, {"lieu": "0-99999999999", "nature": "date"}, 422),
        (ADDING, {"lieu": "900-999", "nature": "date", "valeur": "2014"}, 400),
        ("/corrections/7/retirer", {}, 404),
        ("/corrections/99999999999999999999/retirer", {}, 422),
    ],
)
def test_places_that_are_not_there(
    emma: TestClient, team: Store, form: str, typed: dict[str, str], status: int
) -> None:
    answer = send(emma, form, AMOUNT_PAGE, **typed)
    assert (answer.status_code, faults(parse_page(answer.text))) == (status, [])
    assert team.corrections() == []


def test_what_is_withdrawn_is_not_withdrawn_again(emma: TestClient) -> None:
    reject(emma)
    assert send(emma, "/corrections/1/retirer", "/corrections/1").status_code == 303
    answer = send(emma, "/corrections/1/retirer", AMOUNT_PAGE, pourquoi="encore")
    page = parse_page(answer.text)
    assert (answer.status_code, texts_at(page, "//*[@role='alert']"), faults(page)) == (
        400,
        ["Cette correction est déjà retirée."],
        [],
    )


FORMS = [f"{AMOUNT_PAGE}/changer", f"{AMOUNT_PAGE}/rejeter", ADDING, "/corrections/1/retirer"]
SENT = {"lieu": lieu("1 500,50 €"), "de": "amount", "nature": "amount", "valeur": "12"}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_another_browser_changes_nothing(emma: TestClient, team: Store, form: str) -> None:
    team.correct(UID, Rejection(*place("49 %"), "percentage"), ANA)
    assert emma.post(form, data=SENT).status_code == 403
    assert emma.post(form, data={**SENT, "csrf": "0" * 64}).status_code == 403
    [correction] = team.corrections()
    assert correction.state == "standing"


@pytest.mark.parametrize("form", FORMS)
def test_readers_correct_nothing(browser: Open, team: Store, form: str) -> None:
    team.correct(UID, Rejection(*place("49 %"), "percentage"), ANA)
    remi = browser("reader")
    assert remi.post(form, data={**SENT, "csrf": csrf(remi, "/compte")}).status_code == 403
    [correction] = team.corrections()
    assert correction.state == "standing"


def test_readers_see_corrections_and_no_form(browser: Open, team: Store) -> None:
    team.correct(UID, Rejection(*place("49 %"), "percentage"), ANA)
    remi = browser("reader")
    for address in (f"/actes/{UID}", AMOUNT_PAGE, "/corrections", "/corrections/1"):
        page = page_of(remi, address)
        assert strings_at(page, "//main//form[@method='post']/@action") == []
        assert (
            select(
                page, "//script|//*[@data-ajouter]|//a[starts-with(@href, '/actes/')][contains(@href, 'ajouter')]"
            )
            == []
        )
    assert texts_at(page_of(remi, f"/actes/{UID}"), "//ul[@class='corrections']/li/p[1]") == [
        "Correction n° 1, rejet, en vigueur : « 49 % », pourcentage 49 % →devient rien"
    ]
    assert remi.get(ADDING).status_code == 403


# The lists


@pytest.fixture
def three(team: Store) -> Store:
    """A rejection, an addition by another, and one of a file that has lost its words."""
    team.correct(UID, Rejection(*place("49 %"), "percentage"), ANA)
    team.correct(UID, Addition(*place("M. RÉ"), Person("Luc", "RÉ", standing="public")), replace(ANA, by="max"))
    team.correct(PLAIN_UID, Addition(0, 4, Percentage(ENTITIES[6].value.percent)), ANA)  # type: ignore[attr-defined]
    text = "Plus rien."
    document = Document(text, (Page(1, 0, len(text)),), "a" * 64, len(text), "text/plain")
    numbers = team.ledger.enqueue([FoundFile("file:///b.txt", document.sha256)], "1", WHEN)
    run = team.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, WHEN)
    (claim,) = team.ledger.claim(run, numbers, lambda owner: False, WHEN)
    team.ledger.complete(claim, document, [Act(0, len(text), Facts(), ())], WHEN)
    return team


LISTED = "//section[@aria-labelledby='liste']//ul[@class='corrections']/li/p[1]/a"


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("", ["3", "2", "1"]),
        ("etat=orpheline", ["3"]),
        ("etat=en-vigueur", ["2", "1"]),
        ("etat=retiree", []),
        ("par=max", ["2"]),
        ("par=ma", []),
        ("par=%00", []),
        ("nature=percentage", ["3", "1"]),
        ("nature=person&par=max", ["2"]),
        (f"acte={UID}", ["2", "1"]),
        (f"acte={handle_of('a' * 64)}", ["3"]),
        ("apres=3", ["2", "1"]),
    ],
)
def test_corrections_are_listed(three: Store, emma: TestClient, asked: str, numbers: list[str]) -> None:
    page = page_of(emma, f"/corrections?{asked}")
    assert texts_at(page, LISTED) == [f"Correction n° {number}" for number in numbers]
    apart = texts_at(page, "//section[@aria-labelledby='orphelines']//li")
    assert apart == (["Correction orpheline n° 3 : « =2+2 »"] if not asked else [])


@pytest.mark.parametrize(
    ("asked", "status"),
    [("etat=x", 422), ("nature=x", 422), ("acte=ffff", 404), ("acte=%00", 404), ("apres=0", 422)],
)
def test_lists_that_are_none(emma: TestClient, asked: str, status: int) -> None:
    assert emma.get(f"/corrections?{asked}").status_code == status


def test_an_orphan_is_told_where_its_words_were(three: Store, emma: TestClient) -> None:
    page = page_of(emma, f"/actes/{handle_of('a' * 64)}")
    assert texts_at(page, "//ul[@class='corrections']/li/p[@class='quiet']") == [
        "Par ana, 02/03/2025 01:00:00 : relu",
        "Orpheline : ses mots ne sont plus dans le fichier.",
    ]
    assert emma.get("/corrections/3").status_code == 200
    answer = send(emma, "/corrections/3/retirer", "/corrections/3")
    assert answer.headers["location"] == "/corrections/3"
    assert texts_at(page_of(emma, "/corrections/3"), "//p[@class='lead']") == ["Ajout, retirée"]


@pytest.mark.slow
def test_long_lists_go_on(team: Store, emma: TestClient) -> None:
    for number in range(51):
        change = Rejection(*place("49 %"), "percentage")
        team.withdraw(team.correct(UID, change, replace(ANA, why=str(number))).id, ANA)
    page = page_of(emma, "/corrections?par=ana")
    assert texts_at(page, LISTED) == [f"Correction n° {number}" for number in range(51, 1, -1)]
    following = links(page)["Page suivante"]
    assert following == "/corrections?par=ana&apres=2"
    assert texts_at(page_of(emma, following), LISTED) == ["Correction n° 1"]
    act = page_of(emma, f"/actes/{UID}")
    assert links(act)["Toutes les corrections de cet acte"] == f"/corrections?acte={UID}"


def test_every_link_leads_somewhere(three: Store, emma: TestClient) -> None:
    for address in ("/corrections", "/corrections/1", f"/actes/{UID}?correction=1"):
        page = page_of(emma, address)
        leading = {
            href for href in strings_at(page, "//main//a/@href") if not href.startswith(("#", "/personnes?"))
        }
        assert {href: emma.get(href).status_code for href in leading} == dict.fromkeys(leading, 200)
        for href in leading:
            _, _, fragment = href.partition("#")
            assert not fragment or fragment in strings_at(parse_page(emma.get(href).text), "//@id")


def test_corrected_documents_are_exported_as_gold(team: Store, emma: TestClient) -> None:
    reject(emma)
    hostile = "<AMOUNT 3>trois</AMOUNT>"
    document = Document(hostile, (Page(1, 0, len(hostile)),), "b" * 64, len(hostile), "text/plain")
    numbers = team.ledger.enqueue([FoundFile("file:///c.txt", document.sha256)], "1", WHEN)
    run = team.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, WHEN)
    (claim,) = team.ledger.claim(run, numbers, lambda owner: False, WHEN)
    team.ledger.complete(claim, document, [Act(0, len(hostile), Facts(), ())], WHEN)
    team.correct(handle_of("b" * 64), Addition(0, 5, Person(None, "LO", standing="public")), ANA)
    answer = emma.get("/corrections/or.zip")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        read = {name: archive.read(name).decode() for name in archive.namelist()}
    gold = f"ville-de-vornoy-2023-03-14-{UID}.txt"
    assert {name: "49 %" in text for name, text in read.items()} == {gold: True, "refused.csv": False}
    assert "<PERCENTAGE" not in read[gold]
    assert "<AMOUNT 1500.50 EUR>1 500,50 €</AMOUNT>" in read[gold]
    assert read["refused.csv"] == f"act\n{handle_of('b' * 64)}\n"


# Hostile words


def test_hostile_words_are_only_ever_words(store: Store, asking: Callable[[Store], TestClient]) -> None:
    text = f"{HOSTILE} 12 \U0001f600 \x01\u202e fin"
    document = Document(text, (Page(1, 0, len(text)),), "c" * 64, len(text), "text/plain")
    entity = Entity(0, len(HOSTILE), HOSTILE, 1, Person(None, HOSTILE, standing="public"), "rule")
    numbers = store.ledger.enqueue([FoundFile("file:///x.txt", document.sha256)], "1", WHEN)
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, WHEN)
    (claim,) = store.ledger.claim(run, numbers, lambda owner: False, WHEN)
    store.ledger.complete(claim, document, [Act(0, len(text), Facts(), (entity,))], WHEN)
    signed = Attribution(HOSTILE, WHEN, HOSTILE)
    store.correct(handle_of("c" * 64), Rejection(0, len(HOSTILE), "person"), signed)
    at = text.index("\U0001f600")
    store.correct(handle_of("c" * 64), Addition(at, at + 4, Person(None, HOSTILE, standing="public")), signed)
    store.withdraw(1, signed)
    client, act = asking(store), f"/actes/{handle_of('c' * 64)}"
    for address in (
        f"{act}?correction=2",
        f"{act}/valeurs/1",
        f"{act}/valeurs/2",
        f"{act}/ajouter?mots={HOSTILE.split()[0]}",
        f"{act}/ajouter?debut={at}&fin={at + 4}",
        "/corrections",
        "/corrections/1",
        "/corrections/2",
    ):
        page = page_of(client, address)
        assert select(page, "//script[not(@src='/static/selection.js')]|//img|//@onerror") == []
        assert not set("\u202e\x01") & set(client.get(address).text)
