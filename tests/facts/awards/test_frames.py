"""Sentences that state an award by a word that pays, whatever the order of its beneficiary and its sum."""

from __future__ import annotations

import pytest
from tests.facts.awards.test_awards import brief, read
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

SENTENCES = [
    # the beneficiary, and then the sum
    ("La contribution communale au Syndicat mixte du Bassin de la Lourme s'élève à 3 210,50 € pour 2023. Le conseil "
     "approuve à l'unanimité.", "participation", "Syndicat mixte du Bassin de la Lourme", "3210.50"),
    ("- attribue la subvention à l'établissement Torréfaction du Lac EURL, représenté par M. Jean ORVAL et situé sur la "
     "commune de Brey, pour un montant de 2 233 € maximum ;",
     "subvention", "établissement Torréfaction du Lac EURL", "2233"),
    ("Accorde sa garantie solidaire, à hauteur de 50 %, à la SA HLM Toit Vert pour le remboursement de toutes les sommes "
     "dues au titre de l'emprunt de 430 000,00 €", "garantie", "SA HLM Toit Vert", "430000.00"),
    ("DÉCIDE de rembourser à Mme Léa PICQ la somme de 145,20 € correspondant aux frais engagés.",
     "versement", "Mme Léa PICQ", "145.20"),
    ("Acceptation du devis ELECDIS de 7 540,20 € TTC pour l'extension du réseau. Adopté à l'unanimité.",
     "marche", "ELECDIS", "7540.20"),
    ("Le maire propose le devis de l'entreprise Duvial TP d'un montant de 3 450 € HT, soit 4 140 € TTC. Le conseil "
     "accepte à l'unanimité.", "marche", "Duvial TP", "3450"),
    ("Le marché de repas est attribué à la société CUISINES DU VAL pour un montant estimatif annuel de 85 000 € HT",
     "marche", "CUISINES DU VAL", "85000"),
    ("L'accord-cadre est attribué à la société LOUETOUT pour un montant minimum annuel de 5 000 € HT et maximum de "
     "40 000 € HT.", "marche", "LOUETOUT", "40000"),
    ("DM 2023-05 : Contrat de cession du droit d'exploitation d'un spectacle avec la Compagnie du Fil pour un montant de "
     "1 800 € TTC", "marche", "Compagnie du Fil", "1800"),
    ("PREND EN CHARGE la facture de l'entreprise BEAUVAL d'un montant de 1 236,50 €", "marche", "BEAUVAL", "1236.50"),
    ("La dotation globale de financement du CADA Les Oliviers est fixée à 845 320 € pour l'exercice 2023.",
     "aide", "CADA Les Oliviers", "845320"),
    ("Convention de fourrière avec la SPA du Val : la participation annuelle s'élève à 0,80 € par habitant, soit "
     "1 360 €. Le conseil autorise le maire à signer.", "participation", "SPA du Val", "1360"),
    ("La commission s'est prononcée en faveur de l'entreprise Thermi-Val, pour un montant de 11 726 € HT. Le conseil attribue le "
     "marché de voirie à Thermi-Val.", "marche", "Thermi-Val", "11726"),
    ("Il est conclu avec le Théâtre du Val un contrat de cession du droit d'exploitation d'un spectacle, moyennant la somme "
     "de 1 500 € TTC.", "marche", "Théâtre du Val", "1500"),
    ("Le conseil, à l'unanimité, décide de participer à hauteur de 650 € et de verser cette somme à la coopérative scolaire de "
     "l'école Jules-Ferry.", "participation", "coopérative scolaire de l'école Jules-Ferry", "650"),
    ("Considérant son action, l'Amicale laïque se voit octroyer, pour l'exercice 2022, une aide de 450 €.",
     "subvention", "Amicale laïque", "450"),
    ("Le conseil accepte de verser 500 € à l'Outil en main.", "versement", "Outil en main", "500"),
    # the sum, and then the beneficiary
    ("décide de fixer à 12 450 € la participation de la commune au SIVOM du Haut Val pour l'année 2023.",
     "participation", "SIVOM du Haut Val", "12450"),
    ("autoriser Monsieur le Maire à reverser la somme de 6 889 euros à la commune de Montclair.",
     "versement", "commune de Montclair", "6889"),
    ("Remise gracieuse de 345 € à M. Paul ASTIER pour des loyers impayés. Le conseil accepte.",
     "remise gracieuse", "M. Paul ASTIER", "345"),
    ("DÉCIDE\nARTICLE 3 : d'affecter 21 500 € au bénéfice de la Communauté de communes des Étangs (réseau de chaleur) ;",
     "versement", "Communauté de communes des Étangs", "21500"),
    ("Pour son départ, un chèque-cadeau de 150 € est offert à Mme Anne PICQ. Unanimité.", "versement", "Mme Anne PICQ", "150"),
    # a convention between the council and who is paid
    ("Approbation et autorisation donnée à Madame le Maire de signer une convention d'objectifs entre la ville de Brey et le CDFV "
     "(Centre de documentation des femmes) de la Vèze pour l'attribution d'une subvention de fonctionnement de 13 100 euros",
     "subvention", "CDFV", "13100"),
    ("Le conseil approuve la convention entre la commune et l'AMAP du Val portant attribution d'une aide de 800 €.",
     "aide", "AMAP du Val", "800"),
    ("autorise la maire à signer l'avenant n°3 à la convention d'objectifs entre la ville de Brey et le Plus Petit Musée du Val "
     "12 000 euros au titre de 2020", "subvention", "Plus Petit Musée du Val", "12000"),
    ("La convention de fourrière avec la SPA du Val est renouvelée : coût annuel de 2 214 € (0,60 € x 3 690 habitants). Adopté.",
     "marche", "SPA du Val", "2214"),
    # what introduces a list decides
    ("L'assemblée décide à l'unanimité :\n– d'apporter son concours à l'Union des artisans du Plateau à hauteur de 4 000 €,",
     "participation", "Union des artisans du Plateau", "4000"),
    ("Le comité décide :\n- de participer au financement du Salon des métiers d'art pour 2 500 €.",
     "participation", "Salon des métiers d'art", "2500"),
    # who asked is who gets it
    ("Demande de l'APE : une subvention de 350 € est accordée.", "subvention", "APE", "350"),
    ("Considérant la demande de l'Harmonie municipale ; DÉCIDE : de verser une subvention exceptionnelle de 1 200 € pour "
     "l'achat d'instruments.", "subvention", "Harmonie municipale", "1200"),
    # a name that begins as « ville » does
    ("attribue une subvention de 2 500 € à l'association Villemarde d'Animation (« AVA ») dans le cadre du marché",
     "subvention", "Villemarde d'Animation", "2500"),
    # a sum that HT or TTC marks
    ("Le conseil accepte l'offre de la société ROUTES DU VAL pour un marché d'un montant de 71.917,80 TTC.",
     "marche", "ROUTES DU VAL", "71917.80"),
    ("COCONTRACTANT : Société FERRAND ET FILS DURÉE/DATE : jusqu'au solde du marché MONTANT(S) : 291 917.30 HT",
     "marche", "Société FERRAND ET FILS", "291917.30"),
]  # fmt: skip


