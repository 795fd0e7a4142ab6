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
