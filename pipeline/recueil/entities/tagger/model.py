"""A linear model over sequences of words: each word is outside a name, begins one, or continues one.

The score of a labelling is the sum of the weights of the features under each label and of the transitions between
labels; ``decode`` finds the best labelling (Viterbi). It is a linear-chain conditional random field.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from recueil.entities.tagger.features import BITS, Ids

OUTSIDE, BEGIN, INSIDE = range(3)
LABELS: Final = 3
WEIGHTS_FILE: Final = "weights.bin"
FORBIDDEN: Final = -1e4
"""Score of what cannot be: a name that continues without having begun."""
_OFFSET = 254  # makes the difference of two weights positive
_FAR = 7.0  # how far below outside both other labels are of a word that can be in no name
_ROWS_AT_ONCE = 4096
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
            part = features[first : first + _ROWS_AT_ONCE]
            sums = self.packed[part].sum(axis=1, dtype=np.uint32)
            at_zero = part.shape[1] * _OFFSET
            scores[first : first + len(part), BEGIN] = (sums & np.uint32(0xFFFF)).astype(np.int32) - at_zero
            scores[first : first + len(part), INSIDE] = (sums >> np.uint32(16)).astype(np.int32) - at_zero
        scores *= np.float32(self.scale)
        scores[:, OUTSIDE] = self.bias
        return scores

    def decode(self, emissions: npt.NDArray[np.float32], breaks: Sequence[int]) -> list[tuple[int, int]]:
        """Return the names as ranges of words; no name goes across a word of ``breaks``, which begin a stretch.

        Words that are far from any name are left out beforehand.
        """
        near, begins = _near_names(emissions, breaks)
        every = np.zeros(len(emissions), dtype=np.int8)
        every[near] = viterbi(emissions[near], self.transitions, begins)
        return list(_spans(every))

    def name_probabilities(
        self, emissions: npt.NDArray[np.float32], breaks: Sequence[int]
    ) -> npt.NDArray[np.float64]:
        """Return the probability of each word to be in a name: 0 where it is far from any."""
        near, begins = _near_names(emissions, breaks)
        every = np.zeros(len(emissions))
        every[near] = 1 - outside_probabilities(emissions[near], self.transitions, begins)
        return every

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
    starts: list[int] = []
    edges = [0, *breaks, count] if count else [0]
    for first, last in pairwise(edges):
        starts.extend(range(first, last, longest))
    begun = np.array(starts, dtype=np.int64)
    return begun, np.diff(np.append(begun, count))


def viterbi(
    emissions: npt.NDArray[np.float32], transitions: npt.NDArray[np.float32], breaks: Sequence[int]
) -> npt.NDArray[np.int8]:
    """Return the best label of each word, all stretches at once."""
    count = len(emissions)
    labels = np.zeros(count, dtype=np.int8)
    if not count:
        return labels
    starts, lengths = split_stretches(count, breaks)
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    longest = int(lengths[0])
    best = emissions[starts].copy()
    best[:, INSIDE] = FORBIDDEN
    back = np.zeros((longest, len(starts), LABELS), dtype=np.int8)
    scores = np.zeros((longest, len(starts), LABELS), dtype=np.float32)
    scores[0] = best
    for step in range(1, longest):
        active = int(np.searchsorted(-lengths, -step, side="left"))
        options = best[:active, :, None] + transitions[None]
        back[step, :active] = options.argmax(axis=1)
        best = options.max(axis=1) + emissions[starts[:active] + step]
        scores[step, :active] = best
    ends = lengths - 1
    rows = np.arange(len(starts))
    current = scores[ends, rows].argmax(axis=1)
    for step in range(longest - 1, -1, -1):
        active = int(np.searchsorted(-lengths, -step, side="left"))
        labels[starts[:active] + step] = current[:active]
        if step:
            current[:active] = back[step, rows[:active], current[:active]]
    return labels


def outside_probabilities(
    emissions: npt.NDArray[np.float32], transitions: npt.NDArray[np.float32], breaks: Sequence[int]
) -> npt.NDArray[np.float64]:
    """Return the marginal probability of each word to be in no name, by the forward-backward algorithm, all
    stretches at once.
    """
    count = len(emissions)
    outside = np.ones(count)
    if not count:
        return outside
    starts, lengths = split_stretches(count, breaks)
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    active = [int(np.searchsorted(-lengths, -step, side="left")) for step in range(int(lengths[0]))]
    moves = np.exp(transitions.astype(np.float64))
    local = np.exp(emissions.astype(np.float64) - emissions.max(axis=1, keepdims=True))
    local[starts, INSIDE] = 0
    forward = np.zeros((len(active), len(starts), LABELS))
    for step, many in enumerate(active):
        here = local[starts[:many] + step]
        if step:
            here = here * (forward[step - 1, :many] @ moves)
        forward[step, :many] = here / here.sum(axis=1, keepdims=True)
    backward = np.ones((len(starts), LABELS))
    for step in range(len(active) - 1, -1, -1):
        many = active[step]
        both = forward[step, :many] * backward[:many]
        outside[starts[:many] + step] = both[:, OUTSIDE] / both.sum(axis=1)
        before = (local[starts[:many] + step] * backward[:many]) @ moves.T
        backward[:many] = before / before.sum(axis=1, keepdims=True)
    return outside


def _near_names(
    emissions: npt.NDArray[np.float32], breaks: Sequence[int]
) -> tuple[npt.NDArray[np.int64], list[int]]:
    """Return the words that may be in a name, and which of them begin a stretch."""
    (near,) = np.nonzero(emissions[:, BEGIN:].max(axis=1) > emissions[:, OUTSIDE] - _FAR)
    apart = np.zeros(len(emissions) + 1, dtype=bool)
    apart[list(breaks)] = True
    begins = np.nonzero((np.diff(near, prepend=-2) > 1) | apart[near])[0]
    return near, [at for at in begins.tolist() if at]


def _spans(labels: npt.NDArray[np.int8]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of words that the labels mark."""
    (marked,) = np.nonzero(labels)
    first = -1
    last = -1
    for at in marked.tolist():
        if first >= 0 and (labels[at] == BEGIN or at != last):
            yield first, last
            first = -1
        if first < 0:
            first = at
        last = at + 1
    if first >= 0:
        yield first, last
