"""What addresses say: the same one however it is written, documents, pages, traps, acts and what is none."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from recueil.ingest.crawl import addresses
from recueil.ingest.crawl.addresses import judge_document, judge_page

HERE = Path(__file__).parent
REAL = HERE.parents[3] / "shared" / "research" / "act_urls.csv"
BASE = "https://www.verlane.example/conseil/"
FILES = "https://www.verlane.example/files/"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("a.pdf#page=2", f"{BASE}a.pdf"),
        (" ../IMG/d\u00e9lib 1.pdf ", "https://www.verlane.example/IMG/d%C3%A9lib%201.pdf"),
        ("/x.php?PHPSESSID=1&id=3&utm_source=a", "https://www.verlane.example/x.php?id=3"),
        ("/x.jsp;jsessionid=8F?id=3", "https://www.verlane.example/x.jsp?id=3"),
        ("//cdn.example/a.pdf", "https://cdn.example/a.pdf"),
        ("https://verlane.example", "https://verlane.example/"),
        ("mailto:a@b.example", None),
        ("javascript:void(0)", None),
        ("https://a:b@verlane.example/", None),
        ("http://[half/", None),
        ("/" + "a" * 3_000, None),
    ],
)
def test_an_address_is_the_same_however_it_is_written(link: str, address: str | None) -> None:
    assert addresses.canonical(BASE, link) == address


DOCUMENTS = [
    "/a.pdf", "/a.PDF", "/a.docx?x=1", "/a.odt", "/actes.zip", "/cms_viewFile.php?idtf=3&path=a", "/telechargement/8/9/file/RAA",
    "/?wpdmdl=31", "/jsp/showFile.jsp?pdf=Ab", "/index.php?option=com_docman&task=document.download&id=3",
    "/index.php?option=com_phocadownload&download=4:delib", "/download/31/acte",
]  # fmt: skip
PAGES = ["/", "/conseil/", "/spip.php?article4", "/index.php?option=com_content&id=3", "/telecharger-les-actes"]
NEITHER = ["/photo.jpg", "/style.css", "/a.mp4", "/budget.xlsx", "/app.js"]
TRAPS = [
    "/agenda/2024-05/", "/calendrier?mois=3", "/evenements/fete", "/tag/budget/", "/?replytocom=3", "/a?print=1", "/wp-login.php",
    "/2024/05/12/", "/recherche?q=a", "/a?month=5&year=2031", "/connexion",
]  # fmt: skip
PAGERS = [
    ("/actes/page/2/", "2"), ("/actes?page=1", "Suivante"), ("/spip.php?rubrique1&debut_articles=10", "10"),
    ("/actes?start=20", "»"), ("/actes/(offset)/10", "2"), ("/actes?limitstart=5", ""),
]  # fmt: skip


def test_the_kinds_of_addresses() -> None:
    site = "https://www.verlane.example"
    assert [path for path in DOCUMENTS if not addresses.is_document(site + path)] == []
    assert [path for path in PAGES if not addresses.is_page(site + path) or addresses.is_trap(site + path)] == []
    assert [path for path in NEITHER if addresses.is_page(site + path) or addresses.is_document(site + path)] == []
    assert [path for path in TRAPS if not addresses.is_trap(site + path)] == []
    assert [path for path, text in PAGERS if not addresses.is_pager(site + path, text)] == []
    assert not addresses.is_pager(f"{site}/actes/2", "Délibération n° 2")


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


def test_patterns_match_path_and_query_or_a_whole_address() -> None:
    address = "https://www.verlane.example/Conseil/2024/a%20b.pdf?x=1"
    assert addresses.matches(address, ["/conseil/*"])
    assert addresses.matches(address, ["*/a b.pdf?x=1"])
    assert addresses.matches(address, ["https://www.verlane.example/*"])
    assert not addresses.matches(address, ["/conseil/2023/*", "*.pdf"])


def rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


def test_few_documents_that_are_no_acts_are_taken() -> None:
    """Of 300 menus, bulletins, posters and the like, on a page of acts at most a tenth; elsewhere hardly any."""
    others = list(rows(HERE / "not_acts.csv"))
    beside = [each for each in others if judge_document(each["address"], each["text"], is_page_of_acts=True).taken]
    alone = [each for each in others if judge_document(each["address"], each["text"]).taken]
    assert (len(others), len(beside) <= 30, len(alone) <= 3) == (300, True, True)


@pytest.mark.skipif(not REAL.exists(), reason="the table of real addresses is not on this machine")
def test_nearly_all_real_acts_are_taken_from_a_page_of_acts() -> None:
    urls = [each["url"] for each in rows(REAL)]
    found = [addresses.canonical(url, url) or "" for url in urls]
    assert [url for url in found if not addresses.is_document(url)] == []
    taken = sum(judge_document(url, is_page_of_acts=True).taken for url in found)
    assert taken / len(urls) >= 0.95
