"""The recipe of the taggers: exact, repeatable, and able to learn."""

from __future__ import annotations

import numpy as np

from fr_recueil.training.sequence import Example, Settings, exponential, label_words, train
from recueil.entities.tagger.model import SequenceModel


def make_examples() -> list[Example]:
    """Words of one feature each: 5 begins a name, 6 continues it, 7 is outside; 6 after 7 is outside as well."""
    rows = [[7, 5, 6, 7, 6, 7], [5, 6, 6, 7], [7, 7, 6, 5]]
    labels = [[0, 1, 2, 0, 0, 0], [1, 2, 2, 0], [0, 0, 0, 1]]
    return [
        Example(np.array(row, dtype=np.uint32)[:, None], [], np.array(label, dtype=np.int8))
        for row, label in zip(rows, labels, strict=True)
    ]


def decode(model: SequenceModel, row: list[int]) -> list[tuple[int, int]]:
    return model.decode(model.emissions(np.array(row, dtype=np.uint32)[:, None]), [])


def test_a_model_learns_what_continues_a_name() -> None:
    model = train(make_examples(), Settings(epochs=30, averaged=5, dropout=0.0, rate=0.3))
    assert decode(model, [7, 6, 7, 5, 6, 6, 7]) == [(3, 6)]


def test_the_same_examples_give_the_same_weights() -> None:
    settings = Settings(epochs=3, averaged=2)
    assert train(make_examples(), settings).to_bytes() == train(make_examples(), settings).to_bytes()


def test_the_exponential_is_that_of_the_platform_but_for_the_last_bits() -> None:
    values = np.linspace(-50, 0, 1001)
    assert np.allclose(exponential(values), np.exp(values), rtol=1e-14, atol=0)


def test_words_are_labelled_by_the_spans_they_lie_in() -> None:
    assert label_words([(3, 9), (9, 12)], [0, 3, 6, 9], [2, 5, 8, 12]).tolist() == [0, 1, 2, 1]
