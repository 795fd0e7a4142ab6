"""Awards of tables in columns, of items of lists, and of two sentences; names are invented."""

from __future__ import annotations

import pytest
from tests.facts.awards.test_awards import brief, read
from tests.growth import assert_grows_linearly, repeated

# A text, and the decision, beneficiary and amount of each award.
LAYOUTS = [
    # the decided column, not the one that was asked
    ("Attribution des subventions\n"
     "Association            Président           Demandé      Voté\n"
     "Amicale laïque         Mme Rey Anne          600 €       500 €\n"
     "Judo Club du Val       M. Petit Jean       2 000 €     1 200 €\n"
     "Total                                      2 600 €     1 700 €\n"
     "Le conseil, à l'unanimité, approuve.",
     [("subvention", "Amicale laïque", "500"), ("subvention", "Judo Club du Val", "1200")]),
    # no heading: the firms are where capitals stand, and no lot has two
    ("Décide de conclure les accords-cadres avec les opérateurs suivants :\n\n"
     "Lot n° 1  Viandes fraîches      Établissements BOVARD        90 000 € HT\n"
     "Lot n° 2  Fruits et légumes     PRIMEURS DU HAUT-VAL         75 000 € HT\n",
     [("marche", "Établissements BOVARD", "90000"), ("marche", "PRIMEURS DU HAUT-VAL", "75000")]),
    # one cell a line
    ("Le bureau approuve les aides de la liste :\nCommune\nNature\nCoût HT\nAide\nBois-Vert\nÉclairage du stade\n31 500,00\n"
     "12 600,00\nLes Prés\nHorloges\n4 200,00\n1 680,00\n",
     [("aide", "Bois-Vert", "12600.00"), ("aide", "Les Prés", "1680.00")]),
    # parts with subtotals, without euro signs, on one line
    ("Attribution des subventions. ASSOCIATION Demandé 2022 Voté 2022 SPORTS Judo Club du Val 1 500 1 300 Les Archers du Roy - 400 "
     "Sous-total Sports 1 500 1 700 CULTURE Harmonie de Brey 2 000 1 900 Sous-total Culture 2 000 1 900 TOTAL 3 500 3 600 "
     "Adopté à l'unanimité.",
     [("subvention", "Judo Club du Val", "1300"), ("subvention", "Les Archers du Roy", "400"), ("subvention", "Harmonie de Brey", "1900")]),
    ("Le conseil décide d'attribuer les marchés :\n- lot n° 1 « Gros œuvre » à l'entreprise MAÇONNERIE DU VAL pour 125 000 € HT ;\n"
     "- lot n° 2 « Charpente » à la SARL BOIS ET TOITS, de Brey, pour 45 300 € HT.",
     [("marche", "MAÇONNERIE DU VAL", "125000"), ("marche", "SARL BOIS ET TOITS", "45300")]),
    # the beneficiary stands in an earlier sentence
    ("L'association Foyer Saint-Marc entreprend des travaux. Il est proposé d'accorder une subvention d'équipement de 30 %, soit "
     "2 224 €. Adopté à l'unanimité.",
     [("subvention", "Foyer Saint-Marc", "2224")]),
    # cells that go on below
    ("Le bureau décide d'allouer les subventions suivantes :\nMaître d'ouvrage\nOpération\nSubvention\nCommune de Font\nsur Brey\n"
     "Mairie\n16 899 €\nSIVOS du Val\nRéfection de la cour\nd'école\n9 500 €\n",
     [("subvention", "Commune de Font sur Brey", "16899"), ("subvention", "SIVOS du Val", "9500")]),
]  # fmt: skip

NOTHING = [
    # offers that are compared
    "Analyse des offres\nEntreprise                 Montant HT     Note\nBOVARD OUEST                45 000,00      82\n"
    "VERNET NORD                 43 200,00      95\nLe conseil décide de retenir la mieux disante.",
    "Les tarifs 2024 sont les suivants : Salle des fêtes 150 € Salle des associations 80 €. Adopté à l'unanimité.",
    "DM n° 1 : 6574 Subventions aux associations + 2 000 € ; 022 Dépenses imprévues - 2 000 €. Adopté à l'unanimité.",
    # an earlier gift, and a rate at the end of a line
    "Décide d'annuler la subvention de 5 000 € attribuée à l'association Brey en fête par délibération n° 12 du 5 mai.",
    "Le conseil décide d'accorder à la commune de Lurey une prorogation de la subvention de 22 000 € attribuée par délibération.",
    "Attribution d'une participation à l'association Les Lutins de 6,50 €\npar journée-enfant. Adopté.",
    # credits, and participations that others pay
    "Attribution des subventions\n\n61523  Entretien réseaux      + 2 000,00\n70111  Vente d'eau           + 2 000,00\nAdopté.",
    # several bodies are named
    "L'association Les Lutins et l'association Les Lilas coopèrent. Il est proposé d'accorder une subvention de 500 €. Adopté.",
]


@pytest.mark.parametrize(("text", "awards"), LAYOUTS)
def test_layouts(text: str, awards: list[tuple[str, str, str]]) -> None:
    assert [brief(award)[:3] for award in read(text)] == awards


@pytest.mark.parametrize("text", NOTHING)
def test_nothing(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Association   Voté\nJudo Club   500 €\n",
        "- Judo Club : 500 € ; ",
        "subventions : Nom\nAide\nBrey\n500,00\n",
        "L'association Brey. Il propose une subvention de 500 €. ",
    ],
)
def test_long_texts_take_linear_time(text: str) -> None:
    assert_grows_linearly(read, repeated(text))
