"""Nights with websites: what arrives, what is asked again, what is gone, and what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ingest.crawl.conftest import Night, StillClock
from tests.ingest.crawl.towns import FAMILIES, Town, html, items, pdf
from tests.ingest.remote.site import Answer, Site, contents, file, problems, redirect, status

from recueil.ingest.crawl.links import Link
from recueil.ingest.crawl.notes import CrawlNotes

NEWS = ("robots.txt", "sitemap", "/feed", "wp-json")


def acts_of(town: Town) -> list[str]:
    return sorted(f"%PDF-1.4 {words}" for words in town.acts.values())


@pytest.mark.parametrize("family", FAMILIES)
def test_all_acts_of_a_site_arrive_once_and_nothing_else(family: str, site: Site, night: Night) -> None:
    town = FAMILIES[family]()
    town.open_in(site)
    found = night(town.start)
    assert (found.problem, found.problems) == (None, {})
    assert sorted(contents(found).values()) == acts_of(town)
    assert found.fetched == len(town.acts)
    asked = [path for path, _ in site.asked]
    assert len(asked) == len(set(asked))
    assert not {*town.others, *town.forbidden} & set(asked)
    assert not [path for path in asked if path.startswith(("/agenda", "/connexion"))]


@pytest.mark.parametrize("family", FAMILIES)
def test_on_the_second_night_nothing_is_sent_again(
    family: str, site: Site, night: Night, clock: StillClock
) -> None:
    town = FAMILIES[family]()
    town.open_in(site)
    first = night(town.start)
    clock.next_night()
    site.replies.clear()
    second = night(town.start)
    assert (second.problem, second.problems, second.fetched, second.removed) == (None, {}, 0, 0)
    assert second.unchanged == len(town.acts)
    assert contents(second) == contents(first)
    sent = [(path, status) for path, status in site.replies if not any(word in path for word in NEWS)]
    assert [(path, status) for path, status in sent if status != 304] == []


LIST = "/conseil/deliberations/"
FIRST, SECOND, THIRD = (f"/docs/delib-{number}.pdf" for number in (1, 2, 3))


def fill(site: Site, *paths: str) -> None:
    """A list of acts, and the acts."""
    site.answers[LIST] = html("Délibérations", items(*((path, "Télécharger") for path in paths)))
    site.answers |= {path: pdf(f"acte {path}") for path in paths}


def words(path: str) -> str:
    return f"%PDF-1.4 acte {path}"


def test_a_changed_file_is_a_new_version_and_an_unlinked_one_stays(
    site: Site, night: Night, clock: StillClock
) -> None:
    fill(site, FIRST, SECOND)
    night(LIST)
    clock.next_night()
    fill(site, SECOND, THIRD)
    site.answers[SECOND] = pdf("acte corrigé")
    found = night(LIST)
    assert (found.problem, found.problems, found.fetched, found.removed) == (None, {}, 2, 0)
    assert sorted(contents(found).values()) == sorted([words(FIRST), "%PDF-1.4 acte corrigé", words(THIRD)])


@pytest.mark.parametrize("number", [404, 410])
def test_a_file_that_is_gone_on_two_nights_is_withdrawn(
    site: Site, night: Night, clock: StillClock, number: int
) -> None:
    fill(site, FIRST, SECOND)
    night(LIST)
    site.answers[FIRST] = status(number)
    clock.next_night()
    found = night(LIST)
    assert (found.problem, found.problems, found.removed) == (None, {}, 0)
    assert len(contents(found)) == 2
    found = night(LIST)  # the same night again
    assert (found.removed, len(contents(found))) == (0, 2)
    clock.next_night()
    found = night(LIST)
    assert (found.problem, found.problems, found.removed) == (None, {}, 1)
    assert list(contents(found).values()) == [words(SECOND)]
    site.answers[FIRST] = pdf(f"acte {FIRST}")
    clock.next_night(31)
    assert len(contents(night(LIST))) == 2


def test_a_file_in_whose_place_a_site_gives_the_page_of_what_it_has_not_is_gone(
    site: Site, night: Night, clock: StillClock
) -> None:
    fill(site, FIRST, SECOND, THIRD)
    night(LIST)
    site.missing = html("Page introuvable", "<p>Rien ici.</p>")
    del site.answers[FIRST], site.answers[SECOND]
    clock.next_night()
    site.asked.clear()
    found = night(LIST)
    assert (found.problem, found.problems, found.removed) == (None, {}, 0)
    known = {LIST, FIRST, SECOND, THIRD}
    (probe,) = [path for path, _ in site.asked if path.startswith("/docs/") and path not in known]
    assert probe.endswith(".pdf")
    clock.next_night()
    found = night(LIST)
    assert (found.problem, found.problems, found.removed) == (None, {}, 2)
    assert list(contents(found).values()) == [words(THIRD)]


@pytest.mark.parametrize(
    ("instead", "missing"),
    [
        (html("Visionneuse", "acte"), html("Page introuvable", "")),
        (html("Page introuvable", ""), status(404)),
        (html("Connexion", ""), html("Connexion", "")),
        (file("<html><body>acte</body></html>"), file("<html><body>acte</body></html>")),
    ],
    ids=["another page", "an honest site", "a login", "nothing to compare"],
)
def test_any_other_page_in_place_of_a_file_says_not_that_it_is_gone(
    site: Site, night: Night, clock: StillClock, instead: Answer, missing: Answer
) -> None:
    fill(site, FIRST, SECOND)
    night(LIST)
    site.answers[FIRST], site.missing = instead, missing
    for _ in range(2):
        clock.next_night()
        found = night(LIST)
        assert [reason for reason, _ in problems(found).values()] == ["replaced"]
        assert (found.removed, len(contents(found))) == (0, 2)


def test_the_same_bytes_sent_again_are_no_change(site: Site, night: Night, clock: StillClock) -> None:
    fill(site, FIRST)
    site.answers[FIRST] = lambda handler: handler.reply(200, b"%PDF-1.4 acte", {"ETag": f'"{clock.time}"'})
    night(LIST)
    clock.next_night()
    found = night(LIST)
    assert (found.problem, found.fetched, found.unchanged) == (None, 0, 1)


def test_a_file_that_comes_back_after_one_night_was_never_gone(
    site: Site, night: Night, clock: StillClock
) -> None:
    fill(site, FIRST, SECOND)
    night(LIST)
    for answer in (status(404), pdf(f"acte {FIRST}"), status(404)):
        site.answers[FIRST] = answer
        clock.next_night()
        found = night(LIST)
        assert (found.problem, found.problems, found.removed) == (None, {}, 0)
        assert len(contents(found)) == 2


def test_a_moved_file_keeps_its_copy(site: Site, night: Night, clock: StillClock) -> None:
    fill(site, FIRST, SECOND)
    before = contents(night(LIST))
    moved = "/archives/2024/delib-1.pdf"
    site.answers[LIST] = html("Délibérations", items((moved, "Une"), (SECOND, "Deux")))
    site.answers[moved] = pdf(f"acte {FIRST}")
    site.answers[FIRST] = status(404)
    for _ in range(4):
        clock.next_night()
        found = night(LIST)
        assert (found.problem, found.problems, found.removed, contents(found)) == (None, {}, 0, before)
    site.answers[moved] = pdf("acte corrigé")
    clock.next_night()
    assert sorted(contents(night(LIST)).values()) == [words(SECOND), "%PDF-1.4 acte corrigé"]


def test_known_files_are_asked_for_sixty_days_and_then_monthly(
    site: Site, night: Night, clock: StillClock
) -> None:
    fill(site, FIRST)
    night(LIST)
    asked = []
    for _ in range(100):
        clock.next_night()
        site.asked.clear()
        night(LIST)
        asked.append(sum(path == FIRST for path, _ in site.asked))
    assert (sum(asked[:59]), sum(asked[59:])) == (59, 1)


REDESIGN = html(
    "Bienvenue sur notre nouveau site", items(("/actualites/", "Actualités"), ("/cadre-de-vie/", "Vie"))
)


def test_a_redesign_that_yields_nothing_is_an_error_of_the_source_and_withdraws_nothing(
    site: Site, night: Night, clock: StillClock
) -> None:
    fill(site, FIRST, SECOND)
    before = contents(night(LIST))
    site.answers = {LIST: REDESIGN}
    for _ in range(4):
        clock.next_night()
        found = night(LIST)
        assert found.problem is not None
        assert str(found.problem) == (
            f"{site.url}{LIST}: no page links a document any more, where 2 were linked. The site may have been rebuilt: "
            "look at it, and correct `crawl`, `follow` or `files`. Nothing is withdrawn."
        )
        assert (found.problem.reason, found.problems, contents(found)) == ("unreachable", {}, before)


def test_files_that_are_all_gone_at_once_are_an_error_of_the_source(
    site: Site, night: Night, clock: StillClock
) -> None:
    fill(site, FIRST, SECOND)
    before = contents(night(LIST))
    site.answers |= {FIRST: status(404), SECOND: status(404)}
    clock.next_night()
    assert night(LIST).problem is None
    clock.next_night()
    found = night(LIST)
    assert found.problem is not None
    assert found.problem.message == f"{site.url}{LIST}: all 2 files that it had are gone, and none is new."
    assert contents(found) == before


LOGIN = "<!DOCTYPE html><html><head><title>Connexion</title></head><body><form><input type=password></form></body></html>"
SOFT_404 = (
    "<!DOCTYPE html><html><head><title>Verlane</title></head><body><p>Ce document a été déplacé.</p></body></html>"
)
CHALLENGE = "<!DOCTYPE html><html><head><title>Verlane</title><script>var cf-chl = 1</script></head><body>Un instant</body></html>"


@pytest.mark.parametrize(
    ("page", "what"),
    [
        (LOGIN, "a login page ('Connexion')"),
        (SOFT_404, "a web page, where a document is linked"),
        (CHALLENGE, "a page that wants proof of a human visitor"),
    ],
)
def test_a_page_in_place_of_a_document_is_a_failure_whatever_its_address(
    site: Site, night: Night, clock: StillClock, page: str, what: str
) -> None:
    served = "/index.php?option=com_docs&download=7:deliberation"
    fill(site, FIRST, served)
    site.answers[served] = file(page)
    found = night(LIST)
    ((reason, message),) = problems(found).values()
    assert (reason, message) == (
        "replaced",
        f"{site.url}{LIST}, {site.url}/index.php?…: the server answers {what}.",
    )
    assert list(contents(found).values()) == [words(FIRST)]
    site.answers[FIRST] = file(page)
    clock.next_night()
    found = night(LIST)
    assert sorted(reason for reason, _ in problems(found).values()) == ["replaced", "replaced"]
    assert list(contents(found).values()) == [words(FIRST)]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (status(500), "the server answers 500"),
        (status(404), "the server answers 404"),
        (file(LOGIN), "a login page ('Connexion')"),
        (file(CHALLENGE), "a page that wants proof of a human visitor"),
        (file("<html><body>Acceptez-vous nos témoins ?</body></html>"), "a page without links"),
        (redirect(LIST), "it redirects without end"),
        (pdf("acte"), "no web page"),
    ],
)
def test_a_start_page_that_cannot_be_read_is_an_error_of_the_source_and_its_files_stay(
    site: Site, night: Night, clock: StillClock, answer: Answer, why: str
) -> None:
    fill(site, FIRST)
    before = contents(night(LIST))
    site.answers[LIST] = answer
    clock.next_night()
    found = night(LIST)
    assert found.problem is not None
    assert found.problem.message.startswith(f"{site.url}{LIST}: {why}")
    assert (found.problems, contents(found)) == ({}, before)


def test_one_start_page_of_two_that_fails_does_not_hide_what_the_other_has(site: Site, night: Night) -> None:
    fill(site, FIRST)
    found = night(LIST, "/absent/")
    assert found.problem is not None
    assert found.problem.message == f"{site.url}/absent/: the server answers 404."
    assert list(contents(found).values()) == [words(FIRST)]


def test_a_dead_link_is_counted_and_no_failure(site: Site, night: Night, tmp_path: Path) -> None:
    fill(site, FIRST, SECOND)
    site.answers[SECOND] = status(404)
    found = night(LIST)
    assert (found.problem, found.problems, found.fetched) == (None, {}, 1)
    figures = CrawlNotes(found.folder).night
    assert figures is not None
    assert (figures.pages, figures.linked, figures.fetched, figures.dead) == (1, 2, 1, 1)


def test_the_words_around_a_link_are_kept_with_its_file(site: Site, night: Night) -> None:
    site.answers[LIST] = html(
        "Délibérations",
        '<h2>Séance du 4 mars 2024</h2><ul><li>N° 12 <a href="/docs/1106.pdf">Vente du pré</a></li></ul>',
    )
    site.answers["/docs/1106.pdf"] = pdf("acte")
    found = night(LIST)
    (name,) = contents(found)
    assert CrawlNotes(found.folder).links() == {
        name: Link(
            f"{site.url}/docs/1106.pdf",
            f"{site.url}{LIST}",
            "Vente du pré",
            "Séance du 4 mars 2024",
            "N° 12 Vente du pré",
            "2024-03-04",
        )
    }


def test_other_patterns_are_applied_from_the_next_night_on(site: Site, night: Night, clock: StillClock) -> None:
    fill(site, FIRST, SECOND)
    assert len(contents(night(LIST))) == 2
    clock.next_night()
    found = night(LIST, files=("/docs/*-1.pdf",))
    assert (found.removed, list(contents(found).values())) == (1, [words(FIRST)])


def test_a_page_that_its_sitemap_dates_before_the_last_visit_is_not_asked_for(
    site: Site, night: Night, clock: StillClock
) -> None:
    page = f"{LIST}2023"
    site.answers[LIST] = html("Délibérations", items((page, "2023")))
    site.answers[page] = html("Délibérations de 2023", items((FIRST, "Acte")))
    site.answers[FIRST] = pdf(f"acte {FIRST}")

    def dated(day: str) -> Answer:
        return file(f"<urlset><url><loc>{site.url}{page}</loc><lastmod>{day}</lastmod></url></urlset>")

    asked = []
    for day in ("2024-05-01", "2024-05-01", "2024-05-01", "2024-06-05", *["2024-06-05"] * 8):
        site.answers["/sitemap.xml"] = dated(day)
        site.asked.clear()
        found = night(LIST)
        assert (found.problem, len(contents(found))) == (None, 1)
        asked.append(page in [path for path, _ in site.asked])
        clock.next_night()
    # The first night; the nights of the day it changed and the next; a week after that.
    assert asked == [True, False, False, True, False, False, False, False, False, False, True, False]


def test_pages_and_documents_that_only_a_sitemap_or_a_feed_knows_are_found(site: Site, night: Night) -> None:
    feed = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    site.answers[LIST] = html("Délibérations", items((FIRST, "Acte")), feed)
    site.answers["/robots.txt"] = file(
        f"Sitemap: {site.url}/plan-du-site.xml\nSitemap: https://other.example/s.xml\n"
    )
    site.answers["/plan-du-site.xml"] = file(
        "<sitemapindex><sitemap><loc>/s1.xml</loc></sitemap><sitemap><loc>/plan-du-site.xml</loc></sitemap></sitemapindex>"
    )
    site.answers["/s1.xml"] = file(
        "<urlset><url><loc>/arretes-2024</loc></url><url><loc>/docs/arrete-9.pdf</loc></url>"
        "<url><loc>/docs/menu.pdf</loc></url><url><loc>/cadre-de-vie</loc></url></urlset>"
    )
    site.answers["/arretes-2024"] = html("Arrêtés", items((SECOND, "Acte")))
    site.answers["/feed"] = file(
        "<rss><channel><item><title>PV</title><link>/proces-verbal-mai</link></item></channel></rss>"
    )
    site.answers["/proces-verbal-mai"] = html("Procès-verbal de mai", items((THIRD, "Lire")))
    paths = (FIRST, SECOND, THIRD, "/docs/arrete-9.pdf")
    site.answers |= {path: pdf(f"acte {path}") for path in paths}
    found = night(LIST)
    assert (found.problem, sorted(contents(found).values())) == (None, sorted(words(path) for path in paths))
    assert "/cadre-de-vie" not in [path for path, _ in site.asked]


def test_wordpress_is_asked_for_what_is_new_since_the_last_whole_night(
    site: Site, night: Night, clock: StillClock
) -> None:
    town = FAMILIES["wordpress"]()
    town.open_in(site)
    night(town.start)
    clock.next_night()
    since = f"&modified_after={clock.time.replace(day=3):%Y-%m-%dT%H}%3A00%3A00Z"
    media = next(path for path in site.answers if path.startswith("/wp-json"))
    site.answers[media + since] = file(
        '[{"source_url": "/wp-content/uploads/PV-juin.pdf", "title": {"rendered": "PV"}}]'
    )
    site.answers["/wp-content/uploads/PV-juin.pdf"] = pdf("procès-verbal de juin")
    site.asked.clear()
    found = night(town.start)
    assert (found.problem, found.fetched, found.unchanged) == (None, 1, len(town.acts))
    assert media not in [path for path, _ in site.asked]


def test_only_pages_that_match_are_read_and_no_deeper_than_allowed(site: Site, night: Night) -> None:
    site.answers[LIST] = html("Actes", items(("/a/deliberations", "Délibérations"), ("/b/arretes", "Arrêtés")))
    site.answers["/a/deliberations"] = html(
        "Délibérations", items(("/a/deliberations/2024", "2024"), (FIRST, "Acte"))
    )
    site.answers["/a/deliberations/2024"] = html("Délibérations 2024", items((SECOND, "Acte")))
    site.answers["/b/arretes"] = html("Arrêtés", items((THIRD, "Acte")))
    site.answers |= {path: pdf(f"acte {path}") for path in (FIRST, SECOND, THIRD)}
    assert night(LIST, depth=1).fetched == 2
    assert night(LIST, follow=("/a/*",)).fetched == 1
    assert night(LIST).fetched == 0
    assert night(f"{LIST}#actes", depth=0).problem is not None


def test_a_document_behind_the_address_of_a_page_is_fetched(site: Site, night: Night) -> None:
    site.answers[LIST] = html("Délibérations", items(("/deliberation-12", "Délibération n° 12")))
    site.answers["/deliberation-12"] = pdf("acte")
    found = night(LIST)
    assert (found.problem, list(contents(found).values())) == (None, ["%PDF-1.4 acte"])


def test_a_start_page_may_move_to_another_site(site: Site, night: Night) -> None:
    there = site.url.replace("www.verlane.example", "ville-verlane.example")
    site.answers["/ancien/"] = redirect(f"{there}{LIST}")
    fill(site, FIRST)
    found = night("/ancien/")
    assert (found.problem, list(contents(found))) == (None, ["ville-verlane.example/docs/delib-1.pdf"])


def test_where_a_server_tells_only_the_size_the_bytes_are_read_once_a_week(
    site: Site, night: Night, clock: StillClock
) -> None:
    fill(site, FIRST)
    site.answers[FIRST] = file("%PDF-1.4 a", tagged=False)
    night(LIST)
    site.answers[FIRST] = file("%PDF-1.4 b", tagged=False)
    read = []
    for _ in range(8):
        clock.next_night()
        read.append(next(iter(contents(night(LIST)).values())))
    assert read == ["%PDF-1.4 a"] * 6 + ["%PDF-1.4 b"] * 2
    site.answers[FIRST] = file("%PDF-1.4 long", tagged=False)
    clock.next_night()
    assert list(contents(night(LIST)).values()) == ["%PDF-1.4 long"]


def test_a_dead_link_is_asked_for_while_it_is_linked(site: Site, night: Night, clock: StillClock) -> None:
    fill(site, FIRST, SECOND)
    site.answers[SECOND] = status(404)
    asked = []
    for number in range(4):
        if number == 2:
            site.answers[LIST] = html("Délibérations", items((FIRST, "Acte")))
        site.asked.clear()
        assert night(LIST).problem is None
        asked.append(SECOND in [path for path, _ in site.asked])
        clock.next_night()
    assert asked == [True, True, False, False]


def test_a_page_that_could_be_read_lately_and_fails_is_an_error_of_the_source(
    site: Site, night: Night, clock: StillClock
) -> None:
    page, dead = f"{LIST}2023", f"{LIST}2022"
    site.answers[LIST] = html("Délibérations", items((FIRST, "Acte"), (page, "2023"), (dead, "2022")))
    site.answers[page] = html("Délibérations de 2023", items((SECOND, "Acte")))
    site.answers[dead] = status(500)
    site.answers |= {path: pdf(f"acte {path}") for path in (FIRST, SECOND)}
    assert night(LIST).problem is None
    site.answers[page] = status(500)
    seen = []
    for _ in range(8):
        clock.next_night()
        found = night(LIST)
        assert len(contents(found)) == 2
        seen.append(found.problem and found.problem.message)
    told = f"{site.url}{LIST}: one of its pages cannot be read: {site.url}{page}: the server answers 500."
    assert seen == [told] * 6 + [None] * 2


def test_nights_that_are_too_short_read_other_pages_each(site: Site, night: Night, clock: StillClock) -> None:
    pages = [f"{LIST}{year}" for year in range(2000, 2012)]
    site.answers[LIST] = html("Délibérations", items(*((page, page[-4:]) for page in pages)))
    for page in pages:
        site.answers[page] = html(f"Délibérations de {page[-4:]}", items((f"/docs/{page[-4:]}.pdf", "Acte")))
        site.answers[f"/docs/{page[-4:]}.pdf"] = pdf(page)
    copies = []
    for _ in range(4):
        found = night(LIST, delay=10, seconds=130)  # time for seven pages, and for as many files
        assert str(found.problem).startswith(f"{site.url}{LIST}: no time was left for it.")
        copies.append(len(contents(found)))
        clock.next_night()
    assert copies[-1] == 12
