"""The component: beneficiaries beside the amounts of a Doc, which a stored Doc keeps; its gate and its weights."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from spacy.tokens import Doc

from recueil.entities.component import Thresholds, mentions_by_kind
from recueil.entities.nearby_names.candidates import CandidateFinder
from recueil.entities.nearby_names.component import ROLES, NearbyNames, create_nearby_names, predicted_names
from recueil.entities.nearby_names.features import GATE_SIZE, SIZE, ActFeatures
from recueil.entities.nearby_names.model import NearbyNameModel
from recueil.values.award import NO_PREDICTIONS, PredictedName

if TYPE_CHECKING:
    from spacy.language import Language

TEXT = (
    "Le conseil municipal, après en avoir délibéré, décide d'attribuer les subventions suivantes :\n"
    "- Cercle nautique du Vieux Port : 2 065 €\n"
    "- Pétanque trévanécoise : 95 €\n"
)
EVERYTHING = Thresholds.of(1, 0)


def named(doc: Doc) -> list[tuple[str, str]]:
    ends = {mention.start: mention.end for mention in doc.spans["amount"].attrs["mentions"]}
    return [
        (doc.text[one.amount_start : ends[one.amount_start]], doc.text[one.start : one.end])
        for one in predicted_names(doc).beneficiaries
    ]


def test_the_beneficiary_of_each_amount_is_predicted(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert named(doc) == [("2 065 €", "Cercle nautique du Vieux Port"), ("95 €", "Pétanque trévanécoise")]
    assert all(Decimal("0.6") <= one.certainty < 1 for one in predicted_names(doc).beneficiaries)


@pytest.mark.parametrize(
    ("counted", "kept", "doubtful"), [(0.0, 0.0, [False]), (1.0, 0.0, [True]), (1.0, 1.0, [])]
)
def test_the_thresholds_decide_what_is_doubtful(
    nlp: Language, counted: float, kept: float, doubtful: list[bool]
) -> None:
    doc = nlp(TEXT)
    before = predicted_names(doc).beneficiaries[0]
    component = create_nearby_names(
        nlp, "recueil_nearby_names", "fr_recueil", dict.fromkeys(ROLES, counted), dict.fromkeys(ROLES, kept)
    )
    expected = [replace(before, doubtful=doubts) for doubts in doubtful]
    assert predicted_names(component(doc)).beneficiaries[:1] == tuple(expected)


def test_a_stored_doc_keeps_its_beneficiaries(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert predicted_names(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == predicted_names(doc)


def test_a_text_without_amounts_has_no_beneficiaries(nlp: Language) -> None:
    assert predicted_names(nlp("Adopté à l'unanimité.")) == NO_PREDICTIONS


def test_without_weights_nothing_is_predicted(nlp: Language) -> None:
    component = create_nearby_names(
        nlp, "recueil_nearby_names", None, dict.fromkeys(ROLES, 0.9), dict.fromkeys(ROLES, 0.6)
    )
    doc = nlp(TEXT)
    doc.spans["amount"].attrs.pop("beneficiaries")
    assert predicted_names(component(doc)).beneficiaries == ()
    assert isinstance(component, NearbyNames)


def test_no_candidate_is_looked_for_where_the_amount_alone_says_no_award(nlp: Language) -> None:
    doc = nlp(TEXT)
    found = mentions_by_kind(doc)
    act = ActFeatures(TEXT, found["amount"])
    gate = np.zeros(GATE_SIZE, np.int8)
    gate[sorted({*act.gate(1)} - {*act.gate(0)})] = -1
    model = NearbyNameModel(gate=gate)
    assert [model.may_have_name(act.gate(at)) for at in (0, 1)] == [True, False]
    assert [one.amount for one in NearbyNameModel().predict(act, found)] == found["amount"]
    assert [one.amount for one in model.predict(act, found)] == found["amount"][:1]


def test_what_overlaps_the_best_candidate_adds_to_its_certainty(nlp: Language) -> None:
    text = "- Cercle nautique du Vieux Port : 2 065 €"
    found = mentions_by_kind(nlp(text))
    assert NearbyNameModel().probabilities([0, 0, 0]) == [0.25, 0.25, 0.25]
    candidates = CandidateFinder(text, found, found["amount"]).near(found["amount"][0])
    first = candidates[0]
    overlapping = [one for one in candidates if one.start < first.end and first.start < one.end]
    (only,) = NearbyNameModel().predict(ActFeatures(text, found["amount"]), found)
    assert len(overlapping) > 1
    assert only.candidate == first
    assert only.probability == pytest.approx(len(overlapping) / (len(candidates) + 1))


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    pairs, gate = np.zeros(SIZE, np.int8), np.zeros(GATE_SIZE, np.int8)
    pairs[7], gate[3] = 12, -5
    NearbyNameModel(pairs, gate, 0.5, 0.25).to_disk(tmp_path)
    read = NearbyNameModel.from_disk(tmp_path)
    assert (read.pairs == pairs).all()
    assert (read.gate == gate).all()
    assert (read.pair_scale, read.gate_scale) == (0.5, 0.25)


def test_weights_of_another_size_are_refused(tmp_path: Path) -> None:
    NearbyNameModel(np.zeros(8, np.int8)).to_disk(tmp_path)
    with pytest.raises(ValueError, match="another version"):
        NearbyNameModel.from_disk(tmp_path)


def test_a_prediction_states_where_its_amount_and_its_beneficiary_are(nlp: Language) -> None:
    doc = nlp(TEXT)
    doc.spans["amount"].attrs["beneficiaries"] = [(10, 2, 8, "0.70", True)]
    assert predicted_names(doc).beneficiaries == (PredictedName(10, 2, 8, Decimal("0.70"), doubtful=True),)
