"""Measure the learned parts of the pipeline on acts of bodies that they were not trained on: leave one body out.

The acts are put into folds by their bodies; for each fold the learned parts are trained again without its bodies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recueil.evaluation.gold import GoldAct
from recueil.evaluation.scoring import Report, extract_acts, score
from recueil.evaluation.trainer import Trainer, fold_body
from recueil.values import Act

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, slots=True)
class FoldedReport:
    """The scores of the same acts by rules alone, by parts trained without their bodies, and as installed."""

    rules: Report
    unseen: Report
    seen: Report


def split_bodies(golds: Sequence[GoldAct], folds: int) -> list[frozenset[str]]:
    """Divide the bodies of acts into at most so many folds of about the same number of acts."""
    acts = Counter(fold_body(gold.body) for gold in golds)
    divided: list[list[str]] = [[] for _ in range(min(folds, len(acts)))]
    for body in sorted(acts, key=lambda body: (-acts[body], body)):
        min(divided, key=lambda fold: sum(acts[each] for each in fold)).append(body)
    return [frozenset(fold) for fold in divided]


def evaluate_folds(
    golds: Sequence[GoldAct], trainer: Trainer, installed: Callable[[], Language], folds: int
) -> FoldedReport:
    """Extract each act by parts that were trained without its body, and score all of them together."""
    acts: dict[str, Act] = {}
    for bodies in split_bodies(golds, folds):
        own = [gold for gold in golds if fold_body(gold.body) in bodies]
        acts |= {gold.name: act for gold, act in zip(own, extract_acts(trainer.without(bodies), own), strict=True)}
    return FoldedReport(
        score(golds, extract_acts(trainer.rules_alone(), golds)),
        score(golds, [acts[gold.name] for gold in golds]),
        score(golds, extract_acts(installed(), golds)),
    )
