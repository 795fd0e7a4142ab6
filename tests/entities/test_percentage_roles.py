"""What percentages are shares or rates of; sentences whose percentages nothing governs come last."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated

from recueil.entities.percentages import Percentages
from recueil.evaluation import gold

SENTENCES = [
    # Financing
    "une subvention à hauteur de <PERCENTAGE 40 @financement>40 %</PERCENTAGE> de la dépense",
    "<PERCENTAGE 49 @financement>49 %</PERCENTAGE> du montant total, <PERCENTAGE 25 @financement>25 %</PERCENTAGE> des dépenses éligibles",
    "Autofinancement : 712 710,50€ (<PERCENTAGE 53.5 @financement>53,5%</PERCENTAGE>)",
    "Département 10.000,00 € <PERCENTAGE 19 @financement>19,00 %</PERCENTAGE>",
    "Plan de financement :\nFédération de basket   6 000,00 €   <PERCENTAGE 10 @financement>10,00 %</PERCENTAGE>",
    # Taxes
    "TVA <PERCENTAGE 20 @tva>20 %</PERCENTAGE>, puis <PERCENTAGE 5.5 @tva>5,5 %</PERCENTAGE> de TVA",
    "TVA qui passe de <PERCENTAGE 19.6 @tva>19,6%</PERCENTAGE> à <PERCENTAGE 20 @tva>20%</PERCENTAGE>",
    "Foncier bâti <PERCENTAGE 36.24 @taxe>36.24 %</PERCENTAGE>, taxe foncière (non bâti)  <PERCENTAGE 53.99 @taxe>53,99 %</PERCENTAGE>",
    "le taux de la taxe d'aménagement est de <PERCENTAGE 1.25 @taxe>1,25 %</PERCENTAGE>",
    "nouveau taux communal (<PERCENTAGE 41.25 @taxe>41,25%</PERCENTAGE>)",
    # Loans
    "un taux fixe de <PERCENTAGE 4.38 @interet>4,38 %</PERCENTAGE>, EONIA = <PERCENTAGE -0.365 @interet>-0,365 %</PERCENTAGE>",
    "un prêt sur 10 ans au taux de <PERCENTAGE 0.39 @interet>0.39%</PERCENTAGE>",
    "EURIBOR 3 mois + <PERCENTAGE 1.42 @interet>1.42%</PERCENTAGE>, marge <PERCENTAGE 0.94 @interet>0,94 %</PERCENTAGE>",
    "la commune accorde sa garantie à hauteur de <PERCENTAGE 50 @garantie>50 %</PERCENTAGE> du montant du prêt",
    # Staff
    "<PERCENTAGE 14.025 @indice>14.025 %</PERCENTAGE> de l’indice 1015, <PERCENTAGE 8.25 @indice>8,25 %</PERCENTAGE> de l'indice brut terminal",
    "en pourcentage de l'indice brut : Maire <PERCENTAGE 43 @indice>43 %</PERCENTAGE>, adjoints <PERCENTAGE 16.5 @indice>16,5 %</PERCENTAGE>",
    "indice brut terminal : 2ème adjointe <PERCENTAGE 18.5 @indice>18,5 %</PERCENTAGE>, conseillère <PERCENTAGE 6 @indice>6 %</PERCENTAGE>",
    "le ratio promus-promouvables est fixé à <PERCENTAGE 100 @promotion>100 %</PERCENTAGE>",
    "un agent à temps partiel à <PERCENTAGE 80 @quotite>80 %</PERCENTAGE>, à <PERCENTAGE 90 @quotite>90 %</PERCENTAGE> d'un temps complet",
    # Changes, criteria, limits
    "<PERCENTAGE 45 @evolution>45 %</PERCENTAGE> de plus, majoration de <PERCENTAGE 15 @evolution>15 %</PERCENTAGE>",
    "+<PERCENTAGE 1.72 @evolution>1.72 %</PERCENTAGE> par rapport au 1er janvier",
    "les charges augmentent de <PERCENTAGE 3.1 @evolution>3,1 %</PERCENTAGE>",
    "Critère n°1 : prix : <PERCENTAGE 40 @ponderation>40%</PERCENTAGE>, délai <PERCENTAGE 20 @ponderation>20 %</PERCENTAGE>",
    "dans la limite de <PERCENTAGE 25 @plafond>25 %</PERCENTAGE> du montant des crédits ouverts",
    "<PERCENTAGE 25 @plafond>25 %</PERCENTAGE> maximum des crédits ouverts, sans dépasser <PERCENTAGE 30 @plafond>30 %</PERCENTAGE>",
]

UNGOVERNED = [
    "une variation de <PERCENTAGE 15>15 %</PERCENTAGE> de l'indice TP 01",
    "soit <PERCENTAGE -20>- 20 %</PERCENTAGE>",
    "l'aide versée à raison de <PERCENTAGE 70>70 %</PERCENTAGE> à la signature",
    "une marge d'appréciation de <PERCENTAGE 10>10 %</PERCENTAGE>",
    "rendement du réseau : <PERCENTAGE 79>79 %</PERCENTAGE> en 2016",
    "<PERCENTAGE 100>100%</PERCENTAGE> sur les abris de jardin",
    "un plan incliné de <PERCENTAGE 6>6 %</PERCENTAGE>, une pente supérieure à <PERCENTAGE 5>5 %</PERCENTAGE>",
    "à l'aide d'un outil, le transport représente <PERCENTAGE 67>67 %</PERCENTAGE>",
    "la suppression de la taxe d'habitation bénéficie à <PERCENTAGE 80>80 %</PERCENTAGE> des foyers",
    "des subventions aux associations et enfin <PERCENTAGE 7>7 %</PERCENTAGE> au tourisme",
    "<PERCENTAGE 30>30 %</PERCENTAGE> de l'effectif légal",
]


@pytest.mark.parametrize("sentence", [*SENTENCES, *UNGOVERNED])
def test_roles_of_percentages(sentence: str) -> None:
    text = gold.parse_tagged(sentence).text
    assert gold.render_tagged(text, Percentages().find(text, {})) == sentence


@given(st.text("0123456789 %€.,:;\n|(taux denice'mprêv+", max_size=160))
def test_a_role_changes_no_mention(text: str) -> None:
    assert all(text[mention.start : mention.end].strip() for mention in Percentages().find(text, {}))


@pytest.mark.parametrize(
    "piece", ["taux de 5 % ", "plan de financement 5 % ", "critère 5 %, ", "hausse ", "commune 5 "]
)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(lambda text: list(Percentages().find(text, {})), repeated(piece), size)
