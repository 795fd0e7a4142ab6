"""Forward-backward: the marginals of all sequences, whatever else is computed at the same time, in a fixed order."""

from __future__ import annotations

from itertools import product

import numpy as np

from recueil.entities.chain import exponential, forward_backward, potentials

LABELS = 3
LENGTHS = np.array([2, 4, 1])
STARTS = np.array([0, 2, 6])


def random_scores(rows: int, columns: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.random.default_rng(11).normal(size=(rows, columns))


def test_the_marginals_of_several_chains_are_the_sums_over_all_sequences_of_each() -> None:
    scores, links = random_scores(7, LABELS), random_scores(7, LABELS * LABELS)
    moves = potentials(links).reshape(-1, LABELS, LABELS)
    marginals = forward_backward(potentials(scores), moves, STARTS, LENGTHS)
    for start, length in zip(STARTS, LENGTHS, strict=True):
        labels = np.zeros((length, LABELS))
        pairs = np.zeros((length, LABELS, LABELS))
        for sequence in product(range(LABELS), repeat=length):
            score = sum(scores[start + at, label] for at, label in enumerate(sequence))
            score += sum(links[start + at, sequence[at - 1] * LABELS + sequence[at]] for at in range(1, length))
            for at, label in enumerate(sequence):
                labels[at, label] += np.exp(score)
                if at:
                    pairs[at, sequence[at - 1], label] += np.exp(score)
        there = slice(start, start + length)
        assert np.allclose(marginals.labels[there], labels / labels.sum(axis=1, keepdims=True))
        total = labels[0].sum()
        assert np.allclose(marginals.pairs[there][1:], pairs[1:] / total)


def test_a_chain_has_the_same_bits_alone_and_among_others() -> None:
    local = potentials(random_scores(7, LABELS))
    moves = potentials(random_scores(7, LABELS * LABELS)).reshape(-1, LABELS, LABELS)
    together = forward_backward(local, moves, STARTS, LENGTHS)
    alone = forward_backward(local[2:6], moves[2:6], np.array([0]), np.array([4]))
    assert np.array_equal(together.labels[2:6], alone.labels)
    assert np.array_equal(together.pairs[3:6], alone.pairs[1:])


def test_numpy_adds_up_an_axis_that_is_not_the_last_row_after_row() -> None:
    """The bits of a model depend on it."""
    for chains in (1, 2, 17):
        rows = np.random.default_rng(3).normal(size=(chains, 7, 7))
        total = rows[:, 0].copy()
        for at in range(1, 7):
            total += rows[:, at]
        assert np.array_equal(rows.sum(axis=1), total)


def test_large_scores_do_not_overflow() -> None:
    local = potentials(1e6 * random_scores(7, LABELS))
    moves = potentials(1e6 * random_scores(7, LABELS * LABELS)).reshape(-1, LABELS, LABELS)
    assert np.isfinite(forward_backward(local, moves, STARTS, LENGTHS).labels).all()


def test_the_exponential_is_that_of_the_platform_but_for_the_last_bits() -> None:
    values = np.linspace(-50, 0, 1001)
    assert np.allclose(exponential(values), np.exp(values), rtol=1e-14, atol=0)
