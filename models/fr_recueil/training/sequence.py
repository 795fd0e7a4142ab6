"""Train a sequence model: a linear-chain conditional random field with hashed features, by AdaGrad.

The same data give the same weights on every machine: see :mod:`recueil.entities.chain`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np
import numpy.typing as npt

from recueil.entities.chain import Floats, Positions, forward_backward, potentials
from recueil.entities.tagger.features import Ids
from recueil.entities.tagger.model import BEGIN, INSIDE, split_stretches

SEED: Final = 20_260
_CLIPPED = 200  # weights that may be larger than what int8 holds
_SMALL = 1e-3  # items whose labels are as certain as that teach nothing


@dataclass(frozen=True, slots=True)
class Example:
    """One text: the features of its items (words, names), the items that begin a chain, and the label of each.

    ``links`` are the features of the link of each item to the one before. A label of -1 is unknown: the item
    teaches nothing.
    """

    features: Ids
    links: Ids
    breaks: Sequence[int]
    labels: npt.NDArray[np.int8]
    weight: float = 1.0  # of the example; less for labels that are less sure


@dataclass(frozen=True, slots=True)
class Table:
    """How many labels there are, and rows of weights for hashed features and links.

    ``forbidden`` are the pairs of labels that cannot be, where the first item of a chain comes after the label 0.
    """

    labels: int
    rows: int
    link_rows: int
    forbidden: Sequence[tuple[int, int]] = ()
    longest: int = 1 << 20  # items of a chain; a longer one is divided


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train."""

    epochs: int = 8
    rate: float = 0.1
    dropout: float = 0.25
    averaged: int = 4  # the last epochs, whose weights are averaged
    bias: float = 0.0
    batch: int = 1  # examples of one step
    link_inertia: float = 1.0  # the larger, the slower the weights of links begin to move


@dataclass(frozen=True, slots=True)
class _Batch:
    """Examples one after the other, with a weight for each item; rows of features are as long as the longest."""

    features: Ids
    links: Ids
    breaks: Sequence[int]
    labels: npt.NDArray[np.int8]
    weights: Floats

    @classmethod
    def of(cls, examples: Sequence[Example], table: Table) -> _Batch:
        sizes = [len(example.labels) for example in examples]
        begins = [0, *accumulate(sizes)]
        return cls(
            _stack([example.features for example in examples], table.rows),
            _stack([example.links for example in examples], table.link_rows),
            [
                begin + at
                for begin, example in zip(begins, examples, strict=False)
                for at in ([0] if begin else []) + list(example.breaks)
            ],
            np.concatenate([example.labels for example in examples]),
            np.repeat(np.array([example.weight for example in examples]), sizes),
        )


