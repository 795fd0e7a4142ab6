"""Forward-backward over chains of labels, many chains at once, with the same bits on every machine.

No linear algebra library is called, sums have a fixed order, and the exponential is computed here, since that of
the platform may differ in its last bit.
"""

from __future__ import annotations

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
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    longest = int(lengths[0])
    active = [int(np.searchsorted(-lengths, -step, side="left")) for step in range(longest)]
    forward = local / row_sums(local)
    for step in range(1, longest):
        at = starts[: active[step]] + step
        here = local[at] * (forward[at - 1][:, :, None] * moves[at]).sum(axis=1)
        forward[at] = here / row_sums(here)
    backward = np.ones_like(local)
    turned = np.ascontiguousarray(moves.transpose(0, 2, 1))
    for step in range(longest - 1, 0, -1):
        at = starts[: active[step]] + step
        before = ((local[at] * backward[at])[:, :, None] * turned[at]).sum(axis=1)
        backward[at - 1] = before / row_sums(before)
    labels = forward * backward
    earlier = np.concatenate([np.ones_like(forward[:1]), forward[:-1]])
    pairs = earlier[:, :, None] * moves * (local * backward)[:, None, :]
    totals = row_sums(row_sums(pairs)[:, :, 0])
    return Marginals(labels / row_sums(labels), pairs / totals[:, :, None])


def row_sums(rows: Floats) -> Floats:
    """Add up the last axis, one column after the other, and keep it."""
    total = rows[..., 0].copy()
    for column in range(1, rows.shape[-1]):
        total += rows[..., column]
    return total[..., None]
