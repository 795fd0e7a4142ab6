"""What the last nights of the crawled websites brought and broke, from the notes beside their copies."""

from __future__ import annotations

import datetime

from recueil.ingest.crawl.notes import CrawlNotes, NightNote
from recueil.ingest.remote.mirror import mirror_folder_of
from recueil.ingest.remote.urls import redact_url
from recueil.reports.queries import CrawledSite
from recueil.settings import Settings


def crawls_since(settings: Settings, since: datetime.datetime) -> tuple[CrawledSite, ...]:
    """Return the websites that were crawled since then, in the order of the settings."""
    crawled = (each for each in settings.sources if each.crawl)
    nights = ((each.crawl[0], CrawlNotes(mirror_folder_of(each, settings.mirror)).night) for each in crawled)
    return tuple(_to_site(url, night) for url, night in nights if night and night.began >= since)


def _to_site(url: str, night: NightNote) -> CrawledSite:
    dead = tuple(where for what, where in night.events if what == "dead link")
    counts = (night.pages, night.fetched, night.changed, night.removed, night.dead, night.failures)
    return CrawledSite(redact_url(url), *counts, dead)
