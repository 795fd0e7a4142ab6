"""The beneficiaries of awards among the organisations of an act; names are invented."""

from __future__ import annotations

import pytest
from tests.facts.awards.test_awards import read

from recueil.facts.awards.organisations import add_beneficiaries
from recueil.values import Facts, Mention, Organisation, Person, Place

LIST = "Subventions 2024. Le conseil vote : Les Mollets d'acier 140 € Raquettes et volants 230 € Les Amis de Brey 90 €. Adopté."


def names(text: str, *known: Mention) -> list[str]:
    of = {
        kind: [mention for mention in known if mention.kind == kind]
        for kind in ("organisation", "person", "place")
    }
    found = add_beneficiaries(text, of["organisation"], of["person"], of["place"], [Facts(awards=read(text))])
    return [text[mention.start : mention.end] for mention in found]


def mention(text: str, words: str, value: Organisation | Person | Place) -> Mention:
    start = text.index(words)
    return Mention(start, start + len(words), value, "test")


def test_a_name_without_a_common_noun_is_an_organisation() -> None:
    assert names(LIST) == ["Les Mollets d'acier", "Raquettes et volants", "Les Amis de Brey"]


def test_what_is_known_already_is_not_found_twice() -> None:
    known = mention(LIST, "Amis de Brey", Organisation("Amis de Brey"))
    assert names(LIST, known) == ["Les Mollets d'acier", "Raquettes et volants", "Amis de Brey"]


def test_a_place_inside_a_name_leaves_it_an_organisation() -> None:
    assert "Les Amis de Brey" in names(LIST, mention(LIST, "Brey", Place("Brey")))


@pytest.mark.parametrize(
    "text",
    [
        "Le conseil cède à M. Paul MOREL le lot 3 au prix de 900 €.",
        "Le conseil décide d'indemniser Mme Anne PICQ à hauteur de 80 €.",
        "Le conseil accepte de verser un fonds de concours de 9 000 € à la commune.",
        "Subventions : le conseil vote DU MONT BLEU 50 € DES DEUX RIVES 40 € DE LA COTE 30 €. Adopté.",
    ],
)
def test_a_person_and_a_common_noun_are_no_organisation(text: str) -> None:
    assert names(text) == []


def test_a_commune_that_receives_is_a_place() -> None:
    text = "Le conseil attribue les fonds de concours suivants : Chassiers 8 427 € Villegats 6 320 € Vaudrey 900 €. Adopté."
    places = [mention(text, name, Place(name)) for name in ("Chassiers", "Villegats", "Vaudrey")]
    assert names(text, *places) == []


def test_a_person_that_the_act_names_is_no_organisation() -> None:
    text = "Le conseil vote les subventions : Judo Club 140 € MOREL Paul 230 € Les Amis 90 €. Adopté."
    assert "MOREL Paul" not in names(text, mention(text, "MOREL Paul", Person("Paul", "MOREL")))
