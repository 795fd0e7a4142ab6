"""Train the taggers of organisations and of places, from annotated acts."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fr_recueil.training.sequence import Example, Settings, Table, Weights, label_words, round_to_steps, train
from recueil.entities.component import mentions_by_kind
from recueil.entities.tagger.evidence import EvidenceReader, load_evidence_reader
from recueil.entities.tagger.features import BITS
from recueil.entities.tagger.model import (
    FORBIDDEN,
    INSIDE,
    LABELS,
    OUTSIDE,
    STRETCH,
    WEIGHTS_FILE,
    SequenceModel,
)
from recueil.evaluation.gold import UNKNOWN_BODY

if TYPE_CHECKING:
    from spacy.language import Language

_ANNOTATED_LENGTH: Final = 3_000
"""Organisations and places are annotated in the first characters of an act."""

TABLE: Final = Table(LABELS, 1 << BITS, 1, [(OUTSIDE, INSIDE)], STRETCH)


@dataclass(frozen=True, slots=True)
class AnnotatedAct:
    """An act with its annotations: the object of its file in ``gold/``."""

    text: str
    gold: dict[str, Any]

    @property
    def body(self) -> str:
        """The body that issued the act."""
        return str(self.gold.get("body") or UNKNOWN_BODY)


def read_annotated(folder: Path) -> list[AnnotatedAct]:
    """Read the acts of a folder with ``texts/ID.txt`` and ``gold/ID.json``, in the order of their names.

    Those whose names are not marked are left out.
    """
    golds = (json.loads(file.read_text("utf-8")) for file in sorted((folder / "gold").glob("*.json")))
    return [
        AnnotatedAct((folder / "texts" / f"{gold['id']}.txt").read_text("utf-8"), gold)
        for gold in golds
        if "organisations" in gold
    ]


@dataclass(frozen=True, slots=True)
class TaggerPart:
    """A part that ``python -m fr_recueil.training`` trains; its annotations and weights have its name."""

    name: str
    settings: Settings = field(default_factory=Settings)

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return f"Train the tagger of {self.name}, from annotated acts."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of the command."""
        parser.add_argument(
            "--annotated", type=Path, action="append", required=True, help="folder with texts/ and gold/"
        )

    def train(self, options: argparse.Namespace) -> str:
        """Train and write the weights; return how many acts they come from."""
        acts = [act for folder in options.annotated for act in read_annotated(folder)]
        model = self.model(list(self.examples(acts)))
        options.output.mkdir(parents=True, exist_ok=True)
        (options.output / WEIGHTS_FILE).write_bytes(model.to_bytes())
        return f"{len(acts)} acts → {options.output}"

    def model(self, examples: Sequence[Example]) -> SequenceModel:
        """Train on examples."""
        return as_model(train(examples, TABLE, self.settings), self.settings.bias)

    def examples(self, acts: Sequence[AnnotatedAct]) -> Iterator[Example]:
        """Yield the examples of acts: an optional annotation teaches nothing."""
        import fr_recueil

        nlp = fr_recueil.load(
            {"components.recueil_organisations.weights": None, "components.recueil_places.weights": None}
        )
        reader = load_evidence_reader("fr_recueil")
        for act in acts:
            yield self._example(act, nlp, reader)

    def _example(self, act: AnnotatedAct, nlp: Language, reader: EvidenceReader) -> Example:
        evidence = reader.read(act.text, mentions_by_kind(nlp(act.text)))
        words = evidence.words
        count = sum(start < _ANNOTATED_LENGTH for start in words.starts)
        sure, optional = (
            label_words(
                sorted(
                    (item["start"], item["start"] + len(item["text"]))
                    for item in act.gold[self.name]
                    if bool(item.get("optional")) is wanted
                ),
                words.starts,
                words.ends,
            )
            for wanted in (False, True)
        )
        sure[(optional > 0) & (sure == 0)] = -1
        breaks = [at for at in evidence.breaks if at < count]
        links = np.zeros((count, 1), dtype=np.uint32)
        return Example(evidence.features[:count], links, breaks, sure[:count])


def as_model(weights: Weights, bias: float) -> SequenceModel:
    """Round weights to those of a tagger."""
    rounded, scale = round_to_steps(weights.features)
    transitions = np.rint(weights.links.reshape(LABELS, LABELS) * 256) / 256
    transitions[OUTSIDE, INSIDE] = FORBIDDEN
    return SequenceModel(rounded, transitions.astype(np.float32), scale, bias)


ORGANISATIONS: Final = TaggerPart("organisations")
PLACES: Final = TaggerPart("places", Settings(bias=-0.5))