@each_row(("text", "what", "name", "amount"), SENTENCES)
def test_a_frame_awards(text: str, what: str, name: str, amount: str) -> None:
    (award,) = read(text)
    assert brief(award)[:3] == (what, name, amount)


NO_AWARDS = [
    "Brey bénéficiera d'une subvention de 9 000 €. Le conseil en prend acte.",
    "Le conseil accepte de verser 500 € à la section d'investissement.",
    "Le Département reverse à la commune la somme de 12 000 €. Le conseil approuve.",
    "La contribution au Syndicat mixte du Val est estimée à 3 200 €. Le conseil approuve.",
    "La contribution au Syndicat mixte du Val s'élève à 3 200 €.",  # nobody decides
    "Le conseil rejette le devis de l'entreprise Duvial TP d'un montant de 3 450 € HT.",
    "Vu la contribution au Syndicat mixte du Val qui s'élève à 3 200 €, le conseil approuve le compte rendu.",
    # a funder with whom a convention is made pays
    "Le conseil approuve la convention entre la commune et la CAF de la Vèze pour le versement d'une subvention de 9 000 €.",
    "Le conseil approuve la convention avec le Département pour le versement d'une subvention de 9 000 €.",
    "Le loyer du commerce de Mme TESSIER est fixé à 350 €.",
    "La Fédération de Pêche propose des travaux sur la base du devis validé par la Fédération de Pêche, d'un montant de 3 425 €",
    "La cotisation à l'association Ville et Jardins était de 300 €, le conseil décide d'y renoncer.",
]


@each_row("text", NO_AWARDS)
def test_no_frame(text: str) -> None:
    assert read(text) == ()


def test_sums_before_their_beneficiaries_in_a_list() -> None:
    text = (
        "il est proposé d'attribuer aux associations ci-après : - 300 € à l'Amicale des chasseurs - 250 € à la "
        "Pétanque du Lac - 1 000 € au Foyer rural"
    )
    assert [brief(award)[1:3] for award in read(text)] == [
        ("Amicale des chasseurs", "300"),
        ("Pétanque du Lac", "250"),
        ("Foyer rural", "1000"),
    ]


def test_rows_without_euro_signs_after_an_announcement() -> None:
    text = (
        "Monsieur le Maire propose l'attribution des subventions suivantes : UNION MUSICALE 8 235,00 FSC69 6 300,00 "
        "COMITE DES FETES 600,00 ALEGRIA 565,00 Après en avoir délibéré, le conseil adopte."
    )
    assert [brief(award)[1:3] for award in read(text)] == [
        ("UNION MUSICALE", "8235.00"),
        ("FSC69", "6300.00"),
        ("COMITE DES FETES", "600.00"),
        ("ALEGRIA", "565.00"),
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "participation au ",
        "fixe à 12 € la participation ",
        "devis de la société DUVIAL ",
        "garantie à la SA TOIT ",
        "un minimum de 5 € ",
        "montant de la subvention à ",
    ],
)
def test_grows_linearly(piece: str) -> None:
    assert_grows_linearly(read, repeated(piece + "500 € "))
