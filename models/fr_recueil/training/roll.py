"""Train the sequence model of the roles in the roll, from invented, annotated and automatically labelled acts."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from fr_recueil.training import sequence
from fr_recueil.training.augmentation import vary
from fr_recueil.training.roll_examples import RollExample, annotated_examples, generated_examples
from fr_recueil.training.sequence import Example, Settings, Table
from recueil.entities.roll.features import EDGE_SIZE, UNARY_SIZE, describe_names
from recueil.entities.roll.sequence_model import RollModel
from recueil.entities.tagger.features import Ids
from recueil.values.roll import ROLL_LABELS

SEED: Final = 20_26
COPIES: Final = 3  # varied copies of an annotated act, besides the act itself
GENERATED: Final = 900
TABLE: Final = Table(len(ROLL_LABELS), UNARY_SIZE, EDGE_SIZE)
SETTINGS: Final = Settings(epochs=5, averaged=3, rate=0.12, dropout=0.15, batch=8, link_inertia=1e-2)
_LABELS: Final = {label: number for number, label in enumerate(ROLL_LABELS)}


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


def train_model(examples: Sequence[RollExample], settings: Settings = SETTINGS) -> RollModel:
    """Train on the examples and on varied copies of those of real bodies."""
    dice = Random(SEED)  # noqa: S311 - variety, no secret
    return fit([encode(example) for example in with_copies(examples, dice) if example.persons], settings)


def fit(examples: Sequence[Example], settings: Settings = SETTINGS) -> RollModel:
    """Train on encoded examples."""
    weights = sequence.train(examples, TABLE, settings)
    return RollModel(weights.features.astype(np.float32), weights.links.astype(np.float32))


def with_copies(examples: Iterable[RollExample], dice: Random) -> Iterator[RollExample]:
    """Yield each example, and varied copies of it."""
    for example in examples:
        yield example
        for _ in range(COPIES if example.body else 1):
            yield vary(example, dice)


def encode(example: RollExample) -> Example:
    """Return the features of the names of a text, and the number of each one's label."""
    names = describe_names(example.text, example.persons)
    return Example(
        _fill([name.unary for name in names], UNARY_SIZE),
        _fill([name.edge for name in names], EDGE_SIZE),
        [],
        np.array([_LABELS[label] for label in example.labels], dtype=np.int8),
    )


def _fill(rows: Sequence[Sequence[int]], filler: int) -> Ids:
    """Return rows of one length, the shorter ones filled up."""
    filled = np.full((len(rows), max(map(len, rows))), filler, dtype=np.uint32)
    for at, row in enumerate(rows):
        filled[at, : len(row)] = row
    return filled
