"""The model that chooses, for each amount, one of the names near it, or none.

It is a softmax over « nobody » and the candidates of an amount, with hashed features. A logistic regression over
the features of the amount alone comes first, so that candidates are looked for only where there may be a name.
"""

from __future__ import annotations

import io
import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from recueil.entities.chain import exponential
from recueil.entities.nearby_names.candidates import Candidate, CandidateFinder
from recueil.entities.nearby_names.features import GATE_SIZE, SIZE, ActFeatures
from recueil.values import Amount, Mention

Integers = npt.NDArray[np.int8]

WEIGHTS_FILE: Final = "weights.npz"
_SMALLEST: Final = 1  # euro


@dataclass(frozen=True, slots=True)
class Prediction:
    """The candidate that belongs to an amount, with its probability: that of all candidates that overlap it."""

    amount: Mention
    candidate: Candidate
    probability: float


class NearbyNameModel:
    """Weights of 8 bits by feature: those of candidates, and those of amounts alone, each with its scale.

    ``passes``: the log odds of an amount alone below which no candidate is looked for.
    """

    def __init__(
        self,
        pairs: Integers | None = None,
        gate: Integers | None = None,
        pair_scale: float = 1.0,
        gate_scale: float = 1.0,
        passes: float = -1.0,
    ) -> None:
        self.pairs = np.zeros(SIZE, np.int8) if pairs is None else pairs
        self.gate = np.zeros(GATE_SIZE, np.int8) if gate is None else gate
        self.pair_scale, self.gate_scale, self.passes = pair_scale, gate_scale, passes
        self._pairs, self._gate = array("b", self.pairs.tobytes()), array("b", self.gate.tobytes())

    def predict(self, act: ActFeatures, found: Mapping[str, Sequence[Mention]]) -> list[Prediction]:
        """Return the best candidate of each amount of an act that may have one, in reading order."""
        amounts = act.amounts
        open_ = [at for at in range(len(amounts)) if _is_sum(amounts[at]) and self.may_have_name(act.gate(at))]
        finder = CandidateFinder(act.text, found, [amounts[at] for at in open_])
        known: dict[int, int] = {}
        predictions = (self._best(act, at, finder.near(amounts[at]), known) for at in open_)
        return [prediction for prediction in predictions if prediction is not None]

    def may_have_name(self, rows: Iterable[int]) -> bool:
        """Return whether an amount with these features may have a name."""
        return sum(map(self._gate.__getitem__, rows)) * self.gate_scale >= self.passes

    def score(self, rows: Iterable[int]) -> int:
        """Return the sum of the weights of candidates in these rows, in steps of their scale: it is exact."""
        return sum(map(self._pairs.__getitem__, rows))

    def probabilities(self, scores: Sequence[int]) -> list[float]:
        """Return the probability of each candidate with these scores; what is left is that of nobody."""
        most = max(0, *scores)
        factors = exponential(np.array([0, *scores]) * self.pair_scale - most * self.pair_scale).tolist()
        total = sum(factors)
        return [factor / total for factor in factors[1:]]

    def _best(
        self, act: ActFeatures, at: int, candidates: Sequence[Candidate], known: dict[int, int]
    ) -> Prediction | None:
        """Return the best candidate of an amount; ``known`` are the scores of what all amounts share."""
        if not candidates:
            return None
        scores = []
        common = self.score(act.amount(at))
        for *shared, own in act.candidates(at, candidates):
            for rows in shared:
                if id(rows) not in known:
                    known[id(rows)] = self.score(rows)
            scores.append(common + sum(known[id(rows)] for rows in shared) + self.score(own))
        probabilities = self.probabilities(scores)
        best = max(range(len(candidates)), key=probabilities.__getitem__)
        one = candidates[best]
        overlapping = sum(
            probability
            for probability, other in zip(probabilities, candidates, strict=True)
            if other.start < one.end and one.start < other.end
        )
        return Prediction(act.amounts[at], one, overlapping)

    def to_disk(self, folder: Path) -> None:
        """Write the weights; the same weights give the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, pairs=self.pairs, gate=self.gate)
        (folder / WEIGHTS_FILE).write_bytes(buffer.getvalue())
        meta = {"scales": {"pairs": self.pair_scale, "gate": self.gate_scale}, "passes": self.passes}
        (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", "utf-8")

    @classmethod
    def from_disk(cls, folder: Path) -> Self:
        """Read weights. Raises ValueError if they are of other sizes."""
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        with np.load(folder / WEIGHTS_FILE, allow_pickle=False) as packed:
            pairs, gate = packed["pairs"], packed["gate"]
        if (len(pairs), len(gate)) != (SIZE, GATE_SIZE):
            raise ValueError(f"the weights in {folder} are of another version of the model")
        return cls(pairs, gate, meta["scales"]["pairs"], meta["scales"]["gate"], meta["passes"])


def _is_sum(amount: Mention) -> bool:
    """Return whether an amount is neither the price of a unit nor a trifle."""
    value = amount.value
    return isinstance(value, Amount) and value.per is None and value.amount > _SMALLEST
