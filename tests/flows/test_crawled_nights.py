"""Nights that crawl a website: real processes, the real flow, and what the store holds in the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.flows.conftest import Rows, Tables
from tests.flows.machinery import kill_all
from tests.ingest.crawl.towns import HOST, html, items
from tests.ingest.remote.site import Answer, Handler, Site, file, serving, status

from recueil.ingest.crawl import processes
from recueil.ingest.crawl.processes import sync_crawls
from recueil.ingest.plan import Plan, path_of
from recueil.store.open import open_store
from recueil_flows.ingest import ingest
from recueil_flows.process_context import Event, subscribe
from recueil_flows.requests import IngestRequest

pytestmark = pytest.mark.usefixtures("prefect_api")
HANDLERS = Path(__file__).parents[1] / "ingest" / "crawl"
LIST = "/conseil/"
ACTS = [f"/docs/delib-{number}.rtf" for number in range(1, 5)]
MENU = "/docs/menus-mars.rtf"
# `recueil ingest`, whose crawls take the server of the test for one of the public web.
PROGRAM = """
import sys
from functools import partial
from recueil.ingest.crawl import processes
processes.sync_crawls = partial(processes.sync_crawls, handle="crawling_process:handle")
from recueil.cli.app import main
sys.argv = ["recueil", "ingest"]
main()
"""


def act(number: int, amount: int = 500) -> Answer:
    words = f"DELIBERATION N\\'b0 2024-{number}\\par Le conseil accorde {amount} euros \\'e0 l'\\'e9cole {number}."
    return file(f"{{\\rtf1\\ansi {words}}}")


def fill(site: Site, *paths: str) -> None:
    site.answers[LIST] = html("Délibérations", items(*((path, "Télécharger") for path in (*paths, MENU))))
    site.answers |= {path: act(number) for number, path in enumerate(paths, 1)}
    site.answers[MENU] = file("{\\rtf1 Menus du mois}")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.url = f"http://{HOST}:{site.url.rpartition(':')[2]}"
        yield site


def configure(site: Site, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    crawl = f'[[sources]]\nbody = "Verlane"\ncrawl = ["{site.url}{LIST}"]\ndelay = 0.0\n'
    (folder / "recueil.toml").write_text(crawl)


def ledger(store: str) -> dict[str, tuple[str | None, str]]:
    """Return body and state of each file, by its name."""
    with open_store(store) as opened:
        return {path_of(work.source).name: (work.body, work.state) for work in opened.ledger.active()}


@pytest.fixture
def _crawls_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the server of the test for one of the public web in the crawls of this process."""
    monkeypatch.syspath_prepend(str(HANDLERS))
    monkeypatch.setattr(processes, "sync_crawls", partial(sync_crawls, handle="crawling_process:handle"))


@pytest.mark.slow
@pytest.mark.usefixtures("thread_pool", "_crawls_of_the_test")
def test_what_a_site_has_is_in_the_store_and_the_next_night_fetches_nothing(
    site: Site, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    configure(site, tmp_path)

    def night() -> tuple[str | None, Plan, Counter[int]]:
        """Run the flow; return its state, its plan, and how often the site answered with which status."""
        events: list[Event] = []
        site.replies.clear()
        with subscribe(events.append):
            state = ingest(IngestRequest(store=store), return_state=True)
        (plan,) = (event for event in events if isinstance(event, Plan))
        files = Counter(status for path, status in site.replies if path.startswith("/docs/"))
        return state.name, plan, files

    fill(site, *ACTS)
    state, plan, files = night()
    assert (state, len(plan.work), files) == ("Completed", 4, {200: 4})
    assert ledger(store) == {Path(path).name: ("Verlane", "done") for path in ACTS}
    with open_store(store) as opened:
        titles = {hit.body for hit in opened.search(None).hits}
        amounts = sorted(str(entity.thing.value) for entity in opened.entities(None, ["amount"]).things)
    assert (titles, amounts) == ({"Verlane"}, ["500.00 EUR"] * 4)
    state, plan, files = night()
    assert (state, plan, files) == ("Completed", Plan(unchanged=4), {304: 4})
    site.answers |= {ACTS[0]: act(1, 900), ACTS[1]: status(404)}
    state, plan, files = night()
    assert (state, len(plan.work), plan.withdrawn, files) == ("Completed", 1, 0, {200: 1, 304: 2, 404: 1})
    assert ledger(store)["delib-2.rtf"] == ("Verlane", "done")  # one night is not enough


Start = Callable[[Path], subprocess.Popen[bytes]]


@pytest.fixture
def start(prefect_api: str, tmp_path: Path) -> Iterator[Start]:
    """Start a night that is to be killed in a folder, as a process of its own."""
    places = os.pathsep.join([str(HANDLERS), *filter(None, sys.path)])
    settings = {"PREFECT_API_URL": prefect_api, "PYTHONPATH": places, "NIGHT_MARK": str(tmp_path)}

    def started(folder: Path) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-c", PROGRAM]
        return subprocess.Popen(program, env=os.environ | settings, cwd=folder, stdout=subprocess.DEVNULL)

    yield started
    kill_all(tmp_path)


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param([ACTS[1]], marks=pytest.mark.slow, id="during a file"),
        pytest.param([LIST, ACTS[3]], marks=pytest.mark.nightly, id="during the listing, after the last file"),
    ],
)
@pytest.mark.usefixtures("thread_pool", "_crawls_of_the_test")
def test_a_night_that_is_killed_is_finished_by_the_next_one(
    paths: list[str], site: Site, start: Start, tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, empty = tmp_path / "night", tmp_path / "empty.db"
    with open_store(f"sqlite:///{empty}", create=True):
        """Has the secret of the fingerprints, which are to be the same each time."""

    def whole(deadly: str | None) -> dict[str, Rows]:
        """Run a night that is killed when it asks for a path, then another; return what the store holds."""
        configure(site, folder)
        shutil.copyfile(empty, folder / "recueil.db")
        fill(site, *ACTS)
        if deadly is not None:
            answer = site.answers[deadly]

            def kill(handler: Handler) -> None:
                if deadly == ACTS[3]:
                    answer(handler)
                kill_all(tmp_path)

            site.answers[deadly] = kill
            running = start(folder)
            assert running.wait(120) < 0
            site.answers[deadly] = answer
        with monkeypatch.context() as patch:
            patch.chdir(folder)
            assert ingest(IngestRequest(), return_state=True).name == "Completed"
        found = tables(folder / "recueil.db")
        shutil.rmtree(folder)
        shutil.rmtree(tmp_path / "originals")
        return found

    undisturbed = whole(None)
    assert len(undisturbed["acts"]) == len(ACTS)
    for deadly in paths:
        assert whole(deadly) == undisturbed, deadly
