"""retry: only what is not done, and of that only what is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.client.schemas.objects import State

from recueil.clock import now
from recueil.store import open_store
from recueil_flows.ingest import ingest
from recueil_flows.requests import IngestRequest, RetryRequest
from recueil_flows.retry import retry

pytestmark = pytest.mark.usefixtures("prefect_api", "crew")


@pytest.fixture
def ingested(folder: Path, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder after a night: four files are in, two are not; then these are repaired, and a new one comes."""
    monkeypatch.chdir(tmp_path)
    Path("recueil.toml").write_text(f'[[sources]]\npath = "{folder}"\nbody = "Fontvergne"\n')
    ingest(IngestRequest(store=store), return_state=True)
    (folder / "image.gif").write_text("Le conseil accorde 3 €.")
    (folder / "vide.txt").write_text("Le conseil accorde 9 €.")
    (folder / "nouveau.txt").write_text("Le conseil accorde 7 €.")
    return folder


def done_by(store: str, **request: Any) -> tuple[State[Any], set[str]]:
    """How a retry ended, and the names of the files it brought in."""
    state = retry(RetryRequest(store=store, **request), return_state=True)
    with open_store(store) as opened:
        (run, *_) = opened.ledger.runs()
        works = opened.ledger.standing(["done"])
    return state, {work.source.rpartition("/")[2] for work in works if work.run == run.id}


def test_it_does_what_was_not_done_and_looks_for_nothing_new(ingested: Path, store: str) -> None:
    state, done = done_by(store)
    assert (state.name, done) == ("Completed", {"image.gif", "vide.txt"})
    assert state.message == "2 of 2 files are in the store, 0 of them unchanged."


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"reasons": ["empty"]}, {"vide.txt"}),
        ({"reasons": ["format", "empty"]}, {"image.gif", "vide.txt"}),
        ({"reasons": ["pdf-broken"]}, set()),
        ({"bodies": ["Fontvergne"]}, {"image.gif", "vide.txt"}),
        ({"bodies": ["Val-Ourlière"]}, set()),
        ({"since": now() - timedelta(hours=1)}, {"image.gif", "vide.txt"}),
        ({"since": now() + timedelta(hours=1)}, set()),
    ],
)
def test_it_does_only_what_it_is_asked_for(
    ingested: Path, store: str, request_: dict[str, list[str] | datetime], expected: set[str]
) -> None:
    assert done_by(store, **request_)[1] == expected


def test_what_is_as_broken_as_before_stays_set_aside(ingested: Path, store: str) -> None:
    (ingested / "image.gif").write_bytes(b"GIF89a")
    state, done = done_by(store)
    assert (state.name, done) == ("CompletedWithFailures", {"vide.txt"})
    assert state.message == "1 of 2 files are in the store, 0 of them unchanged. 1 failed."


def test_what_is_released_is_tried_as_it_is(ingested: Path, store: str) -> None:
    (ingested / "image.gif").write_bytes(b"GIF89a")
    with open_store(store) as opened:
        opened.ledger.release(work.id for work in opened.ledger.standing(["quarantined"]))
    done_by(store)
    with open_store(store) as opened:
        (failed,) = opened.ledger.standing(["quarantined"])
    assert (failed.source, failed.reason, failed.attempts) == ((ingested / "image.gif").as_uri(), "format", 1)


def test_what_is_gone_is_withdrawn(ingested: Path, store: str) -> None:
    (ingested / "image.gif").unlink()
    assert done_by(store)[1] == {"vide.txt"}
    with open_store(store) as opened:
        (gone,) = opened.ledger.standing(["withdrawn"])
    assert gone.source == (ingested / "image.gif").as_uri()
