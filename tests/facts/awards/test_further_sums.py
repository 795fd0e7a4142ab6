"""Further sums that a sentence gives to the beneficiary of the sum before."""

from __future__ import annotations

import pytest
from tests.facts.awards.test_awards import brief, read
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

FURTHER_SUMS = [
    (
        "Approbation et autorisation donnée au maire de signer une convention d'objectifs avec le Club Omnisports de Brey pour "
        "l'attribution d'une subvention de 89 567 € (fonctionnement et entretien des locaux) et de 4 400 € dans le cadre du "
        "contrat de territoire au titre de l'exercice 2020",
        [("Club Omnisports de Brey", "89567"), ("Club Omnisports de Brey", "4400")],
    ),
    # brackets hold the parts of a sum
    (
        "Le maire signe une convention d'objectifs entre la ville de Brey et l'association « OMB » (Office municipal) pour "
        "l'attribution d'une subvention de 5 000 euros (3 000 euros au titre du fonctionnement et 2 000 euros au titre de la "
        "ville) et 1 350 euros dans le cadre du contrat de territoire",
        [("OMB", "5000"), ("OMB", "1350")],
    ),
    (
        "Le conseil attribue au Judo Club une subvention de 500 € (fonctionnement) et de 200 € pour le tournoi.",
        [("Judo Club", "500"), ("Judo Club", "200")],
    ),
    (
        "Le conseil attribue au Judo Club une subvention de 500 €, et une aide exceptionnelle de 200 €.",
        [("Judo Club", "500"), ("Judo Club", "200")],
    ),
    (
        "Le conseil décide d'attribuer les subventions suivantes :\nAMICALE DE BREY          150 €\n"
        "JUDO CLUB                120 € + 150 €\nTENNIS CLUB              200 €",
        [("AMICALE DE BREY", "150"), ("JUDO CLUB", "120"), ("JUDO CLUB", "150"), ("TENNIS CLUB", "200")],
    ),
    # the second sum is another's
    (
        "Le conseil attribue au Judo Club une subvention de 500 € et 200 € au Tennis Club.",
        [("Judo Club", "500"), ("Tennis Club", "200")],
    ),
    (
        "Le conseil attribue au Judo Club une subvention de 500 € et fixe à 20 € le droit d'entrée.",
        [("Judo Club", "500")],
    ),
    (
        "Le conseil attribue au Judo Club une subvention de 500 €, dont 200 € pour le tournoi.",
        [("Judo Club", "500")],
    ),
    (
        "Le conseil attribue au Judo Club une subvention de 500 € en 2023 et de 600 € en 2024.",
        [("Judo Club", "500")],
    ),
]


@each_row(("text", "awards"), FURTHER_SUMS)
def test_further_sums(text: str, awards: list[tuple[str, str]]) -> None:
    assert [brief(award)[1:3] for award in sorted(read(text), key=lambda award: award.end)] == awards


@pytest.mark.parametrize("piece", ["et de 200 € ", "(fonctionnement) et ", ", et une aide de 20 € pour "])
def test_grows_linearly(piece: str) -> None:
    assert_grows_linearly(read, repeated("attribue au Judo Club une subvention de 500 € " + piece))
