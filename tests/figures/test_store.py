"""Figures over acts made up by hand: each number is counted here too, and each query lists the acts of its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import chain

import pytest
from tests.figures.counting import count

from recueil.figures.amounts import Beneficiary, beneficiaries, distribution, pivot
from recueil.figures.counts import By, Measure
from recueil.figures.coverage import (
    CoverageCell,
    PageCounts,
    PartialActs,
    count_pages,
    count_partial,
    coverage,
)
from recueil.figures.findings import FindingCell, findings, latest_findings
from recueil.figures.scope import Period
from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.store import Store
from recueil.values import (
    Act,
    Amount,
    Attendance,
    Award,
    Entity,
    Finding,
    Headcount,
    Identity,
    Mention,
    PartialDate,
)

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]

AUBRAC, MER, CITE = "Commune de Saint-Aubrac", "Saint-Aubrac-sur-Mer", 'Ville « A.B. "Cité" 12-345 »'
ENORMOUS = "9000000000000.00"
LINE = "<BUDGET chapitre {0}>chapitre {0}</BUDGET>"
# Per source: body, date, text, awards (what, beneficiary, amount) and rules that found something.
ACTS: dict[str, tuple[str | None, str | None, str, list[tuple[str, str, str | None]], list[str]]] = {
    "a": (
        AUBRAC,
        "2023-05-12",
        f"Imputée au {LINE.format('65')}.\nCoût : <AMOUNT 90.00 EUR>90 €</AMOUNT>",
        [("subvention", "Tennis club", "1500.50"), ("subvention", "Cercle « Art »", "500.00")],
        ["quorum", "jour-semaine", "quorum"],
    ),
    "b": (
        "SAINT-AUBRAC",
        "2023-01",
        f"{LINE.format('65')} : <AMOUNT 300.00 EUR>300 €</AMOUNT>\n{LINE.format('011')} : <AMOUNT -300.00 EUR>-300 €"
        f"</AMOUNT>\nsoit {LINE.format('65')} : <AMOUNT 300.00 EUR>300 €</AMOUNT>\n{LINE.format('65')} : "
        "<AMOUNT 2.00 EUR>2 €</AMOUNT> et <AMOUNT 3.00 EUR>3 €</AMOUNT>\n{0} : <AMOUNT 4.00 FRF>4 F</AMOUNT>\n{0} : "
        "<AMOUNT 5.00 EUR @tarif>5 €</AMOUNT>".replace("{0}", LINE.format("65")),
        [("subvention", "Tennis-Club", "1000.00")],
        [],
    ),
    "c": (MER, "2021", f"{LINE.format('65')}", [("marche", "Tennis club", ENORMOUS)] * 2, ["quorum"]),
    "d": (MER, "2012-03-01", f"{LINE.format('21')}", [("subvention", "TENNIS CLUB de la Mer", None)], []),
    "e": (None, None, f"{LINE.format('65')}", [("fonds de concours", "Mer", "10.00")], ["quorum"]),
    "f": (CITE, "2023-12-31", "<AMOUNT 99.99 EUR>99,99 €</AMOUNT> <AMOUNT 100.00 EUR>100 €</AMOUNT>", [], []),
}


def _acts(make: Make) -> Iterator[tuple[str, Document, Act]]:
    for name, (body, date, text, awards, rules) in ACTS.items():
        document, act = make(f"Acte {name}. {text}")
        said = tuple(_award(act.entities[0], *award) for award in awards)
        identity = Identity("deliberation", body=body, date=PartialDate.parse(date) if date else None)
        facts = replace(act.facts, identity=identity, awards=said)
        found = tuple(Finding(rule, "error", "m", "b", ((0, 1),)) for rule in rules)
        yield name, document, replace(act, facts=facts, findings=found)


def _award(entity: Entity, what: str, beneficiary: str, amount: str | None) -> Award:
    money = Mention(0, 1, Amount(Decimal(amount)), "") if amount else None
    return Award(0, 1, what, beneficiary, 0, money)


@pytest.fixture(scope="module")
def filled(shared: Store, make: Make, record: Record) -> Store:
    for name, document, act in _acts(make):
        record(shared, f"{name}.txt", document, [act])
    return shared


def euros(amount: str) -> Decimal:
    return Decimal(amount)


def test_amounts_of_a_chapter_are_those_that_acts_link_to_it(filled: Store) -> None:
    table = count(filled, pivot)
    names = ("2012", "2021", "2023", "")
    assert [column.name for column in table.columns] == list(names)
    assert [(row.chapter, row.body, row.whole.query, row.whole.acts) for row in table.rows] == [
        ("65", None, "chapitre:65", 4),
        ("011", None, "chapitre:011", 1),
        ("21", None, "chapitre:21", 1),
    ]
    cells = table.rows[0].cells
    assert [None if cell is None else (cell.acts, cell.awards, cell.awarded) for cell in cells] == [
        None,
        (1, 2, euros("18000000000000")),
        (2, 2, euros("2000.50")),
        (1, 1, euros("10")),
    ]
    assert [None if cell is None else (cell.lines, cell.written) for cell in cells] == [
        None,
        (0, None),
        (1, euros("300")),
        (0, None),
    ]
    assert (table.rows[1].whole.lines, table.rows[1].whole.written) == (1, euros("-300"))
    assert (table.rows[2].whole.awards, table.rows[2].whole.awarded) == (0, None)


def test_an_award_in_francs_adds_nothing_to_euros(store: Store, make: Make, record: Record) -> None:
    document, act = make(f"Acte. {LINE.format('65')}")
    award = _award(act.entities[0], "subvention", "Club", "7.00")
    francs = replace(award, amount=Mention(0, 1, Amount(Decimal("90.00"), "FRF"), ""))
    record(store, "a.txt", document, [replace(act, facts=replace(act.facts, awards=(award, francs)))])
    whole = count(store, pivot).rows[0].whole
    assert (whole.awards, whole.awarded) == (1, euros("7"))


@pytest.mark.parametrize("typed", ["marche", "Marché"])
def test_amounts_of_one_decision(filled: Store, typed: str) -> None:
    whole = count(filled, pivot, what=typed).rows[0].whole
    assert (whole.acts, whole.awards, whole.awarded) == (4, 2, euros("18000000000000"))
    assert [(one.name, one.what) for one in count(filled, beneficiaries, what=typed)] == [
        ("Tennis club", "marche")
    ]


@pytest.mark.parametrize("by", ["chapitre", "commune", "chapitre-commune"])
@pytest.mark.parametrize("query", [None, "acte", "montant:* OU attribue:*", "seance:2023"])
@pytest.mark.parametrize("last", [1, 10])
def test_the_query_of_a_cell_lists_its_acts(filled: Store, by: By, query: str | None, last: int) -> None:
    table = count(filled, pivot, parse(query) if query else None, by, last=last)
    cells = chain.from_iterable((row.whole, *row.cells) for row in table.rows)
    counted = [(cell.query, cell.acts) for cell in cells if cell]
    assert counted
    assert counted == [(query, filled.count(parse(query))) for query, _ in counted]
    assert [row.whole.acts for row in table.rows] == [
        sum(cell.acts for cell in row.cells if cell) for row in table.rows
    ]


def test_amounts_by_chapter_and_body(filled: Store) -> None:
    table = count(filled, pivot, by="chapitre-commune", limit=3, last=1)
    assert [(row.chapter, row.body, row.whole.acts) for row in table.rows] == [
        ("65", AUBRAC, 2),
        ("011", AUBRAC, 1),
        ("21", MER, 1),
    ]
    assert table.more
    assert table.columns[:2] == (Period("avant", "seance:..2022"), Period("2023", "seance:2023"))


def test_a_body_is_not_another_that_begins_so(filled: Store) -> None:
    rows = count(filled, pivot, by="commune").rows
    assert {row.body: row.whole.acts for row in rows} == {AUBRAC: 2, MER: 2, None: 1}


def test_beneficiaries_are_counted_per_decision(filled: Store) -> None:
    assert count(filled, beneficiaries) == (
        Beneficiary("Tennis club", "marche", 'beneficiaire:"=Tennis club"@marche', 1, 2, euros("18000000000000")),
        Beneficiary("Tennis club", "subvention", 'beneficiaire:"=Tennis club"@subvention', 2, 2, euros("2500.50")),
        Beneficiary(
            "Cercle « Art »", "subvention", "beneficiaire:\"=Cercle ' Art '\"@subvention", 1, 1, euros("500")
        ),
        Beneficiary("Mer", "fonds de concours", 'beneficiaire:"=Mer"@fonds-de-concours', 1, 1, euros("10")),
        Beneficiary(
            "TENNIS CLUB de la Mer",
            "subvention",
            'beneficiaire:"=TENNIS CLUB de la Mer"@subvention',
            1,
            1,
            None,
        ),
    )


@pytest.mark.parametrize("query", [None, "seance:2023"])
def test_the_query_of_a_beneficiary_lists_its_acts(filled: Store, query: str | None) -> None:
    found = count(filled, beneficiaries, parse(query) if query else None)
    assert found
    assert [one.acts for one in found] == [filled.count(parse(one.query)) for one in found]


def test_beneficiaries_of_one_decision(filled: Store) -> None:
    found = count(filled, beneficiaries, what="subvention", limit=2)
    assert [one.name for one in found] == ["Tennis club", "Cercle « Art »"]


@pytest.mark.parametrize(
    ("of", "counts"),
    [
        ("montant", {"montant:<0": 1, "montant:0..99,999999": 6, "montant:100..999,999999": 3}),
        (
            "attribue",
            {
                "attribue:0..99,999999": 1,
                "attribue:100..999,999999": 1,
                "attribue:1000..9999,999999": 2,
                "attribue:100000000..": 2,
            },
        ),
    ],
)
def test_amounts_by_size(filled: Store, of: Measure, counts: dict[str, int]) -> None:
    buckets = count(filled, distribution, of=of)
    assert {bucket.query: bucket.amounts for bucket in buckets if bucket.amounts} == counts
    assert [bucket.acts for bucket in buckets] == [filled.count(parse(bucket.query)) for bucket in buckets]


def test_findings_by_rule_and_body(filled: Store) -> None:
    found = count(filled, findings)
    assert found.bodies == (None, AUBRAC, MER)
    of_aubrac = f'commune:"={AUBRAC}"'
    assert [(row.rule, row.whole, row.cells[1]) for row in found.rows] == [
        ("quorum", FindingCell("controle:quorum", 3, 4), FindingCell(f"controle:quorum {of_aubrac}", 1, 2)),
        (
            "jour-semaine",
            FindingCell("controle:jour-semaine", 1, 1),
            FindingCell(f"controle:jour-semaine {of_aubrac}", 1, 1),
        ),
    ]
    cells = [cell for row in found.rows for cell in (row.whole, *row.cells) if cell]
    assert [cell.acts for cell in cells] == [filled.count(parse(cell.query)) for cell in cells]


def test_the_latest_findings_follow_one_another(filled: Store) -> None:
    first = count(filled, latest_findings, limit=2)
    rest = count(filled, latest_findings, limit=9, after=first[-1].place)
    assert [(one.body, one.rule) for one in (*first, *rest)] == [
        (AUBRAC, "quorum"),
        (AUBRAC, "jour-semaine"),
        (AUBRAC, "quorum"),
        (MER, "quorum"),
        (None, "quorum"),
    ]


def test_what_is_covered(filled: Store) -> None:
    covered = count(filled, coverage, last=3)
    assert [column.name for column in covered.columns] == ["avant", "2021", "2022", "2023", ""]
    assert [(one.body, one.acts, str(one.first), str(one.last)) for one in covered.bodies] == [
        (AUBRAC, 2, "2023-01", "2023-05-12"),
        (MER, 2, "2012-03-01", "2021"),
        (None, 1, "None", "None"),
        (CITE, 1, "2023-12-31", "2023-12-31"),
    ]
    assert [[cell.acts for cell in one.cells] for one in covered.bodies] == [
        [0, 0, 0, 2, 0],
        [1, 1, 0, 0, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 1, 0],
    ]
    assert covered.bodies[2].query == ""
    cells = [cell for one in covered.bodies for cell in one.cells if cell.query]
    assert [cell.acts for cell in cells] == [filled.count(parse(cell.query)) for cell in cells]


def test_the_months_of_a_year(filled: Store) -> None:
    covered = count(filled, coverage, parse(f'commune:"={AUBRAC}"'), year=2023)
    (aubrac,) = covered.bodies
    assert {c.name: cell.acts for c, cell in zip(covered.columns, aubrac.cells, strict=True) if cell.acts} == {
        "2023-01": 1,
        "2023-05": 1,
    }
    said = f'commune:"={AUBRAC}"'
    assert aubrac.cells[4] == CoverageCell(f"{said} {said} seance:2023-05", 1)


def test_pages_are_counted(filled: Store) -> None:
    assert count(filled, count_pages) == PageCounts(6, 0)


def test_acts_that_are_read_in_part_are_counted(store: Store, make: Make, record: Record) -> None:
    counted = Headcount(present=3, absent=1)
    for name, counts in (("a", counted), ("b", Headcount(present=1)), ("c", Headcount())):
        document, act = make(f"Acte {name}.")
        facts = replace(
            act.facts, identity=Identity("deliberation", body=AUBRAC), attendance=Attendance(counts=counts)
        )
        record(store, f"{name}.txt", document, [replace(act, facts=facts)])
    shown = [PartialActs("present", 2, "partiel:presents"), PartialActs("absent", 1, "partiel:absents")]
    assert count(store, count_partial) == tuple(shown)
    assert len(store.search(parse(shown[0].query)).hits) == 2
    assert count(store, count_partial, parse("partiel:absents"))[0].query == "partiel:absents partiel:presents"


def test_an_empty_store_has_no_figures(store: Store) -> None:
    assert (count(store, pivot).rows, count(store, beneficiaries), count(store, findings).rows) == ((), (), ())
    assert [bucket.amounts for bucket in count(store, distribution)] == [0] * 9
    assert count(store, coverage).bodies == ()
    assert count(store, count_pages) == PageCounts(0, 0)
    assert count(store, count_partial) == ()
