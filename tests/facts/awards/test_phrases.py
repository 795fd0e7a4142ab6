"""Alternatives gathered by their first letter find what an alternation of the words finds."""

from __future__ import annotations

import re

from recueil.facts.awards.phrases import alternatives, named_alternatives

WORDS = ("aides?", "a", "avances?", "dons?", r"dot\w{0,5}")
TEXT = "aide, avances, a; dons, dotation; un bardeau, l'aide"


def test_words_that_begin_there() -> None:
    assert re.findall(alternatives(*WORDS) + "(?![a-z])", TEXT) == [
        "aide",
        "avances",
        "a",
        "dons",
        "dotation",
        "aide",
    ]
    assert re.findall(alternatives(*WORDS), TEXT) == re.findall(rf"(?<![a-z])(?:{'|'.join(WORDS)})", TEXT)


def test_the_group_that_a_word_is_of() -> None:
    pattern = re.compile(named_alternatives(aid=WORDS[:3], gift=WORDS[3:]) + "(?![a-z])")
    assert [match.lastgroup for match in pattern.finditer(TEXT)] == ["aid", "aid", "aid", "gift", "gift", "aid"]
