"""The trainer of the pipeline: trains all parts that learn without the acts of some bodies, to measure them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, cast

import fr_recueil
from fr_recueil.training import roll
from fr_recueil.training.roll import Labeller
from fr_recueil.training.sequence import Example
from fr_recueil.training.taggers import ORGANISATIONS, PLACES, TaggerPart, read_annotated
from recueil.entities.roll.component import RollRoles
from recueil.entities.tagger.component import NameTagger
from recueil.evaluation.folds import TrainingData, fold_body

if TYPE_CHECKING:
    from spacy.language import Language

_UNTRAINED = {f"components.recueil_{name}.weights": None for name in ("roll", ORGANISATIONS.name, PLACES.name)}


class PipelineTrainer:
    """Reads all examples once, and trains on those of some bodies. An entry point of Recueil."""

    def __init__(self, data: TrainingData) -> None:
        examples = roll.read_examples(roll.CORPUS, roll.GENERATED, data.annotated, data.texts, Labeller())
        self._roll = roll.encode_all(examples)
        acts = [act for folder in data.annotated for act in read_annotated(folder)]
        self._names: dict[TaggerPart, list[tuple[str, Example]]] = {
            part: [(act.body, example) for act, example in zip(acts, part.examples(acts), strict=True)]
            for part in (ORGANISATIONS, PLACES)
        }

    def without(self, bodies: Set[str]) -> Language:
        """Return the pipeline trained without the acts of the bodies of these keys."""
        nlp = self.rules_alone()
        cast(RollRoles, nlp.get_pipe("recueil_roll")).model = roll.fit(_outside(self._roll, bodies))
        for part, examples in self._names.items():
            if kept := _outside(examples, bodies):
                cast(NameTagger, nlp.get_pipe(f"recueil_{part.name}")).model = part.model(kept)
        return nlp

    def rules_alone(self) -> Language:
        """Return the pipeline without its weights."""
        return fr_recueil.load(_UNTRAINED)


def _outside(examples: Sequence[tuple[str, Example]], bodies: Set[str]) -> list[Example]:
    """Return the examples of other bodies; an invented act is of none."""
    return [example for body, example in examples if not body or fold_body(body) not in bodies]
