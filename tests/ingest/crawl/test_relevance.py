"""Which links lead to acts: by their names and words, on a page of acts and elsewhere, and figures on real addresses."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from recueil.ingest.crawl.addresses import canonical, is_document
from recueil.ingest.crawl.relevance import judge_document, judge_page

HERE = Path(__file__).parent
REAL = HERE.parents[3] / "shared" / "research" / "act_urls.csv"
BASE = "https://www.verlane.example/conseil/"
FILES = "https://www.verlane.example/files/"


@pytest.mark.parametrize(
    ("name", "text", "heading", "near", "taken"),
    [
        ("delib-2024-12.pdf", "", "", "", True),
        ("2024_D_031.pdf", "", "", "", True),
        ("PV-CM-12.pdf", "", "", "", True),
        ("CR_20240311.pdf", "", "", "", True),
        ("RAA-n12.pdf", "", "", "", True),
        ("99_DE-031-213100001.pdf", "", "", "", True),
        ("bulletin-compte-rendu-du-conseil.pdf", "", "", "", True),
        ("1106_001.pdf", "Arrêté de voirie", "", "", True),
        ("1106_001.pdf", "Télécharger", "Délibérations de mars", "", True),
        ("1106_001.pdf", "Télécharger", "", "Procès-verbal du 4 mars Télécharger", True),
        ("1106_001.pdf", "Télécharger", "", "", False),
        ("compte-rendu-d-activite-2023.pdf", "", "Menus", "", False),
        ("menu-semaine-4.pdf", "", "Délibérations", "", False),
        ("a.pdf", "Magazine municipal", "Conseil municipal", "", False),
    ],
)
def test_a_document_is_judged_by_its_name_its_link_and_what_stands_around(
    name: str, text: str, heading: str, near: str, taken: bool
) -> None:
    assert judge_document(f"{FILES}{name}", text, heading, near).taken == taken


def test_on_a_page_of_acts_a_name_without_words_is_enough() -> None:
    assert not judge_document(f"{FILES}q3kp6x.pdf").taken
    assert judge_document(f"{FILES}q3kp6x.pdf", is_page_of_acts=True).taken
    assert not judge_document(f"{FILES}menus-mai.pdf", is_page_of_acts=True).taken


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("eglise.pdf", "Vente d'un terrain", "« vente », on a page of acts"),
        ("12-stade.pdf", "Stade", "« 12 s », on a page of acts"),
        ("doc.pdf", "n° 2024-17", "« n° 2024 17 », on a page of acts"),
        ("scan.pdf", "Mars 2024 (PDF, 210 Ko)", "a name without words, on a page of acts"),
        ("PROGRAMME-2024.pdf", "Programme", "nothing says that it is an act"),
        ("saison-2024-2025.pdf", "Saison", "nothing says that it is an act"),
        ("De\u0301lib.pdf", "", "« delib »"),
    ],
)
def test_on_a_page_of_acts_something_must_speak_for_it(name: str, text: str, why: str) -> None:
    verdict = judge_document(f"{FILES}{name}", text, is_page_of_acts=True)
    assert (verdict.why, verdict.taken) == (why, not why.startswith("nothing"))


@pytest.mark.parametrize(
    ("path", "text", "why"),
    [
        ("/deliberations-2024", "", "« deliber »"),
        ("/spip.php?rubrique3", "Comptes rendus des conseils", "« comptes rendus »"),
        ("/conseil/archives", "Archives", "below /conseil/"),
        ("/x/2023", "2023", "a year"),
        ("/cadre-de-vie", "Cadre de vie", "no word of an act, and not below a start page"),
    ],
)
def test_a_page_is_judged_by_its_address_its_link_and_its_place(path: str, text: str, why: str) -> None:
    verdict = judge_page(f"https://www.verlane.example{path}", text, starts=[BASE])
    assert (verdict.why, verdict.taken) == (why, not why.startswith("no "))


def rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


def test_few_documents_that_are_no_acts_are_taken() -> None:
    """Of 300 menus, bulletins, posters and the like, on a page of acts at most a tenth; elsewhere hardly any."""
    others = list(rows(HERE / "not_acts.csv"))
    beside = [each for each in others if judge_document(each["address"], each["text"], is_page_of_acts=True).taken]
    alone = [each for each in others if judge_document(each["address"], each["text"]).taken]
    assert (len(others), len(beside) <= 30, len(alone) <= 3) == (300, True, True)


def test_the_same_holds_for_documents_on_which_no_rule_was_tuned() -> None:
    unseen = list(rows(HERE / "unseen_documents.csv"))
    taken = [
        each["act"] for each in unseen if judge_document(each["address"], each["text"], is_page_of_acts=True).taken
    ]
    assert (len(unseen), taken.count("no") <= 15, taken.count("yes") >= 57) == (213, True, True)


@pytest.mark.skipif(not REAL.exists(), reason="the table of real addresses is not on this machine")
def test_nearly_all_real_acts_are_taken_from_a_page_of_acts() -> None:
    urls = [each["url"] for each in rows(REAL)]
    found = [canonical(url, url) or "" for url in urls]
    assert [url for url in found if not is_document(url)] == []
    taken = sum(judge_document(url, is_page_of_acts=True).taken for url in found)
    assert taken / len(urls) >= 0.95
