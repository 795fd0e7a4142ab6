"""spaCy component that predicts whom each amount is awarded to, and who is asked for it, after
``recueil_organisations`` and ``recueil_places``.

The predictions are stored beside the amounts, in ``doc.spans["amount"].attrs``; :func:`predicted_names` returns
them. They have a certainty: what becomes an award or a funder is decided in ``recueil.facts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, Self

from spacy.language import Language
from spacy.tokens import Doc

from recueil.entities.component import Thresholds, exact_certainty, mentions, mentions_by_kind, text_of
from recueil.entities.nearby_names.features import ActFeatures
from recueil.entities.nearby_names.model import NearbyNameModel
from recueil.values.award import PredictedName, PredictedNames

ROLES: Final = ("beneficiaries", "funders")
"""What the names may be to an amount: a model for each, with weights in the folder of this name."""


class NearbyNames:
    """Predicts the names of amounts, with a model for each role that has one."""

    def __init__(self, models: Mapping[str, NearbyNameModel], thresholds: Mapping[str, Thresholds]) -> None:
        self.models = models
        self.thresholds = thresholds

    def __call__(self, doc: Doc) -> Doc:
        if not self.models or not mentions(doc, "amount"):
            return doc
        found = mentions_by_kind(doc)
        act = ActFeatures(text_of(doc), found["amount"])
        for role, model in self.models.items():
            judged = ((one, exact_certainty(one.probability)) for one in model.predict(act, found))
            limits = self.thresholds[role]
            doc.spans["amount"].attrs[role] = [
                (one.amount.start, one.candidate.start, one.candidate.end, str(sure), limits.doubts(sure))
                for one, sure in judged
                if limits.keeps(sure)
            ]
        return doc

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the weights of each role into a folder of ``path``."""
        for role, model in self.models.items():
            model.to_disk(Path(path) / role)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Self:
        """Read the weights from the folders of ``path``."""
        self.models = _read_models(Path(path))
        return self


def _read_models(folder: Path) -> dict[str, NearbyNameModel]:
    return {role: NearbyNameModel.from_disk(folder / role) for role in ROLES if (folder / role).exists()}


def predicted_names(doc: Doc) -> PredictedNames:
    """Return the predicted names of the Doc, in the order of their amounts; none if the component did not run."""
    attrs = doc.spans["amount"].attrs if "amount" in doc.spans else {}
    return PredictedNames(
        *(
            tuple(
                PredictedName(amount, start, end, Decimal(certainty), doubtful)
                for amount, start, end, certainty, doubtful in attrs.get(role, ())
            )
            for role in ROLES
        )
    )


@Language.factory("recueil_nearby_names", assigns=["doc.spans"], requires=["doc.spans"])
def create_nearby_names(
    nlp: Language, name: str, weights: str | None, counted: dict[str, float], kept: dict[str, float]
) -> NearbyNames:
    """Create the component; ``weights`` is the package with the weights of each role in its folder ``weights/``.

    Without weights nothing is predicted. A name that is less certain than ``counted`` of its role is doubtful,
    than ``kept`` left out.
    """
    thresholds = {role: Thresholds.of(counted[role], kept[role]) for role in ROLES}
    if weights is None:
        return NearbyNames({}, thresholds)
    with as_file(files(weights) / "weights") as folder:
        return NearbyNames(_read_models(folder), thresholds)
