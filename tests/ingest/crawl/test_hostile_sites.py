"""Sites that are slow, busy, endless, or lead elsewhere: bounded, with a reason."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from tests.ingest.crawl.conftest import Night, StillClock
from tests.ingest.crawl.towns import FAMILIES, html, items, pdf
from tests.ingest.remote.site import Answer, Handler, Site, contents, file, problems, redirect, serving, status

from recueil.errors import FileTooLarge
from recueil.ingest.crawl.notes import CrawlNotes
from recueil.ingest.remote import http

LIST = "/conseil/"


def fill(site: Site, *paths: str) -> None:
    site.answers[LIST] = html("Délibérations", items(*((path, "Télécharger") for path in paths)))
    site.answers |= {path: pdf(f"acte {path}") for path in paths}


def busy(times: int, then: Answer, headers: dict[str, str] | None = None, number: int = 429) -> Answer:
    """Answer that it is too much, some times."""
    left = [times]

    def answer(handler: Handler) -> None:
        left[0] -= 1
        if left[0] >= 0:
            handler.reply(number, b"", headers or {})
        else:
            then(handler)

    return answer


# The pace


@pytest.fixture
def times(site: Site, clock: StillClock) -> Callable[[], list[tuple[str, float]]]:
    """When each address was asked for, by the clock, as the server sees it."""
    seen: list[tuple[str, float]] = []

    class Log(list[tuple[str, dict[str, str]]]):
        def append(self, item: tuple[str, dict[str, str]]) -> None:
            seen.append((item[0], clock.seconds))
            super().append(item)

    site.asked = Log()
    return lambda: seen


def test_the_delay_of_the_settings_lies_between_two_requests(
    site: Site, night: Night, times: Callable[[], list[tuple[str, float]]]
) -> None:
    fill(site, "/a.pdf", "/b.pdf", "/c.pdf")
    assert night(LIST, delay=2.5).fetched == 3
    moments = [moment for _, moment in times()]
    assert [after - before for before, after in pairwise(moments)] == [2.5] * 5


def test_the_pace_that_robots_txt_wants_is_kept(
    site: Site, night: Night, times: Callable[[], list[tuple[str, float]]]
) -> None:
    town = FAMILIES["prefecture"]()
    town.open_in(site)
    assert night(town.start, delay=1).fetched == 4
    moments = [moment for _, moment in times()]
    assert [after - before for before, after in pairwise(moments)] == [4.0] * 7


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({"Retry-After": "7"}, [7.0, 7.0]),
        ({"Retry-After": "Mon, 03 Jun 2024 02:00:20 GMT"}, [20.0]),
        ({}, [30.0, 60.0]),
        ({"Retry-After": "demain"}, [30.0, 60.0]),
    ],
)
@pytest.mark.parametrize("number", [429, 503])
def test_a_busy_site_is_asked_again_the_same_night(
    site: Site, night: Night, clock: StillClock, headers: dict[str, str], waits: list[float], number: int
) -> None:
    fill(site, "/a.pdf", "/b.pdf")
    site.answers["/a.pdf"] = busy(len(waits), pdf("acte"), headers, number)
    found = night(LIST)
    assert (found.problem, found.problems, found.fetched) == (None, {}, 2)
    assert clock.slept == waits


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "86400"}])
def test_a_site_that_stays_busy_is_left_alone_and_its_other_files_wait(
    site: Site, night: Night, headers: dict[str, str]
) -> None:
    fill(site, "/a.pdf", "/b.pdf", "/c.pdf")
    site.answers["/b.pdf"] = busy(10, pdf("acte"), headers)
    found = night(LIST)
    assert str(found.problem).startswith(f"{site.url}{LIST}: the server answers 429, and")
    assert "2 of its files wait" in str(found.problem)
    assert (found.fetched, [path for path, _ in site.asked if path == "/c.pdf"]) == (1, [])
    site.answers["/b.pdf"] = pdf("acte")
    assert (night(LIST).problem, night(LIST).unchanged) == (None, 3)


def test_each_night_has_an_end(site: Site, night: Night, clock: StillClock) -> None:
    fill(site, *(f"/{number}.pdf" for number in range(20)))
    found = night(LIST, delay=10, seconds=100)
    assert str(found.problem).startswith(f"{site.url}{LIST}: no time was left for 12 of its files.")
    assert (found.fetched, found.problems) == (8, {})
    clock.next_night()
    found = night(LIST, delay=10, seconds=100)
    assert found.fetched == 8  # the new ones first
    clock.next_night()
    assert (night(LIST, delay=10, seconds=1000).problem, len(contents(found))) == (None, 20)


# robots.txt


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (status(500), "its robots.txt cannot be read (the server answers 500)"),
        (busy(9, status(404)), "its robots.txt cannot be read (the server answers 429)"),
        (file("#" * 600_000), "its robots.txt is too large"),
    ],
)
def test_a_site_that_cannot_tell_its_rules_is_not_asked(
    site: Site, night: Night, answer: Answer, why: str
) -> None:
    fill(site, "/a.pdf")
    site.answers["/robots.txt"] = answer
    found = night(LIST)
    assert found.problem is not None
    assert found.problem.message == f"{site.url}{LIST}: {why}."
    assert {path for path, _ in site.asked} == {"/robots.txt"}


@pytest.mark.parametrize("answer", [status(401), status(403), status(410), file(""), file("<html>Accueil</html>")])
def test_a_site_without_rules_may_be_read(site: Site, night: Night, answer: Answer) -> None:
    fill(site, "/a.pdf")
    site.answers["/robots.txt"] = answer
    assert night(LIST).fetched == 1


def test_what_robots_txt_forbids_is_not_asked_and_no_failure(site: Site, night: Night) -> None:
    fill(site, "/a.pdf", "/prive/b.pdf", "/c.pdf")
    site.answers["/c.pdf"] = redirect("/prive/c.pdf")
    rules = "User-agent: autre\nDisallow: /\n\nUser-agent: recueil\nDisallow: /*prive/\n"
    site.answers["/robots.txt"] = file(rules)
    found = night(LIST)
    assert (found.problem, found.problems, found.fetched) == (None, {}, 1)
    assert not [path for path, _ in site.asked if "prive" in path]
    site.answers["/robots.txt"] = file("User-agent: *\nDisallow: /\n")
    found = night(LIST)
    assert found.problem is not None
    assert found.problem.message == f"{site.url}{LIST}: robots.txt forbids it."
    assert len(contents(found)) == 1


def test_rules_that_take_time_without_end_are_cut(site: Site, night: Night) -> None:
    fill(site, "/" + "a" * 1_000 + ".pdf")
    site.answers["/robots.txt"] = file("User-agent: *\n" + "Disallow: /" + "a*" * 200 + "b$\nAllow: " + "*a" * 200)
    began = time.monotonic()
    assert night(LIST).fetched == 0
    assert time.monotonic() - began < 5


def test_a_site_is_told_who_asks(site: Site, night: Night) -> None:
    fill(site, "/a.pdf")
    night(LIST)
    assert {headers["User-Agent"] for _, headers in site.asked} == {"recueil (+mailto:acts@example.org)"}
    assert {headers["Accept-Encoding"] for _, headers in site.asked} == {"identity"}


# Without end


def test_a_calendar_without_end_ends(site: Site, night: Night) -> None:
    """Each month links the next one, as a page of acts, or as a further page of a list."""

    class Endless(dict[str, Answer]):
        def get(self, path: str, default: Answer | None = None) -> Answer | None:  # type: ignore[override]
            if path in self:
                return self[path]
            if not path.startswith("/seances"):
                return default
            number = int(path.rpartition("=")[2] or 0) if "=" in path else 0
            links = [
                (f"/seances?page={number + 1}", "Suivante"),
                (f"/seances/{number + 1}?jour=9", "Séances du mois"),
            ]
            return html("Séances", items(*links))

    site.answers = Endless()
    fill(site, "/a.pdf")
    site.answers[LIST] = html("Délibérations", items(("/a.pdf", "Acte"), ("/seances", "Séances")))
    found = night(LIST, pages=50)
    assert isinstance(found.problem, FileTooLarge)
    assert found.problem.message == f"{site.url}{LIST}: more than 50 pages."
    assert list(contents(found).values()) == ["%PDF-1.4 acte /a.pdf"]


def test_a_pager_that_brings_nothing_new_is_left(site: Site, night: Night) -> None:
    fill(site, "/a.pdf")
    for number in range(100):
        where = f"{LIST}?page={number}"
        site.answers[where] = html(
            "Délibérations", items(("/a.pdf", "Acte"), (f"{LIST}?page={number + 1}", "Suivante"))
        )
    site.answers[LIST] = html("Délibérations", items(("/a.pdf", "Acte"), (f"{LIST}?page=1", "Suivante")))
    found = night(LIST)
    assert (found.problem, sum(path.startswith(LIST) for path, _ in site.asked)) == (None, 2)


def test_more_files_than_a_source_may_have(site: Site, night: Night) -> None:
    fill(site, *(f"/{number}.pdf" for number in range(12)))
    found = night(LIST, documents=10)
    assert isinstance(found.problem, FileTooLarge)
    assert (found.problem.message, found.fetched) == (f"{site.url}{LIST}: more than 10 files.", 10)


def test_as_many_links_as_a_page_can_have(site: Site, night: Night) -> None:
    site.answers["/a.pdf"] = pdf("acte")
    site.answers[LIST] = file(f"<html><a href=/a.pdf>acte</a>{'<a href=/c>' * 440_000}</html>")
    began = time.process_time()
    found = night(LIST)
    assert (found.problem, found.fetched) == (None, 1)
    assert time.process_time() - began < 15


def test_a_page_without_end(site: Site, night: Night) -> None:
    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"<a href='x.pdf'>" * 10_000)

    site.answers[LIST] = answer
    found = night(LIST)
    assert found.problem is not None
    assert found.problem.message == f"{site.url}{LIST}: a page of more than 5000000 bytes."


def test_a_file_without_end(site: Site, night: Night) -> None:
    fill(site, "/a.pdf", "/b.pdf")
    site.answers["/b.pdf"] = lambda handler: handler.reply(200, b"%PDF-1.4", {"Content-Length": "900000000"})
    found = night(LIST)
    assert [(reason, why.rpartition(": ")[2]) for reason, why in problems(found).values()] == [
        ("too-large", "larger than 100000 bytes.")
    ]
    assert len(contents(found)) == 1


def test_a_cookie_wall_that_redirects_without_end(site: Site, night: Night) -> None:
    site.answers[LIST] = redirect(f"{LIST}?consent=1")
    site.answers[f"{LIST}?consent=1"] = redirect(LIST)
    found = night(LIST)
    assert found.problem is not None
    assert found.problem.message == f"{site.url}{LIST}: it redirects without end."


# Elsewhere

PRIVATE = [
    "127.0.0.2", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "192.0.0.8", "224.0.0.1", "100.64.0.1",
    "::1", "fe80::1", "fc00::1", "fec0::1", "::127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe", "ff02::1", "64:ff9b:1::1",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822", "2002:5db8:d822::"]


def test_addresses_of_the_public_web_and_others() -> None:
    assert [address for address in PRIVATE if http._is_public(address)] == []
    assert [address for address in PUBLIC if not http._is_public(address)] == []


@pytest.mark.parametrize("address", ["10.0.0.1", "64:ff9b::a00:1"])
@pytest.mark.parametrize("direct", [True, False])
def test_a_link_into_a_private_network_is_refused_directly_and_by_redirect(
    site: Site, night: Night, monkeypatch: pytest.MonkeyPatch, address: str, direct: bool
) -> None:
    fill(site, "/a.pdf", "/b.pdf")
    hosts = {"www.verlane.example": ["127.0.0.1"], "interne.example": ["127.0.0.1", address]}
    monkeypatch.setattr(http, "_resolve_host", lambda host, port: hosts[host])
    inside = site.url.replace("www.verlane", "interne") + "/delib.pdf"
    site.answers["/b.pdf"] = redirect(inside)
    if direct:
        site.answers[LIST] = html("Délibérations", items(("/a.pdf", "Acte"), (inside, "Acte")))
    found = night(LIST, hosts=("interne.example",))
    assert list(contents(found).values()) == ["%PDF-1.4 acte /a.pdf"]
    assert "interne.example is in a private network, which is refused" in f"{found.problem} {problems(found)}" or (
        "its robots.txt cannot be read" in f"{found.problem} {problems(found)}"
    )
    assert not [path for path, headers in site.asked if headers["Host"].startswith("interne")]


def test_a_name_that_leads_elsewhere_the_second_time_is_asked_where_it_was_checked(
    site: Site, night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each request resolves once, and goes to the address that was checked."""
    fill(site, "/a.pdf")
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) % 2 else ["10.0.0.1"]

    monkeypatch.setattr(http, "_resolve_host", resolve)
    found = night(LIST)
    assert found.problem is not None
    assert "is in a private network, which is refused" in str(found.problem)
    assert [path for path, _ in site.asked] == ["/robots.txt"]


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "ftp://www.verlane.example/a.pdf", "http://x:y@www.verlane.example/delib.pdf"]
)
def test_other_schemes_and_names_in_addresses_are_no_links(site: Site, night: Night, link: str) -> None:
    fill(site, "/a.pdf")
    site.answers[LIST] = html("Délibérations", items(("/a.pdf", "Acte"), (link, "Acte")))
    found = night(LIST)
    assert (found.problem, found.problems, found.fetched) == (None, {}, 1)


