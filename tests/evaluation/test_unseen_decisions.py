"""Acts of bodies that no rule was written for are read no worse than they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.evaluation.unseen_decisions import FIELDS, f1, read_acts, score

if TYPE_CHECKING:
    from spacy.language import Language

# The least F1 of kind, date, awards and funding; and how many sums that are no award may be read as one.
FLOORS = {
    "tuned": ((1.0, 1.0, 0.88, 1.0), 0),
    "held_out": ((1.0, 0.99, 0.77, 0.81), 1),
    "fresh": ((0.85, 0.98, 0.69, 0.84), 0),
}


@pytest.mark.parametrize("name", FLOORS)
def test_unseen_acts_are_read_no_worse(name: str, nlp: Language) -> None:
    floors, forbidden = FLOORS[name]
    counts = score(list(read_acts(name)), nlp)
    figures = {field: f1(counts[field]) for field in FIELDS}
    least = dict(zip(FIELDS, floors, strict=True))
    assert {field: figure for field, figure in figures.items() if figure < least[field]} == {}
    assert counts["forbidden"]["wrong"] <= forbidden
