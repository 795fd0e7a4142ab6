"""The acts of ``corpus/unseen``, whose layouts were written down before the extractors were read, are read no worse."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import ROOT

from recueil import evaluation
from recueil.evaluation import GoldAct
from recueil.evaluation.act_scoring import compare
from recueil.values import Act, Amount

if TYPE_CHECKING:
    from spacy.language import Language

UNSEEN = ROOT / "corpus" / "unseen"
DECISIONS = UNSEEN / "decisions" / "gold"
ROLL_FLOORS = {
    "act.president": 0.93,
    "act.secretary": 0.97,
    "act.present": 0.965,
    "act.represented": 0.98,
    "act.absent": 0.965,
    "act.proxies": 0.975,
    "act.votes": 0.96,
}
"""The least F1 of each field, below what was measured by less than a hundredth."""
LAYOUT_FLOORS = {
    "unseen/layouts": {
        "act.kind": 0.97,
        "act.date": 0.93,
        "act.president": 0.955,
        "act.secretary": 0.95,
        "act.present": 0.95,
        "act.represented": 0.98,
        "act.absent": 0.925,
        "act.proxies": 0.94,
        "act.votes": 0.96,
        "act.awards": 0.93,
        "act.funding": 0.73,
    },
    "unseen/heads": {
        "act.kind": 0.895,
        "act.date": 0.965,
        "act.president": 0.99,
        "act.secretary": 0.99,
        "act.present": 0.975,
        "act.represented": 0.99,
        "act.absent": 0.99,
        "act.proxies": 0.94,
        "act.votes": 0.945,
        "act.awards": 0.99,
    },
    "unseen/kinds": {
        "act.kind": 0.99,
        "act.date": 0.99,
        "act.president": 0.99,
        "act.secretary": 0.99,
        "act.present": 0.99,
        "act.represented": 0.935,
        "act.absent": 0.935,
        "act.proxies": 0.935,
        "act.votes": 0.905,
    },
    "unseen/votes": {
        "act.kind": 0.86,
        "act.date": 0.99,
        "act.president": 0.96,
        "act.secretary": 0.99,
        "act.present": 0.99,
        "act.represented": 0.99,
        "act.absent": 0.99,
        "act.proxies": 0.99,
        "act.votes": 0.915,
    },
    "unseen/awards": {
        "act.kind": 0.96,
        "act.date": 0.99,
        "act.votes": 0.92,
        "act.awards": 0.8,
        "act.funding": 0.81,
    },
    "unseen/sums": {"act.awards": 0.9, "act.funding": 0.95},
    "unseen/lists": {"act.awards": 0.9},
    "unseen/contracts": {"act.awards": 0.6, "act.funding": 0.8},
    "unseen/funding": {"act.kind": 0.915, "act.date": 0.99, "act.awards": 0.865, "act.funding": 0.61},
    "layouts": {
        "act.kind": 0.97,
        "act.date": 0.98,
        "act.president": 0.975,
        "act.secretary": 0.965,
        "act.present": 0.955,
        "act.represented": 0.94,
        "act.absent": 0.93,
        "act.proxies": 0.93,
        "act.votes": 0.965,
        "act.awards": 0.94,
    },
}
"""The same of acts in layouts that bodies publish: of those that nobody read, and of those that the rules know."""
# The least F1 of kind, date, awards and funding; and how many sums that are no award may be read as one.
DECISION_FLOORS = {
    "tuned": ((1.0, 1.0, 0.91, 1.0), 0),
    "held": ((1.0, 0.99, 0.905, 0.89), 1),
    "fresh": ((0.85, 0.98, 0.87, 0.84), 0),
    "latest": ((0.96, 1.0, 0.9, 1.0), 0),
}


def extract(nlp: Language, gold: Path, names: str) -> tuple[Sequence[GoldAct], Sequence[Act]]:
    golds = [each for each in evaluation.load(gold) if each.name.startswith(names)]
    assert golds
    return golds, list(evaluation.extract_acts(nlp, golds))


def reached(golds: Sequence[GoldAct], acts: Sequence[Act], *, roll: bool) -> dict[str, float]:
    """Return the F1 of each field."""
    right: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for gold, act in zip(golds, acts, strict=True):
        assert gold.annotation is not None
        for field in compare(gold.annotation, act, roll=roll):
            right[field.kind] += field.right
            other[field.kind] += len(field.missed) + len(field.wrong)
    return {field: 2 * right[field] / (2 * right[field] + other[field]) for field in right if right[field]}


def below(floors: dict[str, float], figures: dict[str, float]) -> dict[str, float]:
    return {field: figures[field] for field, least in floors.items() if figures[field] < least}


@pytest.mark.slow
def test_rolls_officers_and_votes_are_read_in_layouts_nobody_tuned_for(nlp: Language) -> None:
    golds, acts = extract(nlp, UNSEEN / "rolls" / "gold", "")
    assert below(ROLL_FLOORS, reached(golds, acts, roll=True)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("folder", LAYOUT_FLOORS)
def test_layouts_that_bodies_publish_are_read_no_worse(folder: str, nlp: Language) -> None:
    golds, acts = extract(nlp, ROOT / "corpus" / folder / "gold", "")
    assert below(LAYOUT_FLOORS[folder], reached(golds, acts, roll=True)) == {}


@pytest.mark.parametrize("names", DECISION_FLOORS)
def test_decisions_of_unseen_bodies_are_read_no_worse(names: str, nlp: Language) -> None:
    least, most_false = DECISION_FLOORS[names]
    golds, acts = extract(nlp, DECISIONS, names)
    floors = dict(zip(("act.kind", "act.date", "act.awards", "act.funding"), least, strict=True))
    assert below(floors, reached(golds, acts, roll=False)) == {}
    read_falsely = 0
    for gold, act in zip(golds, acts, strict=True):
        marked = json.loads((DECISIONS / f"{gold.name}.json").read_text("utf-8"))
        sums = {award.amount.value for part in (act, *act.parts) for award in part.facts.awards if award.amount}
        read = {value.amount for value in sums if isinstance(value, Amount)}
        read_falsely += len(read & set(map(Decimal, marked.get("no_award", ()))))
    assert read_falsely <= most_false
