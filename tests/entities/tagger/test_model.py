"""The sequence model: its scores, the best labelling, and its bytes."""

from __future__ import annotations

from itertools import pairwise, product, takewhile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recueil.entities.tagger.features import BITS
from recueil.entities.tagger.model import FORBIDDEN, SequenceModel, viterbi

TRANSITIONS = np.array([[0.5, -0.25, FORBIDDEN], [0.0, -1.0, 1.0], [0.25, 0.0, 0.5]], dtype=np.float32)
TABLE: list[list[float]] = TRANSITIONS.tolist()


def make_model() -> SequenceModel:
    weights = np.zeros((1 << BITS, 3), dtype=np.int8)
    weights[1], weights[2], weights[3] = (-100, 127, -127), (0, -20, 60), (50, 0, 0)
    return SequenceModel(weights, TRANSITIONS, 0.05, -0.5)


def test_scores_are_sums_of_weights_in_proportion_to_the_label_outside() -> None:
    features = np.array([[1, 2], [3, 3], [0, 1]], dtype=np.uint32)
    weights = make_model().weights.astype(float)
    sums = weights[features].sum(axis=1) * 0.05
    expected = sums - sums[:, :1]
    expected[:, 0] = -0.5
    assert np.allclose(make_model().emissions(features), expected, atol=1e-5)


def test_a_name_begins_with_its_first_word_and_stops_at_a_break() -> None:
    features = np.array([[3], [1], [2], [2], [3]], dtype=np.uint32)
    model = make_model()
    assert model.decode(model.emissions(features), []) == [(1, 4)]
    assert model.decode(model.emissions(features), [3]) == [(1, 3)]


def test_nothing_is_found_in_nothing() -> None:
    assert make_model().decode(np.zeros((0, 3), dtype=np.float32), []) == []


@given(st.lists(st.lists(st.integers(-8, 8), min_size=3, max_size=3), min_size=1, max_size=6))
def test_the_labelling_is_the_best_of_all(rows: list[list[int]]) -> None:
    def score(labels: tuple[int, ...]) -> float:
        first = FORBIDDEN if labels[0] == 2 else rows[0][labels[0]]
        steps = pairwise(labels)
        return first + sum(TABLE[before][label] + rows[at][label] for at, (before, label) in enumerate(steps, 1))

    labels = tuple(viterbi(rows, TABLE))
    assert score(labels) == pytest.approx(max(map(score, product(range(3), repeat=len(rows)))))


@given(
    st.lists(st.tuples(st.just(0), st.integers(-12, 4), st.integers(-12, 4)), min_size=1, max_size=40),
    st.lists(st.integers(1, 39), max_size=4),
)
def test_what_the_search_leaves_out_is_in_no_name(rows: list[tuple[int, int, int]], broken: list[int]) -> None:
    """Words that are 7 below the label outside, or more, part stretches; each is read whole here."""
    breaks = sorted({at for at in broken if at < len(rows)})
    far = [at for at, row in enumerate(rows) if max(row[1:]) <= -7]
    edges = sorted({0, len(rows), *breaks, *far, *(at + 1 for at in far)})
    expected = []
    for first, last in pairwise(edges):
        labels = viterbi(rows[first:last], TABLE) if first not in far else [0]
        begins = [at for at, label in enumerate(labels) if label == 1]
        for at in begins:
            length = 1 + len(list(takewhile(lambda label: label == 2, labels[at + 1 :])))
            expected.append((first + at, first + at + length))
    assert make_model().decode(np.array(rows, dtype=np.float32), breaks) == expected


@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=5), st.integers(1, 4))
def test_a_probability_is_the_share_of_all_labellings(rows: list[list[int]], broken: int) -> None:
    breaks = [at for at in (broken,) if at < len(rows)]

    def weight(labels: tuple[int, ...]) -> float:
        begun = [at for at in (0, *breaks) if labels[at] == 2]
        steps = [(before, label) for at, (before, label) in enumerate(pairwise(labels), 1) if at not in breaks]
        moved = sum(TABLE[before][label] for before, label in steps)
        said = sum(rows[at][label] for at, label in enumerate(labels))
        return 0.0 if begun else float(np.exp(moved + said))

    every = list(product(range(3), repeat=len(rows)))
    whole = sum(map(weight, every))
    shares = [sum(weight(labels) for labels in every if labels[at]) / whole for at in range(len(rows))]
    words = [(at, at + 1) for at in range(len(rows))]
    emissions = np.array(rows, dtype=np.float32)
    # Nothing is 7 below the label outside, so that every word is read.
    assert make_model().name_probabilities(emissions, breaks, words) == pytest.approx(shares)


def test_the_probability_of_a_name_is_the_least_among_its_words() -> None:
    emissions = np.array([[0, 3, 0], [0, 0, 1], [0, -9, -9]], dtype=np.float32)
    one, two = make_model().name_probabilities(emissions, [], [(0, 1), (1, 2)])
    assert make_model().name_probabilities(emissions, [], [(0, 2), (1, 3)]) == [min(one, two), 0.0]


def test_bytes_are_read_back() -> None:
    data = make_model().to_bytes()
    again = SequenceModel.from_bytes(data)
    assert again.to_bytes() == data
    assert (again.scale, again.bias) == (float(np.float32(0.05)), -0.5)


def test_weights_of_another_size_are_refused() -> None:
    import zlib

    with pytest.raises(ValueError, match="weights of 3 bytes"):
        SequenceModel.from_bytes(zlib.compress(b"abc"))
