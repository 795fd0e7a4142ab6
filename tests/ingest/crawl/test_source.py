"""A website as a source of runs: its files, its failures, and where other machines find them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.ingest.crawl.conftest import StillClock
from tests.ingest.crawl.towns import html, items, pdf
from tests.ingest.remote.site import Site, status

from recueil.ingest.crawl import processes
from recueil.ingest.crawl.night import crawl
from recueil.ingest.plan import Plan, SourceFile, path_of, plan_ingest
from recueil.ingest.remote.mirror import MirrorOrigins, Origin, RemoteFileResolver, mirror_folder_of
from recueil.ingest.sources import collect_files, configured_scopes, unreachable_sources
from recueil.settings import Settings, Source
from recueil.store.ledger.work import Claim
from recueil.store.store import Store
from recueil_flows.requests import IngestRequest, resolve_sources

LIST = "/conseil/"
NOW = datetime(2024, 6, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def settings(site: Site, clock: StillClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with a website, and crawls in this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(processes, "sync_crawls", lambda jobs: [crawl(job, clock) for job in jobs])
    source = Source(crawl=(f"{site.url}{LIST}",), body="Verlane", delay=0)
    return Settings(sources=(source,), contact="https://example.org/")


def fill(site: Site, *paths: str) -> None:
    site.answers[LIST] = html("Délibérations", items(*((path, "Télécharger") for path in paths)))
    site.answers |= {path: pdf(f"acte {path}") for path in paths}


def plan(store: Store, settings: Settings, log: list[str]) -> Plan:
    found = collect_files(settings.sources, settings, log.append)
    return plan_ingest(store, found.files, "1", settings.limits, NOW, found.scopes)


def test_the_files_of_a_website_are_files_of_its_body(site: Site, settings: Settings) -> None:
    fill(site, "/a.pdf", "/b.pdf")
    log: list[str] = []
    found = collect_files(settings.sources, settings, log.append)
    folder = mirror_folder_of(settings.sources[0], settings.mirror)
    assert found.scopes == configured_scopes(settings) == [folder]
    assert found.files == [
        SourceFile(folder / "www.verlane.example" / name, "Verlane", within=folder.absolute())
        for name in ("a.pdf", "b.pdf")
    ]
    assert log == [f"{site.url}{LIST}: 2 fetched, 0 unchanged, 0 no longer there."]
    assert site.asked[0][1]["User-Agent"] == "recueil (+https://example.org/)"


def test_a_redesign_is_one_failure_of_the_source_until_its_acts_are_found_again(
    site: Site, settings: Settings, store: Store, clock: StillClock
) -> None:
    log: list[str] = []
    fill(site, "/a.pdf", "/b.pdf")
    assert (len(plan(store, settings, log).work), store.status().ledger) == (2, {"pending": 2})
    site.answers = {LIST: html("Notre nouveau site", items(("/vie/", "Vie")))}
    clock.next_night()
    second = plan(store, settings, log)
    (failure,) = second.failures
    assert (failure.reason, second.withdrawn, len(second.work)) == ("unreachable", 0, 2)
    assert path_of(failure.source) == mirror_folder_of(settings.sources[0], settings.mirror).absolute()
    assert unreachable_sources(store.ledger.active(), settings) == [settings.sources[0]]
    assert log[-1] == (
        f"{site.url}{LIST}: 0 fetched, 2 unchanged, 0 no longer there. {site.url}{LIST}: no page links a document any "
        "more, where 2 were linked."
    )
    fill(site, "/a.pdf", "/b.pdf", "/c.pdf")
    clock.next_night()
    third = plan(store, settings, log)
    assert (third.failures, third.withdrawn, len(third.work)) == ((), 0, 3)


def test_what_a_failing_source_has_all_the_same_is_planned(site: Site, settings: Settings, store: Store) -> None:
    fill(site, "/a.pdf")
    source = settings.sources[0].model_copy(update={"crawl": (f"{site.url}{LIST}", f"{site.url}/absent/")})
    found = plan(store, settings.model_copy(update={"sources": (source,)}), [])
    assert ([failure.reason for failure in found.failures], len(found.work)) == (["unreachable"], 1)


def test_a_file_that_is_gone_on_two_nights_is_withdrawn_from_the_ledger(
    site: Site, settings: Settings, store: Store, clock: StillClock
) -> None:
    fill(site, "/a.pdf", "/b.pdf")
    plan(store, settings, [])
    site.answers["/a.pdf"] = status(404)
    withdrawn = []
    for _ in range(3):
        clock.next_night()
        withdrawn.append(plan(store, settings, []).withdrawn)
    assert withdrawn == [0, 1, 0]


def test_a_machine_without_the_mirror_fetches_from_the_website(
    site: Site, settings: Settings, store: Store
) -> None:
    fill(site, "/a.pdf")
    plan(store, settings, [])
    (work,) = store.ledger.active()
    copy = path_of(work.source)
    origins = MirrorOrigins(settings.sources, settings.mirror).of([work])
    assert origins == {work.id: Origin(f"{site.url}{LIST}", f"{site.url}/a.pdf")}
    copy.unlink()
    claim = Claim(work.id, 1, work.source, work.sha256 or "", "1", "run", 1, NOW)
    with RemoteFileResolver(origins, settings, store.fingerprints()) as resolver:
        assert resolver.resolve(claim).read_text() == "%PDF-1.4 acte /a.pdf"


def test_the_first_page_of_a_website_names_its_source(site: Site, settings: Settings) -> None:
    assert resolve_sources(IngestRequest(urls=[f"{site.url}{LIST}"]), settings) == list(settings.sources)
