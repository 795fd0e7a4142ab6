"""Every value has one canonical text, and reads it back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.tables import each_row

from recueil.values import (
    KINDS,
    Amount,
    BudgetLine,
    Date,
    Json,
    Organisation,
    PartialDate,
    Percentage,
    Period,
    Person,
    Place,
    Reference,
    Value,
)

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
        {"amount": "4255.50", "currency": "EUR", "tax": "TTC", "per": None, "role": None, "issue": None},
    ),
    (
        Amount(Decimal("1.50"), tax="TTC", per="élève/an"),
        "1.50 EUR TTC /élève/an",
        {"amount": "1.50", "currency": "EUR", "tax": "TTC", "per": "élève/an", "role": None, "issue": None},
    ),
    (
        Amount(Decimal("-0.047"), per="m³"),
        "-0.047 EUR /m³",
        {"amount": "-0.047", "currency": "EUR", "tax": None, "per": "m³", "role": None, "issue": None},
    ),
    (Percentage(Decimal("49.190")), "49.19", {"percent": "49.19", "role": None}),
    (Percentage(Decimal("1E+2")), "100", {"percent": "100", "role": None}),
    (
        BudgetLine("chapitre", "011"),
        "chapitre 011",
        {
            "level": "chapitre",
            "code": "011",
            "nomenclature": None,
            "label": None,
            "section": None,
            "budget": None,
        },
    ),
    (
        BudgetLine("opération", "0023", "M14", "Ateliers", "investissement", "eau"),
        "opération 0023 @investissement",
        {
            "level": "opération",
            "code": "0023",
            "nomenclature": "M14",
            "label": "Ateliers",
            "section": "investissement",
            "budget": "eau",
        },
    ),
    (
        Amount(Decimal("1250.5"), "EUR", "HT", "m²/an", "loyer"),
        "1250.50 EUR HT /m²/an @loyer",
        {"amount": "1250.50", "currency": "EUR", "tax": "HT", "per": "m²/an", "role": "loyer", "issue": None},
    ),
    (
        Amount(Decimal(2050), role="subvention", issue="words"),
        "2050.00 EUR @subvention !words",
        {
            "amount": "2050.00",
            "currency": "EUR",
            "tax": None,
            "per": None,
            "role": "subvention",
            "issue": "words",
        },
    ),
    (Percentage(Decimal(20), "tva"), "20 @tva", {"percent": "20", "role": "tva"}),
    (
        Reference("loi", "2013-595", PartialDate(2013, 7, 8)),
        "loi #2013-595 | 2013-07-08",
        {"type": "loi", "number": "2013-595", "date": "2013-07-08", "article": None},
    ),
    (
        Reference("code", "CGCT", None, "L2121-29"),
        "code #CGCT art. L2121-29",
        {"type": "code", "number": "CGCT", "date": None, "article": "L2121-29"},
    ),
    (
        Reference("délibération", None, PartialDate(2020, 5, 28)),
        "délibération | 2020-05-28",
        {"type": "délibération", "number": None, "date": "2020-05-28", "article": None},
    ),
    (
        Person("Cédric", "De SAINT-JOUAN"),
        "De SAINT-JOUAN, Cédric",
        {"given": "Cédric", "family": "De SAINT-JOUAN", "civility": None, "key": None, "standing": None},
    ),
    (
        Person(None, "DAGOGNET"),
        "DAGOGNET",
        {"given": None, "family": "DAGOGNET", "civility": None, "key": None, "standing": None},
    ),
    (
        Organisation("Communauté de communes du Val d'Orne"),
        "Communauté de communes du Val d'Orne",
        {"name": "Communauté de communes du Val d'Orne", "key": "communaute communes val orne"},
    ),
    (Place("Valdoré"), "Valdoré", {"name": "Valdoré", "code": None, "key": "valdore"}),
    (Place("Rennes", "35238"), "Rennes #35238", {"name": "Rennes", "code": "35238", "key": "rennes"}),
]


@each_row(("value", "canonical", "json"), VALUES)
def test_canonical_text_and_json(value: Value, canonical: str, json: Json) -> None:
    assert (str(value), value.as_json()) == (canonical, json)


@each_row(("value", "canonical", "json"), VALUES)
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


@pytest.mark.parametrize(
    "spellings",
    [
        ("association Les Mille Voix", "asso. Les Mille Voix", "Les Mille Voix", "ASSOCIATION LES MILLE VOIX"),
        ("SARL Vasseur", "S.A.R.L. Vasseur", "Vasseur", "société Vasseur"),
        ("Commune de Saint-Aubin", "Ville de St Aubin", "MAIRIE DE SAINT AUBIN"),
        ("Association des parents d'élèves", "ASSOCIATION DES PARENTS D’ELEVES", "Assoc. des parents d'Elèves"),
        ("C.C.A.S.", "CCAS"),
        ("La Croix-Rouge", "CROIX ROUGE", "l'association Croix Rouge", "Association « La Croix Rouge »"),
        ("Vasseur Travaux", "SARL VASSEUR TRAVAUX", "VASSEUR TRAVAUX S.A.S.", "la société Vasseur Travaux"),
        ("Syndicat mixte des eaux du Val", "Syndicat Mixte des Eaux du Val (SMEV)"),
    ],
)
def test_the_spellings_of_an_organisation_share_a_key(spellings: tuple[str, ...]) -> None:
    assert len({Organisation(name).key for name in spellings}) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("Association sportive", "sportive"),
        ("Commune de Valdoré", "Communauté de communes de Valdoré"),
        ("Association des maires", "Maires"),
        ("La Ville", "Le"),
        ("SCI du Moulin", "Moulin"),
        ("Association SA", "Association"),
        ("Comité des fêtes (Loisirs)", "Comité des fêtes"),
    ],
)
def test_different_organisations_have_different_keys(names: tuple[str, ...]) -> None:
    assert len({Organisation(name).key for name in names}) == len(names)


def test_an_acronym_has_the_key_of_the_name_that_the_act_states() -> None:
    full = "Communauté de communes du Val de Saulne"
    assert Organisation("CCVS", full).key == Organisation(full).key != Organisation("CCVS").key


@pytest.mark.parametrize(
    "spellings",
    [
        ("Saint-Aubin", "ST AUBIN", "commune de Saint-Aubin", "Saint Aubin Cedex 9"),
        ("Le Val", "le VAL", "Val"),
        ("av. des Lilas", "Avenue des Lilas"),
        ("La", "la"),
    ],
)
def test_the_spellings_of_a_place_share_a_key(spellings: tuple[str, ...]) -> None:
    assert len({Place(name).key for name in spellings}) == 1


def test_names_without_letters_are_refused() -> None:
    with pytest.raises(ValueError, match="not the name of an organisation"):
        Organisation.parse("« »")
    with pytest.raises(ValueError, match="not a place"):
        Place.parse(" #35238")
