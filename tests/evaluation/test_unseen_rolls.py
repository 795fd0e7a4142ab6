"""The acts of ``corpus/unseen/rolls``, whose layouts were written down before the extractors were read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.conftest import ROOT

from recueil import evaluation
from recueil.evaluation.act_scoring import compare

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.slow

_FLOORS = {
    "act.president": 0.93,
    "act.secretary": 0.97,
    "act.present": 0.965,
    "act.represented": 0.98,
    "act.absent": 0.965,
    "act.proxies": 0.975,
    "act.votes": 0.96,
}
"""The least F1 of each field, below what was measured by less than a hundredth."""


def test_rolls_officers_and_votes_are_read_in_layouts_nobody_tuned_for(nlp: Language) -> None:
    golds = evaluation.load(ROOT / "corpus" / "unseen" / "rolls" / "gold")
    right: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for gold, act in zip(golds, evaluation.extract_acts(nlp, golds), strict=True):
        assert gold.annotation is not None
        for field in compare(gold.annotation, act):
            right[field.kind] += field.right
            other[field.kind] += len(field.missed) + len(field.wrong)
    reached = {field: 2 * right[field] / (2 * right[field] + other[field]) for field in _FLOORS}
    assert {field: f1 for field, f1 in reached.items() if f1 < _FLOORS[field]} == {}
