"""The public bodies of the referential: every row of its tables, and how names and numbers find them."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from itertools import chain

import pytest

from recueil.facts.identity.commune_periods import CommunePeriod
from recueil.facts.identity.referential import Referential, load_referential
from recueil.values.body import Body, body_key
from recueil.values.date import PartialDate
from recueil.values.organisation import luhn


@pytest.fixture(scope="module")
def referential() -> Referential:
    return load_referential("fr_recueil")


def test_every_commune_has_a_code_of_its_own_and_an_epci_that_exists(referential: Referential) -> None:
    rows = referential.communes.rows
    current = [row for row in rows if row.kind == "commune"]
    epci = {row.siren for row in referential.epci}
    departements = {row.code for row in referential.territories if row.kind == "departement"}
    codes = {row.code for row in current}
    assert (len(rows), len(current), len(codes)) == (37_590, 34_969, 34_969)
    assert [row for row in current if not set(row.epci.split()) <= epci] == []
    assert [row for row in rows if row.departement not in departements] == []
    assert [row for row in rows if row.kind != "commune" and row.current not in codes] == []
    assert [row for row in current if not all(len(each) == 5 for each in row.postal_codes.split())] == []


def test_every_commune_that_merged_led_to_one_of_today(referential: Referential) -> None:
    formers = [period for period in referential.periods if period.until]
    current = [period for period in referential.periods if not period.until]
    departements = {row.code for row in referential.territories if row.kind == "departement"}
    first = datetime.date(2012, 1, 1)
    assert (len(referential.periods), len(formers), len(current)) == (3_601, 2_738, 863)
    assert [period for period in referential.periods if period.departement not in departements] == []
    assert [
        period
        for period in referential.periods
        for turn in (period.since, period.until)
        if turn and not first <= turn.earliest <= turn.latest
    ] == []
    assert [
        period
        for period in formers
        if period.until and period.since and period.since.latest > period.until.earliest
    ] == []
    assert [period for period in current if not period.since or period.successor or period.siren] == []
    names = {row.code: row.name for row in referential.communes.rows if row.kind == "commune"}
    assert [period for period in current if names.get(period.code) != period.name] == []
    assert [period for period in formers if referential.commune_of_today(period) is None] == []
    today = PartialDate.parse("2026-06-01")
    wholes = {period.code: referential.whole_at(period.code, today) for period in formers}
    assert {code for code, whole in wholes.items() if whole is None or whole.last_year} == set()


def test_what_follows_a_merger_begins_when_it_ends(referential: Referential) -> None:
    """The commune that a former one became a part of begins on that day, or had begun; an absorption makes none."""
    by_code: defaultdict[str, list[CommunePeriod]] = defaultdict(list)
    for period in referential.periods:
        by_code[period.code].append(period)
    codes = {row.code for row in referential.communes.rows if row.kind == "commune"}
    without = [
        period.name
        for period in referential.periods
        if period.until
        and not any(period.until == other.since for other in by_code[period.successor])
        and not (period.successor in codes and len(by_code[period.successor]) <= 1)
    ]
    assert without == []


def test_the_siren_of_former_communes_are_of_none_of_today(referential: Referential) -> None:
    former = [period.siren for period in referential.periods if period.siren]
    today = {row.siren for row in referential.communes.rows}
    assert (len(former), len(set(former)), today & set(former)) == (183, 183, set())
    assert [siren for siren in former if not luhn(siren)] == []
    assert [siren for siren in former if (body := referential.body_of(siren)) is None or body.siren != siren] == []


def test_every_siren_is_valid_and_of_one_body(referential: Referential) -> None:
    communes = (row.siren for row in referential.communes.rows)
    epci, territories = (row.siren for row in referential.epci), (row.siren for row in referential.territories)
    printed = [siren for siren in chain(communes, epci, territories) if siren]
    assert [siren for siren in printed if not (len(siren) == 9 and luhn(siren))] == []
    assert len(set(printed)) == len(printed) == 34_875 + 1_266 + 1
    assert [
        siren for siren in printed if (body := referential.body_of(siren)) is None or body.siren != siren
    ] == []


def test_no_two_bodies_have_the_same_label(referential: Referential) -> None:
    communes = (referential.commune(row) for row in referential.communes.rows if row.kind == "commune")
    epci = (body for row in referential.epci if (body := referential.body_of(row.siren)))
    departements = (referential.departement(row.code) for row in referential.territories)
    formers = [referential.former_commune(period) for period in referential.periods if period.until]
    labels = [body.label for body in chain(communes, epci, set(departements), formers) if body]
    assert [period.label for period in formers if referential.former_of_label(period.label) is None] == []
    assert [key for key, times in Counter(map(body_key, labels)).items() if times > 1] == []


def test_a_commune_has_the_population_of_a_named_publication(referential: Referential) -> None:
    assert referential.body_of("929939411") == Body(
        label="Saint-Denis (93)",
        kind="commune",
        name="Saint-Denis",
        siren="929939411",
        code="93066",
        departement="93",
        region="11",
        epci=("200054781", "200057867"),
        population=149_077,
        publication="INSEE, populations légales (statistiques 8680726)",
    )


def test_a_commune_that_has_merged_is_a_body_of_its_own(referential: Referential) -> None:
    (former,) = referential.formers_named("AVRANCHES")
    assert referential.former_commune(former) == Body(
        label="Avranches (jusqu'en 2018)",
        kind="commune",
        name="Avranches",
        code="50025",
        departement="50",
        region="28",
        last_year=2018,
    )
    assert [period.name for period in referential.formers_of("50025")] == ["Avranches", "Saint-Martin-des-Champs"]


def test_mayotte_has_a_publication_of_its_own(referential: Referential) -> None:
    publications = {
        body.publication
        for row in referential.communes.rows
        if row.departement == "976" and (body := referential.commune(row)).population
    }
    assert publications == {"INSEE, population de Mayotte en 2017 (statistiques 3291775)"}


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("Communauté de communes des Quatre Rivières", ["(70)", "(74)"]),
        ("Communauté d'agglomération des Quatre Rivières", []),
        ("CC du Grand Chambord", [""]),
        ("BORDEAUX METROPOLE", [""]),
        ("Est Ensemble", [""]),
    ],
)
def test_an_epci_is_found_by_its_type_and_its_name(name: str, labels: list[str], referential: Referential) -> None:
    found = [body.label for body in referential.epci_named(name)]
    assert len(found) == len(labels)
    assert all(label.endswith(end) for label, end in zip(found, labels, strict=True))


def test_a_commune_is_found_without_the_article_that_an_act_hides(referential: Referential) -> None:
    assert {row.name for row in referential.communes_named("Ormes")} == {"Ormes", "Les Ormes"}
    assert {row.name for row in referential.communes_named("Les Ormes")} == {"Les Ormes"}
    assert [row.code for row in referential.communes_named("ST BRIEUC")] == ["22278"]


def test_what_is_now_a_part_of_a_commune_leads_to_it(referential: Referential) -> None:
    (part,) = referential.communes_named("Pierrefitte-sur-Seine")
    assert (part.kind, part.current) == ("déléguée", "93066")


def test_départements_and_régions_are_found_by_name(referential: Referential) -> None:
    found = (referential.departement_named("la Creuse"), referential.region_named("Bretagne"))
    assert [body and (body.label, body.kind, body.code, body.siren) for body in found] == [
        ("Département de la Creuse", "departement", "23", None),
        ("Région Bretagne", "region", "53", None),
    ]


def test_a_siren_of_no_body_of_the_tables_is_unknown(referential: Referential) -> None:
    assert referential.body_of("123456782") is None
