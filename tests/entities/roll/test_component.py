"""The component: roles beside the persons of a Doc, which a stored Doc keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from spacy.tokens import Doc

from recueil.entities.roll.component import RollRoles, create_roll_roles, roll_roles
from recueil.values.attendance import ROLL_LABELS, RollLabel, RollRole

if TYPE_CHECKING:
    from spacy.language import Language

ROLL = (
    "Sous la présidence de Mme Odile VERNIOLLES, Maire. Étaient présents : Odile VERNIOLLES, Marc LE GUENNIC, Anne PICQ, "
    "Régis DARDEL, Paule FALGOUX. Absents excusés : Luc CORVEC (pouvoir à Anne PICQ), Hugo BRAIL. "
    "Secrétaire de séance : Anne PICQ."
)
ROLES = [
    ("Odile VERNIOLLES", "president"),
    ("Odile VERNIOLLES", "present"),
    ("Marc LE GUENNIC", "present"),
    ("Anne PICQ", "present"),
    ("Régis DARDEL", "present"),
    ("Paule FALGOUX", "present"),
    ("Luc CORVEC", "represented"),
    ("Anne PICQ", "holder"),
    ("Hugo BRAIL", "absent"),
    ("Anne PICQ", "secretary"),
]


def named(doc: Doc) -> list[tuple[str, str]]:
    ends = {mention.start: mention.end for mention in doc.spans["person"].attrs["mentions"]}
    return [(doc.text[role.start : ends[role.start]], role.label) for role in roll_roles(doc)]


def test_a_roll_is_read_with_the_role_of_each_name(nlp: Language) -> None:
    doc = nlp(ROLL)
    assert named(doc) == ROLES
    assert all(role.label in ROLL_LABELS and 0 <= role.certainty < 1 for role in roll_roles(doc))


@pytest.mark.parametrize(
    ("counted", "kept", "label", "doubtful"),
    [(0.0, 0.0, "present", False), (1.0, 0.0, "present", True), (1.0, 1.0, "none", False)],
)
def test_the_thresholds_of_a_role_decide_what_is_doubtful(
    nlp: Language, counted: float, kept: float, label: str, doubtful: bool
) -> None:
    doc = nlp(ROLL)
    component = create_roll_roles(nlp, "recueil_roll", "fr_recueil", {"present": counted}, {"present": kept})
    before, role = roll_roles(doc)[1], roll_roles(component(doc))[1]
    assert role == RollRole(before.start, cast("RollLabel", label), before.certainty, doubtful)


def test_a_stored_doc_keeps_its_roles(nlp: Language) -> None:
    doc = nlp(ROLL)
    assert roll_roles(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == roll_roles(doc)


def test_a_text_without_names_has_no_roles(nlp: Language) -> None:
    assert roll_roles(nlp("Adopté à l'unanimité.")) == []


def test_without_weights_no_role_is_predicted(nlp: Language) -> None:
    component = create_roll_roles(nlp, "recueil_roll", None, {}, {})
    doc = nlp.make_doc(ROLL)
    assert roll_roles(component(nlp.get_pipe("recueil_persons")(doc))) == []
    assert isinstance(component, RollRoles)
