"""Train the taggers of organisations and of places, from annotated acts."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import numpy as np

import fr_recueil
from fr_recueil.training import nearby_names, roll
from fr_recueil.training.nearby_names import AmountExample, AmountNames
from fr_recueil.training.roll import Labeller
from fr_recueil.training.sequence import Example, Settings, Table, Weights, label_words, round_to_steps, train
from recueil.entities.component import mentions_by_kind
from recueil.entities.nearby_names.component import NearbyNames
from recueil.entities.roll.component import RollRoles
from recueil.entities.tagger.component import NameTagger
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
from recueil.evaluation.folds import TrainingData, fold_body
from recueil.evaluation.gold import UNKNOWN_BODY

if TYPE_CHECKING:
    from spacy.language import Language


_ANNOTATED_LENGTH: Final = 3_000
"""Organisations and places are annotated in the first characters of an act."""

NAMES: Final = ("organisations", "places")
"""The keys of the annotations that parts learn from."""

TABLE: Final = Table(LABELS, 1 << BITS, 1, [(OUTSIDE, INSIDE)], STRETCH)

ANNOTATIONS: Final = Path(__file__).parent / "annotations" / "names.jsonl"
"""Annotations of published acts whose texts are not in the repository."""

WINDOWS: Final = ANNOTATIONS.with_name("windows.jsonl")
"""The same of windows of published acts."""

INVENTED: Final = "names"
"""The folder of the corpus with invented acts whose names are marked."""

Spans = Sequence[tuple[int, int]]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AnnotatedAct:
    """An act with the places of its names, by the name of their part: those to learn, and optional ones."""

    text: str
    body: str
    names: Mapping[str, tuple[Spans, Spans]]


def read_annotated(folder: Path) -> list[AnnotatedAct]:
    """Read the acts of a folder with ``texts/ID.txt`` and ``gold/ID.json``, in the order of their names.

    Those whose names are not marked are left out.
    """
    golds = (json.loads(file.read_text("utf-8")) for file in sorted((folder / "gold").glob("*.json")))
    return [
        AnnotatedAct(
            (folder / "texts" / f"{gold['id']}.txt").read_text("utf-8"),
            str(gold.get("body") or UNKNOWN_BODY),
            {part: (_spans_of(gold[part], False), _spans_of(gold[part], True)) for part in NAMES},
        )
        for gold in golds
        if "organisations" in gold
    ]


def _spans_of(items: Sequence[Mapping[str, Any]], optional: bool) -> Spans:
    return sorted(
        (item["start"], item["start"] + len(item["text"]))
        for item in items
        if bool(item.get("optional")) is optional
    )


def read_offsets(annotations: Path, folders: Sequence[Path]) -> list[AnnotatedAct]:
    """Read acts that are annotated by offsets alone, in the order of the file; their bodies are not known.

    Each line has the SHA-256 of the file of its text, which lies in one of the folders under any name. Raises
    ValueError if the text of a line is in none.
    """
    texts = {sha256(file.read_bytes()).hexdigest(): file for folder in folders for file in folder.glob("*.txt")}
    lines = [json.loads(line) for line in annotations.read_text("utf-8").splitlines()]
    if missing := sum(line["sha256"] not in texts for line in lines):
        raise ValueError(f"the texts of {missing} of {len(lines)} annotated acts are in none of the folders")
    return [
        AnnotatedAct(
            texts[line["sha256"]].read_text("utf-8"),
            UNKNOWN_BODY,
            {part: (line[part], line[f"{part}_optional"]) for part in NAMES},
        )
        for line in lines
    ]


def read_invented(corpus: Path) -> list[AnnotatedAct]:
    """Read the invented acts of a corpus, if there are any: they are of no body."""
    return [replace(act, body="") for act in read_annotated(corpus / INVENTED)]


@dataclass(frozen=True, slots=True)
class TaggerPart:
    """A part that ``python -m fr_recueil.training`` trains; its annotations and weights have its name.

    ``kept`` are files of annotations by offsets. ``invented`` says whether it learns from invented acts too.
    """

    name: str
    settings: Settings = field(default_factory=Settings)
    kept: Sequence[Path] = (ANNOTATIONS,)
    invented: bool = False

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return f"Train the tagger of {self.name}, from annotated acts."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of the command."""
        parser.add_argument("--corpus", type=Path, default=roll.CORPUS, help="folder of the invented acts")
        parser.add_argument(
            "--texts", type=Path, action="append", default=[], help="folder of the texts of the kept annotations"
        )
        parser.add_argument(
            "--annotated", type=Path, action="append", default=[], help="folder with texts/ and gold/"
        )

    def train(self, options: argparse.Namespace) -> str:
        """Train and write the weights; return how many acts they come from."""
        kept = self.kept if options.texts else ()
        acts = [act for annotations in kept for act in read_offsets(annotations, options.texts)]
        acts += [act for folder in options.annotated for act in read_annotated(folder)]
        acts += read_invented(options.corpus) if self.invented else []
        if not acts:
            raise SystemExit("nothing to learn from: give --texts or --annotated")
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
        sure, optional = (label_words(spans, words.starts, words.ends) for spans in act.names[self.name])
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


