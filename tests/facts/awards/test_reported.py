"""Decisions by delegation, which the council only takes note of; names are invented."""

from __future__ import annotations

import pytest
from tests.facts.awards.test_awards import read

from recueil.entities.amounts.component import Amounts
from recueil.facts.awards.awards import extract_awards

DEVIS = "Le maire a accepté le devis de la société ÉCLAIR pour un montant de 900 € HT."


@pytest.mark.parametrize(
    "heading",
    [
        "Compte rendu des décisions prises par le maire : ",
        "Décisions du Maire en application de l'article L. 2122-22 du code : ",
        "DECISION DU MAIRE N°2023-061 : ",
        "Le Président rend compte au conseil des décisions suivantes. ",
        "Décision n° 2023-12 du 3 mars 2023 : ",
    ],
)
def test_a_decision_by_delegation_is_reported(heading: str) -> None:
    (award,) = read(f"{heading}{DEVIS}")
    assert (award.beneficiary, award.reported) == ("ÉCLAIR", True)


def test_what_the_council_then_decides_is_its_own() -> None:
    decided = "Le conseil, après en avoir délibéré, décide d'attribuer une subvention de 50 € au Judo Club."
    awards = read(f"Décisions du Maire : {DEVIS} {decided}")
    assert [(award.beneficiary, award.reported) for award in awards] == [("ÉCLAIR", True), ("Judo Club", False)]


def test_a_decision_reports_nothing_but_itself() -> None:
    text = f"Décision n° 2023-12 : {DEVIS}"
    (award,) = extract_awards(text, list(Amounts().find(text, {})), [], [], [], "decision")
    assert award.reported is False
