"""The trainer of the installed pipeline, by its entry point ``recueil.trainer``: a class made of training data.

Recueil ships one. A body is known by its folded name.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from recueil.errors import PipelineMissing
from recueil.installed_pipeline import pipeline_package
from recueil.text import fold_words

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
        f"{package} has no entry point {GROUP}: nothing can be trained again.",
        "Evaluate without --leave-one-body-out.",
    )
