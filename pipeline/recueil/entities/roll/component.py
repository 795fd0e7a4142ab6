"""spaCy component that predicts the role of each name in the roll of a séance, after ``recueil_persons``.

The roles are stored beside the mentions, in ``doc.spans["person"].attrs["roles"]``; :func:`roll_roles` returns
them. They are predictions with a certainty: what becomes a fact is decided in ``recueil.facts``.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Self

from spacy.language import Language
from spacy.tokens import Doc

from recueil.entities.component import mentions, text_of
from recueil.entities.roll.features import describe_names
from recueil.entities.roll.sequence_model import EncodedText, RollModel
from recueil.values.roll import ROLL_LABELS, RollRole

_ROLES = "roles"


class RollRoles:
    """Predicts roles with a sequence model; without one it leaves the Doc as it is."""

    def __init__(self, model: RollModel | None) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        persons = mentions(doc, "person")
        if not persons or self.model is None:
            return doc
        labels = self.model.marginals(EncodedText.of(describe_names(text_of(doc), persons))).labels
        best = labels.argmax(axis=1)
        doc.spans["person"].attrs[_ROLES] = [
            (mention.start, ROLL_LABELS[label], int(100 * row[label]))
            for mention, label, row in zip(persons, best, labels, strict=True)
        ]
        return doc

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
    return [RollRole(*role) for role in doc.spans["person"].attrs.get(_ROLES, ())] if "person" in doc.spans else []


@Language.factory("recueil_roll", assigns=["doc.spans"], requires=["doc.spans"])
def create_roll_roles(nlp: Language, name: str, weights: str | None) -> RollRoles:
    """Create the component; ``weights`` is the package with the weights in its folder ``weights/roll/``.

    Without weights, or where the package has none yet, no roles are predicted.
    """
    if weights is None:
        return RollRoles(None)
    with as_file(files(weights) / "weights" / "roll") as folder:
        return RollRoles(RollModel.from_disk(folder) if (folder / "meta.json").exists() else None)
