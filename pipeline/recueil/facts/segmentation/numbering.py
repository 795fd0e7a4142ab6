"""Acts told apart by their numbers: those of one sequence between whose steps something is decided.

The entries of an agenda, the articles of a dispositif and the acts cited look the same, but nothing is decided
between them: « Ordre du jour : 1. Budget 2. Tarifs 3. Questions diverses ».
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from recueil.facts.segmentation.act_headings import ActHeading, find_head, find_objects, has_objects, read_title
from recueil.facts.segmentation.steps import Step, find_steps
from recueil.folding import fold_keeping_offsets
from recueil.phrases import PrefilteredPattern

# Words of an outcome, never the nouns of an agenda (« approbation », « autorisation »).
_OUTCOME_WORDS = (
    r"[uU]nanimit[ée]|UNANIMIT|[mM]ajorit[ée]|MAJORIT|[dD][ée]lib[ée]r[ée]\b|D[ÉE]LIB[ÉE]R[ÉE]\b"
    r"|[pP]rend acte|PREND ACTE|[dD]ont acte|DONT ACTE|[vV]oix [pPcC]|VOIX|(?<=[0-9] )votes? (?:pour|contre)"
    r"|[aA]bstention|ABSTENTION"
    r"|[aA]dopt(?:e|ée?s?|ent)\b|ADOPT(?:E|É)|[eE]st approuvé"
)
_DECISION = PrefilteredPattern(
    rf"\b(?:(?P<outcome>{_OUTCOME_WORDS})|[aA]pprouve(?:nt)?\b|APPROUVE\b|[dD][ée]cident?\b|D[ÉE]CIDE|[aA]ccepte(?:nt)?\b|ACCEPTE\b"
    r"|[aA]utorise(?:nt)?\b|AUTORISE\b|ARR[ÊE]TE(?:NT)?\b|ARR[ÊE]TONS|[dD]onne acte|[eE]st élu)",
    *("unanimit", "majorit", "deliber", "prend acte", "dont acte", "voix", "vote", "abstention", "adopt"),
    *("est appr", "approuve", "decide", "accepte", "autorise", "arret", "donne acte", "est elu"),
)
# A dispositif that numbers its decisions: « 1. APPROUVE le plan ; 2. AUTORISE Monsieur le Maire ».
_DISPOSITIF_VERB = re.compile(
    r"[\s«\"“(:–—.)-]{0,20}(?:D['’][a-zA-ZéÉ]|D[eE]\s|(?i:approuve|autorise|d[ée]cide|accepte|adopte|charge|donne|dit|pr[ée]cise|fixe"
    r"|prend|sollicite|habilite|mandate|d[ée]signe|confirme|attribue|valide|rappelle|[ée]met|constate|inscrit|proc[èe]de"
    r"|s['’]engage|arr[êe]te|abroge|prononce|retire|institue|cr[ée]e)(?:nt|r)?\s)"
)

# Entries of an agenda or a table of contents: maximum distance in characters, minimum number.
_ENTRY_DISTANCE, _MIN_ENTRIES = 450, 3
# Numbers a sequence may lack: OCR loses some, an item is withdrawn.
_LARGEST_GAP_BY_STYLE = {"rank": 3, "roman": 1}
_LARGEST_GAP = 12
_MAX_CANDIDATES = 6
_MOST_BEFORE = 4
_MOST_STEPS = 20_000
_AGENDA_WORDS = frozenset({"question", "point", "affaire", "rapport", "dossier", "sujet", "objet"})
_SINGLE_ACT_KINDS = frozenset({"arrete", "decision", "recueil"})


class DecisionOffsets:
    """The offsets where a text decides something."""

    def __init__(self, places: Iterable[int]) -> None:
        self._at = list(places)

    def between(self, start: int, end: int) -> bool:
        at = bisect_left(self._at, start)
        return at < len(self._at) and self._at[at] < end

    def before(self, end: int) -> int:
        return bisect_left(self._at, end)

    def last_before(self, end: int) -> int:
        at = bisect_left(self._at, end)
        return self._at[at - 1] if at else -1


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Steps in order; ``decided``: how many are followed by a decision before the next step."""

    style: tuple[str, ...]
    steps: tuple[Step, ...]
    decided: int

    @property
    def agenda(self) -> bool:
        return self.style[0] in ("rank", "roman") or self.style[0] in _AGENDA_WORDS

    @property
    def rank(self) -> tuple[int, int, bool]:
        return self.decided, -self.steps[0].start, not self.agenda


