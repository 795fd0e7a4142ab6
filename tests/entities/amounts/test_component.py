"""Amounts as acts write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.entities.amounts.component import Amounts
from recueil.evaluation import gold

SENTENCES = [
    # Separators
    "un montant de <AMOUNT 9200.00 EUR HT>9 2 0 0 € HT</AMOUNT>",
    "soit <AMOUNT 12345.67 EUR>12 345,67 €</AMOUNT> au total",
    "soit <AMOUNT 1234567.00 EUR>1\u00a0234\u202f567 €</AMOUNT> et <AMOUNT 1250.00 EUR>1\u2009250 €</AMOUNT>",
    "un prêt de <AMOUNT 2500.00 EUR @pret>2.500 euros</AMOUNT>, puis <AMOUNT 20000000.00 EUR>20.000.000 €</AMOUNT>",
    "<AMOUNT 148786.64 EUR HT>148.786,64 € HT</AMOUNT> soit <AMOUNT 178543.97 EUR TTC>178.543,97 € TTC</AMOUNT>",
    "montant de <AMOUNT 5977.35 EUR>5977.35 euros</AMOUNT>",
    "montant de <AMOUNT 553620.87 EUR>553620.87 €</AMOUNT>",
    "mouvement de <AMOUNT -22973.41 EUR>-22'973,41€</AMOUNT> et de <AMOUNT 1697.00 EUR>1’697€</AMOUNT>",
    "devis de <AMOUNT 4100.00 EUR HT @marche>4,100,00 € HT</AMOUNT>",
    "prix de <AMOUNT 49.19 EUR>49, 19 €</AMOUNT>",
    "la ligne est à <AMOUNT 1.35 EUR>1,35€</AMOUNT>, le m3 à <AMOUNT 1.86 EUR>1€86</AMOUNT> pour l'usager",
    "plan : <AMOUNT 0.00 EUR>0 €</AMOUNT> puis <AMOUNT 0.44 EUR>0,44 €</AMOUNT>",
    "estimé à <AMOUNT 510000.00 EUR HT>510\n000,00 € HT</AMOUNT>",
    "vendu <AMOUNT 80000.00 EUR>80.000\n€</AMOUNT>, soit <AMOUNT 941.28 EUR TTC>941,28\n           € TTC</AMOUNT>",
    "TOTAL   <AMOUNT 97300.00 EUR>97 300,00     €</AMOUNT>",
    "un excédent de <AMOUNT 1018136.81 EUR>1018 136,81 euros</AMOUNT>",
    "<AMOUNT 10447.00 EUR HT>10.447,00 € HT</AMOUNT> soit <AMOUNT 12536.40 EUR TTC>12. 536,40 € TTC</AMOUNT>",
    # Signs of money
    "une régie de <AMOUNT 1627.00 EUR>1 627 Euro</AMOUNT> ou <AMOUNT 1500485.00 EUR>1 500 485 €uros</AMOUNT>",
    "<AMOUNT 2500000.00 EUR>2.500.000,00 EUR</AMOUNT>",
    "<AMOUNT 125872.00 EUR HT>125 872,00 € € HT</AMOUNT>",
    "une caution de <AMOUNT 498.00 EUR>498,00 £</AMOUNT> et <AMOUNT 10200.00 EUR HT>10 200,00 E HT</AMOUNT>",
    "frais de <AMOUNT 0.05 EUR>5 cts €</AMOUNT> par transaction, <AMOUNT 0.50 EUR>50 centimes</AMOUNT> de plus",
    "en 1999, <AMOUNT 7863572329.00 FRF>7.863.572.329 F</AMOUNT> et <AMOUNT 1100000.00 FRF>1 100 000 francs</AMOUNT>",
    "vote <AMOUNT 8000.00 FRF>8 000 Frs</AMOUNT> soit <AMOUNT 1219.59 EUR>1 219,59 Euros</AMOUNT>",
    "<AMOUNT 1254000.00 EUR HT>1.254.000 € HT</AMOUNT> ou <AMOUNT 15000.00 EUR>15.000 euros</AMOUNT>",
    "<AMOUNT 0.75 EUR /habitant>0,75 EUR</AMOUNT> par habitant, <AMOUNT 7.00 EUR /agent/mois>7€</AMOUNT> par agent et par mois",
    "<AMOUNT 8030.68 EUR TTC>8.030,68 € TTC</AMOUNT> : de <AMOUNT 66776.18 EUR TTC>66.776,18 € TTC</AMOUNT> à "
    "<AMOUNT 74806.86 EUR TTC>74.806,86 € TTC</AMOUNT>",
    "+<AMOUNT 25467.00 EUR HT>25467 € HT</AMOUNT>, soit 1,3 %",
    "<AMOUNT 1500.00 EUR>mille cinq cent euros</AMOUNT>, <AMOUNT 200000000.00 EUR>200 millions d'Euro</AMOUNT>",
    # Scales
    "<AMOUNT 514000.00 EUR>514 K€</AMOUNT> dont <AMOUNT 15000.00 EUR>15 k€</AMOUNT>",
    "<AMOUNT 29800000.00 EUR>29,8 M€</AMOUNT> sur <AMOUNT 2000000000.00 EUR>2 Mds €</AMOUNT>",
    "<AMOUNT 1500000.00 EUR>1,5 Million d'Euros</AMOUNT>, <AMOUNT 3000000.00 EUR>3 millions d’euros</AMOUNT>",
    "environ <AMOUNT 1700000.00 EUR HT>1,7 million euros HT</AMOUNT>",
    "une dette de <AMOUNT 2100000000.00 EUR>2,1 milliards d'euros</AMOUNT>, <AMOUNT 1000000000.00 EUR>1 Md€</AMOUNT>",
    "DGF de <AMOUNT 24500000.00 EUR>24 500 milliers d'euros</AMOUNT>",
    # Signs
    "article 2156 10002 : <AMOUNT -341.00 EUR @credit>-341€</AMOUNT>, article 1641 OPFI : +<AMOUNT 341.00 EUR @credit>341€</AMOUNT>",
    "un résultat de <AMOUNT -190430.16 EUR>- 190 430,16 €</AMOUNT>",
    "en moins-value, soit <AMOUNT -684.00 EUR HT>– 684,00 € HT</AMOUNT>",
    "OCR : $<AMOUNT -44.80 EUR>-44,80 €</AMOUNT>$ ou $<AMOUNT 18240.20 EUR HT>18240,20 €$ HT</AMOUNT>",
    "La Banque – <AMOUNT 2500000.00 EUR>2,5 M€</AMOUNT> Crédit de l'Ouest",
    "tarifs : - <AMOUNT 50.00 EUR @tarif>50 €</AMOUNT> l’encart simple - <AMOUNT 100.00 EUR @tarif>100 €</AMOUNT> le double",
    # Taxes
    "<AMOUNT 51372.00 EUR TTC>51 372 €TTC</AMOUNT>",
    "<AMOUNT 30.50 EUR HT>30,50 € H.T.</AMOUNT>, <AMOUNT 36.60 EUR TTC>36,60 € T.T.C.</AMOUNT>",
    "<AMOUNT 40000.00 EUR HT>40 000 euros hors taxes</AMOUNT> et <AMOUNT 350.00 EUR net>350 € nets</AMOUNT>.",
    "soit <AMOUNT 947.26 EUR TTC>947,26 €\nTTC</AMOUNT>.",
    # Prices per unit
    "<AMOUNT 1.50 EUR TTC /élève/an @tarif>1,50 euros TTC</AMOUNT> par élève et par an",
    "<AMOUNT 12.20 EUR /mois/agent>12,20 euros</AMOUNT> par mois et par agent",
    "<AMOUNT 63.32 EUR /habitant>63.32 €</AMOUNT>/hab, <AMOUNT 25.00 EUR /m² @tarif>25€</AMOUNT>/m²",
    "<AMOUNT 3000.00 EUR /ha>3 000€</AMOUNT>/ha, <AMOUNT 2500.00 EUR /ha>2.500 €</AMOUNT>/ha",
    "<AMOUNT 0.047 EUR /m³ @tarif>0.047 €</AMOUNT> / m3 et <AMOUNT 1.255 EUR /m³ @tarif>1.255 €</AMOUNT>/m3",
    "<AMOUNT 4.00 EUR /m² @tarif>4 euros</AMOUNT> du mètre carré, <AMOUNT 50.00 EUR /heure @tarif>50€</AMOUNT> de l’heure",
    "<AMOUNT 129.00 EUR HT /ha>129,00€</AMOUNT>/ha HT",
    "<AMOUNT 0.80 EUR /m² @tarif>0,80 euros</AMOUNT> $/ \\mathrm{m}^{2}$",
    "<AMOUNT 6.20 EUR /nuit @tarif>6,20 €</AMOUNT> la nuit, <AMOUNT 500.00 EUR>500 €</AMOUNT> du groupe",
    "copies à <AMOUNT 0.0039 EUR HT>0,0039 € HT</AMOUNT>",
    "<AMOUNT 2.25 EUR>2.25 €</AMOUNT> X 40m² X 12 mois = <AMOUNT 1080.00 EUR>1080 €</AMOUNT>",
    # Words
    "<AMOUNT 191191.00 EUR>191 191 €</AMOUNT> (<AMOUNT 191191.00 EUR>cent quatre-vingt-onze mille "
    "cent-quatre vingt onze euros</AMOUNT>)",
    "<AMOUNT 430000.00 EUR>quatre-cent-trente mille Euros</AMOUNT> (<AMOUNT 430000.00 EUR>430 000,00€</AMOUNT>)",
    "<AMOUNT 1500.00 EUR>mille cinq cent euros</AMOUNT> (<AMOUNT 1500.00 EUR>1500 €</AMOUNT>) TTC",
    "la somme de deux cents (<AMOUNT 200.00 EUR>200) euros</AMOUNT>",
    "<AMOUNT 12.10 EUR>douze euros et dix centimes</AMOUNT>",
    "cédé à l’<AMOUNT 1.00 EUR @prix-vente>euro symbolique</AMOUNT> et <AMOUNT 1.00 EUR @prix-vente>un euro</AMOUNT>",
    # Ranges
    "entre <AMOUNT 60.00 EUR>60</AMOUNT> et <AMOUNT 400.00 EUR>400 €</AMOUNT>",
    "entre <AMOUNT 20000.00 EUR>20 000 €</AMOUNT> et <AMOUNT 35999.99 EUR>35 999,99 €</AMOUNT>",
    "de 50 à <AMOUNT 100000.00 EUR>100 000 €</AMOUNT>",
    # Neighbours on the left
    "une aide de <AMOUNT 247778.00 EUR>247  778 €</AMOUNT> et un prêt de <AMOUNT 1247778.50 EUR @pret>1  247 778,50 €</AMOUNT>",
    "le montant est  de  <AMOUNT 1247778.00 EUR>1 247  778 €</AMOUNT>",
    "+ <AMOUNT 159178.01 EUR>159  178,01 €</AMOUNT>",
    "2021 247  <AMOUNT 778.00 EUR>778 €</AMOUNT>",
    "association Vélo et Nature <AMOUNT 1200.00 EUR>1 200 €</AMOUNT>, France Nature <AMOUNT 12500.00 EUR>12 500 €</AMOUNT>",
    "imputation à la nature 657 <AMOUNT 150.00 EUR>150 €</AMOUNT>",
    "aides :\n• <AMOUNT 500.00 EUR>500 €</AMOUNT>\n• <AMOUNT 300.00 EUR>300 €</AMOUNT>\n",
    "2181 2158 21318 <AMOUNT 5000.00 EUR>5 000,00 €</AMOUNT>",
    "en 2023 <AMOUNT 225214.01 EUR>225 214,01 €</AMOUNT>",
    "au chapitre 65 <AMOUNT 150000.00 EUR>150 000 €</AMOUNT>",
    "(Collèges<AMOUNT 13800.00 EUR>13 800 €</AMOUNT>), un montant de<AMOUNT 1301.17 EUR>1.301,17 €</AMOUNT>",
    "Recettes ........<AMOUNT 1551346.00 EUR>1 551 346,00 €</AMOUNT>",
    "| FETES | $\\mathbf{<AMOUNT 4000.00 EUR>4 0 0 0} €</AMOUNT>$ |",
    "en 2021, <AMOUNT 50.00 EUR>50 €</AMOUNT> chacun",
]

LOOKALIKES = [
    "07.76.87.78.26, 02 98 70 08 47, Fax 03 89 89 08 31, 16h00, 13h30/35 ème, 17,75/35, 35 h00",
    "69999 VILLENEUVE, parcelles AB 161,162,163 et 208, A 3133, D 81, ZB 0028, 000 AB 5-7-8-17-291-292",
    "PC 099241 2400005, n°00000993513, n° 2013-595, n°2009/72/CE, 86.552, 1636 B sexies, n°1702097- 3",
    "1 ha 55 a, 2017 habitants, 109 classes, 11/06/2018, 2 837 élèves",
    "subvention à 30 millions d'Amis",
    "indice 1015, 439 ordinateurs, 2 837 élèves, 446 m²",
    "un logement F2, deux F3, 3 F",
    "dix jours francs, 3 eurosceptiques",
    "Montant € HT\n2014\n€",
    "plusieurs milliers d'euros, des millions d'euros, dès le premier euro",
    "un total de 018136,81 €",
    "soit 90,34788€ TTC",
    "1 000 francs CFP",
    "1 000 Frs CFP",
    'au-delà de la 1£" nuit',
    "la zone euro en 2014",
    "n°3 €",
    "plus de cent vingt mille\nhuit cent quarante-cinq habitants",
]


@each_row("sentence", SENTENCES)
def test_amounts_are_read(sentence: str) -> None:
    text = gold.parse_tagged(sentence).text
    assert gold.render_tagged(text, Amounts().find(text, {})) == sentence


@each_row("sentence", LOOKALIKES)
def test_lookalikes_are_left(sentence: str) -> None:
    assert gold.render_tagged(sentence, Amounts().find(sentence, {})) == sentence


@given(st.text("0123456789 .,-–+€£$%kKM\n'’/()dEeurosFHTC²{}milnctp", max_size=120))
def test_any_text_gives_ordered_mentions(text: str) -> None:
    end = 0
    for mention in Amounts().find(text, {}):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


@pytest.mark.parametrize(
    "piece",
    ["1", " ", "A", "123 ", "1 234 567,89 ", "1.234.", "\n", "12\n   ", "- 1 € ", "1€", "deux cents euros "],
)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(lambda text: list(Amounts().find(text, {})), repeated(piece), size)
