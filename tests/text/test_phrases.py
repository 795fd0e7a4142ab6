"""A phrase finds what its pattern finds, only sooner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.facts import sections
from recueil.facts.attendance import attendance
from recueil.facts.identity import body, kind, number_title, officers, stamps
from recueil.text import PrefilteredPattern, fold_accents, merge_matches, word_offsets

VOTE = PrefilteredPattern(r"\b(?:vote|voix)\b(?: (?P<side>pour|contre))?", "vot", "voix")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 voix pour, 3 votes, vote contre", ["voix pour", "vote contre"]),
        ("revote, pavoix, votez", []),
        ("Vote pour", []),
        ("", []),
        ("a" * 1998 + " voix pour", ["voix pour"]),  # across the end of the first stretch
        ("a " * 20_000 + "vote", ["vote"]),
    ],
)
def test_finds_the_pattern_where_a_word_of_it_stands(text: str, found: list[str]) -> None:
    assert [match[0] for match in VOTE.finditer(text)] == found
    assert [match[0] for match in VOTE.pattern.finditer(text)] == found


def test_looks_for_the_words_in_the_folded_text_and_for_the_pattern_in_the_text() -> None:
    title = PrefilteredPattern(r"(?:Délibération|ARRÊTÉ) n° ?[0-9]+", "deliberation", "arrete")
    text = "vu la délibération n° 3, Délibération n° 12, ARRÊTÉ n°7"
    assert [match[0] for match in title.finditer(fold_accents(text), text)] == [
        "Délibération n° 12",
        "ARRÊTÉ n°7",
    ]


def test_of_two_matches_that_overlap_the_first_counts() -> None:
    phrase = PrefilteredPattern("(?:non )?adopte(?: non adopte)?", "non", "adopte")
    assert [match.span() for match in phrase.finditer("adopte non adopte")] == [(0, 17)]
    both = merge_matches(re.finditer("ab", "ab cab bc"), re.finditer("b c|bc", "ab cab bc"))
    assert [match[0] for match in both] == ["ab", "ab", "bc"]


class Watched(str):
    """A text that knows how far it was read."""

    __slots__ = ("end",)

    def find(self, *given: Any) -> int:
        self.end: int = given[2]
        return super().find(*given)


def test_the_first_match_reads_no_further() -> None:
    text = Watched("voix " * 2_000)
    assert next(word_offsets(text, ("voix",))) == 0
    assert text.end < 5_000


def test_a_word_that_begins_in_a_stretch_and_ends_in_the_next_is_found_once() -> None:
    text = "x" * 1997 + "voix" + "x" * 5998 + "voix"
    assert list(word_offsets(text, ("voix",))) == [1997, 7999]


def phrases_of(module: ModuleType) -> Iterator[tuple[str, PrefilteredPattern]]:
    for name, value in vars(module).items():
        for phrase in phrases_in(value):
            yield f"{module.__name__.rpartition('.')[2]}.{name}", phrase


def phrases_in(value: object) -> Iterator[PrefilteredPattern]:
    if isinstance(value, PrefilteredPattern):
        yield value
    elif isinstance(value, dict):
        yield from phrases_in(tuple(value.values()))
    elif isinstance(value, tuple):
        for each in value:
            yield from phrases_in(each)


MODULES = (kind, body, attendance, number_title, sections, officers, stamps)
PHRASES = [named for module in MODULES for named in phrases_of(module)]


@pytest.mark.slow
def test_no_word_that_a_phrase_may_begin_with_is_forgotten(root: Path) -> None:
    for file in sorted((root / "corpus" / "actes").glob("*.txt")):
        text = file.read_text()
        small = fold_accents(text)
        for (name, phrase), read in product(PHRASES, (text, small)):
            spans = [match.span() for match in phrase.finditer(small, read)]
            assert spans == [match.span() for match in phrase.pattern.finditer(read)], (name, file.name)


@pytest.mark.parametrize("piece", ["voix", "vote vote", "v", "vot"])
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(lambda text: list(VOTE.finditer(text)), repeated(piece), size)
