"""Measure the learned parts of the pipeline on acts of bodies that they were not trained on: leave one body out.

The acts are put into folds by their bodies; for each fold the learned parts are trained again without its bodies.

The trainer of the installed pipeline is found by its entry point ``recueil.trainer``: a class made of training
data. A body is known by its folded name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from recueil.errors import PipelineMissing
from recueil.evaluation.gold import GoldAct
from recueil.evaluation.scoring import Report, extract_acts, score
from recueil.installed_pipeline import pipeline_package
from recueil.text import fold_words
from recueil.translation import gettext as _
from recueil.values import Act

if TYPE_CHECKING:
    from spacy.language import Language


GROUP = "recueil.trainer"
_WORDS_OF_NO_NAME = frozenset({
    "commune", "ville", "village", "mairie", "conseil", "municipal",
    "de", "du", "des", "d", "la", "le", "les", "l",
})  # fmt: skip


def fold_body(body: str) -> str:
    """Return what the names of one body have in common: « Commune de Villorgent », « villorgent » are one."""
    words = fold_words(body)
    return " ".join([word for word in words if word not in _WORDS_OF_NO_NAME] or words)


@dataclass(frozen=True, slots=True)
class TrainingData:
    """What the learned parts are trained on: folders with ``texts/`` and ``gold/``, and folders of texts alone."""

    annotated: Sequence[Path]
    texts: Sequence[Path] = ()


class Trainer(Protocol):
    """Trains the learned parts of the installed pipeline."""

    def without(self, bodies: Set[str]) -> Language:
        """Return the pipeline with learned parts that come from no act of the bodies of these keys."""

    def rules_alone(self) -> Language:
        """Return the pipeline without its learned parts."""


def load_trainer(data: TrainingData) -> Trainer:
    """Return the trainer of the installed pipeline. Raises PipelineMissing if it has none."""
    package = pipeline_package()
    for entry in entry_points(group=GROUP):
        if entry.value.partition(":")[0].partition(".")[0] == package:
            return cast("Trainer", entry.load()(data))
    raise PipelineMissing(
        _("{package} has no entry point {group}: nothing can be trained again.").format(
            package=package, group=GROUP
        ),
        _("Evaluate without --leave-one-body-out."),
    )


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
