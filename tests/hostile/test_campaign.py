"""Hostile files beside good acts: each is a row with the fate expected of it, and nothing else happens to anybody."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet
import pytest
from fastapi.testclient import TestClient
from tests import commands
from tests.hostile import campaign
from tests.hostile.cases import Partial, Read
from tests.web.people import application
from tests.web.reading import parse_page, select

from recueil.query import parse
from recueil.store.open import open_store

STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(campaign.samples, marks=pytest.mark.slow, id="some"),
        pytest.param(campaign.hostile, marks=pytest.mark.nightly, id="all"),
    ],
)
def done(
    request: pytest.FixtureRequest, prefect_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> campaign.Campaign:
    if not campaign.is_possible():
        pytest.skip("only root may make a network of its own")
    return campaign.run(tmp_path_factory.mktemp("campaign"), request.param(), prefect_database)


def test_each_file_has_the_fate_that_is_expected(done: campaign.Campaign) -> None:
    found = done.fates()
    assert {name: "read" if state == "done" else reason for name, (state, reason, _) in found.items()} == (
        campaign.expected(done.cases)
    )
    wrong = {
        name: text
        for name, (state, _, text) in found.items()
        if state == "done" and isinstance(fate := done.cases[name].fate, Read) and not fate.fits(text or "")
    }
    assert wrong == {}
    lacking = {name: case.fate.text for name, case in done.cases.items() if isinstance(case.fate, Partial)}
    assert [name for name, text in lacking.items() if text not in (found[name][2] or "")] == []


def test_the_good_acts_are_all_in(done: campaign.Campaign) -> None:
    assert done.good() == campaign.GOOD


def test_the_run_says_what_failed(done: campaign.Campaign) -> None:
    fates = Counter(campaign.expected(done.cases).values())
    read, failed = fates.pop("read"), fates.total()
    first = done.runs[0]
    assert first.status == 1
    assert first.out.splitlines()[0] == (
        f"{campaign.GOOD + read + failed} files: {campaign.GOOD + read} ingested, 0 unchanged, {failed} failed."
    )
    assert {reason: int(count) for count, reason in re.findall(r"^  (\d+) × ([\w-]+): ", first.out, re.M)} == fates
    assert len(first.err.splitlines()) == failed
    assert [line for line in first.err.splitlines() if not line.startswith("failed (")] == []


def test_what_failed_is_tried_once_a_retry(done: campaign.Campaign) -> None:
    assert done.runs[1].status == 1
    # What is withdrawn is not among the samples.
    assert {"withdrawn": {1}} | done.attempts() == {
        "done": {1},
        "quarantined": {1},
        "failed": {2},
        "withdrawn": {1},
    }


def test_names_of_files_do_not_steer_the_terminal(done: campaign.Campaign) -> None:
    assert [CONTROLS.findall(run.out + run.err) for run in done.runs] == [[], []]


def test_nothing_is_written_beside_the_store(done: campaign.Campaign) -> None:
    assert done.after == done.before
    assert [name for name in ("/tmp/evade.txt", "/etc/evade", "/etc/evade.txt") if Path(name).exists()] == []
    work = {path.name for path in (done.folder / "work").iterdir()}
    assert work - {"recueil.db-shm", "recueil.db-wal"} == {"recueil.db", ".recueil", "originals"}


def test_no_address_is_asked(done: campaign.Campaign) -> None:
    assert done.sent == []
    assert [line.split("\\r")[0] for line in done.control] == ["80: b'GET /control HTTP/1.1"]


def test_memory_is_bounded(done: campaign.Campaign) -> None:
    assert 100_000_000 < done.peak < campaign.LIMITS["MEMORY_BYTES"]


Command = Callable[..., str]


@pytest.fixture
def command(
    done: campaign.Campaign, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """What a command prints about the store."""
    monkeypatch.chdir(done.folder / "work")

    def run(*arguments: str) -> str:
        _, out, err = commands.run(capsys, *arguments)
        return out + err

    return run


def test_nothing_that_is_printed_steers_the_terminal(done: campaign.Campaign, command: Command) -> None:
    with open_store(f"sqlite:///{done.store}") as store:
        uids = [hit.uid for hit in store.search(None, limit=40).hits]
    asked = [
        ("status",),
        ("failures",),
        ("report",),
        ("search", "conseil"),
        ("search", "ecole", "--facet", "kind"),
        ("check",),
    ]
    for arguments in (*asked, *(("show", uid) for uid in uids)):
        printed = command(*arguments)
        assert (arguments, set(CONTROLS.findall(printed))) == (arguments, set())
        assert "Traceback" not in printed


QUERIES = (
    "'; DROP TABLE acts; --",
    '"* NEAR( ) AND OR NOT ^ title:x',
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "\x1b[31m\x00",
    "%_\\",
    "(" * 3_000,
)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: repr(query)[:20])
def test_words_of_other_languages_are_only_words(command: Command, query: str) -> None:
    printed = command("search", query.replace("\0", "\x01"))
    assert "Traceback" not in printed
    assert set(CONTROLS.findall(printed)) == set()


def test_good_acts_are_found(done: campaign.Campaign) -> None:
    with open_store(f"sqlite:///{done.store}") as store:
        found = [store.search(parse(f"bonacte{number}")).total for number in range(campaign.GOOD)]
    assert found == [1] * campaign.GOOD


def test_no_cell_of_an_export_is_a_formula(done: campaign.Campaign, command: Command, tmp_path: Path) -> None:
    command("export", "--format", "csv", "--output", str(tmp_path / "csv"))
    files = sorted((tmp_path / "csv").rglob("*.csv"))
    cells = [
        cell
        for file in files
        for row in csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline=""))
        for cell in row
    ]
    numbers = re.compile(r"[-+]?\d+(\.\d+)?")
    assert [
        cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not numbers.fullmatch(cell)
    ] == []
    assert len(cells) > 1_000


def test_other_exports_hold_the_words_unchanged(done: campaign.Campaign, command: Command, tmp_path: Path) -> None:
    command("export", "--format", "jsonl", "--output", str(tmp_path / "acts.jsonl"))
    command("export", "--format", "parquet", "--output", str(tmp_path / "parquet"))
    acts = [json.loads(line) for line in (tmp_path / "acts.jsonl").read_text("utf-8").split("\n") if line]
    tables = {file.stem: pyarrow.parquet.read_table(file) for file in (tmp_path / "parquet").rglob("*.parquet")}
    with open_store(f"sqlite:///{done.store}") as store:
        total = store.status().acts
    assert len(acts) == total == tables["acts"].num_rows


def test_every_act_is_shown_as_words(done: campaign.Campaign) -> None:
    shown = 0
    with (
        open_store(f"sqlite:///{done.store}") as store,
        TestClient(application(store, when=None), base_url="http://127.0.0.1") as client,
    ):
        after = None
        uids: list[str] = []
        while True:
            results = store.search(None, limit=100, after=after)
            uids += [hit.uid for hit in results.hits]
            if (after := results.next) is None:
                break
        for uid in uids:
            for place in (f"/actes/{uid}", f"/actes/{uid}/pages/1"):
                answer = client.get(place)
                assert (place, answer.status_code) == (place, 200)
                assert (place, set(STEERING.findall(answer.text))) == (place, set())
                page = parse_page(answer.text)
                assert (
                    select(
                        page,
                        "//script[not(@src='/static/selection.js' or @src='/static/pages.js')]|//iframe|//object|//embed|//form[not(@action)]",
                    )
                    == []
                )
                assert [
                    name for element in page.iter() for name in dict(element.attrib) if name.startswith("on")
                ] == []
                assert [
                    link
                    for link in select(page, "//@href|//@src|//@action")
                    if not link.startswith(("/", "#", "?"))
                ] == []
                shown += 1
    assert shown >= 2 * campaign.GOOD
