"""What a model finds, with its certainty: kept, shown, found by a search; counted nowhere as long as it is doubtful."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from tests.export.making import ACT, DOCUMENT, UID, doubtful, place, record
from tests.figures.counting import count

from recueil.corrections import Attribution, Replacement
from recueil.errors import CorrectionError
from recueil.export.act_object import act_object
from recueil.figures.amounts import beneficiaries, pivot
from recueil.query import format_query, parse
from recueil.store.acts.read import StoredAct
from recueil.store.search.facets import FacetCount, facet_filter
from recueil.store.store import Store
from recueil.values import Person

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
BY = Attribution("ana", WHEN, "vu sur l'original")
NAME = "BON, Max"
pytestmark = pytest.mark.both_databases
Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def filled(store: Store) -> Store:
    record(store, "file:///a.txt", DOCUMENT, doubtful())
    return store


def stored(store: Store) -> StoredAct:
    return store.act(UID)


def test_a_certainty_is_read_back_as_it_was_written(filled: Store) -> None:
    assert stored(filled).act == doubtful()
    assert filled.check(WHEN) == []


def test_the_object_of_an_act_lists_what_a_model_placed(filled: Store) -> None:
    start, end = place("Max BON")
    said = {
        "name": "Max BON",
        "start": start,
        "end": end,
        "rule": "model.roll",
        "certainty": "0.83",
        "doubtful": True,
    }
    paid = dict(zip(("start", "end"), place("1 500,50 €"), strict=True))
    amount = {"name": None, **paid, "rule": "gold", "certainty": "0.70", "doubtful": True}
    assert act_object(stored(filled).act)["predictions"] == [
        {"fact": "represented", **said},
        {"fact": "giver", **said},
        {"fact": "amount", **amount},
    ]


def test_a_doubtful_role_is_found_and_not_counted(filled: Store, rows: Rows) -> None:
    roles = rows("SELECT status, doubtful FROM v_attendance WHERE person = 'BON, Max' ORDER BY status")
    assert [(status, bool(doubt)) for status, doubt in roles] == [("giver", True), ("represented", True)]
    assert [hit.uid for hit in filled.search(parse("personne:bon est:pouvoir")).hits] == [UID]
    ((person,), _) = filled.people.find("bon max")
    (mandate,) = filled.people.person(person.id).mandates
    assert (mandate.acts, mandate.days) == (1, {})
    assert filled.people.sittings(person.id).rows == ()
    assert filled.people.proxies(person.id, 5).given == ()


def test_a_doubtful_amount_adds_to_no_figure(filled: Store, store: Store) -> None:
    (one,) = count(filled, beneficiaries)
    assert (one.acts, one.awards, one.total, one.doubtful, one.doubted) == (1, 0, None, 1, Decimal("1500.50"))
    (row,) = count(filled, pivot).rows
    assert (row.whole.acts, row.whole.awards, row.whole.awarded) == (1, 0, None)
    assert (row.whole.doubtful, row.whole.doubted) == (1, Decimal("1500.50"))
    record(store, "file:///b.txt", DOCUMENT, ACT)
    assert [each.total for each in count(filled, beneficiaries)] == [Decimal("1500.50")]


def test_doubt_is_searched_in_percent(filled: Store) -> None:
    def hits(query: str) -> list[list[str]]:
        return [[entity.text for entity in hit.entities] for hit in filled.search(parse(query)).hits]

    assert hits("confiance:<80") == [["1 500,50 €", "Vornoy"]]
    assert hits("confiance:83") == hits("confiance:83@personne") == [["Max BON"]]
    assert hits("confiance:<80@lieu") == [["Vornoy"]]
    assert hits("confiance:>90") == hits("confiance:<40") == hits("confiance:83@montant") == []
    assert hits("confiance:70@montant PRES/20 Voix") == [["1 500,50 €"]]
    counts = filled.facets(None, ["confiance"])["confiance"]
    assert counts == tuple(FacetCount(f"{ten}", f"{ten} à {ten + 9} %", 1) for ten in (40, 70, 80, 90))
    terms = [facet_filter("confiance", count) for count in counts]
    assert [term and format_query(term) for term in terms] == [
        "confiance:40..49",
        "confiance:70..79",
        "confiance:80..89",
        "confiance:90..99",
    ]


def test_who_confirms_a_value_makes_it_sure(filled: Store) -> None:
    person = next(entity for entity in stored(filled).act.entities if str(entity.value) == NAME)
    confirmed = Replacement(person.start, person.end, "person", Person("Max", "BON", standing="public"))
    number = filled.correct(UID, confirmed, BY).id
    facts = stored(filled).act.facts
    (member,), (proxy,) = facts.attendance.represented, facts.attendance.proxies
    assert (member.rule, member.certainty, member.doubtful) == ("correction", None, False)
    assert proxy.giver == member
    with pytest.raises(CorrectionError):
        filled.correct(UID, confirmed, BY)
    filled.withdraw(number, BY)
    assert stored(filled).act == doubtful()


def test_a_sure_value_needs_no_confirmation(filled: Store) -> None:
    found = next(entity for entity in stored(filled).act.entities if entity.kind == "organisation")
    with pytest.raises(CorrectionError, match="already"):
        filled.correct(UID, Replacement(found.start, found.end, "organisation", found.value), BY)
