"""A website on this machine that stands for one of the public web, a clock that does not wait, and nights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.ingest.crawl.towns import HOST
from tests.ingest.remote.site import Site, serving

from recueil.ingest.crawl.night import CrawlJob, crawl
from recueil.ingest.remote import http
from recueil.ingest.remote.mirror import MirrorResult
from recueil.settings import Limits, Source

Night = Callable[..., MirrorResult]


@dataclass
class StillClock:
    """A clock that only sleeping moves."""

    time: datetime = datetime(2024, 6, 3, 2, 0, tzinfo=UTC)
    seconds: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        self.time += timedelta(seconds=seconds)

    def next_night(self, days: int = 1) -> None:
        self.time += timedelta(days=days)


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site at a name; the addresses 127.0.0.1 and its port count as the public web."""
    with serving() as site:
        port = int(site.url.rpartition(":")[2])
        monkeypatch.setattr(http, "_resolve_host", lambda host, port: ["127.0.0.1"])
        monkeypatch.setattr(http, "_is_public", lambda address: address == "127.0.0.1")
        monkeypatch.setattr(http, "_WEB_PORTS", {port})
        site.url = f"http://{HOST}:{port}"
        yield site


@pytest.fixture
def night(site: Site, clock: StillClock, tmp_path: Path) -> Night:
    """Crawl the site from a page of it, into the folder « mirror »."""

    def run(*starts: str, **settings: Any) -> MirrorResult:
        source = Source(crawl=tuple(f"{site.url}{start}" for start in starts), **{"delay": 0} | settings)
        limits, contact = Limits(file_bytes=100_000), "mailto:acts@example.org"
        return crawl(CrawlJob(source, tmp_path / "mirror", limits, contact), clock)

    return run
