"""Percentages as acts write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated

from recueil.entities.percentages import Percentages
from recueil.evaluation import gold

SENTENCES = [
    "<PERCENTAGE 49 @financement>49 %</PERCENTAGE> du montant total et <PERCENTAGE 35>35%</PERCENTAGE> du budget",
    "taux de <PERCENTAGE 49.19>49, 19 %</PERCENTAGE>, <PERCENTAGE 112.7>112,70 %</PERCENTAGE>",
    "marge de <PERCENTAGE 0.3 @interet>0, 3 0 %</PERCENTAGE> puis <PERCENTAGE 8.557>8,557 %</PERCENTAGE>",
    "<PERCENTAGE 14.025 @indice>14.025 %</PERCENTAGE> de l’indice 1015 (533.15 € brut mensuel)",
    "coefficient de <PERCENTAGE 1.022>1.022 %</PERCENTAGE>, révisé de <PERCENTAGE 1.5>1.500 %</PERCENTAGE>",
    "<PERCENTAGE 19.8>19,8 %</PERCENTAGE> x 6 = <PERCENTAGE 118.8>118,80 %</PERCENTAGE>",
    "soit <PERCENTAGE -20>- 20 %</PERCENTAGE>, EONIA = <PERCENTAGE -0.365 @interet>-0,365 %</PERCENTAGE>",
    "en hausse (+<PERCENTAGE 1.72 @evolution>1.72 %</PERCENTAGE>) depuis 2014",
    "Foncier bâti <PERCENTAGE 36.24 @taxe>36.24 %</PERCENTAGE>, TVA <PERCENTAGE 20 @tva>20 %</PERCENTAGE>",
    "de <PERCENTAGE 19.6>19,6%</PERCENTAGE> à <PERCENTAGE 20>20%</PERCENTAGE>",
    "<PERCENTAGE 4.38 @interet>4,38 %</PERCENTAGE> d'intérêts, plancher <PERCENTAGE 0>0,00 %</PERCENTAGE>, taux de <PERCENTAGE 0.39>0.39%</PERCENTAGE>",
    "712 710,50€ (<PERCENTAGE 53.5>53,5%</PERCENTAGE>)",
    "Département 10.000,00 <PERCENTAGE 19 @financement>19,00 %</PERCENTAGE>",
    "Critère n°1 : Valeur prix : <PERCENTAGE 40 @ponderation>40%</PERCENTAGE>",
    "à hauteur de <PERCENTAGE 40>4 0 %</PERCENTAGE>",
    "<PERCENTAGE 8.58>8,58 \\%</PERCENTAGE>",
    "rendement :\n<PERCENTAGE 79>79\n  %</PERCENTAGE> en 2016",
    "<PERCENTAGE 20>vingt pour cent</PERCENTAGE>, <PERCENTAGE 30>30 pour cent</PERCENTAGE>, <PERCENTAGE 5>5 p. 100</PERCENTAGE>",
    "<PERCENTAGE 15>15 pourcents</PERCENTAGE> et <PERCENTAGE 0.5>5 ‰</PERCENTAGE>",
    "une hausse de <PERCENTAGE 2 @evolution>2 points de fiscalité</PERCENTAGE> ou <PERCENTAGE 1 @evolution>1 point de pourcentage</PERCENTAGE>",
    "<PERCENTAGE 5>5</PERCENTAGE> ou <PERCENTAGE 10>10 %</PERCENTAGE>, entre <PERCENTAGE 2>2</PERCENTAGE> et <PERCENTAGE 4>4 %</PERCENTAGE>",
    "taux <PERCENTAGE 1.5>1,50</PERCENTAGE>/<PERCENTAGE 1.8>1,80 %</PERCENTAGE>",
    "en 2021, <PERCENTAGE 20>20 %</PERCENTAGE> des foyers, le <PERCENTAGE 1>1%</PERCENTAGE> culturel",
]

LOOKALIKES = [
    "07.76.87.78.26, 17,75/35, 35 h00, 69999 VILLENEUVE, AB 161,162, n°1702097- 3, indice 1015, 2017 habitants",
    "le 1% décembre 2018, Monsieur le 1% adjoint, les 1% et 2ème étages",
    "rue n°3 % de la mairie, n° 3 %",
    "13 points vidéo, 3 point ont été relevés, 5 points de livraison, POINT 6",
    "2 points d'indice, un rayon ayant pour centre l'axe",
    "en pourcentage de l’indice 1015",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_percentages_are_read(sentence: str) -> None:
    text = gold.parse_tagged(sentence).text
    assert gold.render_tagged(text, Percentages().find(text, {})) == sentence


@pytest.mark.parametrize("sentence", LOOKALIKES)
def test_lookalikes_are_left(sentence: str) -> None:
    assert gold.render_tagged(sentence, Percentages().find(sentence, {})) == sentence


@given(st.text("0123456789 .,-–+%‰\n/()pourcentsdix°n", max_size=120))
def test_any_text_gives_ordered_mentions(text: str) -> None:
    end = 0
    for mention in Percentages().find(text, {}):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


@pytest.mark.parametrize(
    "piece", ["1", " ", "A", "123 ", "1,2", "5 % ", "5 ou ", "cent pour cent ", "1% janvier "]
)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(lambda text: list(Percentages().find(text, {})), repeated(piece), size)
