"""Read the links of a page, each with what stands around it: its words, the heading above, its row, a date.

One act in six has a name that says nothing; then these words are all that is known of it before it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

import lxml.etree
import lxml.html

from recueil.ingest.crawl.addresses import canonical, is_pager
from recueil.text import fold_accents

MOST_LINKS = 5_000
"""Links that are read of one page."""
_MOST_ELEMENTS = 50_000
_MOST_WORDS = 300
_ANCESTORS = 4
_ROWS = ("li", "tr", "p", "dt", "dd", "article")
_HEADINGS = ("h1", "h2", "h3", "h4")
_FEEDS = ("application/rss+xml", "application/atom+xml")
_WORDPRESS_API = "https://api.w.org/"
_MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "janvier janv", "fevrier fevr", "mars", "avril avr", "mai", "juin", "juillet juil", "aout",
            "septembre sept", "octobre oct", "novembre nov", "decembre dec",
        ),
        1,
    )
    for month in names.split()
}  # fmt: skip
_DATE = re.compile(
    rf"(?<!\d)(?:(?P<d>\d{{1,2}})(?:er)? (?P<name>{'|'.join(_MONTHS)})\.? (?P<y>(?:19|20)\d\d)"
    r"|(?P<d2>\d{1,2})(?P<sep>[/.-])(?P<m2>\d{1,2})(?P=sep)(?P<y2>(?:19|20)\d\d)"
    r"|(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d))(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link and its context: the ``page`` that has it, its words, the ``heading`` above it, the row ``near`` it.

    ``day`` is the date written in these, as ISO; empty where none is.
    """

    address: str
    page: str = ""
    text: str = ""
    heading: str = ""
    near: str = ""
    day: str = ""
    rel: str = ""

    @property
    def is_pager(self) -> bool:
        return is_pager(self.address, self.text, self.rel)


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a page has: its title, links, feeds, and the address of its WordPress API."""

    title: str = ""
    heading: str = ""
    links: tuple[Link, ...] = ()
    feeds: tuple[str, ...] = ()
    wordpress: str | None = None
    text: str = field(default="", repr=False)


def read_links(content: bytes, url: str, encoding: str | None = None) -> PageLinks:
    """Read the links of a page, in the order of the page, each address once; a damaged page gives what it has."""
    tree = _parse(content, encoding)
    if tree is None:
        return PageLinks()
    hrefs = (canonical(url, str(href)) for href in tree.xpath("//base/@href"))
    base = next(filter(None, hrefs), url)
    title = _words(next(iter(tree.xpath("//title")), None))
    found: dict[str, Link] = {}
    feeds: list[str] = []
    wordpress = None
    rows: dict[lxml.html.HtmlElement, str] = {}
    heading, first = "", ""
    for element in islice(_elements(tree), _MOST_ELEMENTS):
        if element.tag in _HEADINGS:
            heading = _words(element)
            first = first or (heading if element.tag == "h1" else "")
            continue
        target = element.get("href") or element.get("src") or element.get("data")
        address = canonical(base, target) if target else None
        if address is None:
            continue
        rel = (element.get("rel") or "").lower()
        if element.tag == "link":
            if rel == _WORDPRESS_API:
                wordpress = address
            elif element.get("type") in _FEEDS and "comment" not in address:
                feeds.append(address)
            elif rel == "next":
                found.setdefault(address, Link(address, url, rel="next"))
            continue
        if address not in found and len(found) < MOST_LINKS:
            found[address] = _read_link(element, address, url, heading, rel, rows)
    return PageLinks(title, first, tuple(found.values()), tuple(feeds[:5]), wordpress)


def _elements(tree: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """Yield headings and what has links, in order; what stands after </html> is beside the root."""
    for root in (tree, *tree.itersiblings()):
        yield from root.iter(*_HEADINGS, "a", "link", "iframe", "embed", "object")


def find_day(*texts: str) -> str:
    """Return the first whole date written in some texts, as ISO; an empty string where there is none."""
    for text in texts:
        for found in _DATE.finditer(fold_accents(text[: 2 * _MOST_WORDS])):
            year = found["y"] or found["y2"] or found["y3"]
            month = _MONTHS[found["name"]] if found["name"] else int(found["m2"] or found["m3"])
            try:
                return date(int(year), month, int(found["d"] or found["d2"] or found["d3"])).isoformat()
            except ValueError:
                continue
    return ""


def _parse(content: bytes, encoding: str | None) -> lxml.html.HtmlElement | None:
    if not content.strip():
        return None
    with suppress(UnicodeDecodeError):  # bytes that are UTF-8 are nothing else, whatever is declared
        content.decode("utf-8")
        encoding = "utf-8"
    try:
        parser = lxml.html.HTMLParser(encoding=encoding, remove_comments=True, remove_pis=True, no_network=True)
    except LookupError:  # an encoding that does not exist
        parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        return lxml.html.document_fromstring(content, parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None


def _read_link(
    element: lxml.html.HtmlElement,
    address: str,
    page: str,
    heading: str,
    rel: str,
    rows: dict[lxml.html.HtmlElement, str],
) -> Link:
    text = (
        _words(element)
        or " ".join((element.get("title") or element.get("aria-label") or "").split())[:_MOST_WORDS]
    )
    near = ""
    parent = element.getparent()
    for _ in range(_ANCESTORS):
        if parent is None:
            break
        if parent.tag in _ROWS:
            if parent not in rows:
                rows[parent] = _words(parent)
            near = rows[parent]
            break
        parent = parent.getparent()
    return Link(address, page, text, heading, near, find_day(text, near, heading), rel)


def _words(element: lxml.html.HtmlElement | None) -> str:
    """Return the first words of an element, in one line."""
    parts: list[str] = []
    length = 0
    for text in _texts(element):
        parts.append(text)
        length += len(text)
        if length > 2 * _MOST_WORDS:
            break
    return " ".join(" ".join(parts).split())[:_MOST_WORDS]


def _texts(element: lxml.html.HtmlElement | None) -> Iterator[str]:
    if element is not None:
        for number, text in enumerate(element.itertext()):
            if number > _MOST_WORDS:
                return
            yield str(text)
