"""Awards of tables whose cells take several lines; names are invented."""

from __future__ import annotations

from tests.facts.awards.test_awards import brief, read
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

_BEFORE = "Le conseil attribue les lots du marché aux entreprises suivantes :\n\n"
_AFTER = "\n\nAdopté à l’unanimité.\n"
# The table, and each firm with its price.
TABLES: list[tuple[str, list[tuple[str, str]]]] = [
    # prices beside the middle of the cells, no line between the rows
    ("LOT                ENTREPRISE - ADRESSE        OFFRE DE BASE\n"
     "                        DUROC BTP\n"
     "1-Gros œuvre           4, rue Haute              34 000,00 €\n"
     "                        99120 BRÉZY\n"
     "2-Charpente            BOIS DU VAL\n"
     "couverture             Les Essarts                8 150.40\n"
     "                       99300 MALVY\n",
     [("DUROC BTP", "34000.00"), ("BOIS DU VAL", "8150.40")]),
    # prices beside the first lines; names go on
    ("                  ENTREPRISES RETENUES PAR LOTS ET PRIX\n"
     "LOT                TITULAIRE                   PRIX HT\n"
     "1-Gros œuvre       MAÇONNERIE GÉNÉRALE         34 000,00 €\n"
     "                   DE L’AURE\n"
     "2-Charpente        Ateliers Morel               8 150,40 €\n"
     "3-Peinture         Couleurs et                  2 900,00 €\n"
     "                   Façades\n",
     [("MAÇONNERIE GÉNÉRALE DE L’AURE", "34000.00"), ("Ateliers Morel", "8150.40"), ("Couleurs et Façades", "2900.00")]),
    # what is added to the base; a town that goes on below its postal code
    ("LOT           ENTREPRISE                     MONTANT DE BASE HT     PRESTATION SUPPLÉMENTAIRE\n"
     "                                                                          RETENUE HT\n"
     "1-Sols        SOLS MODERNES – 12 rue              12 000,00 €             1 100,00 €\n"
     "              Neuve 99000 VALRY-\n"
     "              SUR-LOUE\n"
     "2-Murs        PLÂTRES 99 – ZA du Lac               7 300,00 €               450,00 €\n"
     "              99120 BRÉZY\n",
     [("SOLS MODERNES", "12000.00"), ("PLÂTRES 99", "7300.00")]),
    # a lot that nobody got, a price without and with VAT
    ("LOT                ENTREPRISE                  MONTANT\n"
     "1-Gros œuvre       DUROC BTP                   10 000,00 € HT\n"
     "                   8 bis, quai Sud             12 000,00 € TTC\n"
     "2-Charpente        Infructueux\n"
     "3-Peinture         COLOR’IN                     2 000,00 € HT\n"
     "                   99120 BRÉZY                  2 400,00 € TTC\n",
     [("DUROC BTP", "10000.00"), ("COLOR’IN", "2000.00")]),
    # two cells with one space between; the next page
    ("LOT                   ENTREPRISE               MONTANT HT\n"
     "1-Gros œuvre          DUROC BTP                34 000,00 €\n"
     "2-Charpente et bois   BOIS DU VAL               8 150,40 €\n"
     "                      12, rue Haute\n\n\n                 Page 3 / 9\n\n"
     "LOT                   ENTREPRISE               MONTANT HT\n"
     "3-Murs                COLLET ET FILS            4 000,00 €\n"
     "                      2, place Neuve\n"
     "4-Peinture et enduits COLOR’IN                    600,00 €\n",
     [("DUROC BTP", "34000.00"), ("BOIS DU VAL", "8150.40"), ("COLLET ET FILS", "4000.00"), ("COLOR’IN", "600.00")]),
    # one cell below the other
    ("LOT\nENTREPRISE\nMONTANT HT\n1 – Gros œuvre\nDUROC BTP\n4, rue Haute\n99120 BRÉZY\n34 000,00 €\n"
     "2 – Charpente\nBOIS DU VAL\nZA du Lac\n8 150,40 €\n",
     [("DUROC BTP", "34000.00"), ("BOIS DU VAL", "8150.40")]),
]  # fmt: skip
_GIFTS = (
    "Le conseil accorde ces subventions :\n\nAssociation\n\nProjet\n\nMontant 2021\n\nMontant 2020\n\n900 €\n\n900 €\n\n"
    "Judo Club\nRando Vert\n\nSentier\n\n700 €\n\n650 €\n\nFoyer rural\nde Brey\n\nFête\n\n150 €\n\n/\n\n"
    "Les Archers\n\nTournoi\n\n1 300 €\n\n1 200 €\n\nÉcole de musique\n\nConcert\n\nStage\n\n80 €\n\nAdopté.\n"
)
# Tables of which rows are not sure.
UNSURE = [
    # the second name may be of either row
    "ENTREPRISE RETENUE        MONTANT HT\nDUROC\nBTP NORD\nBOIS MOREL           34 000,00 €\nATELIERS\nCHAUMONT             8 150,40 €\n",
    # two lots, three prices
    "LOT                ENTREPRISE                  MONTANT HT\n1-Gros œuvre       DUROC BTP                   34 000,00 €\n"
    "                   BRETON SA                   36 000,00 €\n                   8, quai Sud\n"
    "2-Charpente        BOIS DU VAL                  8 150,40 €\n",
]


@each_row(("table", "expected"), TABLES)
def test_reads_cells_of_several_lines(table: str, expected: list[tuple[str, str]]) -> None:
    assert [(name, amount) for _, name, amount, *_ in map(brief, read(_BEFORE + table + _AFTER))] == expected


@each_row("table", UNSURE)
def test_joins_no_lines_that_may_be_of_two_rows(table: str) -> None:
    names = [name for _, name, *_ in map(brief, read(_BEFORE + table + _AFTER))]
    assert not any(part in name for name in names for part in ("NORD BOIS", "DUROC BTP BRETON"))


def test_leaves_out_rows_whose_cells_are_in_disorder() -> None:
    assert [(name, amount) for _, name, amount, *_ in map(brief, read(_GIFTS))] == [
        ("Foyer rural de Brey", "150"),
        ("Les Archers", "1300"),
    ]


def test_takes_no_headings_for_a_firm() -> None:
    text = "Le conseil attribue le lot. LOT ENTREPRISE - OFFRE DE BASE VARIANTE PRESTATION ADRESSE 5 580,34 €. Unanimité."
    assert [brief(award) for award in read(text)] == []


def test_grows_linearly() -> None:
    assert_grows_linearly(read, repeated(_BEFORE + TABLES[0][0] + "\n"))
    assert_grows_linearly(read, repeated("LOT      ENTREPRISE      MONTANT HT\n"))
    assert_grows_linearly(read, repeated("1-Sols      DUROC ht.ht.ht.      100,00 €\n"))
