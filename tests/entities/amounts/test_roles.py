"""What amounts are, by the words around them; sentences whose amounts nothing governs come last."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated

from recueil.entities.amounts.component import Amounts
from recueil.evaluation import gold

SENTENCES = [
    # Limits
    "les marchés d'un montant inférieur à <AMOUNT 40000.00 EUR HT @seuil>40 000 € HT</AMOUNT>",
    "dans la limite de <AMOUNT 500.00 EUR @seuil>500 €</AMOUNT>, sinon <AMOUNT 90.00 EUR @seuil>90 €</AMOUNT> au plus",
    "les biens de moins de <AMOUNT 1000.00 EUR @seuil>1 000 €</AMOUNT>, une aide plafonnée à <AMOUNT 800.00 EUR @seuil>800 €</AMOUNT>",
    "offres comprises entre <AMOUNT 20000.00 EUR @seuil>20 000 €</AMOUNT> et <AMOUNT 35999.99 EUR @seuil>35 999,99 €</AMOUNT>",
    "un seuil de <AMOUNT 23000.00 EUR @seuil>23 000 €</AMOUNT>",
    # Subsidies
    "d'attribuer une subvention exceptionnelle de <AMOUNT 1500.00 EUR @subvention>1 500 €</AMOUNT> au club",
    "une subvention de <AMOUNT 150.00 EUR @subvention>150 €</AMOUNT> à l'association « Le Hameçon » et <AMOUNT 90.00 EUR @subvention>90 €</AMOUNT> au comité",
    "dossier 12 : frais d'obsèques, aide proposée <AMOUNT 500.00 EUR @subvention>500 €</AMOUNT>",
    "verse <AMOUNT 300.00 EUR @subvention>300 €</AMOUNT> de subvention au foyer",
    "les subventions suivantes :\n- Amicale bouliste : <AMOUNT 400.00 EUR @subvention>400 €</AMOUNT>\n"
    "- Chorale | <AMOUNT 250.00 EUR @subvention>250 €</AMOUNT>\nLe conseil dispose de <AMOUNT 9.00 EUR>9 €</AMOUNT>",
    "un fonds de concours de <AMOUNT 8000.00 EUR @subvention>8 000 €</AMOUNT>",
    # Costs and who pays
    "le coût total des travaux est estimé à <AMOUNT 510000.00 EUR HT @cout-total>510 000 € HT</AMOUNT>, soit "
    "<AMOUNT 612000.00 EUR TTC @cout-total>612 000 € TTC</AMOUNT>",
    "montant total de l'opération : <AMOUNT 1235000.00 EUR HT @cout-total>1 235 000 € HT</AMOUNT>",
    "Plan de financement :\nDETR    <AMOUNT 75000.00 EUR @part-financeur>75 000 €</AMOUNT>    30 %\n"
    "Autofinancement : <AMOUNT 53750.00 EUR @part-financeur>53 750 €</AMOUNT> (21,5 %)\n"
    "TOTAL    <AMOUNT 128750.00 EUR @cout-total>128 750 €</AMOUNT>",
    # Prices
    "<AMOUNT 4.00 EUR /m² @tarif>4 euros</AMOUNT> du mètre carré, <AMOUNT 3.00 EUR /repas/enfant @tarif>3 €</AMOUNT> par repas et par enfant",
    "fixe le tarif de la piscine à <AMOUNT 2.50 EUR @tarif>2,50 €</AMOUNT>",
    "la redevance annuelle est de <AMOUNT 250.00 EUR @tarif>250 €</AMOUNT>",
    "les tarifs ci-dessous :\nGrande salle <AMOUNT 80.00 EUR @tarif>80 €</AMOUNT>\nPetite salle <AMOUNT 40.00 EUR @tarif>40 €</AMOUNT>",
    "moyennant un loyer mensuel de <AMOUNT 310.00 EUR @loyer>310 €</AMOUNT>",
    # Loans, credits, allowances
    "un emprunt d'un montant de <AMOUNT 150000.00 EUR @pret>150 000 €</AMOUNT> sur quinze ans",
    "un prêt de deux cent mille euros (<AMOUNT 200000.00 EUR @pret>200 000 €</AMOUNT>)".replace(
        "deux cent mille euros", "<AMOUNT 200000.00 EUR @pret>deux cent mille euros</AMOUNT>"
    ),
    "ouvre un crédit de <AMOUNT 12000.00 EUR @credit>12 000 €</AMOUNT>",
    "Chapitre 21, article 2188 : <AMOUNT 4500.00 EUR @credit>4 500,00 €</AMOUNT>",
    "C/022 <AMOUNT -1507.50 EUR>-1507.50€</AMOUNT> ; article 61523 : +<AMOUNT 1507.50 EUR @credit>1507.50€</AMOUNT>",
    "615228 Entretien des bâtiments + <AMOUNT 222.00 EUR @credit>222 €</AMOUNT>",
    "une indemnité forfaitaire de <AMOUNT 300.00 EUR @indemnite>300 euros</AMOUNT>, une prime de <AMOUNT 90.00 EUR @indemnite>90 €</AMOUNT>",
    # Sales, fees, contracts
    "de vendre la parcelle cadastrée AB 12 au prix de <AMOUNT 35000.00 EUR @prix-vente>35 000 €</AMOUNT>",
    "accepte de céder le terrain au prix de\n<AMOUNT 2.50 EUR /m² @prix-vente>2.50 €</AMOUNT>/m²",
    "l'acquisition du terrain pour un montant de <AMOUNT 18000.00 EUR @prix-vente>18 000 €</AMOUNT>",
    "le terrain est cédé à l’<AMOUNT 1.00 EUR @prix-vente>euro symbolique</AMOUNT>",
    "adhère au réseau moyennant une cotisation de <AMOUNT 120.00 EUR @cotisation>120 €</AMOUNT>",
    "le devis de la SARL Dupuy s'élève à <AMOUNT 2545.00 EUR HT @marche>2 545 € HT</AMOUNT>",
    "attribue le lot n° 2 à l'entreprise Maçonnerie Ferrand pour un montant de <AMOUNT 68045.49 EUR HT @marche>68 045,49 € HT</AMOUNT>",
    "les entreprises suivantes ;\n- ONFROY, pour <AMOUNT 917.67 EUR HT @marche>917,67 € HT</AMOUNT>",
]

UNGOVERNED = [
    "soit <AMOUNT 12345.67 EUR>12 345,67 €</AMOUNT> au total",
    "une amende de <AMOUNT 135.00 EUR>135 €</AMOUNT> pour tapage",
    "un excédent de fonctionnement de <AMOUNT 20656.00 EUR>20 656 €</AMOUNT>",
    "les dépenses représentent plus de <AMOUNT 250000.00 EUR>250 000 euros</AMOUNT> par exercice",
    "le remboursement de l'emprunt, l'annuité étant de <AMOUNT 900.00 EUR>900 €</AMOUNT>",
    "la subvention augmente de <AMOUNT 43000.00 EUR>43 K€</AMOUNT>, le prix du marché est de <AMOUNT 9.00 EUR>9 €</AMOUNT>",
    "une indemnité de sinistre d'un montant de <AMOUNT 17641.83 EUR>17 641,83 €</AMOUNT>",
    "la commune devient locataire de la maison au prix de <AMOUNT 550.00 EUR>550 €</AMOUNT>",
    "les 12 entreprises ont bénéficié de <AMOUNT 31700000.00 EUR>31,7 M€</AMOUNT>",
    "le budget des secours est de <AMOUNT 9000.00 EUR>9 000 €</AMOUNT>",
    "la commune, qui compte 341 habitants, ne peut emprunter plus de <AMOUNT 20000.00 EUR>20 000 €</AMOUNT>",
    "le coût de revient du repas s'élève à <AMOUNT 6.37 EUR>6,37 €</AMOUNT>",
    "des frais de notaire de <AMOUNT 700.00 EUR>700 €</AMOUNT>, une économie de <AMOUNT 4600.00 EUR /an>4600 euros</AMOUNT> / an",
    "<AMOUNT 0.32 EUR /an/habitant>0,32 €</AMOUNT> par an et par habitant",
    "206-Acquisition diverse | 2111 | <AMOUNT 5000.00 EUR>5 000,00 €</AMOUNT>",
    "69999 VILLENEUVE-LES-BOIS contre <AMOUNT 2026.00 EUR>2 026,00 €</AMOUNT>",
    "le bien a été estimé par le service des Domaines à <AMOUNT 57000.00 EUR>57 000 €</AMOUNT>",
    "l'association reçoit une subvention. Le spectacle rapporte <AMOUNT 80.00 EUR>80 €</AMOUNT>",
]


@pytest.mark.parametrize("sentence", [*SENTENCES, *UNGOVERNED])
def test_roles_of_amounts(sentence: str) -> None:
    text = gold.parse_tagged(sentence).text
    assert gold.render_tagged(text, Amounts().find(text, {})) == sentence


@given(st.text("0123456789 €.,:;\n|(subventionloyerdtaf'à", max_size=160))
def test_a_role_changes_no_mention(text: str) -> None:
    assert all(text[mention.start : mention.end].strip() for mention in Amounts().find(text, {}))


@pytest.mark.parametrize(
    "piece",
    [
        "subvention de 5 € ",
        "tarifs suivants : 5 € ",
        "plan de financement : ",
        "tarifs suivants : ",
        "1 € et ",
        "lot ",
    ],
)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(lambda text: list(Amounts().find(text, {})), repeated(piece), size)
