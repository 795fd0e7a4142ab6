"""The function of a crawling process in which a server on this machine stands for the public web."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recueil.errors import MirrorError
from recueil.ingest.crawl import night
from recueil.ingest.remote import http
from recueil.ingest.remote.mirror import MirrorResult
from recueil.ingest.workers.process import Announce


def handle(
    items: Sequence[night.CrawlJob], announce: Announce
) -> Iterator[tuple[int, MirrorResult | MirrorError]]:
    http._resolve_host = lambda host, port: ["127.0.0.1"]
    http._is_public = lambda address: True
    http._WEB_PORTS = frozenset(range(65_536))
    yield from night.handle(items, announce)


def greedy(items: Sequence[night.CrawlJob], announce: Announce) -> Iterator[tuple[int, MirrorResult]]:
    """Use up the memory."""
    announce([0])
    yield 0, MirrorResult(bytes(8_000_000_000))  # type: ignore[arg-type]
