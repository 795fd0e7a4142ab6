"""Base of the components that tag names: rules and a trained model decide together.

The model scores each word; a name that a rule finds is worth ``RULE_BONUS`` more, words of other values cannot be
part of a name, and the best labelling wins. A name found once is then found wherever the act has it.
"""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from recueil.entities.component import Calibration, Extractor, MentionsByKind, Thresholds, exact_certainty
from recueil.entities.tagger.evidence import LAST_OF_PERSONS, LAST_TAKEN, Evidence, EvidenceReader, have_codes
from recueil.entities.tagger.features import CAPITALISED
from recueil.entities.tagger.model import BEGIN, INSIDE, OUTSIDE, WEIGHTS_FILE, SequenceModel
from recueil.entities.tagger.words import GAPS, LINKS, RuleMatch, Words, begins_cell, joins
from recueil.text import join_lines
from recueil.values import Mention, Value

RULE_BONUS: Final = 2.0
"""What a rule adds to the score of its words, beside the weights that the model has for it."""

_NEVER = 50.0
_LENIENCE = 2.0  # taken from the score outside for names that the best labelling does not have
_OPEN = GAPS.index("open")
_LINE = GAPS.index("line")
_OF_FORM: Final = "organisation.form"
_SHORTEST_BRAND: Final = 4
_QUOTES = {"«": "»", "“": "”", "(": ")", '"': '"'}


@dataclass(frozen=True, slots=True)
class _Name:
    """Words ``first`` to ``last`` (exclusive); the certainty is the model's, None where a rule found them."""

    first: int
    last: int
    rule: str
    certainty: Decimal | None = None


_first_word = attrgetter("first")


