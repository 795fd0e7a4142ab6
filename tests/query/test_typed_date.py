"""Dates as people type them: what each form means, and what is refused."""

from __future__ import annotations

import datetime
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated
from tests.query.typed_dates import FORMS, NO_DATES, TODAY
from tests.tables import each_row

from recueil.errors import QueryError
from recueil.query import Filter, Span, parse
from recueil.query.messages import ValueMistake
from recueil.query.typed_date import EXAMPLES, TypedDate, today_in_france
from recueil.values import PartialDate


def date(edtf: str) -> PartialDate | None:
    return PartialDate.parse(edtf) if edtf else None


def span(start: str, end: str) -> Span:
    first, last = date(start), date(end)
    return Span(first.first_day() if first else None, last.last_day() if last else None)


@each_row(("text", "start", "end"), FORMS)
def test_a_date_that_is_typed(text: str, start: str, end: str) -> None:
    typed = TypedDate.parse(text, TODAY)
    assert (typed.start, typed.end) == (date(start), date(end))


@each_row(("text", "code"), NO_DATES)
def test_what_is_no_date_is_refused(text: str, code: str) -> None:
    with pytest.raises(ValueMistake) as refused:
        TypedDate.parse(text, TODAY)
    assert refused.value.code == code


@each_row(("text", "start", "end"), FORMS)
def test_a_query_takes_what_is_typed_in_quotes(text: str, start: str, end: str) -> None:
    query = f'seance:"{text}"'
    assert parse(query, TODAY).root == Filter("seance", span(start, end), 0, len(query))


@each_row(("text", "code"), NO_DATES)
def test_a_query_refuses_what_is_no_date(text: str, code: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(f'école seance:"{text}"', TODAY)
    assert (refused.value.code, refused.value.start, refused.value.end) == (code, 6, 15 + len(text))
    assert refused.value.message.endswith(
        ': write for example seance:24/07/2014, seance:"mars 2024", seance:"le mois dernier"'
    )


BOUNDS = [
    ("seance:hier", "2026-11-28", "2026-11-28"),
    ("seance:24/07/2014..31/07/2014", "2014-07-24", "2014-07-31"),
    ('date:"1er janvier 2023".."30 juin 2023"', "2023-01-01", "2023-06-30"),
    ('date:"1er janvier 2023..30 juin 2023"@convocation', "2023-01-01", "2023-06-30"),
    ('seance:"mars 2023".."le mois dernier"', "2023-03-01", "2026-10-31"),
    ('seance:"T1 2024"..', "2024-01-01", ""),
    ('seance:.."T1 2024"', "", "2024-03-31"),
    ('seance:"depuis 3 mois"..hier', "2026-08-29", "2026-11-28"),
    ('seance:>"mars 2024"', "2024-04-01", ""),
    ('seance:<"mars 2024"', "", "2024-02-29"),
    ('seance:>="le mois dernier"', "2026-10-01", ""),
    ('seance:<="le mois dernier"', "", "2026-10-31"),
    ('periode:>"T1 2024"..<2025', "2024-04-01", "2024-12-31"),
]


@each_row(("query", "start", "end"), BOUNDS)
def test_what_is_typed_bounds_a_range(query: str, start: str, end: str) -> None:
    root = parse(query, TODAY).root
    assert isinstance(root, Filter)
    assert root.value == span(start, end)


@pytest.mark.parametrize(
    "query",
    [
        'seance:"avant 2020"..2021',
        'seance:2019.."depuis 2020"',
        'seance:>"depuis 2020"',
        'seance:<"de 2019 à 2021"',
    ],
)
def test_an_end_without_a_limit_bounds_nothing(query: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(query, TODAY)
    assert refused.value.code == "date"


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_a_refusal_shows_is_a_date(example: str) -> None:
    assert TypedDate.parse(example, TODAY).end is not None


@pytest.mark.parametrize(
    ("text", "is_range"),
    [("de mars à juin 2021", True), ("entre 2019 et 2021", True), ("2019-2021", True), ("T1 2024", False),
     ("la semaine dernière", False), ("les 3 derniers mois", False), ("depuis 2020", False)],
)  # fmt: skip
def test_a_range_has_two_ends_that_were_typed(text: str, is_range: bool) -> None:
    assert TypedDate.parse(text, TODAY).is_range is is_range


MONTH_ENDS = [
    ("il y a un mois", datetime.date(2023, 3, 31), "2023-02-28"),
    ("depuis un mois", datetime.date(2024, 3, 31), "2024-02-29"),
    ("il y a un an", datetime.date(2024, 2, 29), "2023-02-28"),
    ("le mois dernier", datetime.date(2024, 1, 31), "2023-12"),
    ("la semaine dernière", datetime.date(2025, 1, 1), "2024-12-23"),
    ("le trimestre dernier", datetime.date(2024, 2, 10), "2023-10"),
    ("ce semestre", datetime.date(2024, 6, 30), "2024-01"),
    ("lundi dernier", datetime.date(2026, 11, 30), "2026-11-23"),
    ("lundi prochain", datetime.date(2026, 11, 30), "2026-12-07"),
    ("hier", datetime.date(2024, 3, 1), "2024-02-29"),
]


@each_row(("text", "today", "start"), MONTH_ENDS)
def test_relative_dates_where_months_end(text: str, today: datetime.date, start: str) -> None:
    assert TypedDate.parse(text, today).start == date(start)


@given(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)),
    st.integers(1, 60),
    st.sampled_from(["jours", "mois", "ans"]),
)
def test_since_and_ago_name_one_day(today: datetime.date, count: int, unit: str) -> None:
    """The first is counted here, the second by dateparser."""
    since, ago = (TypedDate.parse(f"{words} {count} {unit}", today) for words in ("depuis", "il y a"))
    assert since.start == ago.start == ago.end


@given(st.text(max_size=90) | st.lists(st.sampled_from([text for text, _, _ in FORMS]), max_size=3).map(" ".join))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        typed = TypedDate.parse(text, TODAY)
    except ValueMistake:
        return
    assert typed.start or typed.end


@pytest.mark.parametrize(
    "piece", ["du 3 au ", "entre 1 et ", "vingt ", "il y a un jour et ", "mars ", "1er ", "2014-"]
)
def test_long_text_is_refused_at_once(piece: str) -> None:
    def refuse(text: str) -> None:
        with pytest.raises(ValueMistake):
            TypedDate.parse(text, TODAY)

    assert_grows_linearly(refuse, repeated(piece))


def test_the_day_is_that_of_paris() -> None:
    late = datetime.datetime(2026, 7, 1, 22, 30, tzinfo=datetime.UTC)
    assert today_in_france(late) == datetime.date(2026, 7, 2)


def test_dateparser_is_imported_for_relative_days_alone() -> None:
    script = """
import datetime, sys
from recueil.query import parse
def asked(text):
    parse(f'seance:"{text}"', datetime.date(2026, 11, 29))
    return "dateparser" in sys.modules, "recueil.entities.dates.matches" in sys.modules
print(asked("2024-03"), asked("24/07/2014"), asked("le mois dernier"), asked("1er juillet 2014"), asked("hier"))
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "(False, False) (False, False) (False, False) (False, True) (True, True)\n"
