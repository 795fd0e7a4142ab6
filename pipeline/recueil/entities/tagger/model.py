"""A linear model over sequences of words: each word is outside a name, begins one, or continues one.

The score of a labelling is the sum of the weights of the features under each label and of the transitions between
labels; ``decode`` finds the best labelling (Viterbi). It is a linear-chain conditional random field.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import exp
from typing import Final

import numpy as np
import numpy.typing as npt

from recueil.entities.tagger.features import BITS, Ids

Table = Sequence[Sequence[float]]

OUTSIDE, BEGIN, INSIDE = range(3)
LABELS: Final = 3
WEIGHTS_FILE: Final = "weights.bin"
FORBIDDEN: Final = -1e4
"""Score of what cannot be: a name that continues without having begun."""
_OFFSET = 254  # makes the difference of two weights positive
_FAR = 7.0  # how far below outside both other labels are of a word that can be in no name
_SLACK = 0.01  # more than what sums of scores are rounded by
_ROWS_AT_ONCE = 1024  # what they look up stays in the cache of a core
STRETCH: Final = 48
"""Words decoded at once; a name does not go beyond a stretch."""


@dataclass(frozen=True, slots=True, eq=False)
class SequenceModel:
    """Weights of one kind of name: int8 rows of the features, their scale, and the transitions.

    ``bias`` is added to the score of the label outside: less than zero finds more names.
    """

    weights: npt.NDArray[np.int8]
    transitions: npt.NDArray[np.float32]
    scale: float
    bias: float = 0.0
    packed: npt.NDArray[np.uint32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        wide = self.weights.astype(np.int32)
        above = (wide[:, BEGIN:] - wide[:, :BEGIN] + _OFFSET).astype(np.uint32)
        object.__setattr__(self, "packed", above[:, 0] | above[:, 1] << np.uint32(16))

    def emissions(self, features: Ids) -> npt.NDArray[np.float32]:
        """Return the score of each label of each word, in proportion to that of the label outside, the bias.

        Both scores are summed at once, in the halves of 32 bits: one look-up for each feature.
        """
        scores = np.zeros((len(features), LABELS), dtype=np.float32)
        for first in range(0, len(features), _ROWS_AT_ONCE):
            part = features[first : first + _ROWS_AT_ONCE].T.astype(np.intp)  # else `take` converts as it goes
            sums = self.packed.take(part).sum(axis=0, dtype=np.uint32)
            at_zero = len(part) * _OFFSET
            scores[first : first + len(sums), BEGIN] = (sums & np.uint32(0xFFFF)).astype(np.int32) - at_zero
            scores[first : first + len(sums), INSIDE] = (sums >> np.uint32(16)).astype(np.int32) - at_zero
        scores *= np.float32(self.scale)
        scores[:, OUTSIDE] = self.bias
        return scores

    def decode(self, emissions: npt.NDArray[np.float32], breaks: Sequence[int]) -> list[tuple[int, int]]:
        """Return the names as ranges of words; no name goes across a word of ``breaks``, which begin a stretch.

        Words that are far from any name are left out beforehand. The best labelling is looked for only among words
        that a name could be worth, and the words beside them.
        """
        table = self.transitions.tolist()
        near = _NearNames.of(emissions, breaks)
        begins_stretch = np.zeros(len(near.words) + 1, dtype=bool)
        begins_stretch[near.starts] = begins_stretch[-1] = True
        possible = _may_be_in_name(emissions[near.words], begins_stretch[:-1], table)
        read = possible.copy()
        read[1:] |= possible[:-1] & ~begins_stretch[1:-1]
        read[:-1] |= possible[1:] & ~begins_stretch[1:-1]
        (at,) = np.nonzero(read)
        scores = emissions[near.words[at]].tolist()
        edges = [*np.nonzero(_follow_gap(at) | begins_stretch[at])[0].tolist(), len(at)]
        words = near.words[at].tolist()
        return [
            (words[first + begin], words[first + begin] + length)
            for first, last in pairwise(edges)
            for begin, length in _spans(viterbi(scores[first:last], table))
        ]

    def name_probabilities(
        self, emissions: npt.NDArray[np.float32], breaks: Sequence[int], names: Collection[tuple[int, int]]
    ) -> list[float]:
        """Return, for each range of words, the least probability of a word in it to be in a name.

        The probability is 0 where a word is far from any name.
        """
        if not names:
            return []
        moves = [[exp(score) for score in row] for row in self.transitions.tolist()]
        near = _NearNames.of(emissions, breaks)
        named = np.zeros(len(emissions), dtype=bool)
        for first, last in names:
            named[first:last] = True
        inside = np.zeros(len(emissions))
        for words in near.stretches_with(named):
            outside = outside_probabilities(emissions[words].tolist(), moves)
            inside[words] = [1 - probability for probability in outside]
        return [float(inside[first:last].min()) for first, last in names]

    def to_bytes(self) -> bytes:
        """Return the weights compressed: a header of scale, bias and transitions, then the rows."""
        header = np.array([self.scale, self.bias, *self.transitions.ravel()], dtype="<f4").tobytes()
        return zlib.compress(header + self.weights.tobytes(), 9)

    @classmethod
    def from_bytes(cls, data: bytes) -> SequenceModel:
        """Read what ``to_bytes`` wrote. Raises ValueError if the size is another."""
        raw = zlib.decompress(data)
        numbers = 2 + LABELS * LABELS
        if len(raw) != 4 * numbers + LABELS * (1 << BITS):
            raise ValueError(f"weights of {len(raw)} bytes do not belong to a table of 2^{BITS} rows")
        header = np.frombuffer(raw, dtype="<f4", count=numbers)
        weights = np.frombuffer(raw, dtype=np.int8, offset=4 * numbers).reshape(-1, LABELS)
        return cls(weights, header[2:].reshape(LABELS, LABELS), float(header[0]), float(header[1]))


@cache
def load_model(package: str, name: str) -> SequenceModel:
    """Load the weights in the folder ``weights/NAME`` of a package; cached."""
    return SequenceModel.from_bytes((files(package) / "weights" / name / WEIGHTS_FILE).read_bytes())


def split_stretches(
    count: int, breaks: Sequence[int], longest: int = STRETCH
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Divide words into stretches of bounded length, each from a break to the next; return starts and lengths."""
    return _split_long(np.array([0, *breaks, count] if count else [0], dtype=np.int64), longest)


