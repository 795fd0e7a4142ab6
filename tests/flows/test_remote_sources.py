"""Nights with sources that are elsewhere: what changes there, goes, or is away for a while."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.client.schemas.objects import State
from tests.ingest.remote.site import Site, file, page, serving, status
from tests.readers.making import packed

from recueil.cli.app import main
from recueil.errors import FileMissing, SettingsError
from recueil.ingest.plan import Plan, path_of
from recueil.query import parse
from recueil.settings import Settings, Source
from recueil.store.open import open_store
from recueil_flows.ingest import ingest
from recueil_flows.process_context import Event, subscribe
from recueil_flows.requests import IngestRequest, RetryRequest, resolve_sources
from recueil_flows.retry import retry

flows = pytest.mark.usefixtures("prefect_api", "thread_pool")
ACTS = {f"/actes/acte{number}.txt": f"Le conseil accorde {number} 500,00 € à l'école." for number in (1, 2)}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site with two acts and a folder with one, both of them sources of the settings."""
    monkeypatch.chdir(tmp_path)
    Path("local").mkdir()
    Path("local/acte.txt").write_text("Le conseil accorde 9 500,00 €.")
    with serving() as site:
        Path("recueil.toml").write_text(
            f'[[sources]]\nurl = "{site.url}/actes/*.txt"\nbody = "Saint-Aubrac"\n'
            'options = {headers = {"X-Cle" = "secret-46"}}\n[[sources]]\npath = "local"\n'
        )
        site.answers |= {path: file(text) for path, text in ACTS.items()}
        site.answers["/actes/"] = page("acte1.txt", "acte2.txt")
        yield site


def night(store: str) -> tuple[State[Any], Plan]:
    events: list[Event] = []
    with subscribe(events.append):
        state = ingest(IngestRequest(store=store), return_state=True)
    plan = events[0]
    assert isinstance(plan, Plan)
    return state, plan


def ledger(store: str) -> list[tuple[str, str | None, str]]:
    """Name, body and state of what stands, in the order of sources."""
    with open_store(store) as opened:
        works = opened.ledger.active()
    return sorted((path_of(work.source).name, work.body, work.state) for work in works)


DONE = [("acte.txt", None, "done"), ("acte1.txt", "Saint-Aubrac", "done"), ("acte2.txt", "Saint-Aubrac", "done")]


@pytest.mark.slow
@flows
def test_what_is_elsewhere_is_in_the_store_and_later_nights_do_what_has_changed_there(
    site: Site, store: str
) -> None:
    state, plan = night(store)
    assert (state.name, len(plan.work)) == ("Completed", 3)
    assert ledger(store) == DONE
    state, plan = night(store)
    assert (state.name, plan) == ("Completed", Plan(unchanged=3))
    site.answers["/actes/acte1.txt"] = file("Le conseil retire son aide de 1 500,00 €.")
    site.answers["/actes/"] = page("acte1.txt")
    state, plan = night(store)
    assert (state.name, len(plan.work), plan.withdrawn) == ("Completed", 1, 1)
    assert ledger(store) == [DONE[0], DONE[1], ("acte2.txt", "Saint-Aubrac", "withdrawn")]
    with open_store(store) as opened:
        assert opened.status().ledger == {"done": 2, "superseded": 1, "withdrawn": 1}


@pytest.mark.slow
@flows
def test_a_source_that_is_away_is_a_failure_the_others_go_on_and_a_retry_fetches_it(
    site: Site, store: str
) -> None:
    night(store)
    site.answers["/actes/"] = status(503)
    Path("local/autre.txt").write_text("Le conseil accorde 8 500,00 €.")
    state, plan = night(store)
    assert state.name == "CompletedWithFailures"
    (failure,) = plan.failures
    assert (failure.reason, failure.message) == (
        "unreachable",
        f"{site.url}/actes/: the server answers 503. The next run of `recueil ingest` tries it again; until then, "
        "what is known of it stays as it is.",
    )
    away = (path_of(failure.source).name, "Saint-Aubrac", "failed")
    assert ledger(store) == sorted([*DONE, ("autre.txt", None, "done"), away])
    assert Path("mirror", away[0], "acte1.txt").exists()
    with open_store(store) as opened:
        (reported,) = opened.report(opened.ledger.runs()[0].started).failures
    assert (reported.reason, reported.files) == ("unreachable", 1)
    assert retry(RetryRequest(store=store), return_state=True).name == "CompletedWithFailures"
    site.answers["/actes/"] = page("acte1.txt", "acte2.txt")
    assert retry(RetryRequest(store=store, reasons=["missing"]), return_state=True).name == "Completed"
    assert away in ledger(store)
    assert retry(RetryRequest(store=store), return_state=True).name == "Completed"
    assert ledger(store) == sorted([*DONE, ("autre.txt", None, "done")])


LOGIN = (
    "<!DOCTYPE html><html><head><title>Espace élus - Connexion</title></head><body>"
    '<h2>Authentifiez-vous</h2><form><input type="password"></form></body></html>'
)


