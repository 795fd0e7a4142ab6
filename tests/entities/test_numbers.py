"""Digits to exact numbers, and what stands before them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.tables import each_row

from recueil.entities.numbers import (
    drop_overlapping,
    find_minus_sign,
    find_number_start,
    find_number_words,
    find_range_bound,
    parse_money,
    parse_rate,
)
from recueil.values import Amount, Mention

MONEY = {
    "12": "12",
    "1 234": "1234",
    "1\u00a0234\u202f567,89": "1234567.89",
    "12\u2009345,6": "12345.6",
    "1.254.000": "1254000",
    "148.786,64": "148786.64",
    "1.234.56": "1234.56",
    "2.500": "2500",
    "0.047": "0.047",
    "0,0039": "0.0039",
    "22'973,41": "22973.41",
    "1’697": "1697",
    "4,100,00": "4100.00",
    "1,234.56": "1234.56",
    "15,000": "15000",
    "1,255": "1.255",
    "49, 19": "49.19",
    "5977.35": "5977.35",
    "00,00": "0",
    "07": "7",
}


@each_row(("written", "number"), MONEY.items())
def test_money_reads_every_separator(written: str, number: str) -> None:
    assert parse_money(written) == Decimal(number)


@pytest.mark.parametrize("written", ["018136,81", "000", "1.2.3"])
def test_impossible_figures_are_no_number(written: str) -> None:
    assert parse_money(written) is None


@pytest.mark.parametrize(
    ("written", "number"), {"1.255": "1.255", "2.500": "2500", "12.345,67": "12345.67"}.items()
)
def test_a_price_per_measure_has_thousandths(written: str, number: str) -> None:
    assert parse_money(written, measured=True) == Decimal(number)


@pytest.mark.parametrize(("written", "number"), {"1.022": "1.022", "1.500": "1.500", "0, 3 0": "0.30"}.items())
def test_a_rate_has_no_thousands(written: str, number: str) -> None:
    assert parse_rate(written) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "figure", "settled"),
    [
        ("chapitre 65 150 000 €", "65 150 000", "150 000"),
        ("lot 3 500 €", "3 500", "500"),
        ("un excédent de 1018 136,81 euros", "136,81", "1018 136,81"),
        ("compte 1068 136,81 euros", "136,81", "136,81"),
        ("de 2014 136,81 euros", "136,81", "136,81"),
        ("estimé à 510\n000,00 € HT", "000,00", "510\n000,00"),
        ("à hauteur de 4 0 %", "0", "4 0"),
        ("lot 4 0 %", "0", "0"),
    ],
)
def test_a_figure_settles(text: str, figure: str, settled: str) -> None:
    start = text.index(figure)
    end = start + len(figure)
    assert text[find_number_start(text, start, end) : end] == settled


@pytest.mark.parametrize(
    "text",
    [
        "soit – 1 697 €",
        "un solde de - 24 322,93 € et un report",
        "(- 16 005,68 €)",
        "article 6061 : -100 €",
        "crédits\n   - 190 430,16 €\n",
        "Résultat de clôture :\n- 1 500 €\n",
        "Dépenses imprévues - 668 € Indemnités + 668 €",
        "Déficit d'investissement :    - 380,52 €",
        "| - 535,49 € |",
    ],
)
def test_a_dash_is_a_sign(text: str) -> None:
    start = next(
        at for at, letter in enumerate(text) if letter.isdigit() and text[at - 2 : at].strip() in ("-", "–")
    )
    assert find_minus_sign(text, start, text.index("€") + 1) is not None


@pytest.mark.parametrize(
    "text",
    [
        "La Banque – 50 € ; le Crédit",
        "tarifs : - 50 € l’encart simple - 100 € le double",
        "aides :\n- 500€ pour le chœur",
        "aides\n-500€ pour le chœur",
        "Barrières 0,50 – 50 € par jour",
        "de 40-50 €",
        "Aides accordées :\n- 500 €\n",
        "- Amicale laïque\n- 500 €\n",
    ],
)
def test_a_dash_is_a_bullet_a_separator_or_a_range(text: str) -> None:
    start = text.index("€") - 1
    while text[start - 1].isdigit() or text[start] == " ":
        start -= 1
    assert find_minus_sign(text, start, text.index("€") + 1) is None


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("entre 60 et 400 €", "60"),
        ("de 1,5 à 2 M€", "1,5"),
        ("taux de 5 ou 10 %", "5"),
        ("taux 1,50/1,80 %", "1,50"),
        ("de 2014 à 500 €", None),
        ("la Ville et 400 €", None),
        ("12/20 %", None),
    ],
)
def test_a_range_has_a_first_bound(text: str, bound: str | None) -> None:
    start = max(text.rindex(mark) for mark in ("400", "2 M", "10 %", "1,80", "500", "20 %") if mark in text)
    span = find_range_bound(text, start)
    assert (span and text[slice(*span)]) == bound


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("quatre-cent-trente mille euros", 430000),
        ("trois millions d'euros", 3000000),
        ("plusieurs millions d'euros", None),
        ("dès le premier euro", None),
        ("la monnaie, euros", None),
    ],
)
def test_number_words_before_a_unit(text: str, number: int | None) -> None:
    spelt = find_number_words(text, text.index("euro"))
    assert (spelt and spelt[1]) == number


def test_number_words_are_not_read_from_their_middle() -> None:
    text = "neuf cent quatre-vingt-dix-neuf mille neuf cent quatre vingt dix neuf euros"
    assert find_number_words(text, text.index("euro")) in (None, (0, 999_999))
    text = "deux cent cinquante mille euros"
    assert find_number_words(text, text.index("euro")) in (None, (0, 250_000))


def test_apart_keeps_the_first_of_two_that_overlap() -> None:
    wide, inside, after = (Mention(*span, Amount(Decimal(1)), "test") for span in ((0, 9), (4, 8), (9, 12)))
    assert drop_overlapping([after, inside, wide]) == [wide, after]
