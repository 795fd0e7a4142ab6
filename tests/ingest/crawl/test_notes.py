"""What a crawl notes of a site, and how the names of forgotten persons leave it."""

from __future__ import annotations

import datetime
from pathlib import Path

from recueil.ingest.crawl.links import Link
from recueil.ingest.crawl.notes import CrawlNotes, FileNote, PageNote, drop_words

NOW = datetime.datetime(2025, 3, 1, 2, tzinfo=datetime.UTC)
NAMED = Link(
    "https://verlane.example/a.pdf", text="Arrêté Jeanne VASSEUR", heading="Voirie", near="1. Jeanne VASSEUR"
)
OTHER = Link("https://verlane.example/b.pdf", text="Arrêté n° 12", heading="Voirie")


def test_the_words_that_name_somebody_are_dropped_and_the_rest_stays(tmp_path: Path) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    notes = CrawlNotes(folder)
    notes.put_page("p", PageNote(NOW, {"etag": "1"}, (NAMED, OTHER), "Jeanne VASSEUR", "Arrêtés"))
    notes.put_file("a", FileNote("a.pdf", "a.pdf", NOW, link=NAMED))
    notes.put_file("b", FileNote("b.pdf", "b.pdf", NOW, link=OTHER))
    drop_words(tmp_path, lambda text: "VASSEUR" in text)
    read = CrawlNotes(folder)
    unnamed = Link(NAMED.address, heading="Voirie")
    assert read.pages == {"p": PageNote(NOW, {"etag": "1"}, (unnamed, OTHER), "", "Arrêtés")}
    assert read.files == {
        "a": FileNote("a.pdf", "a.pdf", NOW, link=unnamed),
        "b": FileNote("b.pdf", "b.pdf", NOW, link=OTHER),
    }
    assert "VASSEUR" not in (folder / ".crawl").read_text()


def test_notes_that_name_nobody_are_not_written_anew(tmp_path: Path) -> None:
    notes = CrawlNotes(tmp_path)
    notes.put_file("b", FileNote("b.pdf", "b.pdf", NOW, link=OTHER))
    assert not notes.drop_words(lambda text: False)
