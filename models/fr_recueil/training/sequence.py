"""Train a sequence model: a linear-chain conditional random field, by AdaGrad, one text after the other.

The same data give the same weights on every machine: no linear algebra library is called, sums have a fixed order,
and the exponential is computed here, since that of the platform may differ in its last bit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from recueil.entities.tagger.features import BITS, Ids
from recueil.entities.tagger.model import BEGIN, FORBIDDEN, INSIDE, LABELS, OUTSIDE, SequenceModel, split_stretches

Floats = npt.NDArray[np.float64]

SEED: Final = 20_260
_ROWS = 1 << BITS
_CLIPPED = 200  # weights that may be larger than what int8 holds
_SMALL = 1e-3  # words whose labels are as certain as that teach nothing


@dataclass(frozen=True, slots=True)
class Example:
    """One text: the features of its words, the words that begin a stretch, and the label of each word.

    A label of -1 is unknown: the word teaches nothing.
    """

    features: Ids
    breaks: Sequence[int]
    labels: npt.NDArray[np.int8]
    weight: float = 1.0  # of the example; less for labels that are less sure


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train."""

    epochs: int = 8
    rate: float = 0.1
    dropout: float = 0.25
    averaged: int = 4  # the last epochs, whose weights are averaged
    bias: float = 0.0


def train(examples: Sequence[Example], settings: Settings) -> SequenceModel:
    """Train a model; the examples are shuffled anew in each epoch, with a fixed seed."""
    random = np.random.Generator(np.random.PCG64(SEED))
    weights = np.zeros((_ROWS + 1, LABELS))  # the last row stands for features that are dropped
    squares = np.full((_ROWS + 1, LABELS), 1e-2)
    transitions = np.zeros((LABELS, LABELS))
    transition_squares = np.full((LABELS, LABELS), 1.0)
    mean, mean_transitions = np.zeros_like(weights), np.zeros_like(transitions)
    for epoch in range(settings.epochs):
        for position in random.permutation(len(examples)).tolist():
            example = examples[position]
            dropped = random.random(example.features.shape, dtype=np.float32) < settings.dropout
            ids = np.where(dropped, np.uint32(_ROWS), example.features)
            scores = sum_rows(weights, ids) / (1 - settings.dropout)
            slope, transition_slope = _slopes(scores, transitions, example)
            slope *= example.weight
            rows, sums = _scatter(ids, slope)
            squares[rows] += sums * sums
            weights[rows] -= settings.rate * sums / np.sqrt(squares[rows])
            weights[_ROWS] = 0
            transition_slope *= example.weight
            transition_squares += transition_slope * transition_slope
            transitions -= settings.rate * transition_slope / np.sqrt(transition_squares)
        if epoch >= settings.epochs - settings.averaged:
            mean += weights
            mean_transitions += transitions
    return quantise(mean[:_ROWS] / settings.averaged, mean_transitions / settings.averaged, settings.bias)


def quantise(weights: Floats, transitions: Floats, bias: float) -> SequenceModel:
    """Round weights to int8 in steps that suit all but the largest."""
    sizes = np.sort(np.abs(weights), axis=None)
    largest = sizes[-_CLIPPED] or sizes[-1] or 1.0
    scale = float(np.float32(largest / 127))
    rounded = np.clip(np.rint(weights / scale), -127, 127).astype(np.int8)
    steps = np.rint(transitions * 256) / 256
    steps[OUTSIDE, INSIDE] = FORBIDDEN
    return SequenceModel(rounded, steps.astype(np.float32), scale, bias)


def sum_rows(weights: Floats, ids: Ids) -> Floats:
    """Return the sum of the rows of weights of each word, column after column."""
    total = np.zeros((len(ids), LABELS))
    for column in range(ids.shape[1]):
        total += weights[ids[:, column]]
    return total


def exponential(values: Floats) -> Floats:
    """Compute the exponential of values up to zero by operations whose results are the same bits everywhere."""
    clipped = np.maximum(values, -60.0)
    halvings = np.rint(clipped * 1.4426950408889634)
    rest = clipped - halvings * 0.6931471805599453
    result = np.ones_like(rest)
    for divisor in range(13, 0, -1):
        result = result * rest / divisor + 1.0
    return np.ldexp(result, halvings.astype(np.int64))


