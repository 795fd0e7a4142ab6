"""retry: only what is not done, and of that only what is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.client.schemas.objects import State

from recueil.ingest.plan import path_of
from recueil.store.open import open_store
from recueil_flows.requests import RetryRequest
from recueil_flows.retry import retry

pytestmark = pytest.mark.usefixtures("prefect_api", "thread_pool")


@pytest.fixture
def ingested(folder: Path, store: str, bring: Callable[[str, Path], None]) -> Path:
    """The folder after a night: four files are in, three are not; one of these goes, and a new one comes."""
    (folder / "perdu.gif").write_bytes(b"GIF89a perdu")
    bring(store, folder)
    (folder / "perdu.gif").unlink()
    (folder / "nouveau.txt").write_text("Le conseil accorde 7 €.")
    return folder


def done_by(store: str, **request: Any) -> tuple[State[Any], set[str]]:
    """How a retry ended, and the names of the files it brought in."""
    state = retry(RetryRequest(store=store, **request), return_state=True)
    with open_store(store) as opened:
        (run, *_) = opened.ledger.runs()
        works = opened.ledger.active(["done"])
    assert run.flow == "retry"
    return state, {path_of(work.source).name for work in works if work.run == run.id}


def not_done(store: str) -> list[tuple[str, str, str | None, int]]:
    """Name, state, reason and attempts of what is not in the store."""
    with open_store(store) as opened:
        works = opened.ledger.active(["quarantined", "withdrawn", "failed", "pending"])
    return [(path_of(work.source).name, work.state, work.reason, work.attempts) for work in works]


def test_it_does_what_was_not_done_and_looks_for_nothing_new(ingested: Path, store: str) -> None:
    (ingested / "vide.txt").write_text("Le conseil accorde 9 €.")
    with open_store(store) as opened:
        opened.ledger.release(work.id for work in opened.ledger.active(["quarantined"]) if "image" in work.source)
    state, done = done_by(store)
    assert (state.name, state.message, done) == (
        "CompletedWithFailures",
        "1 of 2 files are in the store, 0 of them unchanged. 1 failed.",
        {"vide.txt"},
    )
    assert not_done(store) == [
        ("image.gif", "quarantined", "format", 1),
        ("perdu.gif", "withdrawn", "format", 1),
    ]


@pytest.mark.slow
def test_it_does_only_what_it_is_asked_for(ingested: Path, store: str) -> None:
    (ingested / "image.gif").write_text("Le conseil accorde 3 €.")
    (ingested / "vide.txt").write_text("Le conseil accorde 9 €.")
    assert done_by(store, since=datetime.now(UTC) + timedelta(hours=1))[1] == set()
    assert done_by(store, bodies=["Val-Ourlière"])[1] == set()
    assert done_by(store, reasons=["empty"])[1] == {"vide.txt"}
    state, done = done_by(store)
    assert (state.name, done) == ("Completed", {"image.gif"})
