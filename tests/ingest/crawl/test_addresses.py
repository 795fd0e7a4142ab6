"""What addresses say: the same one however it is written, documents, pages, pagers and traps."""

from __future__ import annotations

import pytest

from recueil.ingest.crawl import addresses

BASE = "https://www.verlane.example/conseil/"


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


def test_patterns_match_path_and_query_or_a_whole_address() -> None:
    address = "https://www.verlane.example/Conseil/2024/a%20b.pdf?x=1"
    assert addresses.matches(address, ["/conseil/*"])
    assert addresses.matches(address, ["*/a b.pdf?x=1"])
    assert addresses.matches(address, ["https://www.verlane.example/*"])
    assert not addresses.matches(address, ["/conseil/2023/*", "*.pdf"])
