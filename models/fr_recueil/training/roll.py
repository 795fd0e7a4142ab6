"""Train the sequence model of the roles in the roll, from invented, annotated and automatically labelled acts.

The rules label a text where they are certain: its lists agree with the counts that the act prints.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np

import fr_recueil
from fr_recueil.training import sequence
from fr_recueil.training.roll_examples import (
    RollExample,
    align_roles,
    annotated_examples,
    generated_examples,
    vary,
)
from fr_recueil.training.sequence import Example, Settings, Table, fill_rows
from recueil.entities.component import MentionsByKind, mentions, mentions_by_kind
from recueil.entities.roll.component import RollModel
from recueil.entities.roll.features import EDGE_SIZE, UNARY_SIZE, describe_names
from recueil.evaluation.folds import fold_body
from recueil.facts.assemble import extract_document_facts
from recueil.values import Attendance, Facts, Mention
from recueil.values.attendance import ROLL_LABELS

_MOST_OF_A_BODY: Final = 14  # texts of one body
_LONGEST: Final = 40_000  # characters of a text
_FEWEST: Final = 5  # present members of a roll


class Labeller:
    """Finds the persons of texts, and what the rules say of each."""

    def __init__(self) -> None:
        self._nlp = fr_recueil.load()

    def persons(self, text: str) -> Sequence[Mention]:
        """Return the persons of a text."""
        return mentions(self._nlp(text), "person")

    def mentions(self, text: str) -> MentionsByKind:
        """Return the mentions of a text, by kind."""
        return mentions_by_kind(self._nlp(text))

    def silver_examples(self, folder: Path) -> Iterator[RollExample]:
        """Yield the texts ``<body>__<name>.txt`` of a folder whose roll is certain, or that have none."""
        taken: Counter[str] = Counter()
        for path in sorted(folder.glob("*.txt")):
            body = path.stem.partition("__")[0]
            text = path.read_text("utf-8")
            if taken[body] < _MOST_OF_A_BODY and len(text) <= _LONGEST and (example := self._label(text, body)):
                taken[body] += 1
                yield example

    def _label(self, text: str, body: str) -> RollExample | None:
        found = mentions_by_kind(self._nlp(text))
        facts = extract_document_facts(text, found).whole
        persons = found["person"]
        if not persons or not _is_certain(facts):
            return None
        return RollExample(text, persons, align_roles(text, persons, _as_gold(facts)), body)


def _is_certain(facts: Facts) -> bool:
    attendance = facts.attendance
    if facts.identity.kind in ("arrete", "decision"):
        return not attendance.present and not attendance.absent
    counted = attendance.counts.present
    return len(attendance.present) >= _FEWEST and (counted == len(attendance.present) or _adds_up(attendance))


def _adds_up(attendance: Attendance) -> bool:
    members = [*attendance.present, *attendance.represented, *attendance.excused, *attendance.absent]
    return len(members) == attendance.counts.in_office


def _as_gold(facts: Facts) -> dict[str, Any]:
    """Return the lists of an act as an annotated act has them."""
    attendance, identity = facts.attendance, facts.identity
    holders = {proxy.giver.person_key: _name(proxy.holder) for proxy in attendance.proxies}
    return {
        "present": [_name(mention) for mention in attendance.present],
        "represented": [
            {"name": _name(mention), "by": holders.get(mention.person_key)} for mention in attendance.represented
        ],
        "absent": [_name(mention) for mention in (*attendance.excused, *attendance.absent)],
        "president": _name(identity.president),
        "secretary": _name(identity.secretary),
    }


def _name(mention: Mention | None) -> str | None:
    return mention.full_name if mention else None


SEED: Final = 20_26
COPIES: Final = 3  # varied copies of an annotated act, besides the act itself
GENERATED: Final = 900
CORPUS: Final = Path(__file__).parents[3] / "corpus"
"""The folder of the generator, in a checkout."""
TABLE: Final = Table(len(ROLL_LABELS), UNARY_SIZE, EDGE_SIZE)
SETTINGS: Final = Settings(epochs=5, averaged=3, rate=0.12, dropout=0.15, batch=8, link_inertia=1e-2)
_LABELS: Final = {label: number for number, label in enumerate(ROLL_LABELS)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of the generator")
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
    """Yield all examples that the options name, but those of bodies to leave out."""
    labeller = Labeller() if options.annotated or options.texts else None
    examples = read_examples(options.corpus, options.generated, options.annotated, options.texts, labeller)
    left_out = set(map(fold_body, options.without_body))
    return (example for example in examples if not example.body or fold_body(example.body) not in left_out)


def read_examples(
    corpus: Path, generated: int, annotated: Sequence[Path], texts: Sequence[Path], labeller: Labeller | None
) -> Iterator[RollExample]:
    """Yield the examples of the generator in ``corpus``, of annotated acts and of texts that the rules label.

    Where there are any, those of ``corpus/layouts`` are annotated acts too.
    """
    yield from generated_examples(corpus, SEED, generated)
    if labeller is not None:
        for folder in (*annotated, corpus / "layouts"):
            yield from annotated_examples(folder, labeller.persons)
        for folder in texts:
            yield from labeller.silver_examples(folder)


def train_model(examples: Sequence[RollExample], settings: Settings = SETTINGS) -> RollModel:
    """Train on the examples and on varied copies of those of real bodies."""
    return fit([encoded for _, encoded in encode_all(examples)], settings)


def encode_all(examples: Iterable[RollExample]) -> list[tuple[str, Example]]:
    """Return the features of the examples and of their varied copies, each with the body of its act."""
    dice = Random(SEED)  # noqa: S311 - variety, no secret
    return [(each.body, encode(each)) for each in with_copies(examples, dice) if each.persons]


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
        fill_rows([name.unary for name in names], UNARY_SIZE),
        fill_rows([name.edge for name in names], EDGE_SIZE),
        [],
        np.array([_LABELS[label] for label in example.labels], dtype=np.int8),
    )