def test_other_ports_are_refused(site: Site, night: Night) -> None:
    fill(site, "/a.pdf")
    with serving() as other:
        link = other.url.replace("127.0.0.1", "www.verlane.example") + "/delib.pdf"
        other.answers["/delib.pdf"] = pdf("acte")
        site.answers[LIST] = html("Délibérations", items(("/a.pdf", "Acte"), (link, "Acte")))
        assert list(contents(night(LIST)).values()) == ["%PDF-1.4 acte /a.pdf"]
        assert other.asked == []


def test_files_on_other_hosts_are_fetched_only_from_those_that_are_named(site: Site, night: Night) -> None:
    fill(site, "/a.pdf")
    other = site.url.replace("www.verlane", "cdn.reseau") + "/delib-2.pdf"
    site.answers["/delib-2.pdf"] = pdf("acte 2")
    site.answers[LIST] = html("Délibérations", items(("/a.pdf", "Acte"), (other, "Acte")))
    assert night(LIST).fetched == 1
    assert night(LIST, hosts=("reseau.example",)).fetched == 1


def test_a_killed_line_of_the_notes_is_no_loss(site: Site, night: Night) -> None:
    fill(site, "/a.pdf", "/b.pdf")
    folder: Path = night(LIST).folder
    notes = folder / ".crawl"
    notes.write_text(notes.read_text() + '\n{"file": "www')
    assert len(CrawlNotes(folder).files) == 2
    notes.unlink()
    found = night(LIST)
    assert (found.problem, found.fetched, found.removed, len(contents(found))) == (None, 0, 0, 2)
