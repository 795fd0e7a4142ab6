"""The commands `recueil sources`: try, add and list."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.filing import make_act, record
from tests.ingest.crawl.conftest import StillClock
from tests.ingest.crawl.towns import FAMILIES, html, items, pdf
from tests.ingest.remote.site import Site, status

from recueil.cli.app import main
from recueil.ingest.crawl import propose
from recueil.ingest.crawl.night import CrawlJob, crawl
from recueil.settings import Limits, load_settings
from recueil.store.open import open_store

LIST = "/conseil/deliberations/"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: StillClock) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(propose, "SystemClock", lambda: clock)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], site: Site) -> Any:
    """Run a command; return its exit status and what it printed, without the address of the site."""

    def run(*arguments: str) -> tuple[int, list[str]]:
        monkeypatch.setattr("sys.argv", ["recueil", "sources", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        lines = (captured.out + captured.err).replace(site.url, "SITE").splitlines()
        return int(ended.value.code or 0), [line.rstrip() for line in lines]

    return run


def fill(site: Site) -> None:
    links = [("/a.pdf", "Délibération n° 1"), ("/b.pdf", "Acte"), ("/menu.pdf", "Menu"), ("/agenda/", "Agenda")]
    other = site.url.replace("www.verlane", "cdn.reseau") + "/delib-2.pdf"
    site.answers[LIST] = html("Délibérations", items(*links, (other, "Acte"), (f"{LIST}2023", "2023")))
    site.answers[f"{LIST}2023"] = status(500)


def test_try_prints_what_would_be_fetched_and_why_and_stores_nothing(site: Site, run: Any, tmp_path: Path) -> None:
    fill(site)
    number, lines = run("try", f"{site.url}{LIST}")
    assert (number, list(tmp_path.iterdir())) == (0, [])
    assert [path for path, _ in site.asked if path.endswith(".pdf")] == []
    cdn = site.url.replace("www.verlane", "cdn.reseau")
    assert lines == [
        "1 page read",
        f"  SITE{LIST}: a start page",
        "2 documents to fetch",
        "  SITE/a.pdf [Délibération n° 1]: « deliber »",
        "  SITE/b.pdf [Acte]: « deliber » beside it",
        "7 addresses left out",
        "  SITE/ [Accueil]: no word of an act, and not below a start page",
        "  SITE/agenda/2024-05/ [Agenda]: a calendar, a search, a login or the like",
        "  SITE/contact/ [Contact]: no word of an act, and not below a start page",
        "  SITE/connexion/ [Connexion]: a calendar, a search, a login or the like",
        "  SITE/agenda/ [Agenda]: a calendar, a search, a login or the like",
        "  SITE/menu.pdf [Menu]: « menu »",
        f"  {cdn}/delib-2.pdf [Acte]: on another host: cdn.reseau.example is not among `hosts`",
        f"cannot be read: SITE{LIST}2023: the server answers 500.",
        "1 act on cdn.reseau.example, which is not among `hosts`",
    ]


def test_try_without_acts_or_without_a_web_page_fails(site: Site, run: Any) -> None:
    site.answers["/vie/"] = html("Cadre de vie", items(("/menu.pdf", "Menu")))
    assert run("try", f"{site.url}/vie/")[0] == 1
    assert run("try", "ftp://verlane.example/") == (
        1,
        [
            "recueil: ftp://verlane.example/ cannot be crawled: a page to crawl is like "
            "`https://www.example.org/conseil-municipal/`. Correct it."
        ],
    )


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("home", [True, False])
def test_add_writes_a_source_that_brings_all_acts_of_the_site(
    family: str, home: bool, site: Site, run: Any, tmp_path: Path, clock: StillClock
) -> None:
    town = FAMILIES[family]()
    town.open_in(site)
    site.answers.setdefault(
        "/", html("Bienvenue", items((town.start, "Délibérations et actes"), ("/vie/", "Vie")))
    )
    (tmp_path / "recueil.toml").write_text('store = "sqlite:///x.db"\n')
    start = f"{site.url}{'/' if home else town.start}"
    number, lines = run("add", start, "--body", "Verlane « la Belle »", "--delay", "0.2")
    assert number == 0, lines
    (source,) = load_settings().sources
    assert (source.body, source.hosts) == ("Verlane « la Belle »", ())
    found = crawl(CrawlJob(source, tmp_path / "mirror", Limits()), clock)
    copies = sorted(path.read_text() for path in found.folder.rglob("*") if path.is_file() and path.name[0] != ".")
    assert (found.problem, copies) == (None, sorted(f"%PDF-1.4 {words}" for words in town.acts.values()))
    before = (tmp_path / "recueil.toml").read_text()
    assert run("add", start)[0] == 1
    assert (tmp_path / "recueil.toml").read_text() == before


def test_add_names_the_hosts_of_files_and_writes_nothing_without_acts(site: Site, run: Any) -> None:
    fill(site)
    number, lines = run("add", f"{site.url}{LIST}", "--delay", "0.2")
    assert (number, tomllib.loads(Path("recueil.toml").read_text())) == (
        0,
        {"sources": [{"crawl": [f"{site.url}{LIST}"], "hosts": ["cdn.reseau.example"], "delay": 0.2}]},
    )
    assert lines[-1] == "Added to recueil.toml: 3 documents on 1 page seen."
    before = Path("recueil.toml").read_text()
    site.answers["/vie/"] = html("Cadre de vie", items(("/menu.pdf", "Menu")))
    assert run("add", f"{site.url}/vie/")[0] == 1
    assert Path("recueil.toml").read_text() == before
    Path("recueil.toml").write_text('sources = [{path = "a"}]\n')
    number, lines = run("add", f"{site.url}{LIST}", "--delay", "0.2")
    assert (number, Path("recueil.toml").read_text()) == (1, 'sources = [{path = "a"}]\n')


def test_list_says_of_each_source_what_the_last_night_brought(
    site: Site, run: Any, tmp_path: Path, clock: StillClock
) -> None:
    fill(site)
    site.answers |= {"/a.pdf": pdf("a"), f"{LIST}2023": html("2023", "")}
    Path("recueil.toml").write_text(
        f'[[sources]]\npath = "local"\n[[sources]]\nurl = "{site.url}/actes/"\n'
        f'[[sources]]\ncrawl = ["{site.url}{LIST}"]\ndelay = 0\n[[sources]]\ncrawl = ["{site.url}/vie/"]\ndelay = 0\n'
    )
    *_, first, second = load_settings().sources
    crawl(CrawlJob(first, tmp_path / "mirror", Limits()), clock)
    crawl(CrawlJob(second, tmp_path / "mirror", Limits()), clock)
    number, lines = run("list")
    rows = [re.split(r"\s{2,}", line.strip()) for line in lines]
    when = f"{clock.time.astimezone():%Y-%m-%d %H:%M}"
    assert number == 0
    assert run("list", "--changes")[1][5:8] == [
        "new: SITE/a.pdf",
        "dead link: SITE/b.pdf",
        "SITE/vie/: the server answers 404.",
    ]
    assert rows == [
        [
            "source",
            "files",
            "no acts",
            "pages",
            "last night",
            "new",
            "changed",
            "withdrawn",
            "dead links",
            "broken",
        ],
        ["local"],
        ["SITE/actes/", "0"],
        [f"SITE{LIST}", "1", "2", when, "1", "0", "0", "1", "0"],
        ["SITE/vie/", "0", "0", when, "0", "0", "0", "0", "0"],
        ["SITE/vie/: the server answers 404."],
        ["4 sources."],
    ]


def test_list_counts_what_each_source_has_that_is_no_act(run: Any, tmp_path: Path) -> None:
    menu = make_act("Menu de la cantine. Lundi : potage.")
    act = make_act("Délibération.")
    with open_store(load_settings().store, create=True) as store:
        for name, (document, found), informs in (("b/menu.pdf", menu, True), ("a/acte.pdf", act, False)):
            facts = replace(found.facts, identity=replace(found.facts.identity, informative=informs))
            record(store, (tmp_path / name).as_uri(), document, [replace(found, facts=facts)])
    Path("recueil.toml").write_text('[[sources]]\npath = "a"\n[[sources]]\npath = "b"\n')
    _, lines = run("list")
    assert [re.split(r"\s{2,}", line.strip()) for line in lines[1:3]] == [["a", "0"], ["b", "1"]]
