"""What the link to a document states of its act."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.ingest.crawl.links import Link
from recueil.ingest.crawl.notes import CrawlNotes, FileNote
from recueil.ingest.crawl.statements import state_link, state_links
from recueil.values import PartialDate, StatedFacts

PAGE = "https://www.verlane.example/conseil/"
DAY = PartialDate(2024, 3, 12)


@each_row(
    ("text", "near", "stated"),
    [
        ("Procès-verbal du conseil municipal du 12 mars 2024", "", StatedFacts("link", kind="pv", date=DAY)),
        ("PV", "Séance du 12 mars 2024 PV", StatedFacts("link", kind="pv", date=DAY)),
        ("Arrêté", "Arrêté publié le 12/03/2024", StatedFacts("link", kind="arrete")),
        ("Séance du 12/03/2024, publié le 14/03/2024", "", StatedFacts("link", date=DAY)),
        (
            "Délibération n° 2024-031 - Subvention au comité des fêtes (PDF, 120 Ko)",
            "",
            StatedFacts("link", kind="deliberation", number="2024-031", title="Subvention au comité des fêtes"),
        ),
        (
            "2024-32 Tarifs communaux de la cantine scolaire.pdf",
            "",
            StatedFacts("link", number="2024-32", title="Tarifs communaux de la cantine scolaire"),
        ),
        (
            "Arrêté n°45/2024 : circulation rue des Tanneurs",
            "",
            StatedFacts("link", kind="arrete", number="45/2024", title="circulation rue des Tanneurs"),
        ),
        ("Recueil des actes administratifs n° 12", "", StatedFacts("link", kind="recueil")),
        ("Télécharger (1,2 Mo)", "12 mars 2024 Télécharger (1,2 Mo)", None),
        ("Lire la suite", "Agenda du 12 mars 2024", None),
        ("", "", None),
    ],
)
def test_what_a_link_states(text: str, near: str, stated: StatedFacts | None) -> None:
    assert state_link(Link(f"{PAGE}a.pdf", text=text, near=near, heading="Conseil municipal")) == stated


def test_the_page_is_the_address_of_a_statement() -> None:
    facts = StatedFacts("link", kind="pv", address=PAGE)
    assert state_link(Link(f"{PAGE}a.pdf", PAGE, "Procès-verbal")) == facts


def test_links_state_facts_of_the_copies_of_a_crawl(tmp_path: Path) -> None:
    when = datetime(2024, 3, 20, tzinfo=UTC)
    notes = CrawlNotes(tmp_path)
    notes.put_file("a", FileNote("a.pdf", "a.pdf", when, link=Link(f"{PAGE}a.pdf", PAGE, "PV")))
    notes.put_file("b", FileNote("b.pdf", "b.pdf", when, link=Link(f"{PAGE}b.pdf", PAGE, "Télécharger")))
    notes.put_file("c", FileNote("c.pdf", "", when, link=Link(f"{PAGE}c.pdf", PAGE, "PV")))
    assert state_links(tmp_path) == {tmp_path / "a.pdf": (StatedFacts("link", kind="pv", address=PAGE),)}


def test_words_without_end_take_linear_time() -> None:
    for words in ("n° 2024-", "(pdf ", "télécharger : ", "délibération n° 1-1 "):
        assert_grows_linearly(lambda text: state_link(Link(PAGE, text=text, near=text)), repeated(words))
