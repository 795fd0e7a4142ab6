"""Read what a site tells of its own news: sitemaps with dates, feeds, and the media list of WordPress."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

import lxml.etree

from recueil.ingest.crawl.addresses import canonical
from recueil.ingest.crawl.links import Link, find_day

MOST_ENTRIES = 50_000
"""Entries that are read of one file, the limit of the standard."""
_MOST_BYTES = 20_000_000
_MEDIA_PAGE = 100
_MOST_WORDS = 300
_DAY_LENGTH = 10


@dataclass(frozen=True, slots=True)
class MapEntry:
    """An address of a sitemap, and when the page last changed, if told. ``is_map``: it is another sitemap."""

    address: str
    changed: datetime | None = None
    is_map: bool = False


def read_sitemap(content: bytes, url: str) -> list[MapEntry]:
    """Read a sitemap or an index of sitemaps, compressed or not; anything else has no entries."""
    root = _parse(_inflate(content))
    if root is None or _name(root) not in ("urlset", "sitemapindex"):
        return []
    entries: list[MapEntry] = []
    for child in root.iterchildren():
        facts = {_name(each): (each.text or "").strip() for each in child.iterchildren()}
        address = canonical(url, facts.get("loc", ""))
        if address and facts.get("loc"):
            changed = parse_time(facts.get("lastmod", ""))
            if changed is not None and len(facts["lastmod"]) <= _DAY_LENGTH:
                changed += timedelta(days=1)  # at some time of that day
            entries.append(MapEntry(address, changed, _name(child) == "sitemap"))
        if len(entries) >= MOST_ENTRIES:
            break
    return entries


def read_feed(content: bytes, url: str) -> list[Link]:
    """Read the entries of an RSS or Atom feed, and the files enclosed, as links of that feed."""
    root = _parse(content)
    if root is None:
        return []
    links: list[Link] = []
    for item in root.iter():
        if _name(item) not in ("item", "entry") or len(links) >= MOST_ENTRIES:
            continue
        facts = {_name(each): each for each in item.iterchildren()}
        title = " ".join(_text(facts.get("title")).split())[:_MOST_WORDS]
        published = next(
            (_text(facts[name]) for name in ("pubDate", "published", "updated", "date") if name in facts), ""
        )
        when = parse_time(published)
        day = find_day(title) or (when.date().isoformat() if when else "")
        for each in item.iterchildren():
            target = (each.text or "") if _name(each) == "link" and not each.get("href") else ""
            target = target or (
                each.get("href") or each.get("url") or "" if _name(each) in ("link", "enclosure") else ""
            )
            if target.strip() and (address := canonical(url, target)):
                links.append(Link(address, url, title, day=day))
    return links


def media_address(api: str, page: int, since: datetime | None) -> str:
    """Return the address of a page of the media list of WordPress, below its API: documents, newest first."""
    query = {
        "media_type": "application",
        "per_page": _MEDIA_PAGE,
        "page": page,
        "orderby": "modified",
        "order": "desc",
    }
    if since is not None:
        query["modified_after"] = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    separator = "&" if "?" in api else "?"
    return f"{api.rstrip('/')}/wp/v2/media{separator}{urlencode(query)}"


def read_media(content: bytes, url: str) -> tuple[list[Link], bool]:
    """Read a page of WordPress' media list; return its documents, and whether another page may follow."""
    try:
        rows = json.loads(content)
    except (ValueError, RecursionError):
        return [], False
    if not isinstance(rows, list):
        return [], False
    links = [link for row in rows[:_MEDIA_PAGE] if (link := _read_medium(row, url))]
    return links, len(rows) >= _MEDIA_PAGE


def _read_medium(row: object, url: str) -> Link | None:
    if not isinstance(row, dict) or not isinstance(source := row.get("source_url"), str):
        return None
    title = row.get("title")
    words = title.get("rendered") if isinstance(title, dict) else ""
    text = " ".join(words.split())[:_MOST_WORDS] if isinstance(words, str) else ""
    address = canonical(url, source)
    return Link(address, url, text, day=find_day(text)) if address else None


def parse_time(text: str) -> datetime | None:
    """Parse a time as sitemaps and feeds write it; None for anything else. One without a zone is taken as UTC."""
    text = text.strip()[:40]
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _inflate(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        return zlib.decompressobj(wbits=31).decompress(content, _MOST_BYTES)
    except zlib.error:
        return b""


def _parse(content: bytes) -> lxml.etree._Element | None:
    parser = lxml.etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        return lxml.etree.fromstring(content, parser) if content.strip() else None
    except (lxml.etree.LxmlError, ValueError):
        return None


def _name(element: lxml.etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: lxml.etree._Element | None) -> str:
    return "" if element is None else "".join(_iter_text(element))


def _iter_text(element: lxml.etree._Element) -> Iterator[str]:
    for number, text in enumerate(element.itertext()):
        if number >= _MOST_WORDS:
            return
        yield str(text)
