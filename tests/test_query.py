"""The query language: what each form means, and what a mistake is told."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recueil import query
from recueil.errors import QueryError
from recueil.query import And, Filter, Node, Not, Or, Range, Span, Words, parse
from recueil.query_lexemes import MAX_LENGTH

FORMS: list[tuple[str, Node]] = [
    ("école", Words("école", 0, 5)),
    ('"conseil municipal"', Words("conseil municipal", 0, 19)),
    ("«conseil municipal»", Words("conseil municipal", 0, 19)),
    ("“conseil”", Words("conseil", 0, 9)),
    ("a b", And((Words("a", 0, 1), Words("b", 2, 3)), 0, 3)),
    ("a -b", And((Words("a", 0, 1), Not(Words("b", 3, 4), 2, 4)), 0, 4)),
    ("mont-blanc", Words("mont-blanc", 0, 10)),
    ("a OU b", Or((Words("a", 0, 1), Words("b", 5, 6)), 0, 6)),
    ("a ou b", And((Words("a", 0, 1), Words("ou", 2, 4), Words("b", 5, 6)), 0, 6)),
    ("OUI", Words("OUI", 0, 3)),
    # OU joins its two neighbours, as in spoken French: the subsidy, and a school or a nursery.
    (
        "subvention école OU crèche",
        And((Words("subvention", 0, 10), Or((Words("école", 11, 16), Words("crèche", 20, 26)), 11, 26)), 0, 26),
    ),
    (
        "(a b) OU c",
        Or((And((Words("a", 1, 2), Words("b", 3, 4)), 1, 4), Words("c", 9, 10)), 1, 10),
    ),
    ("a -(b OU c)", And((Words("a", 0, 1), Not(Or((Words("b", 4, 5), Words("c", 9, 10)), 4, 10), 2, 10)), 0, 10)),
    ("chapitre:65", Filter("chapitre", "65", 0, 11)),
    ("Séance:2014", Filter("seance", Span(datetime.date(2014, 1, 1), datetime.date(2014, 12, 31)), 0, 11)),
    ('personne:"jeanne lef*"', Filter("personne", "jeanne lef*", 0, 22)),
    ("nature:délibération", Filter("nature", "délibération", 0, 19)),
    ('"a" "b"', And((Words("a", 0, 3), Words("b", 4, 7)), 0, 7)),
    ("12:30", Words("12:30", 0, 5)),
]

NUMBERS = [
    ("montant:4255,50", Range(Decimal("4255.50"), Decimal("4255.50"))),
    ("montant:4255.5", Range(Decimal("4255.5"), Decimal("4255.5"))),
    ("montant:>10000", Range(Decimal(10000), None, strict=True)),
    ("montant:>=10000", Range(Decimal(10000), None)),
    ("montant:<10000", Range(None, Decimal(10000), strict=True)),
    ("montant:<=10000", Range(None, Decimal(10000))),
    ("montant:≥10000", Range(Decimal(10000), None)),
    ("montant:1000..5000", Range(Decimal(1000), Decimal(5000))),
    ("montant:1000..", Range(Decimal(1000), None)),
    ("montant:..5000", Range(None, Decimal(5000))),
    ("montant:-50..0", Range(Decimal(-50), Decimal(0))),
    ('montant:">10 000"', Range(Decimal(10000), None, strict=True)),
    ('montant:>"10 000 €"', Range(Decimal(10000), None, strict=True)),
    ("montant:10k..1,5M", Range(Decimal(10000), Decimal(1500000))),
    ("pourcentage:0,365", Range(Decimal("0.365"), Decimal("0.365"))),
    ("pourcentage:49%", Range(Decimal(49), Decimal(49))),
]

DAYS = [
    ("date:2023-02", Span(datetime.date(2023, 2, 1), datetime.date(2023, 2, 28))),
    ("date:2023-01..2023-06", Span(datetime.date(2023, 1, 1), datetime.date(2023, 6, 30))),
    ("date:2023-05-01", Span(datetime.date(2023, 5, 1), datetime.date(2023, 5, 1))),
    ("date:>2023-05-01", Span(datetime.date(2023, 5, 2), None)),
    ("date:>2023", Span(datetime.date(2024, 1, 1), None)),
    ("date:>=2023", Span(datetime.date(2023, 1, 1), None)),
    ("date:<2023", Span(None, datetime.date(2022, 12, 31))),
    ("periode:<=2023-02", Span(None, datetime.date(2023, 2, 28))),
    ("seance:2014..", Span(datetime.date(2014, 1, 1), None)),
]

MISTAKES = [
    ("", "the query is empty: write a word or a field", 0, 1),
    ("   ", "the query is empty: write a word or a field", 0, 3),
    ("OU", "OU stands between two terms", 0, 2),
    ("a OU", "OU stands between two terms", 2, 4),
    ("OU a", "OU stands between two terms", 0, 2),
    ("a OU OU b", "OU stands between two terms", 5, 7),
    ("-a", "this only excludes: say also what to look for", 0, 2),
    ("a (-b -c)", "this only excludes: say also what to look for", 3, 8),
    ("a OU -b", "OU cannot offer an exclusion: put what to look for beside it", 5, 7),
    ("a --b", "a word, a phrase or a field is missing after this -", 2, 4),
    ("a -OU b", "a word, a phrase or a field is missing after this -", 2, 5),
    ('a "bc', "this quote is never closed", 2, 5),
    ('personne:"saurel', "this quote is never closed", 9, 16),
    ("(a", "this ( is never closed", 0, 1),
    ("a (", "this ( is never closed", 2, 3),
    ("a)", "this ) closes nothing", 1, 2),
    ("()", "a term is missing before this )", 1, 2),
    ("subvention*", "* only ends a name, as in personne:lef*: write the whole word", 0, 11),
    (
        "école montan:12",
        "unknown field 'montan'; the fields are montant, pourcentage, chapitre, article, date, periode, seance, "
        "personne, nature",
        6,
        13,
    ),
    ("montant:beaucoup", "'beaucoup' is not a number: write for example montant:>10000", 0, 16),
    (
        "école montant:>10 000 chapitre:65",
        'a figure with spaces goes between quotes: montant:">10 000"',
        6,
        21,
    ),
    ("montant: >3", "'' is not a number: write for example montant:>10000", 0, 8),
    ("montant:..", "a range needs an end: write for example montant:>10000", 0, 10),
    ("montant:5000..1000", "the range '5000..1000' starts after its end: write for example montant:>10000", 0, 18),
    # A point before three figures: ten, or ten thousand as the town hall's own tables write it.
    ("montant:>10.000", "'10.000' may be thousands or decimals: write for example montant:>10000", 0, 15),
    (
        "montant:999999999999k",
        "'999999999999k' is beyond a thousand billion: write for example montant:>10000",
        0,
        21,
    ),
    ("montant:0,1234567", "'0,1234567' is not a number: write for example montant:>10000", 0, 17),
    ("date:24/07/2014", "'24/07/2014' is not a date: write for example date:2023-01..2023-06", 0, 15),
    ("date:2023-02-31", "'2023-02-31' is in no calendar: write for example date:2023-01..2023-06", 0, 15),
    ("date:0001", "'0001' is not a year of acts: write for example date:2023-01..2023-06", 0, 9),
    ("chapitre:neuf", "'neuf' is not a code: write for example chapitre:65", 0, 13),
    ("personne:*", "'*' is not a name: write for example personne:\"jeanne lef*\"", 0, 10),
    (
        'personne:"' + "a " * 13 + '"',
        "'a a a a a a a a a a a a a' is not a name: write for example personne:\"jeanne lef*\"",
        0,
        37,
    ),
    ("chapitre:" + "." * 99, f"'{'.' * 40}…' is not a code: write for example chapitre:65", 0, 108),
    ("a \udcff", "this is not a character: check the encoding", 2, 3),
]

TOO_MUCH = [
    ("(" * 10_000, "the query is too long: no more can be read from here"),
    ("(" * 100, "parentheses more than 20 deep"),
    ("-(" * 100, "parentheses more than 20 deep"),
    ("a " * 5_000, "the query is too long: no more can be read from here"),
    ("a" * 10_001, "the query is longer than 10000 characters"),
]


@pytest.mark.parametrize(("text", "root"), FORMS)
def test_a_form_means(text: str, root: Node) -> None:
    assert parse(text) == query.Query(text, root)


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_numbers(text: str, expected: Range) -> None:
    assert parse(text).root == Filter(text.partition(":")[0], expected, 0, len(text))


@pytest.mark.parametrize(("text", "expected"), DAYS)
def test_days(text: str, expected: Span) -> None:
    assert parse(text).root == Filter(text.partition(":")[0], expected, 0, len(text))


@pytest.mark.parametrize(("text", "message", "start", "end"), MISTAKES)
def test_a_mistake_is_told_with_its_place(text: str, message: str, start: int, end: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert (caught.value.message, caught.value.start, caught.value.end) == (message, start, end)


@pytest.mark.parametrize(("text", "message"), TOO_MUCH)
def test_too_much_is_refused(text: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.message == message
    assert caught.value.end <= len(caught.value.query) <= MAX_LENGTH


@pytest.mark.parametrize("field", query.FIELDS.values(), ids=query.FIELDS)
def test_the_example_of_a_field_is_a_query(field: query.Field) -> None:
    root = parse(field.example).root
    assert isinstance(root, Filter)
    assert root.field == field.name


@given(st.text("a(-)\"«»“:OU .*>,0\0\n'é\udcff€chapitremontdsn", max_size=60) | st.text(max_size=40))
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    try:
        root = parse(text).root
    except QueryError as error:
        place, length = (error.start, error.end), max(len(error.query), 1)
    else:
        place, length = (root.start, root.end), len(text)
    assert 0 <= place[0] < place[1] <= length
