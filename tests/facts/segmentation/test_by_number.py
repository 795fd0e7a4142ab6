"""Numbers that may head an act, and those that head none."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.facts.segmentation.by_number import find_steps

HEADING = [
    ("\n2019-11-1 STATUTS DU SYNDICAT", ["2019-11-1"]),
    ("\n   3. Budget primitif", ["3"]),
    ("\nIV – VOIRIE", ["IV"]),
    ("\n2. 1er adjoint : indemnité", ["2"]),
    ("\nDÉLIBÉRATION N° 12 Tarifs", ["12"]),
    ("\n2) Délibération n° 12 : Tarifs", ["2", "12"]),
    ("\n$n^{\\circ} 14$ Tarifs", ["14"]),
    ("\n\n\n # 7 – Tarifs", ["7"]),
    # a text without lines
    ("Le maire lève la séance. Question n° 4 : Tarifs", ["4"]),
    ("Le maire lève la séance. 20240429-01 Tarifs", ["20240429-01"]),
]
NO_HEADING = [
    "\n1 500 € Chorale",
    "\n2023 Attribution d'une aide",
    "\n12 décembre",
    "\n20 % Chorale",
    "Vu la délibération n° 12 Tarifs",
    "Le solde est de 1 500,00 € Chorale 250 € Judo",
]


@each_row(("text", "items"), HEADING)
def test_heads(text: str, items: list[str]) -> None:
    assert [step.item for step in find_steps(text)] == items


@pytest.mark.parametrize("text", NO_HEADING)
def test_heads_nothing(text: str) -> None:
    assert not list(find_steps(text))


@pytest.mark.parametrize("piece", ["\n ", "1 ", "\n12 ", "12. ", "N n° ", "\n" + " " * 90])
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(lambda text: list(find_steps(text)), repeated(piece), size)
