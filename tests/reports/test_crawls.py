"""The report of a night says what each website brought and broke."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from tests.reports.test_render import EMPTY, START

from recueil.ingest.crawl.notes import CrawlNotes, NightNote
from recueil.ingest.remote.mirror import mirror_folder_of
from recueil.reports.crawls import crawls_since
from recueil.reports.queries import CrawledSite
from recueil.reports.render import Section, build_sections, to_markdown
from recueil.settings import Settings, Source

HOUR = datetime.timedelta(hours=1)
URL, DEAD = "https://www.verlane.example/conseil/", "https://www.verlane.example/docs/vasseur.pdf"
SITE = CrawledSite(URL, 3, 2, 1, 0, 1, 1, (DEAD,))
NIGHT = NightNote(
    START, pages=3, fetched=2, changed=1, dead=1, failures=1, events=(("dead link", DEAD), ("new", "x"))
)


def test_the_websites_crawled_since_then_are_in_the_report(tmp_path: Path) -> None:
    sources = [Source(crawl=(URL,)), Source(crawl=("https://other.example/",)), Source(path=tmp_path)]
    settings = Settings(sources=tuple(sources), mirror=tmp_path)
    folder = mirror_folder_of(sources[0], tmp_path)
    folder.mkdir()
    CrawlNotes(folder).put_night(NIGHT)
    assert crawls_since(settings, START - HOUR) == (SITE,)
    assert crawls_since(settings, START + HOUR) == ()


def test_dead_links_are_counted_and_named_only_where_names_may_be() -> None:
    report = replace(EMPTY, crawls=(SITE,))
    columns = ("website", "pages", "new", "changed", "withdrawn", "dead links", "broken")
    assert build_sections(report) == [
        Section("Websites", "", columns, ((URL, "3", "2", "1", "0", "1", "1"),)),
        Section("Dead links", "", ("website", "address"), ((URL, DEAD),)),
    ]
    assert "| 3 | 2 | 1 | 0 | 1 | 1 |" in to_markdown(report)
    assert "vasseur" not in to_markdown(report)
