"""Products, taxes, words and totals that agree, that do not, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from tests.tables import each_row

from recueil.values import Amount, Mention, PartialDate
from recueil.values.act import Facts, Identity
from recueil.values.award import Funder, FundingPlan
from recueil.values.finding import Finding

Findings = Callable[..., list[Finding]]

PRODUCTS = [
    "450 élèves seront accueillis, à <AMOUNT 1.50 EUR TTC /élève/an>1,50 € TTC</AMOUNT> par élève et par an, soit <AMOUNT 675.00 EUR>675 €</AMOUNT>.",
    "<AMOUNT 2.25 EUR>2,25 €</AMOUNT> X 40 m² X 12 mois = <AMOUNT 1080.00 EUR>1080 €</AMOUNT>",
    "livres pour <AMOUNT 1944.00 EUR TTC>1 944 € TTC</AMOUNT>\n(486 x <AMOUNT 4.00 EUR>4 €</AMOUNT>)",
    "au maximum <AMOUNT 1579614.33 EUR>1 579 614,33€</AMOUNT> x 25 % = <AMOUNT 394903.58 EUR>394 903,58€</AMOUNT>",
    "soit <AMOUNT 145.00 EUR>145,00€</AMOUNT> x 2/3 = <AMOUNT 96.67 EUR>96,67€</AMOUNT>",
    "446 m² cédés à <AMOUNT 4.00 EUR /m²>4 euros</AMOUNT> du mètre carré, soit <AMOUNT 1784.00 EUR>1 784 €</AMOUNT>",
]  # fmt: skip


@pytest.mark.parametrize("tagged", PRODUCTS)
def test_a_product_that_is_right_is_no_finding(findings: Findings, tagged: str) -> None:
    assert findings(tagged) == []


def test_a_product_that_is_wrong_is_an_error_with_both_places(findings: Findings) -> None:
    tagged = "repas : 120 x <AMOUNT 3.50 EUR>3,50 €</AMOUNT> = <AMOUNT 450.00 EUR>450 €</AMOUNT>"
    assert findings(tagged) == [
        Finding(
            "quantite-prix",
            "error",
            "120 × 3,50 € = 420 €, l'acte écrit 450 €.",
            "Calcul : quantité × prix unitaire = total",
            ((8, 20), (23, 28)),
            "420.00",
            "450.00",
        )
    ]


NO_PRODUCTS = [
    "affiches de 148 x 210 mm à <AMOUNT 18.52 EUR HT>18,52 € HT</AMOUNT> le mille",
    "un tarif de <AMOUNT 3.50 EUR /repas>3,50 €</AMOUNT> par repas pour 120 repas, budget de <AMOUNT 450.00 EUR>450 €</AMOUNT>",
    "2.500 x <AMOUNT 2.00 EUR>2 €</AMOUNT> = <AMOUNT 5000.00 EUR>5 000 €</AMOUNT>",
    "plan de 3 x 4 m = 12 m² au prix de <AMOUNT 50.00 EUR>50 €</AMOUNT>",
    "taux max 30 % et montant max <AMOUNT 10000.00 EUR>10 000 €</AMOUNT>, ateliers x 9 = 12 séances",
    "151 à 300 agents : <AMOUNT 300.00 EUR>300 €</AMOUNT>, au-delà <AMOUNT 1.00 EUR /agent>1 € / agent</AMOUNT>",
]  # fmt: skip


@pytest.mark.parametrize("tagged", NO_PRODUCTS)
def test_what_is_no_product_is_silent(findings: Findings, tagged: str) -> None:
    assert findings(tagged, only="quantite-prix") == []


def on(day: str | None) -> Facts:
    return Facts(identity=Identity(date=PartialDate.parse(day) if day else None))


def pair(net: str, gross: str, joint: str = ", soit ") -> str:
    values = (
        f"<AMOUNT {words.replace(' ', '').replace(',', '.')}{'' if ',' in words else '.00'} EUR {tax}>{words} € {tax}</AMOUNT>"
        for words, tax in ((net, "HT"), (gross, "TTC"))
    )
    return f"un devis de {joint.join(values)}."


RIGHT_TAX = [
    ("1 000", "1 200", "2018-03-01"),
    ("1 000", "1 055", "2018-03-01"),
    ("1 000", "1 196", "2012-03-01"),
    ("1 000", "1 196", "2014-06-01"),
    ("1 000", "1 200", "2013-11-01"),
    ("263 000", "316 000", "2019-03-01"),
    ("80 814", "96 977", "2021-02-05"),
    ("75 028,99", "90 034,79", "2019-03-01"),
    ("1 000", "1 085", None),
]


@pytest.mark.parametrize(("net", "gross", "day"), RIGHT_TAX)
def test_rates_in_force_and_rounded_sums_agree(findings: Findings, net: str, gross: str, day: str | None) -> None:
    assert findings(pair(net, gross), on(day)) == []


WRONG_TAX = [
    ("252 800", "316 000", "252 800 € HT et 316 000 € TTC : aucun taux de TVA n'y mène (à 20 % : 303 360 €)."),
    ("10 000", "9 000", "10 000 € HT et 9 000 € TTC : aucun taux de TVA n'y mène (à 2,1 % : 10 210 €)."),
]  # fmt: skip


@pytest.mark.parametrize(("net", "gross", "message"), WRONG_TAX)
def test_a_total_that_no_rate_gives(findings: Findings, net: str, gross: str, message: str) -> None:
    found = findings(pair(net, gross), on("2020-03-01"))
    assert [(f.check, f.severity, f.message) for f in found] == [("ht-ttc", "error", message)]


NO_PAIRS = [
    pair("18 457,50", "20 669"),
    pair("3 300", "3 660"),
    pair("5 275", "330", " soit 6\n          "),
    pair("5 275", "330", ".\nOffre B : "),
    pair("15 234,83", "21 364,88", "\n Montant TTC   "),
]


@pytest.mark.parametrize("tagged", NO_PAIRS)
def test_several_rates_a_figure_cut_by_a_line_and_two_offers_are_silent(findings: Findings, tagged: str) -> None:
    assert findings(tagged) == []


def test_three_linked_figures_tell_which_is_wrong(findings: Findings) -> None:
    tagged = (
        "HT : <AMOUNT 218825.00 EUR HT>218 825 € HT</AMOUNT>, TVA <PERCENTAGE 20 @tva>20 %</PERCENTAGE> "
        "<AMOUNT 43965.00 EUR>43 965 €</AMOUNT>, total <AMOUNT 263790.00 EUR TTC>263 790 € TTC</AMOUNT>"
    )
    (found,) = findings(tagged)
    assert (found.severity, found.expected, found.found, found.correction) == (
        "error",
        "262790.00",
        "263790.00",
        "HT 219825.00",
    )


def test_words_that_differ_from_figures(findings: Findings) -> None:
    tagged = "arrêtée à <AMOUNT 2000.00 EUR !words>deux mille euros</AMOUNT> (<AMOUNT 2500.00 EUR !words>2 500 €</AMOUNT>)"
    (found,) = findings(tagged)
    assert (found.check, found.severity, found.expected, found.found) == (
        "lettres-chiffres",
        "error",
        "2000.00",
        "2500.00",
    )


def test_a_figure_cut_by_a_line_does_not_contradict_its_words(findings: Findings) -> None:
    tagged = "au plus 55\n<AMOUNT 100.00 EUR !words>100,00 €</AMOUNT> (<AMOUNT 55100.00 EUR !words>cinquante-cinq mille cent euros</AMOUNT>)"
    assert findings(tagged) == []


def table(*rows: tuple[str, int]) -> str:
    return "".join(f"{name}   <AMOUNT {number}.00 EUR>{number} €</AMOUNT>\n" for name, number in rows)


RIGHT_TOTALS = [
    table(("Peinture", 100), ("Sols", 250), ("TOTAL", 350)),
    "Aide 17 O00€\n" + table(("Peinture", 100), ("Sols", 250), ("TOTAL", 900)),
    table(("Peinture", 100), ("dont Sols", 250), ("Murs", 70), ("TOTAL", 900)),
    table(("Peinture", 100), ("TOTAL", 900)),
    "Lots :\n" + table(("Peinture", 100), ("Sols", 250), ("Sous-total", 350), ("TOTAL", 900)),
    table(("Peinture", 100), ("Sols", 250), ("Travaux", 350), ("TOTAL", 350)),
]


@pytest.mark.parametrize("tagged", RIGHT_TOTALS)
def test_totals_that_agree_or_rows_that_are_not_all_read(findings: Findings, tagged: str) -> None:
    assert findings(tagged) == []


def test_a_total_that_differs_is_a_doubt(findings: Findings) -> None:
    (found,) = findings("Lots :\n" + table(("Peinture", 100), ("Sols", 250), ("TOTAL", 400)))
    assert (found.check, found.severity, found.expected, found.found) == (
        "somme-total",
        "warning",
        "350.00",
        "400.00",
    )


def plan(*rows: tuple[str, int | None, str | None], total: int | None) -> Facts:
    def money(number: int | None) -> Mention | None:
        return None if number is None else Mention(0, 1, Amount(Decimal(number)), "test")

    funders = tuple(
        Funder(0, 1, name, money(number), Decimal(share) if share else None) for name, number, share in rows
    )
    return Facts(funding=(FundingPlan(0, 9, funders, money(total)),))


PLANS = [
    (plan(("État", 400, "40"), ("Région", 250, "25"), ("Ville", 350, "35"), total=1000), []),
    (plan(("État", 333, "33"), ("Région", 333, "33"), ("Ville", 334, "33"), total=1000), []),
    (plan(("État", None, "49"), ("Rectorat", None, "35"), total=None), []),
    (plan(("État", None, "33.4"), ("Région", None, "33.4"), ("Ville", None, "33.4"), total=None), []),
    (plan(("État", None, "34"), ("Région", None, "34"), ("Ville", None, "33"), total=1000), []),
    (plan(("État", None, "60"), ("Ville", None, "60"), total=1000), [("parts-cent", "error", "120", None)]),
    (plan(("État", None, "60"), ("Ville", None, "60"), total=None), []),
    (plan(("État", 400, "40"), ("Région", 250, "52"), ("Ville", 350, "35"), total=1000), [("part-montant", "error", "52", "25.00")]),
    (plan(("État", 400, "40"), ("Région", 520, "25"), ("Ville", 350, "35"), total=1000), [("parts-total", "error", "1000", "Région 250")]),
    (plan(("État", 400, "40"), ("Région", 250, "25"), ("Ville", 350, "35"), total=1200), [("parts-total", "error", "1200", "total 1000")]),
    (plan(("ADEME", 130400, "80"), ("Ville", 32320, "20"), total=163000), [("parts-total", "error", "163000", "Ville 32600")]),
    (plan(("ADEME", 130000, "80"), ("Ville", 32320, "20"), total=163000), []),
    (plan(("État", 400, None), ("Ville", 350, None), total=1000), []),
    (plan(("Région", 250, "25"), ("Ville", 350, "35"), total=1000), []),
    (plan(("État", 200, None), ("Ville", 100, None), total=1000), []),
]  # fmt: skip


@each_row(("facts", "expected"), PLANS)
def test_plans_de_financement(
    findings: Findings, facts: Facts, expected: list[tuple[str, str, str, str | None]]
) -> None:
    text = "Un plan. Il reste à la charge de la Ville."
    assert [(f.check, f.severity, f.found, f.correction) for f in findings(text, facts)] == expected
