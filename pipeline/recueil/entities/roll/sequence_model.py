"""A linear-chain conditional random field over the names of a text, with hashed features; NumPy alone."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from recueil.entities.roll.features import EDGE_SIZE, UNARY_SIZE, NameFeatures
from recueil.values.roll import ROLL_LABELS

Floats = NDArray[np.float32]
Probabilities = NDArray[np.float64]
Indices = NDArray[np.int64]

_COUNT: Final = len(ROLL_LABELS)
_WEIGHTS: Final = "weights.npz"
_SMALLEST: Final = -70.0  # logarithm of the smallest factor
_STEPS: Final = 127  # of an int8


@dataclass(frozen=True, slots=True)
class EncodedText:
    """The features of the names of one text: all indices in a row, and where those of each name begin."""

    unary: Indices
    unary_starts: Indices
    edge: Indices
    edge_starts: Indices

    @classmethod
    def of(cls, names: Sequence[NameFeatures]) -> EncodedText:
        return cls(
            *_flatten([name.unary for name in names]),
            *_flatten([name.edge for name in names[1:]]),
        )


def _flatten(rows: Sequence[Sequence[int]]) -> tuple[Indices, Indices]:
    starts = np.cumsum([0, *map(len, rows[:-1])], dtype=np.int64) if rows else np.zeros(0, np.int64)
    return np.array([index for row in rows for index in row], dtype=np.int64), starts


@dataclass(frozen=True, slots=True)
class Marginals:
    """The probability of each label for each name, and of each pair of labels for each name but the first."""

    labels: Probabilities
    pairs: Probabilities


def _exponentials(scores: Floats) -> Probabilities:
    """Return the exponentials of each row up to a factor: the largest is 1, none so small that products vanish."""
    rows = scores.astype(np.float64)
    powers: Probabilities = np.exp(np.maximum(rows - rows.max(axis=1, keepdims=True), _SMALLEST))
    return powers


class RollModel:
    """Weights of labels by feature, and of pairs of labels by feature of the link between two names."""

    def __init__(self, unary: Floats | None = None, edge: Floats | None = None) -> None:
        self.unary: Floats = np.zeros((UNARY_SIZE, _COUNT), np.float32) if unary is None else unary
        self.edge: Floats = np.zeros((EDGE_SIZE, _COUNT * _COUNT), np.float32) if edge is None else edge

    def marginals(self, encoded: EncodedText) -> Marginals:
        """Return the marginal probabilities, by the forward-backward algorithm."""
        local = _exponentials(np.add.reduceat(self.unary[encoded.unary], encoded.unary_starts, axis=0))
        count = len(local)
        if count == 1:
            return Marginals(local / local.sum(axis=1, keepdims=True), np.zeros((0, _COUNT, _COUNT)))
        links = np.add.reduceat(self.edge[encoded.edge], encoded.edge_starts, axis=0)
        steps = _exponentials(links).reshape(-1, _COUNT, _COUNT)
        forward, backward = np.empty_like(local), np.ones_like(local)
        forward[0] = local[0] / local[0].sum()
        for at in range(1, count):
            row = (forward[at - 1] @ steps[at - 1]) * local[at]
            forward[at] = row / row.sum()
        for at in range(count - 2, -1, -1):
            row = steps[at] @ (local[at + 1] * backward[at + 1])
            backward[at] = row / row.sum()
        labels = forward * backward
        pairs = forward[:-1, :, None] * steps * (local[1:] * backward[1:])[:, None, :]
        return Marginals(labels / labels.sum(axis=1, keepdims=True), pairs / pairs.sum(axis=(1, 2), keepdims=True))

    def to_disk(self, folder: Path) -> None:
        """Write the weights as integers of 8 bits with one scale each; the same weights give the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        packed, scales = {}, {}
        for name, weights in (("unary", self.unary), ("edge", self.edge)):
            scales[name] = float(np.abs(weights).max()) / _STEPS or 1.0
            packed[name] = np.round(weights / scales[name]).astype(np.int8)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, unary=packed["unary"], edge=packed["edge"])
        (folder / _WEIGHTS).write_bytes(buffer.getvalue())
        described = {"labels": ROLL_LABELS, "scales": scales}
        (folder / "meta.json").write_text(json.dumps(described, indent=1) + "\n", "utf-8")

    @classmethod
    def from_disk(cls, folder: Path) -> Self:
        """Read weights. Raises ValueError if they are of other labels or sizes."""
        described = json.loads((folder / "meta.json").read_text("utf-8"))
        with np.load(folder / _WEIGHTS, allow_pickle=False) as packed:
            weights = [
                packed[name].astype(np.float32) * np.float32(described["scales"][name])
                for name in ("unary", "edge")
            ]
        if tuple(described["labels"]) != ROLL_LABELS or [len(each) for each in weights] != [UNARY_SIZE, EDGE_SIZE]:
            raise ValueError(f"the weights in {folder} are of another version of the model")
        return cls(*weights)
