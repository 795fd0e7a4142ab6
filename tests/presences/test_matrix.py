"""Who sat at which séances of a body: each member's entry is what the acts of the day say, and no more."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.describing import describe_bodies
from tests.filing import FillOnce
from tests.persons.test_store import ALONE, HERE, MAYOR, OTHER, A, C, act_of
from tests.persons.test_store import fill as fill_persons

from recueil.persons.lookup import PersonLink
from recueil.presences.matrix import Entry, Matrix, Member, Seance, load_matrix
from recueil.store.store import Store
from recueil.values import Headcount

Record = Callable[..., None]

ANA = "lo-ana@fontvergne"
JANUARY, MARCH = datetime.date(2023, 1, 10), datetime.date(2023, 3, 14)
LABEL = "FONTVERGNE"


@pytest.fixture
def filled(store: Store, record: Record, fill_once: FillOnce) -> Store:
    fill_once(lambda: fill_persons(store, record))
    return store


def matrix_of(store: Store, key: str = "fontvergne", label: str = LABEL, **asked: Any) -> Matrix:
    with store.figures.scope() as scope:
        return load_matrix(scope, key, label, **asked)


def row(matrix: Matrix, person: str) -> tuple[Entry | None, ...]:
    return next(member.entries for member in matrix.members if member.id == person)


@pytest.mark.both_databases
def test_a_matrix_has_an_entry_for_what_acts_say(filled: Store) -> None:
    ana, mayor = PersonLink(ANA, "Ana LO"), PersonLink(ALONE, "SAUREL")
    assert matrix_of(filled) == Matrix(
        "fontvergne",
        LABEL,
        (
            Seance(JANUARY, 2, A, 'commune:"=FONTVERGNE" seance:2023-01-10', False),
            Seance(MARCH, 1, C, 'commune:"=FONTVERGNE" seance:2023-03-14', False),
        ),
        (
            Member(ANA, "Ana LO", (Entry("present", (), 1, 0), Entry("represented", (mayor,)))),
            Member(HERE, "Philippe SAUREL", (Entry("part", (ana,)), None)),
            Member(ALONE, "SAUREL", (None, Entry("present"))),
        ),
        None,
    )


def test_a_member_has_counts_and_a_share_of_the_seances_that_name_him() -> None:
    entries = (Entry("present", (), 2), Entry("part"), Entry("absent", (), 0, 1), None, Entry(None, (), 1))
    member = Member(ANA, "Ana LO", entries)
    assert member.counts == {"present": 1, "part": 1, "represented": 0, "excused": 0, "absent": 1}
    assert (member.share, member.against, member.abstaining) == (Decimal("66.7"), 3, 1)
    assert Member(ANA, "Ana LO", (None, Entry(None, (), 1))).share is None


def test_years_and_a_number_of_seances_limit_a_matrix(filled: Store) -> None:
    for asked, days, before in (
        ({}, [JANUARY, MARCH], None),
        ({"limit": 2}, [JANUARY, MARCH], None),
        ({"limit": 1}, [MARCH], MARCH),
        ({"last": datetime.date(2023, 3, 13), "limit": 1}, [JANUARY], None),
        ({"first": MARCH}, [MARCH], None),
        ({"first": datetime.date(2024, 1, 1)}, [], None),
        ({"last": JANUARY}, [JANUARY], None),
    ):
        found = matrix_of(filled, **asked)
        assert ([one.date for one in found.seances], found.before) == (days, before), asked
        assert {len(member.entries) for member in found.members} <= {len(days)}, asked


def test_another_body_and_undated_acts_are_left_out(filled: Store) -> None:
    found = matrix_of(filled, "metropole_de_saint_jouan", "Métropole de Saint-Jouan")
    assert [(member.id, member.entries) for member in found.members] == [
        ("lo-ana@metropole_de_saint_jouan", (Entry("absent"),)),
        ("saurel-paul@metropole_de_saint_jouan", (Entry("present"),)),
        ("saurel-philippe@metropole_de_saint_jouan", (Entry("present"),)),
    ]


def test_acts_whose_body_may_be_several_count_nowhere(filled: Store) -> None:
    labels = ("Ville de Fontvergne", "Fontvergne", LABEL)
    describe_bodies(filled, {}, {label: ["929939411", "219740115"] for label in labels})
    assert matrix_of(filled) == Matrix("fontvergne", LABEL, (), (), None)


def test_what_is_doubtful_is_no_presence(store: Store, record: Record) -> None:
    document, act = act_of("2023-01-10", LABEL, [MAYOR, OTHER])
    sitting = act.facts.attendance
    doubtful = replace(sitting, present=(sitting.present[0], replace(sitting.present[1], doubtful=True)))
    record(store, "a.txt", document, [replace(act, facts=replace(act.facts, attendance=doubtful))])
    assert [member.id for member in matrix_of(store).members] == [HERE]


def test_who_is_only_named_in_a_vote_is_no_member(store: Store, record: Record) -> None:
    document, act = act_of("2023-01-10", LABEL, [MAYOR], against=[OTHER])
    record(store, "a.txt", document, [act])
    assert [member.id for member in matrix_of(store).members] == [HERE]


def test_a_seance_says_that_its_roll_was_read_in_part(store: Store, record: Record) -> None:
    document, act = act_of("2023-01-10", LABEL, [MAYOR])
    counted = replace(act.facts.attendance, counts=Headcount(present=12))
    record(store, "a.txt", document, [replace(act, facts=replace(act.facts, attendance=counted))])
    assert [seance.partial for seance in matrix_of(store).seances] == [True]
