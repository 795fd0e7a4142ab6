"""Awards of the points of an agenda whose proposal the council adopts."""

from __future__ import annotations

import pytest
from tests.facts.awards.test_awards import brief, read

ADOPTED = [
    (
        "3. Aide aux sauveteurs\nIl est proposé de verser 8 000 € à la station de sauvetage de Brey.\nUnanimité.",
        [("station de sauvetage de Brey", "8000")],
    ),
    (
        "2. Achat d'une balayeuse : la société Nord-Propreté, mieux classée, l'emporte pour 61 200 € TTC. Adopté.",
        [("Nord-Propreté", "61200")],
    ),
]
"""Points, and the beneficiaries and amounts that they decide."""

NOT_ADOPTED = [
    "3. Aide aux sauveteurs\nIl est proposé de verser 8 000 € à la station de sauvetage de Brey.\nRejeté.",
    "2. Achat d'une balayeuse : la société Nord-Propreté demande 61 200 € TTC. Le conseil ajourne ce point.",
    "4. Rectification\nLa subvention à l'association « Le Cercle » n'est pas de 1 600 €. Adopté à l'unanimité.",
    "5. Achat d'un terrain\nIl est proposé d'y ajouter les frais de la SARL Morvan, 700 euros HT. Unanimité.",
]
"""Points that decide nothing."""


@pytest.mark.parametrize(("text", "expected"), ADOPTED)
def test_reads_what_is_proposed_and_adopted(text: str, expected: list[tuple[str, str]]) -> None:
    assert [brief(award)[1:3] for award in read(text)] == expected


@pytest.mark.parametrize("text", NOT_ADOPTED)
def test_reads_no_award_in_what_is_not_adopted(text: str) -> None:
    assert read(text) == ()
