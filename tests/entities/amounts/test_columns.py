"""Figures below a head that has the currency: « ⏎ » ends a line, as in the text of a PDF."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.entities.amounts.columns import find_in_columns

TABLES = [
    (
        "Association        Montant en €⏎Comité des fêtes   1 200⏎Les Mille Voix     450,50⏎Total              1 650,50",
        ["1200.00 EUR", "450.50 EUR", "1650.50 EUR"],
    ),
    ("Entreprise    Prix HT (€)   Note⏎Alpha         12 780        36,20⏎Bêta          9 000         28", ["12780.00 EUR HT", "9000.00 EUR HT"]),
    ("Chapitre   Libellé   Euros⏎65         Aides     -3 000⏎011        Achats    3 000", ["-3000.00 EUR", "3000.00 EUR"]),
    ("Lot        € HT       € TTC⏎Voirie     1 000      1 200", ["1000.00 EUR HT", "1200.00 EUR TTC"]),
    # the head is asked for each line below it, and the table ends with its last row
    ("Nom        Montant (€)⏎Judo       450⏎Fait à Vertmont le 3 mars⏎Nombre       12", ["450.00 EUR"]),
]  # fmt: skip
NO_TABLES = [
    "Association        Montant⏎Comité des fêtes   1 200",
    "Une aide de 450 €        est versée⏎Judo                     1 200",
    "Effectif   Coût (k€)⏎Mairie     12",
    "Terrain    Prix (€/m²)⏎Nord       12",
    "Article 3 : le montant en €⏎1 200",
    "Nom        Montant (€)⏎Judo       néant",
    "Nom        Montant (€)⏎⏎Judo       450",
    "Nom        Montant (€)⏎450        Judo",
    "Nom        Montant (€)⏎Judo       450 €",
    "Montant en € Judo 1 200 Danse 450",
]


@pytest.mark.parametrize(("table", "amounts"), TABLES)
def test_a_bare_figure_below_a_currency_is_an_amount(table: str, amounts: list[str]) -> None:
    found = list(find_in_columns(table.replace("⏎", "\n")))
    assert [str(mention.value) for mention in found] == amounts


@each_row("table", NO_TABLES)
def test_a_figure_below_something_else_is_none(table: str) -> None:
    assert list(find_in_columns(table.replace("⏎", "\n"))) == []


def test_the_words_are_the_figure_with_its_sign() -> None:
    text = "Chapitre   Euros\n65         - 3 000\n"
    (mention,) = find_in_columns(text)
    assert text[mention.start : mention.end] == "- 3 000"


@pytest.mark.parametrize(("before", "piece"), [("", "a   €\n"), ("", "€ "), ("", "€   "), ("a   €\n", "b   1\n")])
def test_a_hostile_text_takes_time_in_proportion(before: str, piece: str, size: int) -> None:
    assert_grows_linearly(lambda text: list(find_in_columns(text)), repeated(piece, before), size)
