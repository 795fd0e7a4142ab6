"""Score extraction against gold: true positives, false positives and false negatives.

A mention is right if gold of the same kind and value shares a character with it; each gold mention is
matched once. Optional gold is not scored, nor is any mention over it, whatever its kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from recueil.evaluation.act_scoring import FIELDS as ANNOTATED_FACTS
from recueil.evaluation.act_scoring import compare
from recueil.evaluation.gold import GoldAct
from recueil.evaluation.keys import (
    FACT_FIELDS,
    MEASURED_KINDS,
    NAMED_KINDS,
    OPTIONAL_FIELDS,
    UNJUDGED_FIELDS,
    ActFacts,
    comparison_key,
    fact_values,
)
from recueil.export.act_object import act_object
from recueil.readers.document import Document, Page
from recueil.values import Act, Entity

if TYPE_CHECKING:
    from spacy.language import Language

MistakeKind = Literal["wrong", "missed"]

_CONTEXT_LENGTH = 40  # characters of context on either side


@dataclass(frozen=True, slots=True)
class Score:
    """True positives, false positives and false negatives. A ratio with no data is 0."""

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
    """A mention wrongly found, or gold missed. ``value``: the key compared; ``context``: the words in
    brackets.

    A fact of the whole act has no single place, so ``words`` and ``context`` are empty and ``start`` is
    None.
    """

    act: str
    body: str
    kind: str
    outcome: MistakeKind
    value: str
    words: str
    start: int | None
    context: str


@dataclass(frozen=True, slots=True)
class Report:
    """Micro averages: every mention has the same weight. ``bodies``: the scores by body, only of kinds that
    occur there.
    """

    acts: int
    kinds: dict[str, Score]
    bodies: dict[str, dict[str, Score]]
    mistakes: tuple[Mistake, ...]


def extract_acts(nlp: Language, golds: Sequence[GoldAct]) -> list[Act]:
    """Run the pipeline on each gold text and return the acts."""
    from recueil.pipeline import build_act, find_chart, find_referential

    stream = (
        (gold.text, Document(gold.text, (Page(1, 0, len(gold.text)),), "", 0, "text/plain")) for gold in golds
    )
    chart, referential = find_chart(nlp), find_referential(nlp)
    return [
        build_act(doc, document, chart, referential=referential)
        for doc, document in nlp.pipe(stream, as_tuples=True)
    ]


def score(golds: Sequence[GoldAct], found: Sequence[Act]) -> Report:
    """Compare each gold act with the act extracted from it, in the same order."""
    marked = {mention.kind for gold in golds for mention in gold.mentions if mention.key}
    annotated = any(gold.annotation for gold in golds)
    measured = (
        *(MEASURED_KINDS if not all(gold.annotation for gold in golds) else ()),
        *(kind for kind in NAMED_KINDS if kind in marked or annotated),
    )
    stated = {_fact_kind(field) for gold in golds for field in gold.whole or ()}
    facts = ANNOTATED_FIELDS if annotated else tuple(kind for kind in ACT_FIELDS if kind in stated)
    kinds = {kind: Score() for kind in (*measured, *facts)}
    bodies: dict[str, dict[str, Score]] = {}
    mistakes: list[Mistake] = []
    seances: set[tuple[object, ...]] = set()
    for gold, act in zip(golds, found, strict=True):
        body = bodies.setdefault(gold.body, {})
        for kind, counted, wrong in _score_act(gold, act, measured, seances):
            kinds[kind] += counted
            mistakes += wrong
            if counted != Score():
                body[kind] = body.get(kind, Score()) + counted
    return Report(len(golds), kinds, dict(sorted(bodies.items())), tuple(mistakes))


def _score_act(
    gold: GoldAct, act: Act, measured: Sequence[str], seances: set[tuple[object, ...]]
) -> Iterator[tuple[str, Score, list[Mistake]]]:
    """Score one act. The roll of a séance counts once: ``seances`` are those of the acts before."""
    if gold.annotation is None:
        yield from _score_entities(gold, act, measured)
        yield from _score_facts(gold, act)
        return
    seance = gold.annotation.seance
    for kind, right, missed, wrong in compare(gold.annotation, act, roll=seance not in seances):
        mistakes = [
            *_mistakes_of_facts(gold, kind, "wrong", wrong),
            *_mistakes_of_facts(gold, kind, "missed", missed),
        ]
        yield kind, Score(right, len(wrong), len(missed)), mistakes
    if gold.annotation.present:
        seances.add(seance)


def _score_entities(
    gold: GoldAct, act: Act, measured: Sequence[str]
) -> Iterator[tuple[str, Score, list[Mistake]]]:
    for kind in measured:
        yield kind, *_score_kind(gold, [entity for entity in act.entities if entity.kind == kind], kind)


def _score_facts(gold: GoldAct, act: Act) -> Iterator[tuple[str, Score, list[Mistake]]]:
    if gold.whole is None:
        return
    extracted = fact_values(ActFacts.model_validate(act_object(act)))
    for field, expected in gold.whole.items():
        if expected or field not in UNJUDGED_FIELDS:
            right, wrong, missed = (
                expected & extracted[field],
                extracted[field] - expected,
                expected - extracted[field],
            )
            kind = _fact_kind(field)
            mistakes = [
                *_mistakes_of_facts(gold, kind, "wrong", wrong.elements()),
                *_mistakes_of_facts(gold, kind, "missed", missed.elements()),
            ]
            yield kind, Score(right.total(), wrong.total(), missed.total()), mistakes


def _mistakes_of_facts(gold: GoldAct, kind: str, outcome: MistakeKind, values: Iterable[str]) -> Iterator[Mistake]:
    for value in values:
        yield Mistake(gold.name, gold.body, kind, outcome, value, "", None, "")


def _fact_kind(field: str) -> str:
    return f"act.{field}"


ACT_FIELDS = tuple(map(_fact_kind, (*FACT_FIELDS, *OPTIONAL_FIELDS)))
"""The kinds under which facts of the whole act are scored."""
ANNOTATED_FIELDS = tuple(map(_fact_kind, ANNOTATED_FACTS))
"""The same where the gold is of the act as a whole."""


def _score_kind(act: GoldAct, mentions: Sequence[Entity], kind: str) -> tuple[Score, list[Mistake]]:
    """Return the score of one kind in one act, and its mistakes in reading order."""
    unclaimed = [gold for gold in act.mentions if gold.kind == kind]
    right = 0
    wrong: list[Mistake] = []
    for mention in mentions:
        start, end, value = mention.start, mention.end, comparison_key(kind, mention.value.as_json())
        claimed = next((gold for gold in unclaimed if gold.key == value and gold.overlaps(start, end)), None)
        if claimed is not None:
            unclaimed.remove(claimed)
            right += not claimed.optional
        elif not act.is_optional_at(start, end):
            wrong.append(_build_mistake(act, kind, "wrong", value, start, end))
    missed = [
        _build_mistake(act, kind, "missed", gold.key, gold.start, gold.end)
        for gold in unclaimed
        if not gold.optional
    ]
    mistakes = sorted(wrong + missed, key=lambda mistake: mistake.start or 0)
    return Score(right, len(wrong), len(missed)), mistakes


def _build_mistake(act: GoldAct, kind: str, outcome: MistakeKind, value: str, start: int, end: int) -> Mistake:
    words = act.text[start:end]
    around = f"{act.text[max(0, start - _CONTEXT_LENGTH) : start]}[{words}]{act.text[end : end + _CONTEXT_LENGTH]}"
    return Mistake(act.name, act.body, kind, outcome, value, words, start, " ".join(around.split()))
