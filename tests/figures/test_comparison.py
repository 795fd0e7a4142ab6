"""Bodies compared per inhabitant: with peers, without, with gaps, and those of which too little is known."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.describing import Described, describe_bodies
from tests.figures.counting import count
from tests.web.reading import ordinary_spaces

from recueil.figures.comparison import ComparedBody, compare_bodies
from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.store import Store
from recueil.values import Act, Amount, Award, Facts, Identity, Mention, PartialDate
from recueil.values.award import PrintedTotal
from recueil.values.strata import COMMUNE_STRATA, EPCI_STRATA, find_stratum

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]
EACH_QUARTER = ("2023-01-10", "2023-06-30", "2023-07-01", "2023-12-31")
# Per body its inhabitants, the days of its acts, and what the first of these awards.
BODIES: dict[str, tuple[int | None, tuple[str, ...], str | None]] = {
    "Aubrac": (1500, EACH_QUARTER, "3000.00"),
    "Brissac": (2000, EACH_QUARTER, "2000.00"),
    "Cadours": (2499, (*EACH_QUARTER, "2023-12-31"), "1000.00"),
    "Dourgne": (1600, EACH_QUARTER, "100.00"),
    "Espalion": (1700, EACH_QUARTER[1:], "1700.00"),
    "Figeac": (2500, EACH_QUARTER, "2500.00"),
    "Gaillac": (None, EACH_QUARTER, "10.00"),
    "Hautpoul": (1800, EACH_QUARTER, None),
    "Inconnue": (None, ("2023-05-01",), None),
    "Saint-Jory": (None, ("2023-05-01",), None),
}
SMALL, LARGER = COMMUNE_STRATA[3], COMMUNE_STRATA[4]


@pytest.fixture
def filled(store: Store, make: Make, record: Record) -> Store:
    for body, (_, days, awarded) in BODIES.items():
        for number, day in enumerate(days):
            document, act = make(f"Séance de {body}, {number}")
            awards: tuple[Award, ...] = ()
            if awarded and not number:
                money = Mention(0, 1, Amount(Decimal(awarded)), "")
                awards = (Award(0, 1, "subvention", "Club", 0, money),)
            identity = Identity("deliberation", body=body, date=PartialDate.parse(day))
            record(store, f"{body} {number}.txt", document, [replace(act, facts=Facts(identity, awards=awards))])
    describe_bodies(store, DESCRIBED, {"Saint-Jory": ["213104839", "212404815"]})
    return store


DESCRIBED: dict[str, Described] = {
    body: (body, "commune", f"2134{number:05d}", None, "34", "76", None, None, people)
    for number, (body, (people, *_)) in enumerate(BODIES.items())
    if body not in ("Inconnue", "Saint-Jory")
}


def _row(found: ComparedBody) -> tuple[object, ...]:
    return (found.body, found.value, found.per_inhabitant, found.peers, found.median, found.rank, found.unranked)


@pytest.mark.parametrize("in_memory", [False, True])
@pytest.mark.both_databases
def test_a_body_is_compared_with_its_peers(filled: Store, *, in_memory: bool) -> None:
    if in_memory:
        filled.keep_columns().load()
    found = count(filled, compare_bodies, None, "attribue")
    assert (found.year, found.more) == (2023, False)
    assert [_row(row) for row in found.rows] == [
        ("Gaillac", Decimal(10), None, 0, None, None, "population"),
        ("Aubrac", Decimal(3000), Decimal("2.00"), 3, Decimal("0.40"), 1, None),
        ("Brissac", Decimal(2000), Decimal("1.00"), 3, Decimal("0.40"), 2, None),
        ("Cadours", Decimal(1000), Decimal("0.40"), 3, Decimal("1.00"), 3, None),
        ("Dourgne", Decimal(100), Decimal("0.06"), 3, Decimal("1.00"), 4, None),
        ("Espalion", Decimal(1700), Decimal("1.00"), 4, Decimal("0.70"), None, "quarters"),
        ("Hautpoul", None, None, 4, Decimal("0.70"), None, "nothing"),
        ("Figeac", Decimal(2500), Decimal("1.00"), 0, None, None, "peers"),
        ("Inconnue", None, None, 0, None, None, "unknown"),
        ("Saint-Jory", None, None, 0, None, None, "ambiguous"),
    ]
    aubrac, espalion = found.rows[1], found.rows[5]
    assert (aubrac.stratum, aubrac.publication, espalion.quarters) == (SMALL, "INSEE", (1,))
    assert aubrac.query == 'commune:"=Aubrac" seance:2023'
    assert [filled.count(parse(row.query)) == row.acts for row in found.rows] == [True] * len(found.rows)


@pytest.mark.parametrize("in_memory", [False, True])
def test_acts_are_compared_per_thousand_inhabitants(filled: Store, *, in_memory: bool) -> None:
    if in_memory:
        filled.keep_columns().load()
    found = count(filled, compare_bodies, None, "actes", siren="213400000")
    assert [(row.body, row.value, row.per_inhabitant, row.median, row.rank) for row in found.rows] == [
        ("Aubrac", Decimal(4), Decimal("2.67"), Decimal("2.11"), 1),
        ("Dourgne", Decimal(4), Decimal("2.50"), Decimal("2.11"), 2),
        ("Hautpoul", Decimal(4), Decimal("2.22"), Decimal("2.25"), 3),
        ("Cadours", Decimal(5), Decimal("2.00"), Decimal("2.36"), 4),
        ("Brissac", Decimal(4), Decimal("2.00"), Decimal("2.36"), 5),
        ("Espalion", Decimal(3), Decimal("1.76"), Decimal("2.22"), None),
    ]
    assert count(filled, compare_bodies, None, "actes", siren="552081317").rows == ()
    assert count(filled, compare_bodies, None, "actes", year=2022).rows == ()


@pytest.mark.parametrize("in_memory", [False, True])
def test_the_year_is_the_last_that_is_over_and_complete_of_what_is_compared(
    filled: Store, make: Make, record: Record, *, in_memory: bool
) -> None:
    later = {"Aubrac": ("2024-02-01",), "Dourgne": [day.replace("2023", "2025") for day in EACH_QUARTER]}
    for body, days in later.items():
        for number, day in enumerate(days):
            document, act = make(f"Plus tard, {body}, {number}")
            identity = Identity("deliberation", body=body, date=PartialDate.parse(day))
            record(filled, f"plus tard {body} {number}.txt", document, [replace(act, facts=Facts(identity))])
    describe_bodies(filled, DESCRIBED, {"Saint-Jory": ["213104839", "212404815"]})
    if in_memory:
        filled.keep_columns().load()

    def year(q: str = "", **chosen: Any) -> tuple[int | None, bool]:
        found = count(filled, compare_bodies, parse(q) if q else None, "actes", **chosen)
        return found.year, found.complete

    assert year() == (2025, True)
    assert year(before=2025) == (2023, True)
    assert year(before=2026, siren=DESCRIBED["Dourgne"][2]) == (2025, True)
    assert year(before=2026, siren=DESCRIBED["Aubrac"][2]) == (2023, True)
    assert year('commune:"=Aubrac"', before=2026) == (2023, True)
    assert year('commune:"=Espalion"', before=2026) == (2023, False)
    assert year(before=2023) == (2025, True)
    assert year(year=2024) == (2024, False)


def test_the_page_says_why_it_shows_a_year(filled: Store, asking: Callable[[Store], TestClient]) -> None:
    client = asking(filled)
    for parameters, said in (
        ("", "2023 est la dernière année terminée dont un organisme au moins a des actes de chaque trimestre."),
        (
            "?siren=213400000",
            "2023 est la dernière année terminée dont l'organisme a des actes de chaque trimestre.",
        ),
        ("?q=commune:Espalion", "Aucun de ces organismes n'a d'actes de chaque trimestre de 2023, ni d'une autre"),
    ):
        assert said in client.get(f"/comparaison{parameters}").text


def test_a_body_of_which_fewer_awards_were_read_has_no_rank(filled: Store, make: Make, record: Record) -> None:
    document, act = make("Les quinze subventions suivantes")
    identity = Identity("deliberation", body="Aubrac", date=PartialDate(2023, 2, 1))
    money = Mention(0, 1, Amount(Decimal(10)), "")
    awards = (Award(0, 1, "subvention", "Club", 0, money),)
    totals = (PrintedTotal(5, 9, 0, 9, count=15),)
    record(filled, "z.txt", document, [replace(act, facts=Facts(identity, awards=awards, totals=totals))])
    describe_bodies(filled, DESCRIBED, {})
    rows = {row.body: row for row in count(filled, compare_bodies, None, "attribue").rows}
    assert [(rows[body].unranked, rows[body].peers) for body in ("Aubrac", "Brissac")] == [
        ("partial", 3),
        ("peers", 2),
    ]


def test_strata_are_those_of_the_code() -> None:
    assert [find_stratum("commune", people) for people in (0, 99, 100, 1_499, 2_499, 2_500)] == [
        *(COMMUNE_STRATA[0], COMMUNE_STRATA[0], COMMUNE_STRATA[1], COMMUNE_STRATA[2], SMALL, LARGER)
    ]
    assert [(one.first, one.last, one.councillors) for one in (COMMUNE_STRATA[0], SMALL, COMMUNE_STRATA[-1])] == [
        (0, 99, 7),
        (1_500, 2_499, 19),
        (300_000, None, 69),
    ]
    assert find_stratum("cc", 3_500) == EPCI_STRATA[1]
    assert find_stratum("departement", 1) is None


def test_the_page_the_table_and_the_api_say_the_same(filled: Store, asking: Callable[[Store], TestClient]) -> None:
    client = asking(filled)
    page = client.get("/comparaison", params={"mesure": "attribue"})
    assert page.status_code == 200
    for words in (
        "1 sur 4",
        "couverture partielle (aucun acte : T1)",
        "plusieurs organismes portent ce nom",
        "INSEE",
    ):
        assert words in ordinary_spaces(page.text)
    table = client.get("/comparaison", params={"mesure": "attribue", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(table.text)))
    told = client.get("/api/v1/figures/comparison", params={"of": "attribue"}).json()
    assert client.get("/comparaison", params={"mesure": "attribue", "format": "json"}).json() == told
    assert [(row["collectivite"], row["par_habitant"], row["rang"]) for row in rows] == [
        (row["body"], row["per_inhabitant"] or "", str(row["rank"] or "")) for row in told["rows"]
    ]
    assert told["rows"][1]["stratum"] == {"article": "L2121-2", "first": 1500, "last": 2499}
    assert client.get("/comparaison?annee=2001").status_code == 200
    assert client.get("/comparaison?siren=1").status_code == 422