ORGANISATIONS: Final = TaggerPart("organisations", kept=(ANNOTATIONS, WINDOWS), invented=True)
PLACES: Final = TaggerPart("places", Settings(bias=-0.5))


_LEARNED: Final = ("roll", ORGANISATIONS.name, PLACES.name, "nearby_names")
_UNTRAINED: Final = {f"components.recueil_{name}.weights": None for name in _LEARNED}


class PipelineTrainer:
    """Reads all examples once, and trains on those of some bodies. An entry point of Recueil."""

    def __init__(self, data: TrainingData) -> None:
        labeller = Labeller()
        examples = roll.read_examples(roll.CORPUS, roll.GENERATED, data.annotated, data.texts, labeller)
        self._roll = roll.encode_all(examples)
        self._sums: dict[AmountNames, list[tuple[str, AmountExample]]] = {}
        for part in (nearby_names.BENEFICIARIES, nearby_names.FUNDERS):
            sums = part.read_examples(roll.CORPUS, data.annotated, data.texts, labeller.mentions)
            self._sums[part] = [(example.body, example) for example in sums]
        acts = [act for folder in data.annotated for act in read_annotated(folder)]
        invented = read_invented(roll.CORPUS)
        self._names: dict[TaggerPart, list[tuple[str, Example]]] = {
            part: _with_bodies(part, [*acts, *invented] if part.invented else acts)
            for part in (ORGANISATIONS, PLACES)
        }

    def without(self, bodies: Set[str]) -> Language:
        """Return the pipeline trained without the acts of the bodies of these keys."""
        nlp = self.rules_alone()
        cast(RollRoles, nlp.get_pipe("recueil_roll")).model = roll.fit(_outside(self._roll, bodies))
        cast(NearbyNames, nlp.get_pipe("recueil_nearby_names")).models = {
            part.name: part.fit(_outside(sums, bodies)) for part, sums in self._sums.items()
        }
        for part, examples in self._names.items():
            if kept := _outside(examples, bodies):
                cast(NameTagger, nlp.get_pipe(f"recueil_{part.name}")).model = part.model(kept)
        return nlp

    def rules_alone(self) -> Language:
        """Return the pipeline without its weights."""
        return fr_recueil.load(_UNTRAINED)


def _with_bodies(part: TaggerPart, acts: Sequence[AnnotatedAct]) -> list[tuple[str, Example]]:
    """Return the examples of acts, each with the body of its act."""
    return [(act.body, example) for act, example in zip(acts, part.examples(acts), strict=True)]


def _outside(examples: Sequence[tuple[str, T]], bodies: Set[str]) -> list[T]:
    """Return the examples of other bodies; an invented act is of none."""
    return [example for body, example in examples if not body or fold_body(body) not in bodies]
