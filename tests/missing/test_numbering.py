"""Numbers that are missing from a series of acts, and numbers that are no series."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import pytest

from recueil.missing.numbering import find_number_gaps
from recueil.store.acts.history import ActOfBody


def acts_of(numbers: Iterable[tuple[str, str | None]], kind: str = "deliberation") -> list[ActOfBody]:
    return [
        ActOfBody(at, f"{at:04x}", at, 1, kind, datetime.date.fromisoformat(day), number, None, 0, 1)
        for at, (day, number) in enumerate(numbers, start=1)
    ]


def gaps(*numbers: tuple[str, str | None]) -> list[tuple[str, str, int, int | None, int]]:
    found = find_number_gaps(acts_of(numbers))
    return [
        (gap.first, gap.last, gap.count, gap.after.docid if gap.after else None, gap.before.docid) for gap in found
    ]


JANUARY, MARCH, JUNE = "2023-01-17", "2023-03-14", "2023-06-30"


@pytest.mark.parametrize(
    ("pattern", "missing"),
    [
        ("2023-{:03d}", ("2023-004", "2023-004")),
        ("{}/2023", ("4/2023", "4/2023")),
        ("DEL 23-{}", ("DEL 23-4", "DEL 23-4")),
        ("{}", ("4", "4")),
    ],
)
def test_a_number_between_others_is_missing(pattern: str, missing: tuple[str, str]) -> None:
    numbers = [(JANUARY, 1), (JANUARY, 2), (MARCH, 3), (JUNE, 5), (JUNE, 6), (JUNE, 7)]
    assert gaps(*((day, pattern.format(n)) for day, n in numbers)) == [(*missing, 1, 3, 4)]


def test_numbers_begin_at_one() -> None:
    assert gaps(*((JUNE, f"2023-{n:02d}") for n in range(3, 9))) == [("2023-01", "2023-02", 2, None, 1)]


def test_each_seance_has_a_series_where_numbers_have_its_day() -> None:
    day = [(JUNE, f"20230630-{n:02d}") for n in (1, 2, 3, 5, 6, 7)]
    assert gaps(*day, (MARCH, "20230314-09")) == [("20230630-04", "20230630-04", 1, 3, 4)]


@pytest.mark.parametrize(
    "numbers",
    [
        [(JANUARY, f"2023-{n}") for n in range(1, 9)],  # complete
        [(JANUARY, "2023-1"), (JUNE, "2023-9")],  # too few
        [(JANUARY, f"2023-{n}") for n in range(1, 40, 3)],  # the store has a third of them
        [(JANUARY if n % 2 else JUNE, f"2023-{n}") for n in (1, 2, 3, 5, 6, 7, 8)],  # no order of days
        [(day, str(n)) for day in (JANUARY, MARCH) for n in (1, 2, 4, 5, 6)],  # each séance begins at 1
        [(JANUARY, f"2023/{n}/09-3/6") for n in (1, 2, 4, 5, 6)],  # several running parts
        [(JANUARY, None)] * 6,
    ],
)
def test_what_is_no_series_has_no_gaps(numbers: list[tuple[str, str | None]]) -> None:
    assert gaps(*numbers) == []


def test_kinds_are_numbered_apart() -> None:
    both = acts_of((JANUARY, f"2023-{n}") for n in (1, 3, 5, 7, 9)) + acts_of(
        ((JANUARY, f"2023-{n}") for n in (2, 4, 6, 8, 10)), "decision"
    )
    assert find_number_gaps(both) == ()
