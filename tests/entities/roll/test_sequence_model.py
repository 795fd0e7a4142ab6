"""The conditional random field: its marginals are those of all sequences of labels, and its weights keep."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from recueil.entities.roll.component import EncodedText, RollModel
from recueil.entities.roll.features import EDGE_SIZE, UNARY_SIZE, NameFeatures
from recueil.values.attendance import ROLL_LABELS

COUNT = len(ROLL_LABELS)
NAMES = [NameFeatures([1, 2], [1]), NameFeatures([2, 3, 4], [2, 3]), NameFeatures([5], [1, 3])]


def random_model() -> RollModel:
    dice = np.random.default_rng(7)
    unary = dice.normal(size=(UNARY_SIZE, COUNT)).astype(np.float32)
    return RollModel(unary, dice.normal(size=(EDGE_SIZE, COUNT * COUNT)).astype(np.float32))


def test_the_marginals_are_the_sums_over_all_sequences() -> None:
    model = random_model()
    expected = np.zeros((3, COUNT))
    for labels in product(range(COUNT), repeat=3):
        score = sum(model.unary[name.unary, label].sum() for name, label in zip(NAMES, labels, strict=True))
        for before, after, name in zip(labels, labels[1:], NAMES[1:], strict=False):
            score += model.edge[name.edge, before * COUNT + after].sum()
        for at, label in enumerate(labels):
            expected[at, label] += np.exp(score)
    probabilities = model.probabilities(EncodedText.of(NAMES))
    assert np.allclose(probabilities, expected / expected.sum(axis=1, keepdims=True), atol=1e-5)


def test_one_name_alone_has_marginals() -> None:
    probabilities = random_model().probabilities(EncodedText.of(NAMES[:1]))
    assert probabilities.sum() == pytest.approx(1)
    assert probabilities.shape == (1, COUNT)


def test_large_weights_do_not_overflow() -> None:
    model = random_model()
    model.unary *= 1000
    model.edge *= 1000
    assert np.isfinite(model.probabilities(EncodedText.of(NAMES))).all()


def test_weights_read_from_disk_are_written_as_the_same_bytes(tmp_path: Path) -> None:
    random_model().to_disk(tmp_path / "one")
    RollModel.from_disk(tmp_path / "one").to_disk(tmp_path / "other")
    one, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "other")
    )
    assert one == other
    assert set(one) == {"meta.json", "weights.npz"}


def test_weights_of_other_labels_are_refused(tmp_path: Path) -> None:
    random_model().to_disk(tmp_path)
    meta = tmp_path / "meta.json"
    meta.write_text(json.dumps(json.loads(meta.read_text("utf-8")) | {"labels": ["present"]}), "utf-8")
    with pytest.raises(ValueError, match="another version of the model"):
        RollModel.from_disk(tmp_path)
