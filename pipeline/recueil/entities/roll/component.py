"""spaCy component that predicts the role of each name in the roll of a séance, after ``recueil_persons``.

The roles are stored beside the mentions, in ``doc.spans["person"].attrs["roles"]``; :func:`roll_roles` returns
them. They are predictions with a certainty: what becomes a fact is decided in ``recueil.facts``.

The model is a linear-chain conditional random field over the names of a text, with hashed features; NumPy alone.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from recueil.entities.chain import label_probabilities, potentials
from recueil.entities.component import Thresholds, exact_certainty, mentions, text_of
from recueil.entities.roll.features import EDGE_SIZE, UNARY_SIZE, NameFeatures, describe_names
from recueil.values.attendance import ROLL_LABELS, RollLabel, RollRole

Floats = NDArray[np.float32]
Probabilities = NDArray[np.float64]
Indices = NDArray[np.int64]

_COUNT: Final = len(ROLL_LABELS)
_WEIGHTS: Final = "weights.npz"
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


def _sum_rows(weights: Floats, rows: Indices, starts: Indices) -> Probabilities:
    """Add up rows; in twice the precision of the weights the sum is exact, whatever its order."""
    sums: Probabilities = np.add.reduceat(weights[rows].astype(np.float64), starts, axis=0)
    return sums


class RollModel:
    """Weights of labels by feature, and of pairs of labels by feature of the link between two names."""

    def __init__(self, unary: Floats | None = None, edge: Floats | None = None) -> None:
        self.unary: Floats = np.zeros((UNARY_SIZE, _COUNT), np.float32) if unary is None else unary
        self.edge: Floats = np.zeros((EDGE_SIZE, _COUNT * _COUNT), np.float32) if edge is None else edge

    def probabilities(self, encoded: EncodedText) -> Probabilities:
        """Return the marginal probability of each label of each name, by the forward-backward algorithm."""
        count = len(encoded.unary_starts)
        local = potentials(_sum_rows(self.unary, encoded.unary, encoded.unary_starts))
        moves = np.ones((count, _COUNT, _COUNT))
        if count > 1:
            links = potentials(_sum_rows(self.edge, encoded.edge, encoded.edge_starts))
            moves[1:] = links.reshape(-1, _COUNT, _COUNT)
        return label_probabilities(local, moves)

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


_ROLES = "roles"


class RollRoles:
    """Predicts roles with a sequence model; without one it leaves the Doc as it is.

    A role below the lower of its ``thresholds`` is « none », one below the upper is doubtful.
    """

    def __init__(self, model: RollModel | None, thresholds: Mapping[str, Thresholds] | None = None) -> None:
        self.model = model
        self.thresholds = thresholds or {}

    def __call__(self, doc: Doc) -> Doc:
        persons = mentions(doc, "person")
        if not persons or self.model is None:
            return doc
        labels = self.model.probabilities(EncodedText.of(describe_names(text_of(doc), persons)))
        best = labels.argmax(axis=1)
        doc.spans["person"].attrs[_ROLES] = [
            self._role(mention.start, ROLL_LABELS[label], exact_certainty(row[label]))
            for mention, label, row in zip(persons, best, labels, strict=True)
        ]
        return doc

    def _role(self, start: int, label: RollLabel, certainty: Decimal) -> tuple[int, RollLabel, str, bool]:
        """Return the fields of a RollRole; the certainty as text, since the attributes of a Doc are serialised."""
        thresholds = self.thresholds.get(label)
        if thresholds and not thresholds.keeps(certainty):
            return start, "none", str(certainty), False
        return start, label, str(certainty), thresholds is not None and thresholds.doubts(certainty)

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the weights into the folder ``path``."""
        if self.model is not None:
            self.model.to_disk(Path(path))

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Self:
        """Read the weights from the folder ``path``."""
        self.model = RollModel.from_disk(Path(path)) if Path(path).exists() else None
        return self


def roll_roles(doc: Doc) -> list[RollRole]:
    """Return the predicted role of each person of the Doc, in text order; empty when the component did not run."""
    roles = doc.spans["person"].attrs.get(_ROLES, ()) if "person" in doc.spans else ()
    return [RollRole(start, label, Decimal(certainty), doubtful) for start, label, certainty, doubtful in roles]


@Language.factory("recueil_roll", assigns=["doc.spans"], requires=["doc.spans"])
def create_roll_roles(
    nlp: Language, name: str, weights: str | None, counted: dict[str, float], kept: dict[str, float]
) -> RollRoles:
    """Create the component; ``weights`` is the package with the weights in its folder ``weights/roll/``.

    Without weights, or where the package has none yet, no roles are predicted. ``counted`` and ``kept`` have the
    thresholds of each role: less than ``counted`` is doubtful, less than ``kept`` is no role.
    """
    thresholds = {label: Thresholds.of(counted[label], kept[label]) for label in counted}
    if weights is None:
        return RollRoles(None, thresholds)
    with as_file(files(weights) / "weights" / "roll") as folder:
        model = RollModel.from_disk(folder) if (folder / "meta.json").exists() else None
        return RollRoles(model, thresholds)