def _stack(parts: Sequence[Ids], filler: int) -> Ids:
    """Put rows of ids under each other; shorter ones are filled up with the row of weights that is always zero."""
    if len(parts) == 1:
        return parts[0]
    longest = max(part.shape[1] for part in parts)
    filled = np.full((sum(map(len, parts)), longest), filler, dtype=np.uint32)
    first = 0
    for part in parts:
        filled[first : first + len(part), : part.shape[1]] = part
        first += len(part)
    return filled


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of each label by feature, and of each pair of labels by feature of the link."""

    features: Floats
    links: Floats


class AdaGrad:
    """Updates rows of weights, each by a rate that falls with its own gradients. A last row is always zero."""

    def __init__(self, rows: int, columns: int, rate: float, inertia: float) -> None:
        self.weights = np.zeros((rows + 1, columns))
        self.squares = np.full((rows + 1, columns), inertia)
        self.sum = np.zeros((rows, columns))
        self.rate = rate

    def step(self, ids: Ids, slope: Floats) -> None:
        rows, sums = _scatter(ids, slope)
        self.squares[rows] += sums * sums
        self.weights[rows] -= self.rate * sums / np.sqrt(self.squares[rows])
        self.weights[-1] = 0

    def add_to_sum(self) -> None:
        self.sum += self.weights[:-1]


def train(examples: Sequence[Example], table: Table, settings: Settings) -> Weights:
    """Maximise the likelihood of the labels; the examples are shuffled anew in each epoch, with a fixed seed."""
    random = np.random.Generator(np.random.PCG64(SEED))
    features = AdaGrad(table.rows, table.labels, settings.rate, 1e-2)
    links = AdaGrad(table.link_rows, table.labels**2, settings.rate, settings.link_inertia)
    for epoch in range(settings.epochs):
        order = random.permutation(len(examples)).tolist()
        for first in range(0, len(order), settings.batch):
            example = _Batch.of([examples[at] for at in order[first : first + settings.batch]], table)
            dropped = random.random(example.features.shape, dtype=np.float32) < settings.dropout
            ids = np.where(dropped, np.uint32(table.rows), example.features)
            scores = sum_rows(features.weights, ids) / (1 - settings.dropout)
            slope, link_slope = _slopes(scores, sum_rows(links.weights, example.links), example, table)
            weights = example.weights[:, None]
            certain = np.abs(slope).max(axis=1) <= _SMALL
            features.step(ids[~certain], (slope * weights)[~certain])
            links.step(example.links, link_slope * weights)
        if epoch >= settings.epochs - settings.averaged:
            features.add_to_sum()
            links.add_to_sum()
    return Weights(features.sum / settings.averaged, links.sum / settings.averaged)


def round_to_steps(weights: Floats) -> tuple[npt.NDArray[np.int8], float]:
    """Round weights to int8 in steps that suit all but the largest; return them and the size of a step."""
    sizes = np.sort(np.abs(weights), axis=None)
    largest = sizes[-_CLIPPED] or sizes[-1] or 1.0
    scale = float(np.float32(largest / 127))
    return np.clip(np.rint(weights / scale), -127, 127).astype(np.int8), scale


def fill_rows(rows: Sequence[Sequence[int]], filler: int) -> Ids:
    """Return rows of one length, the shorter ones filled up."""
    filled = np.full((len(rows), max(map(len, rows))), filler, dtype=np.uint32)
    for at, row in enumerate(rows):
        filled[at, : len(row)] = row
    return filled


def sum_rows(weights: Floats, ids: Ids) -> Floats:
    """Return the sum of the rows of weights of each item, column after column."""
    total = np.zeros((len(ids), weights.shape[1]))
    for column in range(ids.shape[1]):
        total += weights[ids[:, column]]
    return total


def _slopes(scores: Floats, link_scores: Floats, batch: _Batch, table: Table) -> tuple[Floats, Floats]:
    """Return the gradient of the loss by the scores of each item, and by those of its link."""
    count, labels = len(scores), table.labels
    starts, lengths = split_stretches(count, batch.breaks, table.longest)
    local = potentials(scores)
    moves = potentials(link_scores).reshape(count, labels, labels)
    for before, after in table.forbidden:
        moves[:, before, after] = 0.0
        if before == 0:
            local[starts, after] = 0.0
    marginals = forward_backward(local, moves, starts, lengths)
    known = batch.labels >= 0
    slope = marginals.labels
    slope[~known] = 0.0
    (at,) = np.nonzero(known)
    slope[at, batch.labels[at]] -= 1.0
    linked = known.copy()
    linked[1:] &= known[:-1]
    linked[starts] = False
    link_slope = marginals.pairs.reshape(count, -1)
    link_slope[~linked] = 0.0
    (at,) = np.nonzero(linked)
    link_slope[at, batch.labels[at - 1].astype(np.int64) * labels + batch.labels[at]] -= 1.0
    return slope, link_slope


def _scatter(ids: Ids, slope: Floats) -> tuple[Positions, Floats]:
    """Add up the slopes of the items that share a feature; return the rows of weights, and their sums."""
    rows, places = np.unique(ids.ravel(), return_inverse=True)
    repeated = np.repeat(slope, ids.shape[1], axis=0)
    columns = [np.bincount(places.ravel(), repeated[:, at], len(rows)) for at in range(slope.shape[1])]
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
