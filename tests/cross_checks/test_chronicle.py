"""Séances of several communes through the years, as the pipeline reads them: what was planted is found, and no more."""

from __future__ import annotations

import datetime
import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from recueil.missing.gaps import find_missing
from recueil.store.open import open_store
from recueil.store.store import Store

sys.path.insert(0, str(Path(__file__).parents[2] / "corpus"))
chronicle = importlib.import_module("invented.seances").chronicle

Bring = Callable[[str, Path], None]
Found = set[tuple[str, str, int, str]]
NOW = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
RULES = {
    "subsidy_convention": "subvention-convention",
    "before_budget": "subvention-avant-budget",
    "repeated": "deliberation-repetee",
    "below_threshold": "marches-sous-seuil",
    "amendment": "avenants-marche",
    "delegation": "decision-delegation",
    "late_transmission": "transmission-tardive",
    "cited_missing": "acte-cite-absent",
    "interest": "attribution-sans-deport",
}
"""By what is planted: the rule that finds it, in the last of the acts that show it; the rest is missing."""


def found_in(store: Store) -> Found:
    with store._engine.connect() as connection:
        query = "SELECT a.uid, s.uri FROM acts a JOIN sources s ON s.document_id = a.document_id"
        names = {uid: Path(uri).stem for uid, uri in connection.exec_driver_sql(query)}
    found: Found = set()
    for body in store.bodies.all():
        store.cross_checks.make(body.key, NOW)
        report = store.cross_checks.report(body.key)
        assert report is not None
        assert not report.outdated
        with store.figures.scope() as scope:
            missing = find_missing(scope, body.key, body.label, NOW)
        found |= {(body.label, one.rule, one.date.year, names[one.uid]) for one in report.findings}
        found |= {(body.label, "numbering_gap", gap.year, gap.first) for gap in missing.numbers}
        found |= {(body.label, "minutes_missing", one.date.year, str(one.date)) for one in missing.minutes}
        found |= {(body.label, "agenda_item", one.date.year, one.title) for one in missing.items}
        found |= {(body.label, "seance", one.date.year, one.act) for one in missing.seances}
    return found


def ingested(
    bring: Bring, folder: Path, seances: int, bodies: int, years: int, *, planted: bool
) -> tuple[Found, Found]:
    """What was planted, and what is found."""
    written = chronicle(1, seances, bodies, years, planted=planted)
    (folder / "acts").mkdir()
    for paper in written.papers:
        (folder / "acts" / f"{paper.name}.txt").write_text(paper.text, "utf-8")
    url = f"sqlite:///{folder / 'recueil.db'}"
    bring(url, folder / "acts")
    with open_store(url) as store:
        found = found_in(store)
    return {(one.body, RULES.get(one.kind, one.kind), one.year, one.shows[-1]) for one in written.planted}, found


@pytest.mark.slow
@pytest.mark.parametrize("planted", [True, False])
def test_four_years_of_a_commune(bring: Bring, tmp_path: Path, planted: bool) -> None:
    expected, found = ingested(bring, tmp_path, 16, 1, 4, planted=planted)
    assert found == expected
    assert len(expected) == (12 if planted else 0)


@pytest.mark.nightly
@pytest.mark.parametrize(("seances", "bodies", "planted"), [(500, 6, True), (330, 4, False)])
def test_eight_years_of_several(bring: Bring, tmp_path: Path, seances: int, bodies: int, planted: bool) -> None:
    expected, found = ingested(bring, tmp_path, seances, bodies, 8, planted=planted)
    assert found == expected
    assert len(expected) == (144 if planted else 0)