@pytest.mark.slow
@flows
def test_a_login_page_in_place_of_an_act_or_no_answer_is_a_failure_and_the_act_stays_everywhere(
    site: Site, store: str
) -> None:
    night(store)
    site.answers["/actes/acte1.txt"] = status(500)
    site.answers["/actes/acte2.txt"] = file(LOGIN)
    Path("local/acte.txt").write_text("Le conseil accorde 8 500,00 €.")
    state, plan = night(store)
    assert (state.name, len(plan.work), plan.unchanged, plan.withdrawn) == ("CompletedWithFailures", 1, 0, 0)
    lost, failure = plan.failures
    assert (path_of(lost.source).name, lost.reason) == ("acte1.txt", "unreachable")
    assert (failure.reason, failure.message) == (
        "replaced",
        f"{site.url}/actes/*.txt, acte2.txt: the server answers a login page ('Espace élus - Connexion'). Its former "
        "copy and its act stay, and the next run of `recueil ingest` tries it again. Where this is right, publish it "
        "under another name, or correct the source.",
    )
    kept = sorted([*DONE, ("acte1.txt", "Saint-Aubrac", "failed"), ("acte2.txt", "Saint-Aubrac", "failed")])
    assert ledger(store) == kept
    copy = path_of(failure.source)
    assert copy.read_text() == ACTS["/actes/acte2.txt"]
    with open_store(store) as opened:
        assert [hit.source for hit in opened.search(parse('"2 500"')).hits] == [failure.source]
        assert opened.search(parse("authentifiez")).total == 0
    assert retry(RetryRequest(store=store), return_state=True).name != "Completed"
    assert ledger(store) == kept
    site.answers |= {path: file(text) for path, text in ACTS.items()}
    assert night(store)[0].name == "Completed"
    assert ledger(store) == DONE


@pytest.mark.slow
@flows
def test_a_url_and_an_archive_on_the_command_line(
    site: Site, store: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ingested() -> tuple[object, list[str]]:
        """The exit status of the command, and what it prints."""
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, capsys.readouterr().out.splitlines()

    monkeypatch.setattr(
        "sys.argv", ["recueil", "ingest", f"{site.url}/actes/acte1.txt", "local", "--store", store]
    )
    path = Path("local/actes.zip")
    good, bad = "Le conseil accorde 7 500,00 € au lycée.", b"%PDF-1.4 rest"
    path.write_bytes(packed({"a.txt": good, "b.pdf": bad}))
    assert ingested() == (1, ["3 files: 2 ingested, 0 unchanged, 1 failed.", "  1 × partial: actes.zip"])
    assert ledger(store) == sorted([DONE[0], ("acte1.txt", None, "done"), ("actes.zip", None, "quarantined")])
    with open_store(store) as opened:
        [failure] = opened.status().failures
        [hit] = opened.search(parse('"7 500"')).hits
        assert [each.name for each in opened.act(hit.uid).document.missing] == ["b.pdf"]
    assert (failure.reason, hit.source) == ("partial", path.absolute().as_uri())
    assert (failure.message or "").startswith(
        f"{path.absolute()}: 1 file of it cannot be read; the others are in the store. b.pdf: "
    )
    path.write_bytes(packed({"a.txt": good, "b.txt": "Le conseil accorde 6 500,00 €."}))
    assert ingested() == (0, ["3 files: 1 ingested, 2 unchanged, 0 failed."])
    assert ledger(store) == sorted([DONE[0], ("acte1.txt", None, "done"), ("actes.zip", None, "done")])


def failed(store: str) -> list[tuple[str, str | None]]:
    """State and reason of what failed."""
    with open_store(store) as opened:
        return [(work.state, work.reason) for work in opened.status().failures]


@pytest.mark.slow
@flows
def test_failures_of_a_source_that_is_corrected_go_with_the_next_night(site: Site, store: str) -> None:
    settings = Path("recueil.toml").read_text()
    Path("recueil.toml").write_text(settings.replace("/actes/", "/actse/"))
    Path("autre.txt").write_text("")
    ingest(IngestRequest(paths=[Path("autre.txt")], store=store), return_state=True)
    night(store)
    assert failed(store) == [("quarantined", "empty"), ("failed", "unreachable")]
    Path("recueil.toml").write_text(settings)
    state, plan = night(store)
    assert (state.name, plan.withdrawn) == ("Completed", 1)
    assert failed(store) == [("quarantined", "empty")]


def test_a_url_of_the_settings_keeps_its_body_and_its_options(site: Site) -> None:
    known = Source.model_validate(
        {"url": "https://example.org/", "body": "Metz", "options": {"headers": {"X-Cle": "secret-46"}}}
    )
    settings = Settings(sources=(known,))
    request = IngestRequest(urls=["https://example.org/", "https://example.org/autre"])
    assert list(resolve_sources(request, settings)) == [known, Source(url="https://example.org/autre")]


def test_slips_are_told_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        resolve_sources(IngestRequest(), Settings())
    assert str(caught.value) == "There is nothing to ingest. Give a path, or name [[sources]] in recueil.toml."
    with pytest.raises(SettingsError) as caught:
        resolve_sources(IngestRequest(urls=["https://moi:secret-47@example.org/"]), Settings())
    assert str(caught.value) == (
        "A URL cannot be used: names and passwords are given in `options`, not in the URL. Correct it."
    )
    with pytest.raises(SettingsError, match="pigeon:// is not a known kind of URL"):
        resolve_sources(IngestRequest(urls=["pigeon://actes"]), Settings())
    with pytest.raises(FileMissing):
        resolve_sources(IngestRequest(paths=[tmp_path / "absent" / "*"]), Settings())
