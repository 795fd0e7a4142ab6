"""Train the models of the names of amounts, beneficiaries and funders, from invented, annotated and automatically
labelled acts.

Annotated folders hold ``texts/<id>.txt`` and ``gold/<id>.json`` with the ``awards`` and the ``funding`` of an act:
an amount and the beneficiary or the funder of each. Of the candidates of such an amount those with most words of
the name are right; an amount without such a candidate, and one of an optional or reported award, teaches nothing.
Acts whose awards or funding are ``uncertain`` are left out. Of published acts whose texts are not in the
repository, ``annotations/awards.jsonl`` has the offsets of the amounts that were read and of the name of each. The
rules label the other texts: the awards and the funders that they read are right, their other sums nobody's.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from fr_recueil.training.roll import CORPUS, Labeller
from fr_recueil.training.sequence import AdaGrad, fill_rows, round_to_steps, sum_rows
from recueil.entities.chain import exponential, potentials, row_sums
from recueil.entities.component import MentionsByKind
from recueil.entities.nearby_names.candidates import Candidate, CandidateFinder
from recueil.entities.nearby_names.features import GATE_SIZE, SIZE, ActFeatures
from recueil.entities.nearby_names.model import NearbyNameModel
from recueil.entities.tagger.features import Ids
from recueil.evaluation.folds import fold_body
from recueil.evaluation.gold import UNKNOWN_BODY
from recueil.facts.assemble import extract_document_facts
from recueil.text import fold_words
from recueil.values import Amount, Facts

SEED: Final = 20_261
ANNOTATIONS: Final = Path(__file__).parent / "annotations" / "awards.jsonl"
"""Annotations of amounts of published acts whose texts are not in the repository."""

_MOST_OF_A_BODY: Final = 14  # texts of one body that the rules label
_MOST_OF_A_TEXT: Final = 24  # amounts of one of them
_LONGEST: Final = 200_000  # characters of one of them
_SMALL: Final = 1e-3  # an amount that is as certain as that teaches nothing
_INERTIA: Final = 1e-2
_SMALL_WORDS: Final = frozenset(
    ("m", "mm", "mme", "mmes", "monsieur", "madame", "dr", "le", "la", "les", "l", "de", "du", "des", "d")
)

Reader = Callable[[str], MentionsByKind]
"""Finds the mentions of a text."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train."""

    epochs: int = 8
    averaged: int = 4  # the last epochs, whose weights are averaged
    rate: float = 0.1
    dropout: float = 0.25


SETTINGS: Final = Settings()


@dataclass(frozen=True, slots=True)
class AmountExample:
    """An amount: its features, those of each candidate, which of them are right, and the body of its act."""

    gate: Ids
    candidates: Ids
    right: npt.NDArray[np.bool_]
    body: str


