"""The chronicle of séances: the same for a seed, every defect in every commune, and each shown by acts that are there."""

from __future__ import annotations

import importlib
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "corpus"))
seances = importlib.import_module("invented.seances")


def test_a_chronicle_is_the_same_for_a_seed() -> None:
    first, again, other = (seances.chronicle(seed, 16, 2, 2, planted=True) for seed in (1, 1, 2))
    assert first == again
    assert {paper.text for paper in first.papers}.isdisjoint(paper.text for paper in other.papers)
    assert first.seances == 16


def test_each_defect_is_planted_in_each_commune_and_shown() -> None:
    written = seances.chronicle(1, 500, planted=True)
    per_kind = Counter((one.kind, one.body) for one in written.planted)
    assert per_kind == {(kind, body): 2 for kind in seances.KINDS for _, body in per_kind}
    assert len(per_kind) == 6 * len(seances.KINDS)
    names = {paper.name for paper in written.papers}
    assert len(names) == len(written.papers)
    of_nothing = ("numbering_gap", "minutes_missing", "agenda_item")
    assert {one.kind for one in written.planted if not names.issuperset(one.shows)} == set(of_nothing)


def test_a_chronicle_without_defects_plants_none() -> None:
    assert seances.chronicle(1, 48).planted == ()
