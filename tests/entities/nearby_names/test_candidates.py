"""Candidates for the beneficiary of an amount: names, runs of capitals, what stands beside it on its line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.entities.amounts.component import Amounts
from recueil.entities.nearby_names.candidates import AFTER, BEFORE, Candidate, CandidateFinder
from recueil.values import Mention, Organisation


def find(text: str, organisations: list[Mention] | None = None) -> list[Candidate]:
    amounts = list(Amounts().find(text, {}))
    finder = CandidateFinder(text, {"organisation": organisations or []}, amounts)
    return finder.near(amounts[0]) if amounts else []


@pytest.mark.parametrize(
    ("text", "name", "source"),
    [
        ("Sont aidés :\n- Les Mollets d'acier : 140 €", "Les Mollets d'acier", "line"),
        ("Le comice agricole reçoit du conseil\nles raquettes : subvention de 140 €", "les raquettes", "line"),
        ("140 € à la Pétanque trévanécoise.", "Pétanque trévanécoise", "after"),
        ("une somme de 140 € est versée à MAÇONNERIE DU LAC", "MAÇONNERIE DU LAC", "capitals"),
        ("verse au club nautique 140 €", "club nautique", "headed"),
    ],
)
def test_a_beneficiary_is_among_the_candidates(text: str, name: str, source: str) -> None:
    assert {text[one.start : one.end] for one in find(text) if source in one.sources} >= {name}


def test_a_name_that_another_component_found_is_a_candidate_known_as_such() -> None:
    text = "les mollets reçoivent 140 €"
    named = Mention(0, 11, Organisation("les mollets"), "test")
    assert Candidate(0, 11, ("organisation",)) in [replace(one, within=0) for one in find(text, [named])]


def test_candidates_lie_near_their_amount() -> None:
    far = "Amicale laïque" + " a" * BEFORE + " 140 € " + "b " * AFTER + "Cercle nautique"
    assert not {far[one.start : one.end] for one in find(far)} & {"Amicale laïque", "Cercle nautique"}


def test_too_many_candidates_are_the_nearest() -> None:
    text = " ".join(f"a Nom{chr(97 + at % 26)}" for at in range(120)) + " 140 €"
    found = find(text)
    assert len(found) == 20
    assert max(one.end for one in found) > len(text) - 20


@pytest.mark.parametrize(
    "piece", ["Amicale de la ", "«" * 9, "société " * 3, "A  ", "1 € ", "et de ", "- 5 € à A\n"]
)
def test_grows_linearly(piece: str) -> None:
    def near_all(text: str) -> None:
        amounts = list(Amounts().find(text, {}))
        finder = CandidateFinder(text, {}, amounts)
        for amount in amounts:
            finder.near(amount)

    assert_grows_linearly(near_all, repeated(piece))