def _slopes(scores: Floats, transitions: Floats, example: Example) -> tuple[Floats, Floats]:
    """Return the gradient of the loss by the scores of each word, and by the transitions."""
    starts, lengths = split_stretches(len(scores), example.breaks)
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    longest = int(lengths[0])
    moves = exponential(transitions - transitions.max())
    moves[OUTSIDE, INSIDE] = 0.0
    potentials = exponential(scores - scores.max(axis=1, keepdims=True))
    potentials[starts, INSIDE] = 0.0
    forward = np.zeros((longest, len(starts), LABELS))
    backward = np.zeros((longest, len(starts), LABELS))
    active = [int(np.searchsorted(-lengths, -step, side="left")) for step in range(longest)]
    for step in range(longest):
        many = active[step]
        here = potentials[starts[:many] + step]
        if step:
            before = forward[step - 1, :many]
            moved = before[:, 0, None] * moves[0] + before[:, 1, None] * moves[1] + before[:, 2, None] * moves[2]
            here = here * moved
        forward[step, :many] = here / _row_sums(here)
    pairs = np.zeros((LABELS, LABELS))
    for step in range(longest - 1, -1, -1):
        many = active[step]
        backward[step, :many] = 1.0
        if step + 1 < longest and active[step + 1]:
            going = active[step + 1]
            after = potentials[starts[:going] + step + 1] * backward[step + 1, :going]
            values = (
                after[:, 0, None] * moves[:, 0] + after[:, 1, None] * moves[:, 1] + after[:, 2, None] * moves[:, 2]
            )
            backward[step, :going] = values / _row_sums(values)
            joint = forward[step, :going, :, None] * moves[None] * after[:, None, :]
            total = _row_sums(_row_sums(joint.reshape(-1, 3)).reshape(-1, 3))
            joint = joint / total[:, :, None]
            known = (example.labels[starts[:going] + step] >= 0) & (example.labels[starts[:going] + step + 1] >= 0)
            pairs += np.add.accumulate(joint[known], axis=0)[-1] if known.any() else 0.0
            gold = example.labels[starts[:going] + step], example.labels[starts[:going] + step + 1]
            counted = np.bincount(gold[0][known] * LABELS + gold[1][known], minlength=LABELS * LABELS)
            pairs -= counted.reshape(LABELS, LABELS)
    slope = np.zeros_like(scores)
    for step in range(longest):
        many = active[step]
        both = forward[step, :many] * backward[step, :many]
        slope[starts[:many] + step] = both / _row_sums(both)
    known = example.labels >= 0
    slope[~known] = 0.0
    at = np.nonzero(known)[0]
    slope[at, example.labels[at]] -= 1.0
    return slope, pairs


def _row_sums(rows: Floats) -> Floats:
    return (rows[:, 0] + rows[:, 1] + rows[:, 2])[:, None]


def _scatter(ids: Ids, slope: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """Add up the slopes of the words that share a feature; return the rows of weights, and their sums."""
    (teaching,) = np.nonzero(np.abs(slope).max(axis=1) > _SMALL)
    used = ids[teaching]
    rows, places = np.unique(used.ravel(), return_inverse=True)
    repeated = np.repeat(slope[teaching], used.shape[1], axis=0)
    columns = [np.bincount(places.ravel(), repeated[:, label], len(rows)) for label in range(LABELS)]
    return rows.astype(np.int64), np.stack(columns, axis=1)


def label_words(
    spans: Iterable[tuple[int, int]], starts: Sequence[int], ends: Sequence[int]
) -> npt.NDArray[np.int8]:
    """Return the labels of the words in which spans of characters lie."""
    labels = np.zeros(len(starts), dtype=np.int8)
    for start, end in spans:
        first = bisect_right(ends, start)
        last = bisect_left(starts, end)
        labels[first:last] = INSIDE
        labels[first : first + 1] = BEGIN
    return labels
