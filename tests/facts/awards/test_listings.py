"""Awards of names and sums that follow each other without a layout; names are invented."""

from __future__ import annotations

import pytest
from tests.facts.awards.test_awards import brief, read
from tests.growth import assert_grows_linearly, repeated

# A text, and the decision, beneficiary and amount of each award.
LISTINGS = [
    ("Subventions 2017. Le conseil vote:Comité d'animation:1 000€Société de chasse:200€Foyer rural:1 500€Vote:unanimité",
     [("subvention", "Comité d'animation", "1000"), ("subvention", "Société de chasse", "200"), ("subvention", "Foyer rural", "1500")]),
    # in figures after the same in words
    ("Décide de répartir le crédit de 5 000 € inscrit à l'article 6574 de la façon suivante : Harmonie de Brey, quatre mille trois "
     "cents euros (4 300 €) ; Scouts de Brey, cinq cents euros (500 €). Voté à l'unanimité.",
     [("subvention", "Harmonie de Brey", "4300"), ("subvention", "Scouts de Brey", "500")]),
    # the sum first, and a part of it
    ("Le Conseil décide l'attribution de subventions d'un montant de :\n6 000 € au Club nautique, dont 2 000 € pour la régate,\n"
     "3 500 € à l'Amicale du Port,\n2 000 € aux Filets bleus.",
     [("subvention", "Club nautique", "6000"), ("subvention", "Amicale du Port", "3500"), ("subvention", "Filets bleus", "2000")]),
    # one sum for each
    ("La commission a retenu : * une somme de 150 € pour chacune des associations suivantes : Ligue du Val, France Alizé, AFB.\n"
     "Accord du conseil.",
     [("subvention", "Ligue du Val", "150"), ("subvention", "France Alizé", "150"), ("subvention", "AFB", "150")]),
    # remarks between the name and its sum
    ("Aides aux établissements. Sur la base de 80 € par élève : Lycée agricole (1 élève) 80 €, MFR de Brey (1 élève) 80 €, CFA du "
     "bâtiment (2 élèves) 160 €.\n9 voix pour.",
     [("aide", "Lycée agricole", "80"), ("aide", "MFR de Brey", "80"), ("aide", "CFA du bâtiment", "160")]),
    # a number times a rate
    ("Le conseil municipal décide de verser :\n- à la coopérative de l'école Jules-Verne : 112 élèves x 12 € = 1 344 €\n"
     "- à la coopérative de l'école des Tilleuls : 76 élèves x 12 € = 912 €\nDépense totale : 2 256 €.\nAdopté.",
     [("subvention", "coopérative de l'école Jules-Verne", "1344"), ("subvention", "coopérative de l'école des Tilleuls", "912")]),
]  # fmt: skip
NOTHING = [
    # what was given before
    "Subventions. Rappel des demandes 2019, on a donné 310 € :\n  Chasse de Brey : 60 €\n  Judo Club 150 €\n  Foyer rural 100 €\n\n"
    "Vote : 14 pour.",
    "Salle des fêtes. Gratuit pour les associations.\nCaution : 150 €\nLocation :\nClub de Brey 55 €\nFoyer rural 90 €\nUnanimité.",
    "Présentation du bilan des subventions versées en 2020 : Amicale de Brey 600 €, Judo Club 250 €. Adopté.",
    "Ont répondu à la consultation : Judo Club 600 €, Foyer rural 250 €. Les devis sont en mairie.",
    "Le conseil vote les crédits. TOTAL D 204 : Subventions | $200 €$ |\nD-2111 : ACQUISITIONS DE TERRAINS | $370 €$ |\nAdopté.",
]


@pytest.mark.parametrize(("text", "awards"), LISTINGS)
def test_reads_listings(text: str, awards: list[tuple[str, str, str]]) -> None:
    assert [brief(award)[:3] for award in read(text)] == awards


@pytest.mark.parametrize("text", NOTHING)
def test_reads_no_award_in_tariffs_reports_and_budgets(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    "text", ["Judo Club 300 €, ", "300 € au Judo Club, ", "60 € chacune : A, B, ", "Judo, Club et Amicale, "]
)
def test_a_hostile_text_takes_time_in_proportion(text: str) -> None:
    assert_grows_linearly(read, repeated(text, "Subventions. Le conseil vote : "))
