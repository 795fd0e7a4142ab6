"""A linear model over sequences of words: each word is outside a name, begins one, or continues one.

The score of a labelling is the sum of the weights of the features under each label and of the transitions between
labels; ``decode`` finds the best labelling (Viterbi). A linear-chain conditional random field, trained in
``fr_recueil.training``.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from recueil.entities.tagger.features import BITS, Ids

OUTSIDE, BEGIN, INSIDE = range(3)
LABELS: Final = 3
FORBIDDEN: Final = -1e4
"""Score of what cannot be: a name that continues without having begun."""
_STRETCH = 48  # words decoded at once; a name does not go beyond a stretch


@dataclass(frozen=True, slots=True, eq=False)
class SequenceModel:
    """Weights of one kind of name: int8 rows of the features, their scale, and the transitions.

    ``bias`` is added to the score of the label outside: less than zero finds more names.
    """

    weights: npt.NDArray[np.int8]
    transitions: npt.NDArray[np.float32]
    scale: float
    bias: float = 0.0

    def emissions(self, features: Ids) -> npt.NDArray[np.float32]:
        """Return the score of each label of each word."""
        total = np.zeros((len(features), LABELS), dtype=np.int32)
        for column in range(features.shape[1]):
            total += self.weights[features[:, column]]
        scores = total.astype(np.float32) * np.float32(self.scale)
        scores[:, OUTSIDE] += np.float32(self.bias)
        return scores

    def decode(self, emissions: npt.NDArray[np.float32], breaks: Sequence[int]) -> list[tuple[int, int]]:
        """Return the names as ranges of words; no name goes across a word of ``breaks``, which begin a stretch."""
        return list(_spans(viterbi(emissions, self.transitions, breaks)))

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
def load_model(package: str, file: str) -> SequenceModel:
    """Load the weights in the folder ``weights/`` of a package; cached."""
    return SequenceModel.from_bytes((files(package) / "weights" / file).read_bytes())


def split_stretches(count: int, breaks: Sequence[int]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Divide words into stretches of bounded length, each from a break to the next; return starts and lengths."""
    starts: list[int] = []
    edges = [0, *breaks, count] if count else [0]
    for first, last in pairwise(edges):
        starts.extend(range(first, last, _STRETCH))
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
