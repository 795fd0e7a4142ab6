"""Number words as acts spell them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.entities.numbers import NUMBER_WORDS, parse_number_words

SPELT = [
    ("un", 1),
    ("premier", 1),
    ("sept", 7),
    ("treize", 13),
    ("dix-neuf", 19),
    ("dix sep", 17),
    ("vingt", 20),
    ("vingt et un", 21),
    ("vingt un", 21),
    ("VINGT TROIS", 23),
    ("vingttrois", 23),
    ("trente-et-un", 31),
    ("soixante et onze", 71),
    ("quatre-vingts", 80),
    ("quatre-vingt-un", 81),
    ("quatre vingt dix neuf", 99),
    ("cinquante", 50),
    ("septante-sept", 77),
    ("nonante", 90),
    ("cent-quatre vingt onze", 191),
    ("deux mil", 2000),
    ("deux mil dix sep", 2017),
    ("deux-mille-vingt-trois", 2023),
    ("deux mille vingt un", 2021),
    ("Deux Mil quatorze", 2014),
    ("DEUX MILLE QUATORZE", 2014),
    ("deux mille\nvingt-quatre", 2024),
    ("mil neuf cent quatre-vingt-quatre", 1984),
    ("quatre-cent-trente mille", 430_000),
    ("deux cent cinquante mille", 250_000),
    ("cent quatre-vingt-onze mille cent-quatre vingt onze", 191_191),
    ("deux millions trois cent mille", 2_300_000),
]
NOT_SPELT = ["", "et", "vingt deux trois", "vingt, trois", "vingt euros", "septembre", "12", "un mille"]


@each_row(("words", "number"), SPELT)
def test_number_words_are_read(words: str, number: int) -> None:
    assert parse_number_words(words) == number


@pytest.mark.parametrize("words", NOT_SPELT)
def test_what_spells_no_number_gives_none(words: str) -> None:
    assert parse_number_words(words) is None


def test_every_day_of_a_month_is_read() -> None:
    units = ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
    teens = ["dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"]
    twenties = ["vingt", "vingt et un", *(f"vingt-{unit}" for unit in units[1:])]
    days = [*units, *teens, *twenties, "trente", "trente et un"]
    assert [parse_number_words(words) for words in days] == list(range(1, 32))


def test_the_pattern_stops_where_the_number_does() -> None:
    text = "L'an deux mil vingt et un, le douze juillet à vingt heures"
    found = [match[0] for match in re.finditer(rf"\b{NUMBER_WORDS}", text)]
    assert found == ["deux mil vingt et un", "douze", "vingt"]


@given(st.lists(st.sampled_from(["un", "vingt", "cent", "mil", "et", "-", " ", "\n", "x", "sept"]), max_size=30))
def test_any_words_give_a_number_or_none(words: list[str]) -> None:
    number = parse_number_words("".join(words))
    assert number is None or number >= 0


@pytest.mark.parametrize("piece", ["un ", "un    ", "vingt et ", "mil-"])
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(re.compile(NUMBER_WORDS, re.IGNORECASE).findall, repeated(piece), size)
