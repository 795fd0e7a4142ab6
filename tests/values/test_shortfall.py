"""Fewer names than the act counts: what says so, and what is whole."""

from __future__ import annotations

import pytest
from tests.tables import each_row

from recueil.values import Attendance, Facts, Mention, Person, Shortfall, Vote
from recueil.values.attendance import Headcount, Movement, Proxy


def names(number: int) -> tuple[Mention, ...]:
    return tuple(Mention(at, at + 1, Person("Léa", f"PICQ{at}"), "test") for at in range(number))


GIVEN = tuple(Proxy(name, None) for name in names(2))
ROLLS = [
    (Attendance(present=names(3), counts=Headcount(present=5)), [Shortfall("present", 3, 5)]),
    (Attendance(present=names(5), counts=Headcount(present=5)), []),
    (Attendance(present=names(6), counts=Headcount(present=5)), []),
    (Attendance(present=names(3)), []),
    (Attendance(counts=Headcount(present=5)), [Shortfall("present", 0, 5)]),
    (Attendance(present=names(4), movements=(Movement(names(5)[4], "arrives"),), counts=Headcount(present=5)), []),
    (
        Attendance(present=names(4), movements=(Movement(names(1)[0], "leaves"),), counts=Headcount(present=5)),
        [Shortfall("present", 4, 5)],
    ),
    (Attendance(represented=names(1), proxies=GIVEN, counts=Headcount(proxies=2)), []),
    (Attendance(represented=names(1), counts=Headcount(proxies=2)), [Shortfall("represented", 1, 2)]),
    (Attendance(represented=names(1), excused=names(1), absent=names(1), counts=Headcount(absent=3)), []),
    (Attendance(excused=names(1), absent=names(1), counts=Headcount(absent=3)), [Shortfall("absent", 2, 3)]),
]


@each_row(("attendance", "expected"), ROLLS)
def test_a_roll_with_fewer_names_than_counted_is_partial(
    attendance: Attendance, expected: list[Shortfall]
) -> None:
    assert list(Facts(attendance=attendance).shortfalls) == expected


VOTES = [
    (Vote(7, 9, "adopted", False, 20, 3, 1), []),
    (Vote(7, 9, "adopted", False, 20, 3, 1, names_against=names(3)), []),
    (Vote(7, 9, "adopted", False, 20, 3, 1, names_against=names(2)), [Shortfall("against", 2, 3, 7)]),
    (Vote(7, 9, "adopted", False, 20, 0, 4, names_abstaining=names(1)), [Shortfall("abstentions", 1, 4, 7)]),
]


@pytest.mark.parametrize(("vote", "expected"), VOTES)
def test_a_vote_that_names_some_voters_only_is_partial(vote: Vote, expected: list[Shortfall]) -> None:
    assert list(Facts(votes=(vote,)).shortfalls) == expected