def find_numbered_acts(
    text: str, kind: str | None
) -> tuple[list[ActHeading], Literal["number", "agenda", "object"]]:
    """Return the headings of the best sequence, and the evidence.

    The best splits the text into most acts; if the labelled objects give more, they win. Empty if nothing
    splits the text.
    """
    steps = list(find_steps(text))[:_MOST_STEPS]
    counted = [each for each in _iter_series(text, steps) if _counts_up(*each[:2])]
    labelled = kind not in _SINGLE_ACT_KINDS and has_objects(text)
    if not counted and not labelled:
        return [], "object"
    decided = list(_DECISION.finditer(fold_keeping_offsets(text), text))
    decisions = DecisionOffsets(match.start() for match in decided)
    outcomes = DecisionOffsets(match.start() for match in decided if match["outcome"])
    sequences = [
        sequence
        for style, numbers, series in counted
        if (sequence := _best_sequence(style, numbers, series, decisions, len(text)))
        and _is_evidence(len(text), sequence, kind, outcomes)
    ]
    titled = find_objects(text, outcomes.between) if labelled else []
    best = max(sequences, key=lambda sequence: sequence.rank, default=None)
    if best is None or best.decided < len(titled):
        return _move_to_heads(text, titled) if len(titled) > 1 else [], "object"
    headings = [ActHeading(step.start, step.item, read_title(text, step.after)) for step in best.steps]
    return _move_to_heads(text, headings), "agenda" if best.agenda else "number"


def _iter_series(text: str, steps: Sequence[Step]) -> Iterator[tuple[tuple[str, ...], list[int], list[Step]]]:
    """Yield the steps of one style that differ in one of their numbers, with that number."""
    alike: dict[tuple[tuple[str, ...], int, tuple[int, ...]], list[Step]] = defaultdict(list)
    for step in steps:
        if _DISPOSITIF_VERB.match(text, step.after):
            continue
        for at in range(len(step.numbers)):
            alike[step.style, at, step.numbers[:at] + step.numbers[at + 1 :]].append(step)
    for (style, at, _), series in alike.items():
        if len(series) > 1:
            yield style, [step.numbers[at] for step in series], series


def _counts_up(style: tuple[str, ...], numbers: Sequence[int]) -> bool:
    """Return whether a number follows one that may precede it in a sequence."""
    gap = _LARGEST_GAP_BY_STYLE.get(style[0], _LARGEST_GAP)
    seen: set[int] = set()
    for number in numbers:
        if not seen.isdisjoint(range(number - gap, number)):
            return True
        seen.add(number)
    return False


def _best_sequence(
    style: tuple[str, ...], numbers: Sequence[int], series: Sequence[Step], decisions: DecisionOffsets, end: int
) -> _Sequence | None:
    """Return the sequence, counted upwards, between whose steps most is decided; or None."""
    kept = _drop_entries(numbers, series, decisions)
    gap = _LARGEST_GAP_BY_STYLE.get(style[0], _LARGEST_GAP)
    scores: list[float] = []
    before: list[int | None] = []
    seen: dict[int, list[int]] = defaultdict(list)
    for index, at in enumerate(kept):
        best, link = 0.0, None
        decided = decisions.last_before(series[at].start)
        for missing in range(gap):
            for other in _predecessors(seen[numbers[at] - 1 - missing], series, kept, decided):
                worth = 1.0 if series[kept[other]].after <= decided else 0.2
                worth += 0.05 * (series[kept[other]].capitals == series[at].capitals)
                score = scores[other] + worth - missing * (0.4 if gap < _LARGEST_GAP else 0.1)
                if score > best:
                    best, link = score, other
        scores.append(best)
        before.append(link)
        seen[numbers[at]].append(index)
    return _trace_back(style, [series[at] for at in kept], scores, before, decisions, end)


