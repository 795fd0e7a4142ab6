"""The communes that a layout puts behind the names of delegates are no part of these."""

from __future__ import annotations

from functools import partial

import pytest

from recueil.entities.persons.component import Persons
from recueil.entities.persons.name_words import load_lexicon
from recueil.entities.places.gazetteer import load_place_gazetteer

PERSONS = Persons(load_lexicon("fr_recueil"), places=partial(load_place_gazetteer, "fr_recueil"))


def names(text: str) -> list[str]:
    return [text[mention.start : mention.end] for mention in PERSONS.find(text, {})]


def test_communes_of_one_departement_are_cut_off() -> None:
    text = (
        "Délégués des communes : BARDOU -M. Gérard BARRIAT -Mme Irène VASSAL EYMET -M. Fabien GOUYOU -Mme Lucette"
        " MORANDIN ISSIGEAC -M. Henri JAMBON -M. Yves DE MARSALET PLAISANCE SINGLEYRAC -Mme Christine OSSARD"
    )
    assert names(text) == [
        *("Gérard BARRIAT", "Irène VASSAL", "Fabien GOUYOU", "Lucette MORANDIN", "Henri JAMBON"),
        *("Yves DE MARSALET", "Christine OSSARD"),
    ]


@pytest.mark.parametrize(
    "listed",
    [
        ("Irène VASSAL EYMET", "Lucette MORANDIN ISSIGEAC"),  # two may be double surnames
        ("Irène VASSAL EYMET", "Lucette MORANDIN PLOUAY", "Yves DE MARSALET GUEBWILLER"),  # far from each other
        ("Irène LE FAOUËT", "Lucette DE PLOUAY", "Yves LA GACILLY"),  # nothing would be left
    ],
)
def test_surnames_stay_whole(listed: tuple[str, ...]) -> None:
    assert names(f"Présents : {', '.join(listed)}.") == list(listed)
