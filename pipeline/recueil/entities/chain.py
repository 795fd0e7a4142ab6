"""Forward-backward over chains of labels, many chains at once, with the same bits on every machine.

No linear algebra library is called, sums have a fixed order, and the exponential is computed here, since that of
the platform may differ in its last bit.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]

_SMALLEST = -60.0  # logarithm of the smallest factor


class Marginals(NamedTuple):
    """The probability of each label at each position, and of each pair of labels there and at the position before.

    The pairs at the first position of a chain mean nothing.
    """

    labels: Floats
    pairs: Floats


def exponential(values: Floats) -> Floats:
    """Compute the exponential of values up to zero by operations whose results are the same bits everywhere."""
    clipped = np.maximum(values, _SMALLEST)
    halvings = np.rint(clipped * 1.4426950408889634)
    rest = clipped - halvings * 0.6931471805599453
    result = np.ones_like(rest)
    for divisor in range(13, 0, -1):
        result = result * rest / divisor + 1.0
    return np.ldexp(result, halvings.astype(np.int64))


def potentials(scores: Floats) -> Floats:
    """Return the exponentials of each row up to a factor: the largest is 1."""
    return exponential(scores - scores.max(axis=1, keepdims=True))


def forward_backward(local: Floats, moves: Floats, starts: Positions, lengths: Positions) -> Marginals:
    """Return the marginal probabilities of chains that lie one after the other.

    ``local`` are the potentials of each label at each position, ``moves[at]`` those of each pair of labels at the
    position before and at ``at``; a chain begins at each of ``starts`` and has so many ``lengths``.
    """
    forward, backward = _messages(local, moves, starts, lengths)
    labels = forward * backward
    earlier = np.concatenate([np.ones_like(forward[:1]), forward[:-1]])
    pairs = earlier[:, :, None] * moves * (local * backward)[:, None, :]
    totals = row_sums(row_sums(pairs)[:, :, 0])
    return Marginals(labels / row_sums(labels), pairs / totals[:, :, None])


def label_probabilities(local: Floats, moves: Floats) -> Floats:
    """Return the marginal probabilities of the labels of one chain."""
    forward, backward = _messages(local, moves, np.zeros(1, np.int64), np.array([len(local)]))
    labels = forward * backward
    return labels / row_sums(labels)


def _messages(local: Floats, moves: Floats, starts: Positions, lengths: Positions) -> tuple[Floats, Floats]:
    """Return the forward and the backward messages: of each step, those of all chains that reach it at once."""
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    reaching = np.searchsorted(-lengths, -np.arange(lengths[0]), side="left").tolist()
    at = np.concatenate([starts[:chains] + step for step, chains in enumerate(reaching)])
    local, moves = local[at], moves[at]  # step after step
    steps = [slice(end - chains, end) for chains, end in zip(reaching, accumulate(reaching), strict=True)]
    before = [slice(step.start, step.start + chains) for step, chains in zip(steps, reaching[1:], strict=False)]
    forward = local / row_sums(local)
    for last, step in zip(before, steps[1:], strict=True):
        here = np.add.reduce(forward[last, :, None] * moves[step], axis=1)
        here *= local[step]
        np.divide(here, np.add.accumulate(here, axis=1)[:, -1:], out=forward[step])
    backward = np.ones_like(local)
    turned = np.ascontiguousarray(moves.transpose(0, 2, 1))
    for last, step in zip(reversed(before), reversed(steps), strict=False):
        here = local[step] * backward[step]
        here = np.add.reduce(here[:, :, None] * turned[step], axis=1)
        np.divide(here, np.add.accumulate(here, axis=1)[:, -1:], out=backward[last])
    messages = np.empty((2, *local.shape))
    messages[0, at], messages[1, at] = forward, backward
    return messages[0], messages[1]


def row_sums(rows: Floats) -> Floats:
    """Add up the last axis, one column after the other, and keep it."""
    total = rows[..., 0].copy()
    for column in range(1, rows.shape[-1]):
        total += rows[..., column]
    return total[..., None]
