"""Amounts in words beside the same in figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recueil.entities.amounts.component import Amounts
from recueil.evaluation import gold
from recueil.values import Amount, Mention

SENTENCES = [
    # they agree
    "un don de <AMOUNT 191191.00 EUR>191 191 €</AMOUNT> (<AMOUNT 191191.00 EUR>cent quatre-vingt-onze mille "
    "cent-quatre vingt onze euros</AMOUNT>)",
    "<AMOUNT 430000.00 EUR>quatre-cent-trente mille Euros</AMOUNT> (<AMOUNT 430000.00 EUR>430 000,00€</AMOUNT>)",
    "<AMOUNT 2000.00 EUR>deux mille euros</AMOUNT> ( soit <AMOUNT 2000.00 EUR>2 000 €</AMOUNT>)",
    # they do not
    "<AMOUNT 2500.00 EUR !words>deux mille cinq cents euros</AMOUNT> (<AMOUNT 2050.00 EUR !words>2 050 €</AMOUNT>)",
    "la somme de <AMOUNT 430000.00 EUR !words>430 000 €</AMOUNT>\n"
    "(<AMOUNT 413000.00 EUR !words>quatre cent treize mille euros</AMOUNT>)",
    # two sums, each written once
    "<AMOUNT 2000.00 EUR HT>deux mille euros HT</AMOUNT> (<AMOUNT 2400.00 EUR TTC>2 400 € TTC</AMOUNT>)",
    "<AMOUNT 2000.00 EUR>deux mille euros</AMOUNT>, soit <AMOUNT 24000.00 EUR>24 000 €</AMOUNT>",
    "<AMOUNT 2000.00 EUR>deux mille euros</AMOUNT> pour l'eau et <AMOUNT 500.00 EUR>500 €</AMOUNT> pour le bois",
    "<AMOUNT 3000.00 EUR>3 000 €</AMOUNT> (<AMOUNT 2500.00 EUR>2 500 €</AMOUNT> l’été passé)",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_words_are_compared_with_figures(sentence: str) -> None:
    text = gold.parse_tagged(sentence).text
    found = [_without_role(mention) for mention in Amounts().find(text, {})]
    assert gold.render_tagged(text, found) == sentence


def _without_role(mention: Mention) -> Mention:
    assert isinstance(mention.value, Amount)
    return replace(mention, value=replace(mention.value, role=None))
