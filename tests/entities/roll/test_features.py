"""What the sequence model sees of a name: the words around it, never its letters."""

from __future__ import annotations

from functools import partial

from tests.facts.naming import read
from tests.growth import assert_grows_linearly

from recueil.entities.roll.features import EDGE_SIZE, UNARY_SIZE, describe_names


def test_other_names_of_the_same_form_have_the_same_features() -> None:
    roll = "Présents : M. {%s}, Mme {%s}. Absent : M. {%s}, pouvoir à {%s}"
    one = describe_names(*read(roll % ("ROUX", "CAPEL", "VERDIN", "LEDOUX")))
    assert one == describe_names(*read(roll % ("MORELLI", "DAGOGNEL", "PICQ", "RUFFIN")))
    assert len(one) == 4


def test_the_heading_of_a_list_tells_its_names_apart_from_those_of_another() -> None:
    present, absent = (
        describe_names(*read(f"{heading} : {{ROUX}}, {{CAPEL}}")) for heading in ("Présents", "Absents")
    )
    assert present[1].edge == absent[1].edge
    assert present[1].unary != absent[1].unary


def test_every_index_has_its_row_of_weights() -> None:
    for name in describe_names(
        *read("Étaient présents : {ROUX} {CAPEL}⏎Excusée : Mme {VERDIN} (pouvoir à M. {ROUX})")
    ):
        assert all(0 <= index < UNARY_SIZE for index in name.unary)
        assert all(0 <= index < EDGE_SIZE for index in name.edge)


def test_a_text_without_names_has_no_features() -> None:
    assert describe_names("Adopté à l'unanimité.", []) == []


def test_hostile_rolls_take_time_in_proportion() -> None:
    for piece in ("{ROUX} ", "présents : {ROUX} (", "absent {ROUX} " + "a " * 300, "m mme " * 30 + "{ROUX}:"):
        assert_grows_linearly(lambda text: describe_names(*text), partial(_roll, piece))


def _roll(piece: str, size: int):  # type: ignore[no-untyped-def]
    return read(piece * (size // len(piece)))
