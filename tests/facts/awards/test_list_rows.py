"""Rows of lists and tables that are unlike their neighbours; names are invented."""

from __future__ import annotations

from tests.facts.awards.test_awards import brief, read
from tests.facts.awards.test_predictions import predict
from tests.facts.awards.test_predictions import read as read_predicted
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

_VOTES = "Le conseil décide d'attribuer les subventions suivantes :\n"
# The text, and each beneficiary with its amount.
AWARDS: list[tuple[str, dict[str, str]]] = [
    # a row without the sign of its neighbours, a computed sum, two gifts in one item
    (_VOTES + "- Comité des fêtes : 1 200 €\n- Les Lutins (garderie), 2 000 €, dont 500 € pour les jeux\n- 350 € à l'Écho du Bourg, ainsi que 150 € au Club photo\n"
     "- ADAPEI 60 €\nLa commission n'a pas retenu la demande du moto-club (800 €).\n- Association Loisirs : 400 €\n- École de musique : 45 € x 8 élèves = 360 €\nAdopté.",
     {"Comité des fêtes": "1200", "Les Lutins (garderie)": "2000", "Écho du Bourg": "350", "Club photo": "150", "ADAPEI": "60", "Association Loisirs": "400",
      "École de musique": "360"}),
    # figures without a sign, which their total shows to be money; what is left over is nobody's
    (_VOTES + "A.C.C.A. .................. 120\nAmicale des pompiers ...... 300\nPétanque bréenne .......... 150\nDivers (non affecté) ...... 30\nTOTAL ..................... 600",
     {"A.C.C.A": "120", "Amicale des pompiers": "300", "Pétanque bréenne": "150"}),
    # names, their total, and then the sums
    (_VOTES + "ASSOCIATION\nBanque alimentaire\nCroix-Rouge\nVie libre\nTOTAL\nMONTANT\n1 500,00 €\n800,00 €\n120,00 €\n2 420,00 €",
     {"Banque alimentaire": "1500.00", "Croix-Rouge": "800.00", "Vie libre": "120.00"}),
    # cells that a bar leaves blank
    ("Le conseil décide d'attribuer les marchés aux entreprises suivantes :\nLot | Désignation | Entreprise | Ville | Montant HT\n1 | Gros œuvre | SAS BATI | Vaux | 31 000,00\n"
     "2 | Couverture | infructueux | |\n3 | Peinture | COULEURS 36 | Gray | 19 846,00\nTOTAL | | | | 50 846,00",
     {"SAS BATI": "31000.00", "COULEURS 36": "19846.00"}),
    # a sum that a page carries to the next one
    ("Le conseil,\nVu le budget primitif,\nAPPROUVE les subventions suivantes :\nN°   Association              2013       2014\n1    Aéromodélisme             150        150\n"
     "2    Foyer des jeunes        9.000      9.500\n            à reporter     9.150      9.650\n            report         9.150      9.650\n3    Scrabble brantois         100        100\n"
     "            TOTAL          9.250      9.750",
     {"Aéromodélisme": "150", "Foyer des jeunes": "9500", "Scrabble brantois": "100"}),
    # a column that is computed from two others; a person's name beside the school
    ("Participation aux sorties scolaires. Le comité attribue :\nÉcole              Effectif    Forfait     Montant\nJean-Macé             112         12 €     1 344 €\nLes Tilleuls           65         12 €       780 €",
     {"Jean-Macé": "1344", "Les Tilleuls": "780"}),
    ("Le conseil accorde les bourses suivantes :\nNom et prénom | Établissement | Montant\nARNAUD Lucie | IUT de Sorgny | 300 €\nPERRIN Jules | Université | 150 €",
     {"ARNAUD Lucie": "300", "PERRIN Jules": "150"}),
    # the budget line before a row, a name that wraps after a comma
    (_VOTES + "Article 657362 : CCAS de Laribeau       8 000 €\nArticle 6574 :\n - Amicale laïque       700 €\n - Loto des aînés       150 €\n - Club de marche      100 €\n"
     " - Union nationale des combattants,\n   section de Laribeau     120 €\nArticle 65541 : SIVOM du Plateau       12 400 €",
     {"CCAS de Laribeau": "8000", "Amicale laïque": "700", "Loto des aînés": "150", "Club de marche": "100",
      "Union nationale des combattants, section de Laribeau": "120", "SIVOM du Plateau": "12400"}),
    # what the object costs stands before the aid
    ("La commission décide :\n- d'attribuer à la SARL Dulion (Vern), pour une scie d'un coût de 62 000 € HT, une subvention de 12 400 €, soit 20 % ;\n"
     "- d'attribuer à l'EURL Optique Celton (Briec), pour son magasin (35 000 € HT), une subvention de 5 250 €.",
     {"SARL Dulion (Vern)": "12400", "EURL Optique Celton (Briec)": "5250"}),
    # entries of a register that name one firm each
    ("Compte rendu des décisions prises par le maire :\nDécision n° 1 du 2 juin : contrat de maintenance avec la société THERMICLIM pour un montant annuel de 2 340 € HT.\n"
     "Décision n° 2 du 3 juin : honoraires de Maître Aude FERRAND, avocate : 1 200 €.\nDécision n° 3 du 5 juin : location du logement à Mme CORBEL, loyer mensuel 412 €.\n"
     "Décision n° 4 du 7 juin : acquisition d'un véhicule auprès de Renault Marneval au prix de 9 900 €.\nDécision n° 5 du 8 juin : réparation de la balayeuse – Garage Lemoine – 3 118,40 € TTC.",
     {"THERMICLIM": "2340", "Maître Aude FERRAND": "1200", "Renault Marneval": "9900", "Garage Lemoine": "3118.40"}),
    # who has its own sum gets no other one
    ("Le conseil d'administration :\nverse 600 € à l'épicerie solidaire Le Panier,\nverse 250 € à la Croix-Rouge pour la vestiboutique,\nprend en charge la facture de M. NAVARRO, soit 212,40 €.",
     {"épicerie solidaire Le Panier": "600", "Croix-Rouge": "250", "M. NAVARRO": "212.40"}),
]  # fmt: skip
NO_AWARDS = [
    "Le conseil approuve les crédits.\n| Autorisation de programme | 2023 | 2024 |\n| Fonds de concours voirie rue du Prieuré | 19 572,00 € | 251 966,00 € |",
    "Décisions prises par le maire :\n| Délivrance des concessions dans les cimetières | | |\n| Date | Objet | Montant |\n| 08/03/2024 | Concession C2-023 | 400 € |",
]


@each_row(("text", "awards"), AWARDS)
def test_awards(text: str, awards: dict[str, str]) -> None:
    assert {award.beneficiary: brief(award)[2] for award in read(text)} == awards


_PREDICTED = (
    "Éclairage public : participations aux communes\nArcis – rénovation – 16 800 €\nGray – stade – 9 450 €\n"
    "Mouzon – horloges – 2 310 €\nReste : 300 €\nLe bureau approuve ces participations à l'unanimité."
)


def test_a_list_of_which_the_model_has_read_a_part_is_read_whole() -> None:
    predicted = [predict(_PREDICTED, "9 450 €", "Gray"), predict(_PREDICTED, "2 310 €", "Mouzon")]
    found = {award.beneficiary.split()[0]: brief(award)[2] for award in read_predicted(_PREDICTED, *predicted)}
    assert found == {"Arcis": "16800", "Gray": "9450", "Mouzon": "2310"}


@each_row("text", NO_AWARDS)
def test_no_awards(text: str) -> None:
    assert read(text) == ()


def test_a_long_list_takes_time_in_proportion() -> None:
    assert_grows_linearly(read, repeated("- Amicale laïque : 250 €\n- ADAPEI 60 €\n- M. X ; Y", _VOTES))