class NameTagger(Extractor):
    """Extracts one kind of name. Without a model the rules decide alone.

    The certainty of a name that the model alone finds is the least probability among its words to be in a name,
    calibrated.
    """

    def __init__(
        self,
        reader: EvidenceReader,
        model: SequenceModel | None,
        thresholds: Thresholds,
        calibration: Calibration | None = None,
    ) -> None:
        self.reader = reader
        self.model = model
        self.thresholds = thresholds
        self.calibration = calibration or Calibration()

    @abstractmethod
    def rules(self, evidence: Evidence) -> Sequence[RuleMatch]:
        """Return what the rules of this kind found."""

    @abstractmethod
    def value(self, name: str, words: tuple[int, int], evidence: Evidence) -> Value:
        """Return the value of a name that stands at these words."""

    def find(self, text: str, earlier: MentionsByKind) -> list[Mention]:
        evidence = self.reader.read(text, earlier)
        names = self._names(evidence)
        names += _repetitions(evidence, names)
        return list(self._mentions(evidence, sorted(names, key=_first_word)))

    def _names(self, evidence: Evidence) -> list[_Name]:
        """Return the names that the rules and the model find together, and those that the model would rather."""
        rules = {match.first: match.rule for match in self.rules(evidence)}
        if not len(evidence.words):
            return []
        if self.model is None:
            return [_Name(match.first, match.last, match.rule) for match in self.rules(evidence)]
        scores = self.model.emissions(evidence.features)
        for match in self.rules(evidence):
            scores[match.first, BEGIN] += RULE_BONUS
            scores[match.first + 1 : match.last, INSIDE] += RULE_BONUS
        scores[have_codes(evidence.values, LAST_TAKEN), OUTSIDE] += _NEVER
        found, lenient = (
            self._trim_all(spans, evidence, rules) for spans in self._decode(scores, evidence.breaks)
        )
        taken = {at for first, last in found for at in range(first, last)}
        found += [span for span in lenient if taken.isdisjoint(range(*span))]
        modelled = [span for span in found if span[0] not in rules]
        probabilities = self.model.name_probabilities(scores, evidence.breaks, modelled)
        names = [_Name(*span, rules[span[0]]) for span in found if span[0] in rules]
        for span, probability in zip(modelled, probabilities, strict=True):
            certainty = exact_certainty(self.calibration.apply(probability))
            if self.thresholds.keeps(certainty):
                names.append(_Name(*span, f"model.{self.kind}", certainty))
        return names

    def _decode(self, scores: npt.NDArray[np.float32], breaks: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
        """Yield the ranges of words of the best labelling, and those of the best one that would rather find names.

        Both are decoded at once, as one text after the other.
        """
        assert self.model is not None  # noqa: S101 - its caller has one
        count = len(scores)
        both = np.concatenate([scores, scores])
        both[count:, OUTSIDE] -= _LENIENCE
        spans = self.model.decode(both, [*breaks, count, *(count + at for at in breaks)])
        first_lenient = bisect_left(spans, (count,))
        yield spans[:first_lenient]
        yield [(first - count, last - count) for first, last in spans[first_lenient:]]

    def _trim_all(
        self, spans: Iterable[tuple[int, int]], evidence: Evidence, rule_starts: Container[int]
    ) -> list[tuple[int, int]]:
        """Split ranges of words at rules and cells, without the words that belong to no name."""
        spans = list(_split_at_rules(evidence.words, spans, rule_starts))
        spans = [(first, _end_of_cell(evidence.words, first, last, rule_starts)) for first, last in spans]
        spans = [(first, _end_of_capitals(evidence.words, first, last)) for first, last in spans]
        trimmed = (_trim(evidence.words, first, last) for first, last in spans)
        return [(first, last) for first, last in trimmed if first < last]

    def _mentions(self, evidence: Evidence, names: Sequence[_Name]) -> Iterator[Mention]:
        words = evidence.words
        for name in names:
            start = words.starts[name.first]
            end = _closed_end(words.text, start, words.ends[name.last - 1])
            value = self.value(join_lines(words.text[start:end]), (name.first, name.last), evidence)
            doubtful = name.certainty is not None and self.thresholds.doubts(name.certainty)
            yield Mention(start, end, value, name.rule, name.certainty, doubtful)

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the weights into a folder."""
        path.mkdir(parents=True, exist_ok=True)
        if self.model is not None:
            (path / WEIGHTS_FILE).write_bytes(self.model.to_bytes())

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> NameTagger:
        """Read the weights that ``to_disk`` wrote."""
        file = path / WEIGHTS_FILE
        self.model = SequenceModel.from_bytes(file.read_bytes()) if file.exists() else None
        return self


def _split_at_rules(
    words: Words, spans: Iterable[tuple[int, int]], rule_starts: Container[int]
) -> Iterator[tuple[int, int]]:
    """Split a span where a rule begins another name after a comma, « et » or on a line of its own.

    « ZAC des Tilleuls, rue Haute », « Syndicat mixte du Val⏎Direction départementale ».
    """
    for first, last in spans:
        for at in range(first + 1, last):
            link = at - 1
            while link > first and words.folded[link] in LINKS and words.folded[link] != "et":
                link -= 1
            apart = not joins(words, at) or words.folded[link] == "et"
            if at in rule_starts and (apart or (link == at - 1 and words.gaps[at] == _LINE)):
                yield first, at
                first = at
        yield first, last


def _end_of_cell(words: Words, first: int, last: int, rule_starts: Container[int]) -> int:
    """Return where a name ends that goes on past its cell or short line: « salle Jean Vasseur⏎Gratuit ».

    A head that stands alone in its cell, « commune⏎Unanimité », is no name: it ends where it begins.
    """
    for at in range(first + 1, last):
        if begins_cell(words, at):
            head = words.forms[first][0].islower() or (first in rule_starts and not words.forms[first].isupper())
            return first if at == first + 1 and head else at
    return last


def _end_of_capitals(words: Words, first: int, last: int) -> int:
    """Return where a title in capitals ends: at the line on which words in small letters follow."""
    for at in range(first + 1, last):
        if words.gaps[at] == _LINE and words.forms[at - 1].isupper() and words.forms[at][1:].islower():
            return at if all(form.isupper() for form in words.forms[first:at]) else last
    return last


def _trim(words: Words, first: int, last: int) -> tuple[int, int]:
    """Leave out small words at the edges: « de la commune de » begins and ends with none."""
    while first < last and words.forms[first][0].islower() and words.folded[first] in LINKS:
        first += 1
    while first < last and words.forms[last - 1][0].islower() and words.folded[last - 1] in LINKS:
        last -= 1
    return first, last


def _closed_end(text: str, start: int, end: int) -> int:
    """Return the end with the mark that closes a quotation or parenthesis of the name, if it follows at once."""
    for opening, closing in _QUOTES.items():
        inside = text[start:end]
        if opening in inside and closing not in inside[inside.index(opening) + 1 :]:
            rest = text[end : end + 2]
            if rest.lstrip().startswith(closing):
                end += rest.index(closing) + 1
    return end


def _is_brand(words: Words, first: int, last: int) -> bool:
    """Return whether the name behind a form is one word in capitals: « société ARDEMA », elsewhere « ARDEMA »."""
    return last == first + 1 and len(words.forms[first]) >= _SHORTEST_BRAND and words.forms[first].isupper()


def _repetitions(evidence: Evidence, named: Sequence[_Name]) -> list[_Name]:
    """Return the other places where names stand in the text, each with the rule and certainty of the surest one.

    A doubtful name is not looked for elsewhere.
    """
    words = evidence.words
    names: dict[str, dict[tuple[str, ...], _Name]] = {}
    ambiguous = evidence.rows.among(np.nonzero(have_codes(evidence.values, LAST_OF_PERSONS))[0])
    taken = np.zeros(len(words), dtype=bool)
    begins: list[int] = []
    for source in sorted(named, key=lambda name: 1 if name.certainty is None else name.certainty, reverse=True):
        first, last = source.first, source.last
        taken[first:last] = True
        name = tuple(words.folded[first:last])
        long_enough = len(name) > 1 or len(name[0]) > 3 or words.forms[first].isupper()
        if source.rule == _OF_FORM and words.forms[first].islower() and _is_brand(words, first + 1, last):
            names.setdefault(name[1], {}).setdefault(name[1:], source)
            begins.append(first + 1)
        for at in range(first + 1, last):
            if words.gaps[at] == _OPEN and words.forms[at].isupper() and len(words.forms[at]) > 2:
                names.setdefault(words.folded[at], {}).setdefault((words.folded[at],), source)
                begins.append(at)
        if long_enough and words.forms[first][0].isupper() and (len(name) > 1 or not ambiguous[first]):
            names.setdefault(name[0], {}).setdefault(name, source)
            begins.append(first)
    found: list[_Name] = []
    reached = 0
    taken_by_values = have_codes(evidence.values, LAST_TAKEN)
    free = evidence.rows.among(begins) & evidence.rows.have(CAPITALISED) & ~taken_by_values & ~taken
    for at in np.nonzero(free)[0].tolist():
        if at < reached:
            continue
        namesakes = names[words.folded[at]]
        for name in sorted(namesakes, key=len, reverse=True):
            last = at + len(name)
            if tuple(words.folded[at:last]) == name and not taken[at:last].any():
                found.append(replace(namesakes[name], first=at, last=last))
                reached = last
                break
    return found
