"""spaCy component that predicts the beneficiary of each amount, after ``recueil_organisations`` and
``recueil_places``.

The predictions are stored beside the amounts, in ``doc.spans["amount"].attrs["beneficiaries"]``;
:func:`predicted_beneficiaries` returns them. They have a certainty: what becomes an award is decided in
``recueil.facts``.

The model is a softmax over « nobody » and the candidates of an amount, with hashed features. A logistic
regression over the features of the amount alone comes first, so that candidates are looked for only where an award
is possible.
"""

from __future__ import annotations

import io
import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc

from recueil.entities.beneficiaries.candidates import Candidate, CandidateFinder
from recueil.entities.beneficiaries.features import GATE_SIZE, SIZE, ActFeatures
from recueil.entities.chain import exponential
from recueil.entities.component import Thresholds, exact_certainty, mentions, mentions_by_kind, text_of
from recueil.values import Amount, Mention
from recueil.values.award import PredictedBeneficiary

Integers = npt.NDArray[np.int8]

WEIGHTS_FILE: Final = "weights.npz"
_PASSES: Final = -1.0  # log odds of an award below which no candidate is looked for
_SMALLEST: Final = 1  # euro


@dataclass(frozen=True, slots=True)
class Prediction:
    """The candidate that an amount goes to, with its probability: that of all candidates that overlap it."""

    amount: Mention
    candidate: Candidate
    probability: float


class BeneficiaryModel:
    """Weights of 8 bits by feature: those of candidates, and those of amounts alone, each with its scale."""

    def __init__(
        self,
        pairs: Integers | None = None,
        gate: Integers | None = None,
        pair_scale: float = 1.0,
        gate_scale: float = 1.0,
    ) -> None:
        self.pairs = np.zeros(SIZE, np.int8) if pairs is None else pairs
        self.gate = np.zeros(GATE_SIZE, np.int8) if gate is None else gate
        self.pair_scale, self.gate_scale = pair_scale, gate_scale
        self._pairs, self._gate = array("b", self.pairs.tobytes()), array("b", self.gate.tobytes())

    def predict(self, text: str, found: Mapping[str, Sequence[Mention]]) -> list[Prediction]:
        """Return the best candidate of each amount that may be awarded, in reading order."""
        amounts = found.get("amount", ())
        act = ActFeatures(text, amounts)
        open_ = [at for at in range(len(amounts)) if _is_sum(amounts[at]) and self.may_award(act.gate(at))]
        finder = CandidateFinder(text, found, [amounts[at] for at in open_])
        known: dict[int, int] = {}
        predictions = (self._best(act, at, finder.near(amounts[at]), known) for at in open_)
        return [prediction for prediction in predictions if prediction is not None]

    def may_award(self, rows: Iterable[int]) -> bool:
        """Return whether an amount with these features may be awarded."""
        return sum(map(self._gate.__getitem__, rows)) * self.gate_scale >= _PASSES

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
        scales = {"pairs": self.pair_scale, "gate": self.gate_scale}
        (folder / "meta.json").write_text(json.dumps({"scales": scales}, indent=1) + "\n", "utf-8")

    @classmethod
    def from_disk(cls, folder: Path) -> Self:
        """Read weights. Raises ValueError if they are of other sizes."""
        scales = json.loads((folder / "meta.json").read_text("utf-8"))["scales"]
        with np.load(folder / WEIGHTS_FILE, allow_pickle=False) as packed:
            pairs, gate = packed["pairs"], packed["gate"]
        if (len(pairs), len(gate)) != (SIZE, GATE_SIZE):
            raise ValueError(f"the weights in {folder} are of another version of the model")
        return cls(pairs, gate, scales["pairs"], scales["gate"])


def _is_sum(amount: Mention) -> bool:
    """Return whether an amount is neither the price of a unit nor a trifle."""
    value = amount.value
    return isinstance(value, Amount) and value.per is None and value.amount > _SMALLEST


_BENEFICIARIES: Final = "beneficiaries"


class Beneficiaries:
    """Predicts beneficiaries with a model; without one it leaves the Doc as it is."""

    def __init__(self, model: BeneficiaryModel | None, thresholds: Thresholds) -> None:
        self.model = model
        self.thresholds = thresholds

    def __call__(self, doc: Doc) -> Doc:
        if self.model is None or not mentions(doc, "amount"):
            return doc
        predictions = self.model.predict(text_of(doc), mentions_by_kind(doc))
        judged = ((one, exact_certainty(one.probability)) for one in predictions)
        doc.spans["amount"].attrs[_BENEFICIARIES] = [
            (
                one.amount.start,
                one.candidate.start,
                one.candidate.end,
                str(certainty),
                self.thresholds.doubts(certainty),
            )
            for one, certainty in judged
            if self.thresholds.keeps(certainty)
        ]
        return doc

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the weights into the folder ``path``."""
        if self.model is not None:
            self.model.to_disk(Path(path))

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Self:
        """Read the weights from the folder ``path``."""
        self.model = BeneficiaryModel.from_disk(Path(path)) if Path(path).exists() else None
        return self


def predicted_beneficiaries(doc: Doc) -> list[PredictedBeneficiary]:
    """Return the predicted beneficiaries of the Doc, in the order of their amounts; empty when the component did
    not run.
    """
    found = doc.spans["amount"].attrs.get(_BENEFICIARIES, ()) if "amount" in doc.spans else ()
    return [
        PredictedBeneficiary(amount, start, end, Decimal(certainty), doubtful)
        for amount, start, end, certainty, doubtful in found
    ]


@Language.factory("recueil_beneficiaries", assigns=["doc.spans"], requires=["doc.spans"])
def create_beneficiaries(
    nlp: Language, name: str, weights: str | None, counted: float, kept: float
) -> Beneficiaries:
    """Create the component; ``weights`` is the package with the weights in its folder ``weights/beneficiaries/``.

    Without weights, or where the package has none yet, nothing is predicted. A beneficiary that is less certain
    than ``counted`` is doubtful, than ``kept`` left out.
    """
    thresholds = Thresholds.of(counted, kept)
    if weights is None:
        return Beneficiaries(None, thresholds)
    with as_file(files(weights) / "weights" / "beneficiaries") as folder:
        model = BeneficiaryModel.from_disk(folder) if (folder / "meta.json").exists() else None
        return Beneficiaries(model, thresholds)
