"""What analysts type, and what is no value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.query.typed_dates import FORMS, NO_DATES, TODAY
from tests.tables import each_row

from recueil.corrections.user_input import parse_value
from recueil.errors import CorrectionError
from recueil.values import (
    KINDS,
    Amount,
    BudgetLine,
    Date,
    Organisation,
    PartialDate,
    Percentage,
    Period,
    Person,
    Place,
    Reference,
    Value,
)

TYPED: list[tuple[str, Value]] = [
    ("4 255,50", Amount(Decimal("4255.50"))),
    ("4 255,50 € TTC", Amount(Decimal("4255.50"), tax="TTC")),
    ("4.255", Amount(Decimal(4255))),
    ("−12,5 euros", Amount(Decimal("-12.5"))),
    ("1500.00 FRF HT /an @loyer", Amount(Decimal(1500), "FRF", "HT", "an", "loyer")),
    ("24/07/2014", Date(PartialDate(2014, 7, 24))),
    ("jeudi 24 juillet 2014", Date(PartialDate(2014, 7, 24))),
    ("1er août 2014", Date(PartialDate(2014, 8, 1))),
    ("juillet 2014", Date(PartialDate(2014, 7))),
    ("T1 2024", Period(PartialDate(2024, 1), PartialDate(2024, 3))),
    ("2014-07-24", Date(PartialDate(2014, 7, 24))),
    ("2014-07-24 seance", Date(PartialDate(2014, 7, 24), "seance")),
    ("2014-07-24 effect-start", Date(PartialDate(2014, 7, 24), "effect-start")),
    ("2014", Date(PartialDate(2014))),
    ("2014/2015", Period(PartialDate(2014), PartialDate(2015))),
    ("2014-07-01/2014-07-15", Period(PartialDate(2014, 7, 1), PartialDate(2014, 7, 15))),
    ("49,19 %", Percentage(Decimal("49.19"))),
    ("-0.365", Percentage(Decimal("-0.365"))),
    ("20 @tva", Percentage(Decimal(20), "tva")),
    ("chapitre 65", BudgetLine("chapitre", "65")),
    ("Article 6574 @fonctionnement", BudgetLine("article", "6574", section="fonctionnement")),
    ("Philippe SAUREL", Person("Philippe", "SAUREL")),
    ("M. Jean-Luc d'ORVAL", Person("Jean-Luc", "d'ORVAL", "M.")),
    ("Mme Anne de LA TOUR", Person("Anne", "de LA TOUR", "Mme")),
    ("Le Guen, Anne", Person("Anne", "Le Guen")),
    ("DE BOIS-LE-ROI", Person(None, "DE BOIS-LE-ROI")),
    ("loi #2013-595 | 2013-07-08", Reference("loi", "2013-595", PartialDate(2013, 7, 8))),
    ("code #CGCT art. L2121-29", Reference("code", "CGCT", None, "L2121-29")),
    ("association  Les Mille Voix", Organisation("association Les Mille Voix")),
    ("Saint-Jouan", Place("Saint-Jouan")),
    ("Saint-Jouan #35284", Place("Saint-Jouan", "35284")),
]
NONE = [
    ("amount", "quatre"),
    ("amount", "018136,81"),
    ("amount", ""),
    ("amount", "1\x00"),
    ("amount", "NaN"),
    ("amount", "12 €, 13 €"),
    ("date", "31/02/2014"),
    ("date", "2014-02-31"),
    ("date", "2014-13"),
    ("date", "0000"),
    ("date", "24/07/14 ou 25/07/14"),
    ("date", "24 juillet"),
    ("period", "2015/2014"),
    ("period", "2014-02-31/2014-03"),
    ("percentage", "NaN"),
    ("percentage", "1e3"),
    ("budget", "65"),
    ("budget", "page 65"),
    ("budget", "chapitre 65 @ailleurs"),
    ("person", "Philippe Saurel"),
    ("person", "SAUREL, "),
    ("person", "a, b, c"),
    ("person", "<script>"),
    ("person", "x" * 301),
    ("organisation", "« »"),
    ("organisation", "x" * 301),
    ("place", "#35284"),
    ("place", "Saint-Jouan #352"),
    ("reference", "loi"),
    ("reference", "chanson #12"),
    ("reference", "loi #12 | 2013-02-31"),
    ("siret", "12"),
]


@each_row(("typed", "value"), TYPED)
def test_a_value_is_typed_as_it_is_written(typed: str, value: Value) -> None:
    assert parse_value(value.kind, typed) == value


@each_row("value", [value for _, value in TYPED])
def test_the_canonical_text_of_a_value_may_be_typed(value: Value) -> None:
    assert str(parse_value(value.kind, str(value))) == str(value)


@each_row(("typed", "start", "end"), FORMS)
def test_a_date_or_a_period_is_typed_as_people_type_it(typed: str, start: str, end: str) -> None:
    """A date is one day, month or year; a period has both ends."""
    if start and end:
        period = Period(PartialDate.parse(start), PartialDate.parse(end))
        assert parse_value("period", typed, today=TODAY) == period
    else:
        with pytest.raises(CorrectionError):
            parse_value("period", typed, today=TODAY)
    if start == end:
        assert parse_value("date", typed, today=TODAY) == Date(PartialDate.parse(start))
    else:
        with pytest.raises(CorrectionError):
            parse_value("date", typed, today=TODAY)


@each_row("typed", [typed for typed, code in NO_DATES if code != "date-year"])
@each_row("kind", ["date", "period"])
def test_what_is_no_date_is_no_correction(kind: str, typed: str) -> None:
    with pytest.raises(CorrectionError) as refused:
        parse_value(kind, typed, today=TODAY)
    assert refused.value.advice.count(",") >= 2


@each_row(("kind", "typed"), NONE)
def test_what_is_no_value_is_refused(kind: str, typed: str) -> None:
    with pytest.raises(CorrectionError) as refused:
        parse_value(kind, typed)
    assert refused.value.advice.startswith("Write " if kind in KINDS else "Kinds: date, period")


@each_row(
    ("like", "typed", "value"),
    [
        (
            Amount(Decimal(5), "FRF", "TTC", "an", "loyer", "words"),
            "6",
            Amount(Decimal(6), "FRF", "TTC", "an", "loyer"),
        ),
        (Amount(Decimal(5), tax="TTC"), "6 HT", Amount(Decimal(6), tax="HT")),
        (Amount(Decimal(5), tax="TTC", role="loyer"), "6.00 EUR", Amount(Decimal(6))),
        (Date(PartialDate(2014), "seance", "inferred"), "2015", Date(PartialDate(2015), "seance")),
        (Percentage(Decimal(5), "tva"), "20", Percentage(Decimal(20), "tva")),
        (
            BudgetLine("chapitre", "65", "M14", "Autres charges", "fonctionnement"),
            "chapitre 67",
            BudgetLine("chapitre", "67", "M14", None, "fonctionnement"),
        ),
        (Person("Luc", "RÉ", "M.", "re luc"), "Luc BÉ", Person("Luc", "BÉ", "M.")),
        (Place("ST-JOUAN", "35284"), "Saint-Jouan", Place("Saint-Jouan", "35284")),
        (Place("ST-JOUAN", "35284"), "Saint-Malo", Place("Saint-Malo")),
        (Percentage(Decimal(5), "tva"), "6 €", Amount(Decimal(6))),
    ],
)
def test_what_is_not_typed_stays_as_it_was(like: Value, typed: str, value: Value) -> None:
    assert parse_value(value.kind, typed, like) == value
