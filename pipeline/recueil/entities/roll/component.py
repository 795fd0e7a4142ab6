"""spaCy component that predicts the role of each name in the roll of a séance, after ``recueil_persons``.

The roles are stored beside the mentions, in ``doc.spans["person"].attrs["roles"]``; :func:`roll_roles` returns
them. They are predictions with a certainty: what becomes a fact is decided in ``recueil.facts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path
from typing import Self

from spacy.language import Language
from spacy.tokens import Doc

from recueil.entities.certainty import Thresholds, exact_certainty
from recueil.entities.component import mentions, text_of
from recueil.entities.roll.features import describe_names
from recueil.entities.roll.sequence_model import EncodedText, RollModel
from recueil.values.attendance import ROLL_LABELS, RollLabel, RollRole

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
        labels = self.model.marginals(EncodedText.of(describe_names(text_of(doc), persons))).labels
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