@dataclass(frozen=True, slots=True)
class AmountNames:
    """A part that is trained: the names that are the beneficiaries, or the funders, of amounts.

    ``invented`` are folders of the corpus; ``field`` is that of an act's gold, with the ``key`` of the name;
    ``kept`` are those of annotations by offsets. ``read_facts`` yields the amounts and the names that the rules
    read. ``alike`` is the share of words that a candidate and the name have in common, ``passes`` the log odds of
    an amount from which it has candidates.
    """

    name: str
    invented: Sequence[str]
    field: str
    key: str
    kept: Sequence[str]
    read_facts: Callable[[Facts], Iterator[tuple[int, str]]]
    alike: float
    passes: float

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of the command."""
        parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder with invented acts")
        parser.add_argument(
            "--annotated", type=Path, action="append", default=[], help="folder with texts/ and gold/"
        )
        parser.add_argument(
            "--texts",
            type=Path,
            action="append",
            default=[],
            help="folder of texts: those of the kept annotations, and others that the rules label",
        )
        parser.add_argument("--without-body", action="append", default=[], help="leave the acts of a body out")

    def train(self, options: argparse.Namespace) -> str:
        """Train and write the weights; return how many amounts they come from."""
        left_out = set(map(fold_body, options.without_body))
        examples = [
            example
            for example in self.read_examples(
                options.corpus, options.annotated, options.texts, Labeller().mentions
            )
            if not example.body or fold_body(example.body) not in left_out
        ]
        self.fit(examples).to_disk(options.output)
        named = sum(bool(example.right.any()) for example in examples)
        return f"{len(examples)} amounts, {named} of them with a name → {options.output}"

    def read_examples(
        self, corpus: Path, annotated: Sequence[Path], texts: Sequence[Path], read: Reader
    ) -> Iterator[AmountExample]:
        """Yield the amounts of the invented acts of the corpus, which are of no body, of annotated acts, and of
        texts that are annotated by offsets or that the rules label.
        """
        for name in self.invented:
            yield from self.annotated_examples(corpus / name, read, invented=True)
        for folder in annotated:
            yield from self.annotated_examples(folder, read)
        kept = self.read_kept() if texts else {}
        for folder in texts:
            yield from self.text_examples(folder, read, kept)

    def read_kept(self, annotations: Path = ANNOTATIONS) -> dict[str, list[KeptAmounts]]:
        """Read the windows of amounts that are annotated, by the SHA-256 of the file of their text."""
        kept: dict[str, list[KeptAmounts]] = {}
        for line in map(json.loads, annotations.read_text("utf-8").splitlines()):
            if line[self.kept[0]] is None:
                continue  # not annotated
            window = KeptAmounts(
                line["amounts"][0],
                line["amounts"][1],
                {amount: (start, end) for field in self.kept for amount, _, start, end in line[field]},
                {amount for amount, _ in line["unclear"]},
            )
            kept.setdefault(line["sha256"], []).append(window)
        return kept

    def annotated_examples(self, folder: Path, read: Reader, *, invented: bool = False) -> Iterator[AmountExample]:
        """Yield the amounts of the annotated acts of a folder that teach something."""
        for path in sorted((folder / "gold").glob("*.json")):
            gold = json.loads(path.read_text("utf-8"))
            gold = gold.get("act") or gold
            if any(self.field in why for why in gold.get("uncertain") or ()):
                continue
            text = (folder / "texts" / f"{path.stem}.txt").read_text("utf-8")
            yield from self.describe_act(
                text, read(text), gold, "" if invented else gold.get("body") or UNKNOWN_BODY
            )

    def text_examples(
        self, folder: Path, read: Reader, kept: Mapping[str, Sequence[KeptAmounts]]
    ) -> Iterator[AmountExample]:
        """Yield amounts of the texts ``<body>__<name>.txt`` of a folder: those annotated by offsets, and of other
        texts some, as the rules read them.
        """
        taken: Counter[str] = Counter()
        for path in sorted(folder.glob("*.txt")):
            body = path.stem.partition("__")[0]
            text = path.read_text("utf-8")
            if annotated := kept.get(sha256(path.read_bytes()).hexdigest()):
                found = read(text)
                for window in annotated:
                    yield from self.describe_kept(text, found, window, body)
            elif taken[body] < _MOST_OF_A_BODY and len(text) <= _LONGEST:
                taken[body] += 1
                yield from self.describe_text(text, read(text), body)

    def describe_kept(
        self, text: str, found: MentionsByKind, annotated: KeptAmounts, body: str
    ) -> Iterator[AmountExample]:
        """Yield the amounts of a text that are annotated by offsets."""
        amounts = found["amount"]
        act, finder = ActFeatures(text, amounts), CandidateFinder(text, found, amounts)
        for at, amount in enumerate(amounts):
            if not annotated.first <= amount.start < annotated.last or amount.start in annotated.unclear:
                continue
            span = annotated.names.get(amount.start)
            words = _words(text[slice(*span)]) if span else None
            yield from self._example(act, at, finder.near(amount), words, body)

    def describe_text(self, text: str, found: MentionsByKind, body: str) -> Iterator[AmountExample]:
        """Yield amounts of a text that the rules label: of many a share, evenly."""
        divided = extract_document_facts(text, found)
        given: dict[int, Set[str]] = {
            start: _words(name)
            for facts in (divided.whole, *(part.facts for part in divided.parts))
            for start, name in self.read_facts(facts)
        }
        amounts = found["amount"]
        act, finder = ActFeatures(text, amounts), CandidateFinder(text, found, amounts)
        for at in range(0, len(amounts), 1 + len(amounts) // _MOST_OF_A_TEXT):
            yield from self._example(act, at, finder.near(amounts[at]), given.get(amounts[at].start), body)

    def _example(
        self, act: ActFeatures, at: int, candidates: Sequence[Candidate], words: Set[str] | None, body: str
    ) -> Iterator[AmountExample]:
        """Yield the example of an amount whose name has these words, or that has none, if a candidate does."""
        alike = [_likeness(_words(act.text[one.start : one.end]), words or frozenset()) for one in candidates]
        best = max(alike, default=0.0)
        if candidates and (words is None or best >= self.alike):
            yield _describe(act, at, candidates, [each >= max(best, self.alike) for each in alike], body)

    def describe_act(
        self, text: str, found: MentionsByKind, gold: Mapping[str, Any], body: str
    ) -> Iterator[AmountExample]:
        """Yield the amounts of an annotated act that teach something."""
        marked = _Marked.of(gold, self.field, self.key)
        amounts = found["amount"]
        act, finder = ActFeatures(text, amounts), CandidateFinder(text, found, amounts)
        for at, amount in enumerate(amounts):
            value = amount.value.amount if isinstance(amount.value, Amount) else Decimal()
            candidates = finder.near(amount)
            alike = [marked.likeness(value, text[one.start : one.end]) for one in candidates]
            best = max(alike, default=0.0)
            if candidates and value not in marked.loose and (value not in marked.names or best >= self.alike):
                yield _describe(act, at, candidates, [each >= max(best, self.alike) for each in alike], body)

    def fit(self, examples: Sequence[AmountExample], settings: Settings = SETTINGS) -> NearbyNameModel:
        """Train both parts of the model on examples, in an order and with a dropout of a fixed seed."""
        pairs, pair_scale = round_to_steps(_optimise(examples, settings, SIZE, _pair_slope))
        gate, gate_scale = round_to_steps(_optimise(examples, settings, GATE_SIZE, _gate_slope))
        return NearbyNameModel(pairs[:, 0].copy(), gate[:, 0].copy(), pair_scale, gate_scale, self.passes)


def _read_awards(facts: Facts) -> Iterator[tuple[int, str]]:
    yield from ((award.amount.start, award.beneficiary) for award in facts.awards if award.amount)


def _read_funders(facts: Facts) -> Iterator[tuple[int, str]]:
    funders = (funder for plan in facts.funding for funder in plan.funders)
    yield from ((each.amount.start, each.name) for each in funders if each.amount and not each.own)


BENEFICIARIES: Final = AmountNames(
    "beneficiaries",
    ("layouts", "awards"),
    "awards",
    "beneficiary",
    ("awards", "reported"),
    _read_awards,
    alike=0.5,
    passes=-1.0,
)
FUNDERS: Final = AmountNames(
    "funders",
    ("layouts", "awards", "funding"),
    "funding",
    "funder",
    ("funding",),
    _read_funders,
    alike=0.4,
    passes=-2.0,
)


@dataclass(frozen=True, slots=True)
class KeptAmounts:
    """The amounts of a window of a published act that were read: from the first to the last, by offsets.

    ``names`` are those of amounts by the offset of these; amounts that are ``unclear`` teach nothing, the others
    are nobody's.
    """

    first: int
    last: int
    names: Mapping[int, tuple[int, int]]
    unclear: Set[int]


def _describe(
    act: ActFeatures, at: int, candidates: Sequence[Candidate], right: Sequence[bool], body: str
) -> AmountExample:
    common = act.amount(at)
    rows = [[*common, *own, *sided, *pair] for own, sided, pair in act.candidates(at, candidates)]
    return AmountExample(np.array([act.gate(at)], np.uint32), fill_rows(rows, SIZE), np.array(right), body)


@dataclass(frozen=True, slots=True)
class _Marked:
    """The words of the names of each amount, and the amounts of optional and reported awards or funders."""

    names: Mapping[Decimal, Sequence[Set[str]]]
    loose: Set[Decimal]

    @classmethod
    def of(cls, gold: Mapping[str, Any], field: str, key: str) -> _Marked:
        items = [item for item in gold.get(field) or () if item.get("amount")]
        optional = gold.get("optional")
        others = (optional.get(field) or ()) if isinstance(optional, Mapping) else ()
        names: dict[Decimal, list[Set[str]]] = {}
        for item in items:
            names.setdefault(Decimal(item["amount"]), []).append(_words(item[key]))
        loose = [item for item in items if item.get("optional") or item.get("reported")]
        loose += [item for item in others if item.get("amount")]
        return cls(names, {Decimal(item["amount"]) for item in loose})

    def likeness(self, value: Decimal, name: str) -> float:
        """Return the share of words that a name and the most similar one of an amount have in common."""
        words = _words(name)
        return max((_likeness(words, others) for others in self.names.get(value, ())), default=0.0)


def _likeness(one: Set[str], other: Set[str]) -> float:
    return len(one & other) / max(len(one), len(other), 1)


def _words(name: str) -> Set[str]:
    return {word for word in fold_words(name) if word not in _SMALL_WORDS}


Floats = npt.NDArray[np.float64]
Scores = Callable[[Ids], tuple[Ids, Floats]]
Slope = Callable[[AmountExample, Scores], tuple[Ids, Floats]]


def _optimise(examples: Sequence[AmountExample], settings: Settings, size: int, slope: Slope) -> Floats:
    """Minimise the loss of a part of the model by AdaGrad; return the mean of the weights of the last epochs."""
    random = np.random.Generator(np.random.PCG64(SEED))
    table = AdaGrad(size, 1, settings.rate, _INERTIA)

    def scores(ids: Ids) -> tuple[Ids, Floats]:
        dropped = random.random(ids.shape, dtype=np.float32) < settings.dropout
        kept = np.where(dropped, np.uint32(size), ids)
        return kept, sum_rows(table.weights, kept)[:, 0] / (1 - settings.dropout)

    for epoch in range(settings.epochs):
        for at in random.permutation(len(examples)).tolist():
            ids, by_row = slope(examples[at], scores)
            if np.abs(by_row).max() > _SMALL:
                table.step(ids, by_row[:, None])
        if epoch >= settings.epochs - settings.averaged:
            table.add_to_sum()
    return table.sum / settings.averaged


def _pair_slope(example: AmountExample, scores: Scores) -> tuple[Ids, Floats]:
    """Return the features of the candidates, and the slope of the loss, of a softmax with nobody, by their
    scores.
    """
    ids, score = scores(example.candidates)
    factors = potentials(np.concatenate([np.zeros(1), score])[None])
    found = factors / row_sums(factors)
    right = np.concatenate([[not example.right.any()], example.right])[None]
    wanted = np.where(right, found, 0.0)
    return ids, (found - wanted / row_sums(wanted))[0, 1:]


def _gate_slope(example: AmountExample, scores: Scores) -> tuple[Ids, Floats]:
    """Return the features of the amount alone, and the slope of the loss, of a logistic regression, by its
    score.
    """
    ids, score = scores(example.gate)
    small = exponential(-np.abs(score))
    probability = np.where(score >= 0, 1.0, small) / (1.0 + small)
    return ids, probability - float(example.right.any())
