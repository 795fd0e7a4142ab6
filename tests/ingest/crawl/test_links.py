"""Links of pages with what stands around them; sitemaps, feeds and media lists."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.ingest.crawl import sitemaps
from recueil.ingest.crawl.links import Link, PageLinks, find_day, read_links
from recueil.ingest.crawl.sitemaps import MapEntry

PAGE = "https://www.verlane.example/conseil/"
DAY = datetime(2024, 3, 5, tzinfo=UTC)


def test_links_come_with_their_words_heading_row_and_date() -> None:
    html = """<html><head><title>Actes</title><base href="/docs/"><link rel="https://api.w.org/" href="/wp-json/">
    <link rel="alternate" type="application/atom+xml" href="/flux"></head><body><h1>Actes</h1><h2>Séances de 2024</h2>
    <table><tr><td>Séance du 1er mars 2024</td><td><a href="a.pdf#p2" title="Voir">PV</a></td></tr></table>
    <h3>Arrêtés</h3><p><a href="b.pdf" title="Arrêté du 03/04/2024"></a></p><iframe src="c.pdf"></iframe>
    <a href="a.pdf">encore</a></body></html><a rel="Next" href="?page=2">Suite</a>"""
    docs = "https://www.verlane.example/docs/"
    assert read_links(html.encode(), PAGE) == PageLinks(
        "Actes",
        "Actes",
        (
            Link(f"{docs}a.pdf", PAGE, "PV", "Séances de 2024", "Séance du 1er mars 2024 PV", "2024-03-01"),
            Link(f"{docs}b.pdf", PAGE, "Arrêté du 03/04/2024", "Arrêtés", "", "2024-04-03"),
            Link(f"{docs}c.pdf", PAGE, "", "Arrêtés", "", ""),
            Link(f"{docs}?page=2", PAGE, "Suite", "Arrêtés", "", "", "next"),
        ),
        ("https://www.verlane.example/flux",),
        "https://www.verlane.example/wp-json/",
    )


@pytest.mark.parametrize(
    "content", [b"", b"   ", b"\0\0", b"<", "\udcff".encode("utf-8", "surrogatepass"), b"<a href>"]
)
def test_a_page_that_is_none_has_no_links(content: bytes) -> None:
    assert read_links(content, PAGE, "utf-99").links == ()


def test_a_page_in_an_old_encoding() -> None:
    page = '<meta charset="iso-8859-1"><a href="/a">Procès-verbal</a>'.encode("latin-1")
    assert [link.text for link in read_links(page, PAGE).links] == ["Procès-verbal"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Séance du 1er août 2023", "2023-08-01"),
        ("CM 12/11/2024", "2024-11-12"),
        ("le 2024-02-29", "2024-02-29"),
        ("31/02/2024 puis 3 mars 2024", "2024-03-03"),
        ("12/11/24", ""),
        ("mars 2024", ""),
    ],
)
def test_the_date_in_some_words(text: str, day: str) -> None:
    assert find_day("", text) == day


PIECES = [
    "<a href=/c>",
    "<p><a href=/{0}>x</a>",
    "<div>",
    "<h2>Séance du 1er mars",
    "<li><a href=a>1 janvier 2",
    "&amp;",
    "<",
]


@pytest.mark.parametrize("piece", PIECES)
def test_reading_links_takes_time_in_proportion(piece: str) -> None:
    make = repeated(piece, "<html><body>")
    assert_grows_linearly(lambda page: read_links(page, PAGE), lambda size: make(size).encode(), 20_000)


def test_a_sitemap_and_its_dates() -> None:
    text = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>/conseil/a</loc><lastmod>2024-03-04</lastmod></url><url><loc>https://b.example/x</loc></url>
    <url><loc>javascript:1</loc></url><url><lastmod>2024</lastmod></url></urlset>"""
    entries = [MapEntry("https://www.verlane.example/conseil/a", DAY), MapEntry("https://b.example/x")]
    assert sitemaps.read_sitemap(text.encode(), PAGE) == entries
    assert sitemaps.read_sitemap(gzip.compress(text.encode()), PAGE) == entries
    index = (
        "<sitemapindex><sitemap><loc>/s1.xml</loc><lastmod>2024-03-05T00:00:00Z</lastmod></sitemap></sitemapindex>"
    )
    assert sitemaps.read_sitemap(index.encode(), PAGE) == [
        MapEntry("https://www.verlane.example/s1.xml", DAY, is_map=True)
    ]


BOMB = b'<!DOCTYPE a [<!ENTITY x "%s"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]><urlset><url><loc>/&y;</loc></url></urlset>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"<html></html>",
        b"<urlset",
        b"\x1f\x8bx",
        gzip.compress(b"0" * 90_000_000, mtime=0),
        BOMB % (b"a" * 9),
    ],
)
def test_what_is_no_sitemap_has_no_entries(content: bytes) -> None:
    assert sitemaps.read_sitemap(content, PAGE) in ([], [MapEntry("https://www.verlane.example/")])


def test_feeds_in_both_formats() -> None:
    rss = """<rss><channel><title>Verlane</title><link>/</link><item><title>PV du 4 mars 2024</title><link>/actes/pv</link>
    <enclosure url="/docs/pv.pdf"/><pubDate>Tue, 05 Mar 2024 08:00:00 +0100</pubDate></item></channel></rss>"""
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Arrêté</title><link href="/a.pdf"/>
    <published>2024-03-05T08:00:00Z</published></entry></feed>"""
    site = "https://www.verlane.example"
    assert sitemaps.read_feed(rss.encode(), PAGE) == [
        Link(f"{site}/actes/pv", PAGE, "PV du 4 mars 2024", day="2024-03-04"),
        Link(f"{site}/docs/pv.pdf", PAGE, "PV du 4 mars 2024", day="2024-03-04"),
    ]
    assert sitemaps.read_feed(atom.encode(), PAGE) == [Link(f"{site}/a.pdf", PAGE, "Arrêté", day="2024-03-05")]


@pytest.mark.parametrize("content", [b"", b"[", b"{}", b"[1, null, {}]", b"[" * 100_000, b'[{"source_url": 3}]'])
def test_what_is_no_media_list_has_no_files(content: bytes) -> None:
    assert sitemaps.read_media(content, PAGE) == ([], False)


def test_the_media_list_is_asked_for_what_is_new() -> None:
    start = "https://www.verlane.example/wp-json/wp/v2/media?media_type=application&per_page=100&page=2"
    assert sitemaps.media_address("https://www.verlane.example/wp-json/", 2, DAY) == (
        f"{start}&orderby=modified&order=desc&modified_after=2024-03-05T00%3A00%3A00Z"
    )
    links, more = sitemaps.read_media(b'[{"source_url": "/a.pdf", "title": {"rendered": "PV"}}]', PAGE)
    assert (links, more) == ([Link("https://www.verlane.example/a.pdf", PAGE, "PV")], False)
