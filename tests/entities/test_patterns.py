"""Building blocks of regexes."""

from __future__ import annotations

import re

import pytest

from recueil.entities.patterns import regex_at_word_start, split_alternatives


def test_a_regex_is_split_where_no_group_is_open() -> None:
    assert split_alternatives(r"a(?:b|(c|d))|e\|f|\(g|h") == [r"a(?:b|(c|d))", r"e\|f", r"\(g", "h"]


def test_words_are_found_at_the_same_places_as_behind_a_lookbehind() -> None:
    pattern = r"regions?(?!al)|cd ?[0-9]{2}|etat"
    text = "etat, l'etat et la region; regional, cd 14\netat constat xcd14 regions"
    plain, fast = re.compile(rf"(?<![a-z])(?:{pattern})"), re.compile(regex_at_word_start(pattern))
    found = [match.span() for match in fast.finditer(text)]
    assert found == [match.span() for match in plain.finditer(text)]
    assert [text[slice(*span)] for span in found] == ["etat", "etat", "region", "cd 14", "etat", "regions"]


@pytest.mark.parametrize("pattern", ["etat|(?:a|b)", "etat|[ab]c", "x?etat", ""])
def test_an_alternative_that_begins_with_no_letter_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="does not begin with a letter"):
        regex_at_word_start(pattern)