def _split_long(edges: npt.NDArray[np.int64], longest: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Divide what is between edges into stretches of bounded length; return starts and lengths."""
    starts, lengths = edges[:-1], edges[1:] - edges[:-1]
    if lengths.min(initial=1) and lengths.max(initial=0) <= longest:
        return starts, lengths
    pieces = -(-lengths // longest)
    within = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    begun = np.repeat(starts, pieces) + longest * within
    return begun, np.diff(np.append(begun, edges[-1]))


def _follow_gap(words: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which of some words in order do not follow at once the one before; the first does not."""
    follow_gap = np.ones(len(words), dtype=bool)
    np.greater(words[1:] - words[:-1], 1, out=follow_gap[1:])
    return follow_gap


def viterbi(scores: Table, transitions: Table) -> list[int]:
    """Return the best label of each word of a stretch; of equal ones that of the smallest number."""
    (out_out, out_begin, out_inside), (begin_out, begin_begin, begin_inside), last = transitions
    inside_out, inside_begin, inside_inside = last
    out, begin, inside = scores[0][OUTSIDE], scores[0][BEGIN], FORBIDDEN
    steps: list[tuple[int, int, int]] = []
    for to_out, to_begin, to_inside in scores[1:]:
        best_out, from_out = out + out_out, OUTSIDE
        best_begin, from_begin = out + out_begin, OUTSIDE
        best_inside, from_inside = out + out_inside, OUTSIDE
        if (score := begin + begin_out) > best_out:
            best_out, from_out = score, BEGIN
        if (score := inside + inside_out) > best_out:
            best_out, from_out = score, INSIDE
        if (score := begin + begin_begin) > best_begin:
            best_begin, from_begin = score, BEGIN
        if (score := inside + inside_begin) > best_begin:
            best_begin, from_begin = score, INSIDE
        if (score := begin + begin_inside) > best_inside:
            best_inside, from_inside = score, BEGIN
        if (score := inside + inside_inside) > best_inside:
            best_inside, from_inside = score, INSIDE
        steps.append((from_out, from_begin, from_inside))
        out, begin, inside = best_out + to_out, best_begin + to_begin, best_inside + to_inside
    ends = (out, begin, inside)
    labels = [ends.index(max(ends))]
    for step in reversed(steps):
        labels.append(step[labels[-1]])
    return labels[::-1]


def outside_probabilities(scores: Table, moves: Table) -> list[float]:
    """Return the probability of each word of a stretch to be in no name, by the forward-backward algorithm.

    ``moves`` are the exponentials of the transitions.
    """
    (out_out, out_begin, out_inside), (begin_out, begin_begin, begin_inside), last = moves
    inside_out, inside_begin, inside_inside = last
    local = []
    for score_out, score_begin, score_inside in scores:
        most = max(score_out, score_begin, score_inside)
        local.append((exp(score_out - most), exp(score_begin - most), exp(score_inside - most)))
    out, begin, _ = local[0]
    total = out + begin
    out, begin, inside = out / total, begin / total, 0.0
    forward = [(out, begin, inside)]
    for here_out, here_begin, here_inside in local[1:]:
        next_out = here_out * (out * out_out + begin * begin_out + inside * inside_out)
        next_begin = here_begin * (out * out_begin + begin * begin_begin + inside * inside_begin)
        next_inside = here_inside * (out * out_inside + begin * begin_inside + inside * inside_inside)
        total = next_out + next_begin + next_inside
        out, begin, inside = next_out / total, next_begin / total, next_inside / total
        forward.append((out, begin, inside))
    outside = []
    out, begin, inside = 1.0, 1.0, 1.0
    for (here_out, here_begin, here_inside), (past_out, past_begin, past_inside) in zip(
        reversed(local), reversed(forward), strict=True
    ):
        outside.append(past_out * out / (past_out * out + past_begin * begin + past_inside * inside))
        out, begin, inside = here_out * out, here_begin * begin, here_inside * inside
        out, begin, inside = (
            out * out_out + begin * out_begin + inside * out_inside,
            out * begin_out + begin * begin_begin + inside * begin_inside,
            out * inside_out + begin * inside_begin + inside * inside_inside,
        )
        total = out + begin + inside
        out, begin, inside = out / total, begin / total, inside / total
    return outside[::-1]


def _may_be_in_name(
    emissions: npt.NDArray[np.float32], begins_stretch: npt.NDArray[np.bool_], transitions: Table
) -> npt.NDArray[np.bool_]:
    """Return, for each word, whether a labelling with it in a name could be better than with that name's words
    outside.

    A name gains at most what its words gain as its first and as its further ones, with the best transitions into
    it, in it and out of it. Of the names that have a word, the best begins at the best word up to it, and ends at
    the best from it on.
    """
    outside, begin, inside = transitions
    enter = max(before[BEGIN] - before[OUTSIDE] for before in transitions)
    stay = max(begin[INSIDE], inside[INSIDE]) - outside[OUTSIDE]
    leave = max(0.0, *(label[to] - outside[to] for label in (begin, inside) for to in (OUTSIDE, BEGIN)))
    scores = emissions.astype(np.float64)
    first = scores[:, BEGIN] - scores[:, OUTSIDE] + enter
    further = np.where(begins_stretch, FORBIDDEN, scores[:, INSIDE] - scores[:, OUTSIDE] + stay)
    sums = np.cumsum(further)
    begun = np.maximum.accumulate(first - sums)
    ended = np.maximum.accumulate(sums[::-1])[::-1]
    possible: npt.NDArray[np.bool_] = begun + ended + (leave + _SLACK) >= 0
    return possible


@dataclass(frozen=True, slots=True)
class _NearNames:
    """The words that may be in a name, and the stretches among them: the first of each, and how many it has."""

    words: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]

    @classmethod
    def of(cls, emissions: npt.NDArray[np.float32], breaks: Sequence[int]) -> _NearNames:
        best = np.maximum(emissions[:, BEGIN], emissions[:, INSIDE])
        (near,) = np.nonzero(best > emissions[:, OUTSIDE] - _FAR)
        apart = np.zeros(len(emissions) + 1, dtype=bool)
        apart[list(breaks)] = True
        (begins,) = np.nonzero(_follow_gap(near) | apart[near])
        return cls(near, *_split_long(np.append(begins, len(near)), STRETCH))

    def stretches_with(self, wanted: npt.NDArray[np.bool_]) -> Iterator[slice]:
        """Yield the words of each stretch that has a wanted one."""
        if len(self.starts):
            (chosen,) = np.nonzero(np.logical_or.reduceat(wanted[self.words], self.starts))
            for start, length in zip(
                self.words[self.starts[chosen]].tolist(), self.lengths[chosen].tolist(), strict=True
            ):
                yield slice(start, start + length)


def _spans(labels: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first word of each name that the labels mark, and how many words it has."""
    for first, label in enumerate(labels):
        if label == BEGIN:
            last = first + 1
            while last < len(labels) and labels[last] == INSIDE:
                last += 1
            yield first, last - first
