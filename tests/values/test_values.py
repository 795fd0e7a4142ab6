"""Every value has one canonical text, and reads it back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recueil.values import KINDS, Amount, BudgetLine, Date, Json, PartialDate, Percentage, Period, Person, Value

VALUES: list[tuple[Value, str, Json]] = [
    (Date(PartialDate(2014, 7, 24)), "2014-07-24", {"edtf": "2014-07-24", "role": None, "issue": None}),
    (Date(PartialDate(2023, 3)), "2023-03", {"edtf": "2023-03", "role": None, "issue": None}),
    (
        Date(PartialDate(2023, 2, 31), "seance", "impossible"),
        "2023-02-31 seance !impossible",
        {"edtf": "2023-02-31", "role": "seance", "issue": "impossible"},
    ),
    (Period(PartialDate(2014), PartialDate(2015)), "2014/2015", {"edtf": "2014/2015"}),
    (Period(PartialDate(2014), PartialDate(2014)), "2014", {"edtf": "2014"}),
    (
        Amount(Decimal("4255.5"), tax="TTC"),
        "4255.50 EUR TTC",
        {"amount": "4255.50", "currency": "EUR", "tax": "TTC", "per": None},
    ),
    (
        Amount(Decimal("1.50"), tax="TTC", per="élève/an"),
        "1.50 EUR TTC /élève/an",
        {"amount": "1.50", "currency": "EUR", "tax": "TTC", "per": "élève/an"},
    ),
    (
        Amount(Decimal("-0.047"), per="m³"),
        "-0.047 EUR /m³",
        {"amount": "-0.047", "currency": "EUR", "tax": None, "per": "m³"},
    ),
    (Percentage(Decimal("49.190")), "49.19", {"percent": "49.19"}),
    (Percentage(Decimal("1E+2")), "100", {"percent": "100"}),
    (
        BudgetLine("chapitre", "011"),
        "chapitre 011",
        {"level": "chapitre", "code": "011", "nomenclature": None, "label": None},
    ),
    (
        Person("Cédric", "De SAINT-JOUAN"),
        "De SAINT-JOUAN, Cédric",
        {"given": "Cédric", "family": "De SAINT-JOUAN", "civility": None},
    ),
    (Person(None, "DAGOGNET"), "DAGOGNET", {"given": None, "family": "DAGOGNET", "civility": None}),
]


@pytest.mark.parametrize(("value", "canonical", "json"), VALUES, ids=[canonical for _, canonical, _ in VALUES])
def test_canonical_text_and_json(value: Value, canonical: str, json: Json) -> None:
    assert (str(value), value.as_json()) == (canonical, json)


@pytest.mark.parametrize(("value", "canonical", "json"), VALUES, ids=[canonical for _, canonical, _ in VALUES])
def test_canonical_text_reads_back(value: Value, canonical: str, json: Json) -> None:
    assert str(KINDS[value.kind].parse(canonical)) == canonical


@pytest.mark.parametrize(
    ("edtf", "exists"),
    [("2024-02-29", True), ("2023-02-29", False), ("2023-02-31", False), ("2023-13", False), ("2023", True)],
)
def test_a_date_that_no_calendar_has_is_known_as_such(edtf: str, exists: bool) -> None:
    assert PartialDate.parse(edtf).exists is exists


@pytest.mark.parametrize("text", ["12 €", "4255.50", "4255,50 EUR", "1 000.00 EUR"])
def test_a_text_that_is_no_canonical_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Amount.parse(text)
