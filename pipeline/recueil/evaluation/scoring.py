"""What is right, wrong and missed.

A mention found is right when gold of the same kind and value shares a character with it; each gold mention is
claimed once. Optional gold counts neither way, and so does what is found over it, whatever its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from recueil.evaluation.gold import GoldAct
from recueil.evaluation.keys import MEASURED, key
from recueil.values import Mention

if TYPE_CHECKING:
    from spacy.language import Language

_AROUND = 40  # characters of context on either side


@dataclass(frozen=True, slots=True)
class Score:
    """How many were right, wrongly found, and missed. A ratio of nothing is 0."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def gold(self) -> int:
        return self.tp + self.fn

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp else 0.0

    @property
    def recall(self) -> float:
        return self.tp / self.gold if self.tp else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn) if self.tp else 0.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mention wrongly found, or gold missed. ``value`` is the key compared; ``context`` brackets the words."""

    act: str
    body: str
    kind: str
    outcome: Literal["wrong", "missed"]
    value: str
    words: str
    start: int
    context: str


@dataclass(frozen=True, slots=True)
class Report:
    """Micro averages: every mention weighs the same. ``bodies`` holds the kinds that concern each body."""

    acts: int
    kinds: dict[str, Score]
    bodies: dict[str, dict[str, Score]]
    mistakes: tuple[Mistake, ...]


def found(nlp: Language, golds: Sequence[GoldAct]) -> list[list[Mention]]:
    """What the pipeline finds in each act."""
    from recueil.extract.base import mentions

    docs = nlp.pipe((gold.text for gold in golds), batch_size=16)
    return [[mention for kind in MEASURED for mention in mentions(doc, kind)] for doc in docs]


def score(golds: Sequence[GoldAct], found: Sequence[Sequence[Mention]]) -> Report:
    """Compare each act with what was found in it, in the same order."""
    kinds = {kind: Score() for kind in MEASURED}
    bodies: dict[str, dict[str, Score]] = {}
    mistakes: list[Mistake] = []
    for gold, mentions in zip(golds, found, strict=True):
        body = bodies.setdefault(gold.body, {})
        for kind in MEASURED:
            counted, wrong = _compared(gold, [mention for mention in mentions if mention.kind == kind], kind)
            kinds[kind] += counted
            mistakes += wrong
            if counted != Score():
                body[kind] = body.get(kind, Score()) + counted
    return Report(len(golds), kinds, dict(sorted(bodies.items())), tuple(mistakes))


def _compared(act: GoldAct, mentions: Sequence[Mention], kind: str) -> tuple[Score, list[Mistake]]:
    """The score of one kind in one act, and its mistakes in reading order."""
    unclaimed = [gold for gold in act.mentions if gold.kind == kind]
    right = 0
    wrong: list[Mistake] = []
    for mention in mentions:
        start, end, value = mention.start, mention.end, key(kind, mention.value.as_json())
        claimed = next((gold for gold in unclaimed if gold.key == value and gold.overlaps(start, end)), None)
        if claimed is not None:
            unclaimed.remove(claimed)
            right += not claimed.optional
        elif not act.leaves_open(start, end):
            wrong.append(_mistake(act, kind, "wrong", value, start, end))
    missed = [
        _mistake(act, kind, "missed", gold.key, gold.start, gold.end) for gold in unclaimed if not gold.optional
    ]
    mistakes = sorted(wrong + missed, key=lambda mistake: mistake.start)
    return Score(right, len(wrong), len(missed)), mistakes


def _mistake(
    act: GoldAct, kind: str, outcome: Literal["wrong", "missed"], value: str, start: int, end: int
) -> Mistake:
    words = act.text[start:end]
    around = f"{act.text[max(0, start - _AROUND) : start]}[{words}]{act.text[end : end + _AROUND]}"
    return Mistake(act.name, act.body, kind, outcome, value, words, start, " ".join(around.split()))
