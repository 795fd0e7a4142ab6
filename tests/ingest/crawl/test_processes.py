"""Crawls in processes of their own: results, limits, and what a kill at any moment leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.ingest.crawl.conftest import Night, StillClock
from tests.ingest.crawl.towns import html, items, pdf
from tests.ingest.remote.site import Handler, Site, contents, status

from recueil.ingest.crawl import night as night_module
from recueil.ingest.crawl.night import CrawlJob
from recueil.ingest.crawl.notes import CrawlNotes
from recueil.ingest.crawl.processes import sync_crawls
from recueil.ingest.remote.download import Downloader, Manifest
from recueil.ingest.remote.mirror import MirrorResult
from recueil.settings import Limits, Source

HERE = Path(__file__).parent
HANDLE, GREEDY = "crawling_process:handle", "crawling_process:greedy"
LIST = "/conseil/"
ACTS = [f"/docs/delib-{number}.pdf" for number in range(1, 7)]


def fill(site: Site, *paths: str) -> None:
    site.answers[LIST] = html("Délibérations", items(*((path, "Télécharger") for path in paths)))
    site.answers |= {path: pdf(f"acte {path}") for path in paths}


def change(site: Site) -> None:
    """A new file, a changed one, one that is gone, and one that has moved."""
    moved = "/archives/delib-4.pdf"
    fill(site, *ACTS[:3], moved, *ACTS[4:])
    site.answers[moved] = pdf(f"acte {ACTS[3]}")
    site.answers |= {ACTS[3]: status(404), ACTS[0]: pdf("acte corrigé"), ACTS[1]: status(410)}


def state_of(folder: Path) -> tuple[set[str], dict[str, tuple[str, bool, bool]]]:
    """What copies there are, and what is known of each file."""
    files = CrawlNotes(folder).files
    known = {key: (note.holder, note.withdrawn, note.gone is not None) for key, note in files.items()}
    copies = {path.read_text() for path in folder.rglob("*") if path.is_file() and path.name[0] != "."}
    return copies, known


class Killed(BaseException):
    """Stands for a signal."""


def kill_at(monkeypatch: pytest.MonkeyPatch, moment: int) -> list[int]:
    """Have the process « killed » before or after the nth change of its folder; return a list with the count."""
    count = [0]

    def spoil(owner: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        def spoilt(*arguments: Any, **options: Any) -> Any:
            for when in (True, False):
                count[0] += 1
                if count[0] == moment:
                    raise Killed
                if when:
                    result = real(*arguments, **options)
            return result

        monkeypatch.setattr(owner, name, spoilt)

    for owner, name in [
        (CrawlNotes, "_append"),
        (CrawlNotes, "rewrite"),
        (Manifest, "put"),
        (Manifest, "keep"),
        (Downloader, "copy"),
        (night_module._Night, "_withdraw"),
        (night_module._Night, "_remove_others"),
    ]:
        spoil(owner, name)
    return count


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.nightly)])
def test_a_night_that_is_killed_anywhere_ends_as_an_undisturbed_one(
    site: Site, night: Night, clock: StillClock, tmp_path: Path, step: int
) -> None:
    def nights(kill: Callable[[pytest.MonkeyPatch], list[int]] | None) -> tuple[int, Any]:
        """Run three nights, of which each is killed once; return how often it could have been, and the end."""
        mirror = next(iter(sorted(tmp_path.glob("mirror"))), None)
        if mirror is not None:
            mirror.rename(tmp_path / f"mirror-{len(list(tmp_path.iterdir()))}")
        site.answers.clear()
        fill(site, *ACTS[:5])
        count = 0
        found: MirrorResult | None = None
        for number in range(4):
            if kill is not None:
                with pytest.MonkeyPatch.context() as patch:
                    counted = kill(patch)
                    with suppress(Killed):
                        night(LIST)
                    count = max(count, counted[0])
            found = night(LIST)
            assert (found.problem, found.problems) == (None, {})
            clock.next_night()
            if number == 0:
                change(site)
        assert found is not None
        return count, state_of(found.folder)

    _, undisturbed = nights(None)
    moments, _ = nights(lambda patch: kill_at(patch, -1))
    assert moments > 40
    for moment in range(1, moments + 1, step):
        assert nights(lambda patch, moment=moment: kill_at(patch, moment))[1] == undisturbed, moment  # type: ignore[misc]


def job_of(site: Site, tmp_path: Path, **settings: Any) -> CrawlJob:
    source = Source(crawl=(f"{site.url}{LIST}",), **{"delay": 0} | settings)
    return CrawlJob(source, tmp_path / "mirror", Limits(file_bytes=100_000))


@pytest.fixture
def _handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the processes find the functions that they are to run."""
    monkeypatch.syspath_prepend(str(HERE))


@pytest.mark.slow
@pytest.mark.usefixtures("_handlers")
def test_crawls_run_in_processes_and_their_results_come_in_order(site: Site, tmp_path: Path) -> None:
    fill(site, *ACTS)
    other = job_of(site, tmp_path).source.model_copy(
        update={"crawl": (site.url.replace("www", "x") + "/absent/",)}
    )
    first, second = sync_crawls([job_of(site, tmp_path), CrawlJob(other, tmp_path / "mirror", Limits())], HANDLE)
    assert (first.problem, first.fetched, len(contents(first))) == (None, 6, 6)
    assert second.problem is not None
    assert second.problem.message.endswith("/absent/: the server answers 404.")


@pytest.mark.slow
@pytest.mark.usefixtures("_handlers")
def test_a_crawl_that_needs_too_much_memory_is_a_failure_of_its_source(site: Site, tmp_path: Path) -> None:
    (found,) = sync_crawls([job_of(site, tmp_path)], GREEDY)
    assert found.problem is not None
    assert found.problem.message == f"{site.url}{LIST}: its crawl was ended (more than 2.0 GB of memory)."


@pytest.fixture
def program(site: Site, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start a process that crawls the site."""
    script = (
        "import sys; from pathlib import Path; from crawling_process import handle\n"
        "from recueil.ingest.crawl.night import CrawlJob; from recueil.settings import Limits, Source\n"
        f"job = CrawlJob(Source(crawl=('{site.url}{LIST}',), delay=0), Path('{tmp_path}/mirror'), Limits())\n"
        "list(handle([job], lambda *places: None))\n"
    )
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        path = os.pathsep.join([str(HERE), *sys.path])
        started.append(subprocess.Popen([sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": path}))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    "path",
    [
        *(pytest.param(path, marks=pytest.mark.slow) for path in (LIST, ACTS[3])),
        *(pytest.param(path, marks=pytest.mark.nightly) for path in (ACTS[0], ACTS[5])),
    ],
)
def test_a_process_that_is_killed_during_an_answer_loses_nothing(
    site: Site, program: Callable[[], subprocess.Popen[bytes]], tmp_path: Path, path: str
) -> None:
    fill(site, *ACTS)
    answer = site.answers[path]
    running: list[subprocess.Popen[bytes]] = []

    def deadly(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"%PDF-1.4 half")
        handler.wfile.flush()
        running[0].send_signal(signal.SIGKILL)

    site.answers[path] = deadly
    running.append(program())
    assert running[0].wait(60) == -signal.SIGKILL
    site.answers[path] = answer
    assert program().wait(60) == 0
    (folder,) = (tmp_path / "mirror").iterdir()
    copies, known = state_of(folder)
    assert copies == {f"%PDF-1.4 acte {each}" for each in ACTS}
    assert {(withdrawn, gone) for _, withdrawn, gone in known.values()} == {(False, False)}
