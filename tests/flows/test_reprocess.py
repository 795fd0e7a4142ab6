"""reprocess: what an earlier version of the pipeline did, from its text where that is enough."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import fr_recueil
from recueil.ingest.reprocess import find_outdated
from recueil.reports.queries import Example, KindChange, Upgrade
from recueil.store.ledger.work import Work
from recueil.store.open import open_store
from recueil_flows.reprocess import current_pipeline, reprocess
from recueil_flows.requests import ReprocessRequest

pytestmark = pytest.mark.usefixtures("prefect_api", "thread_pool")

FIRST = {"extract/amounts.py": "a1", "extract/dates.py": "d1", "reading/pdf.py": "r1"}
OTHER_AMOUNTS = FIRST | {"extract/amounts.py": "a2"}
OTHER_READING = FIRST | {"reading/pdf.py": "r2"}


def become(monkeypatch: pytest.MonkeyPatch, version: str, parts: dict[str, str]) -> None:
    """Let the pipeline be of this version, made of these parts."""
    monkeypatch.setattr(fr_recueil, "version", lambda: version)
    monkeypatch.setattr(fr_recueil, "parts", lambda: parts)


@pytest.fixture
def ingested(
    folder: Path, store: str, bring: Callable[[str, Path], None], monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The folder, four files of it in the store by version 1, two failed."""
    become(monkeypatch, "1", FIRST)
    bring(store, folder)
    return folder


def reasons(store: str) -> list[str]:
    """What `recueil reprocess --dry-run` says."""
    with open_store(store) as opened:
        return [group.reason() for group in find_outdated(opened, current_pipeline())]


def done(store: str) -> dict[str, Work]:
    with open_store(store) as opened:
        return {work.source.rpartition("/")[2]: work for work in opened.ledger.active(["done"])}


def test_another_rule_extracts_anew_from_the_text_and_the_report_says_what_was_found_otherwise(
    ingested: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(ingested.parent / "recueil.db")) as connection, connection:
        connection.execute("DELETE FROM entities WHERE kind = 'amount' AND text = '2 500,00 €'")
    become(monkeypatch, "2", OTHER_AMOUNTS)
    for file in ingested.glob("*.txt"):
        file.unlink()
    assert reasons(store) == ["4 documents of 1: extracted anew from the stored text (other: extract/amounts.py)."]
    state = reprocess(ReprocessRequest(store=store), return_state=True)
    assert (state.name, state.message) == (
        "Completed",
        "4 of 4 files are in the store, 0 of them unchanged.",
    )
    after = done(store)
    assert {name: work.pipeline_version for name, work in after.items()} == dict.fromkeys(
        ("acte1.txt", "acte2.txt", "acte3.txt", "copie.txt"), "2"
    )
    assert reasons(store) == []
    with open_store(store) as opened:
        status = opened.status()
        upgrades = opened.report(opened.ledger.runs()[0].started).upgrades
    assert (status.acts, status.versions) == (3, {"2": 3})
    example = Example("2500.00 EUR", after["acte2.txt"].document or "")
    found = KindChange("amount", gained=1, lost=0, gained_example=example, lost_example=None)
    assert upgrades == (Upgrade("2", "1", ("extract/amounts.py",), acts=1, kinds=(found,)),)


def test_another_way_to_read_reads_the_files_again_as_they_are_now(
    ingested: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = done(store)
    become(monkeypatch, "2", OTHER_READING)
    (ingested / "acte1.txt").write_text("Le conseil accorde 1 600,00 € à l'école n° 1.")
    (ingested / "acte2.txt").unlink()
    assert reasons(store) == ["4 documents of 1: read again (other: reading/pdf.py)."]
    reprocess(ReprocessRequest(store=store), return_state=True)
    after = done(store)
    assert {work.pipeline_version for work in after.values()} == {"2"}
    assert {name for name in after if after[name].sha256 != before[name].sha256} == {"acte1.txt"}
    assert after.keys() == before.keys()
