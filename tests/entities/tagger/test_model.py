"""The sequence model: its scores, the best labelling, and its bytes."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recueil.entities.tagger.features import BITS
from recueil.entities.tagger.model import FORBIDDEN, SequenceModel, outside_probabilities, viterbi

TRANSITIONS = np.array([[0.5, -0.25, FORBIDDEN], [0.0, -1.0, 1.0], [0.25, 0.0, 0.5]], dtype=np.float32)


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
    emissions = np.array(rows, dtype=np.float32)

    def score(labels: tuple[int, ...]) -> float:
        first = FORBIDDEN if labels[0] == 2 else float(emissions[0, labels[0]])
        steps = pairwise(labels)
        return first + sum(
            float(TRANSITIONS[before, label] + emissions[at, label]) for at, (before, label) in enumerate(steps, 1)
        )

    labels = tuple(viterbi(emissions, TRANSITIONS, []).tolist())
    assert score(labels) == pytest.approx(max(map(score, product(range(3), repeat=len(rows)))))


@given(st.lists(st.lists(st.integers(-4, 4), min_size=3, max_size=3), min_size=1, max_size=5), st.integers(1, 4))
def test_a_probability_is_the_share_of_all_labellings(rows: list[list[int]], broken: int) -> None:
    emissions = np.array(rows, dtype=np.float32)
    breaks = [at for at in (broken,) if at < len(rows)]

    def weight(labels: tuple[int, ...]) -> float:
        begun = [at for at in (0, *breaks) if labels[at] == 2]
        steps = [(before, label) for at, (before, label) in enumerate(pairwise(labels), 1) if at not in breaks]
        moved = sum(float(TRANSITIONS[step]) for step in steps)
        said = sum(float(emissions[at, label]) for at, label in enumerate(labels))
        return 0.0 if begun else float(np.exp(moved + said))

    every = list(product(range(3), repeat=len(rows)))
    whole = sum(map(weight, every))
    shares = [sum(weight(labels) for labels in every if not labels[at]) / whole for at in range(len(rows))]
    assert outside_probabilities(emissions, TRANSITIONS, breaks).tolist() == pytest.approx(shares)


def test_bytes_are_read_back() -> None:
    data = make_model().to_bytes()
    again = SequenceModel.from_bytes(data)
    assert again.to_bytes() == data
    assert (again.scale, again.bias) == (float(np.float32(0.05)), -0.5)


def test_weights_of_another_size_are_refused() -> None:
    import zlib

    with pytest.raises(ValueError, match="weights of 3 bytes"):
        SequenceModel.from_bytes(zlib.compress(b"abc"))