def _predecessors(earlier: Sequence[int], series: Sequence[Step], kept: Sequence[int], decided: int) -> list[int]:
    """Return possible predecessors, the latest first: of the steps with one number the last few, and the
    last few before the last decision.
    """
    split = bisect_left(earlier, decided, key=lambda index: series[kept[index]].after)
    late = max(split, len(earlier) - _MAX_CANDIDATES)
    return [*earlier[late:][::-1], *earlier[max(0, split - _MAX_CANDIDATES) : split][::-1]]


def _drop_entries(numbers: Sequence[int], series: Sequence[Step], decisions: DecisionOffsets) -> list[int]:
    """Return the indexes of the steps that are not list entries, which are close together with no decision
    between.
    """
    kept: list[int] = []
    run = [0]
    for at in range(1, len(series) + 1):
        last = run[-1]
        if at < len(series) and (
            numbers[at] - numbers[last] in (1, 2)
            and series[at].start - series[last].after < _ENTRY_DISTANCE
            and not decisions.between(series[last].after, series[at].start)
        ):
            run.append(at)
            continue
        if len(run) < _MIN_ENTRIES:
            kept += run
        run = [at]
    return kept


def _trace_back(
    style: tuple[str, ...],
    series: Sequence[Step],
    scores: Sequence[float],
    before: Sequence[int | None],
    decisions: DecisionOffsets,
    end: int,
) -> _Sequence | None:
    if not scores:
        return None
    last: int | None = max(range(len(scores)), key=lambda index: (scores[index], -index))
    steps: list[Step] = []
    while last is not None:
        steps.append(series[last])
        last = before[last]
    steps.reverse()
    ends = [*(step.start for step in steps[1:]), end]
    decided = sum(decisions.between(step.after, until) for step, until in zip(steps, ends, strict=True))
    return _Sequence(style, tuple(steps), decided)


def _is_evidence(end: int, sequence: _Sequence, kind: str | None, outcomes: DecisionOffsets) -> bool:
    """Return whether a sequence is sufficient evidence; a bare « 1. 2. 3. » must start at one and be voted
    on.
    """
    steps = sequence.steps
    if len(steps) < 2 or sequence.decided * 5 < (len(steps) - 1) * 3:
        return False
    if kind in _SINGLE_ACT_KINDS:
        return not sequence.agenda
    voted = sum(outcomes.between(step.after, after.start) for step, after in pairwise(steps))
    if voted * 2 < len(steps) - 1:
        return False
    if sequence.style[0] in ("rank", "roman", "n°") and len(steps[0].numbers) == 1:
        first = steps[0].numbers[0]
        # The list of a « Questions diverses » or of a table comes after many decisions.
        late = steps[0].start * 3 > end and outcomes.before(steps[0].start) > _MOST_BEFORE
        return first <= (2 if kind == "pv" else 1) and not late and voted >= (1 if kind == "pv" else 2)
    return True


def _move_to_heads(text: str, headings: Sequence[ActHeading]) -> list[ActHeading]:
    """Move each heading up to the head of its act, if there is one above its number: « EXTRAIT DU REGISTRE
    … DEL2023-02 ».
    """
    moved = [headings[0]]
    for before, heading in pairwise(headings):
        head = find_head(text, before.start + len(before.item or ""), heading.start)
        moved.append(heading if head is None else ActHeading(head, heading.item, heading.title))
    with_heads = sum(one.start != other.start for one, other in zip(moved, headings, strict=True))
    if with_heads * 2 < len(headings) - 1:
        return list(headings)
    if (head := find_head(text, 0, headings[0].start)) is not None:
        moved[0] = ActHeading(0 if head < _ENTRY_DISTANCE else head, headings[0].item, headings[0].title)
    return moved
