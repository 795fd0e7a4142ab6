"""Train the sequence model of the roles in the roll, from invented, annotated and automatically labelled acts."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from fr_recueil.training.augmentation import vary
from fr_recueil.training.roll_examples import RollExample, annotated_examples, generated_examples
from recueil.entities.roll.features import describe_names
from recueil.entities.roll.sequence_model import (
    EncodedText,
    Floats,
    Indices,
    Probabilities,
    RollModel,
)
from recueil.values.roll import ROLL_LABELS

SEED: Final = 20_26
EPOCHS: Final = 5
RATE: Final = 0.12
DROPOUT: Final = 0.15  # of the features of each name, in training
COPIES: Final = 3  # varied copies of an annotated act, besides the act itself
GENERATED: Final = 900
_LABELS: Final = {label: number for number, label in enumerate(ROLL_LABELS)}


@dataclass(frozen=True, slots=True)
class Case:
    """The encoded names of one text and the number of each one's label."""

    encoded: EncodedText
    labels: Indices


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    root = Path(__file__).parents[3]
    parser.add_argument("--corpus", type=Path, default=root / "corpus", help="folder of the generator")
    parser.add_argument("--generated", type=int, default=GENERATED, help="how many invented acts")
    parser.add_argument("--annotated", type=Path, action="append", default=[], help="folder with texts/ and gold/")
    parser.add_argument(
        "--texts", type=Path, action="append", default=[], help="folder of texts that the rules label"
    )
    parser.add_argument("--without-body", action="append", default=[], help="leave the acts of a body out")


def train(options: argparse.Namespace) -> str:
    """Train and write the weights; return how many acts and names they come from."""
    examples = list(collect_examples(options))
    model = train_model(examples)
    model.to_disk(options.output)
    return f"{len(examples)} acts, {sum(len(example.persons) for example in examples)} names → {options.output}"


def collect_examples(options: argparse.Namespace) -> Iterator[RollExample]:
    """Yield all examples that the options name."""
    yield from generated_examples(options.corpus, SEED, options.generated)
    if options.annotated or options.texts:
        from fr_recueil.training.silver import Labeller

        labeller = Labeller()
        for folder in options.annotated:
            yield from annotated_examples(folder, labeller.persons, options.without_body)
        for folder in options.texts:
            yield from labeller.silver_examples(folder)


def train_model(examples: Sequence[RollExample], epochs: int = EPOCHS) -> RollModel:
    """Train on the examples and on varied copies of those of real bodies."""
    dice = Random(SEED)  # noqa: S311 - variety, no secret
    cases = [encode(example) for example in with_copies(examples, dice) if example.persons]
    return fit(cases, epochs)


def with_copies(examples: Iterable[RollExample], dice: Random) -> Iterator[RollExample]:
    """Yield each example, and varied copies of it."""
    for example in examples:
        yield example
        for _ in range(COPIES if example.body else 1):
            yield vary(example, dice)


def encode(example: RollExample) -> Case:
    names = describe_names(example.text, example.persons)
    return Case(EncodedText.of(names), np.array([_LABELS[label] for label in example.labels], dtype=np.int64))


class _AdaGrad:
    """Updates rows of weights, each by a rate that falls with its own gradients."""

    def __init__(self, weights: Floats) -> None:
        self.weights = weights
        self.squares = np.full_like(weights, 1e-2)

    def step(self, rows: Indices, gradients: Probabilities) -> None:
        unique, places = np.unique(rows, return_inverse=True)
        sums = np.zeros((len(unique), self.weights.shape[1]), np.float32)
        np.add.at(sums, places, gradients.astype(np.float32))
        self.squares[unique] += sums * sums
        self.weights[unique] += RATE * sums / np.sqrt(self.squares[unique])


def fit(cases: Sequence[Case], epochs: int) -> RollModel:
    """Maximise the likelihood of the labels by AdaGrad, one text at a time; return the mean of the last epochs."""
    dice = np.random.default_rng(SEED)
    model = RollModel()
    unary, edge = _AdaGrad(model.unary), _AdaGrad(model.edge)
    means = RollModel()
    averaged = epochs - epochs // 2
    for epoch in range(epochs):
        for number in dice.permutation(len(cases)):
            _update(model, unary, edge, cases[number], dice)
        if epoch >= epochs - averaged:
            means.unary += model.unary / averaged
            means.edge += model.edge / averaged
    return means


def _update(model: RollModel, unary: _AdaGrad, edge: _AdaGrad, case: Case, dice: np.random.Generator) -> None:
    encoded = _without_some(case.encoded, dice)
    marginals = model.marginals(encoded)
    count = len(case.labels)
    errors = -marginals.labels
    errors[np.arange(count), case.labels] += 1
    sizes = np.diff(np.append(encoded.unary_starts, len(encoded.unary)))
    unary.step(encoded.unary, np.repeat(errors, sizes, axis=0))
    if count > 1:
        pairs = -marginals.pairs
        pairs[np.arange(count - 1), case.labels[:-1], case.labels[1:]] += 1
        sizes = np.diff(np.append(encoded.edge_starts, len(encoded.edge)))
        edge.step(encoded.edge, np.repeat(pairs.reshape(count - 1, -1), sizes, axis=0))


def _without_some(encoded: EncodedText, dice: np.random.Generator) -> EncodedText:
    """Return the features without a random part; the first of each name, its bias, stays."""
    kept = dice.random(len(encoded.unary)) >= DROPOUT
    kept[encoded.unary_starts] = True
    before = np.concatenate([[0], np.cumsum(kept)])
    return EncodedText(encoded.unary[kept], before[encoded.unary_starts], encoded.edge, encoded.edge_starts)
