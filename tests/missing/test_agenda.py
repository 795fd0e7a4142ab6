"""Agendas in minutes: their items, and those that no title of an act is about."""

from __future__ import annotations

import pytest

from recueil.missing.agenda import read_agenda, unmatched_items

MINUTES = """COMMUNE DE MONTFAUBERT
PROCÈS-VERBAL DE LA SÉANCE DU 14 MARS 2023

ORDRE DU JOUR :

1. Approbation du procès-verbal
2. Vente de la parcelle
   du Moulin Rouvray
3) Budget primitif 2023
- Questions diverses

Monsieur le maire ouvre la séance.
1. ne compte plus
"""


def test_an_agenda_is_the_list_below_its_heading() -> None:
    assert read_agenda(MINUTES) == (
        "Approbation du procès-verbal",
        "Vente de la parcelle du Moulin Rouvray",
        "Budget primitif 2023",
        "Questions diverses",
    )


@pytest.mark.parametrize(
    "text", ["", "1. Vente\n2. Achat\n", "L'ordre du jour est épuisé, la séance est levée.\n1. Vente\n"]
)
def test_other_lists_are_no_agenda(text: str) -> None:
    assert read_agenda(text) == ()


@pytest.mark.parametrize(
    ("titles", "missing"),
    [
        (["Budget primitif de l'exercice 2023"], ["Vente de la parcelle du Moulin Rouvray"]),
        (["Budget primitif 2023", "Vente d'une parcelle au Moulin Rouvray"], []),
        (["Création d'un emploi"], []),  # the acts of another agenda
    ],
)
def test_an_item_is_missing_where_others_have_acts(titles: list[str], missing: list[str]) -> None:
    assert list(unmatched_items(read_agenda(MINUTES), titles)) == missing
