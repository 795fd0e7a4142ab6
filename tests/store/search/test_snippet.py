"""The passage shown with a hit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recueil.store.search.snippet import Pattern, Segment, TermMark, best_passage, find_patterns

FILLER = "le conseil entend le rapport de la commission et passe au vote à main levée "


def row(*keys: str) -> Pattern:
    """Each key is one of those between bars."""
    return tuple(frozenset(key.split("|")) for key in keys)


def test_marks_are_where_the_phrases_stand() -> None:
    text = "Écoles : l’école de musique et l'ecole\nde la musique, musique"
    assert find_patterns(text, [row("ecol"), row("ecol", "musiqu")]) == [
        TermMark(0, 6, 0),
        TermMark(11, 16, 0),
        TermMark(11, 27, 1),
        TermMark(33, 38, 0),
        TermMark(33, 52, 1),
    ]


def test_a_word_of_several_is_marked() -> None:
    text = "la crèche, les écoles, une école de musique"
    assert find_patterns(text, [row("crech|ecol"), row("crech|ecol", "musiqu")]) == [
        TermMark(3, 9, 0),
        TermMark(15, 21, 0),
        TermMark(27, 32, 0),
        TermMark(27, 43, 1),
    ]


def test_a_short_text_is_shown_whole() -> None:
    assert best_passage("Aide aux écoles.", [TermMark(9, 15, 0)]) == (
        0,
        (Segment("Aide aux ", False), Segment("écoles", True), Segment(".", False)),
    )


def test_a_text_without_marks_shows_its_start() -> None:
    assert best_passage(FILLER * 9, [], 20) == (0, (Segment("le conseil entend le", False),))
    assert best_passage("", []) == (0, ())


def test_the_stretch_with_most_terms_is_shown() -> None:
    text = f"{FILLER * 5}écoles {FILLER * 5}aide, aide aux écoles {FILLER * 5}"
    marks = find_patterns(text, [row("aid"), row("ecol")])
    start, segments = best_passage(text, marks, 60)
    assert [segment.text for segment in segments if segment.hit] == ["aide", "aide", "écoles"]
    assert start == text.index("vote à main levée aide")
    assert "".join(segment.text for segment in segments) == text[start : text.index("entend", start)] + "entend"


def test_overlapping_marks_are_shown_once() -> None:
    assert best_passage("aide aux écoles", [TermMark(0, 4, 0), TermMark(0, 15, 1), TermMark(9, 15, 2)])[1] == (
        Segment("aide", True),
        Segment(" aux écoles", True),
    )


def test_a_mark_longer_than_the_passage_is_whole() -> None:
    text = FILLER * 9
    assert best_passage(text, [TermMark(76, 376, 0)], 60) == (76, (Segment(text[76:376], True),))


@given(
    st.text("aé \n\0", min_size=1, max_size=300),
    st.lists(st.tuples(st.integers(0, 299), st.integers(0, 60), st.integers(0, 3)), max_size=20),
    st.integers(1, 120),
)
def test_a_passage_is_a_stretch_of_the_text(text: str, places: list[tuple[int, int, int]], width: int) -> None:
    marks = [
        TermMark(start, min(start + length, len(text)), term)
        for start, length, term in places
        if start < len(text)
    ]
    start, segments = best_passage(text, marks, width)
    joined = "".join(segment.text for segment in segments)
    assert text[start : start + len(joined)] == joined
    assert all(segment.text for segment in segments)


@pytest.mark.parametrize("piece", ["école ", "é", " ", "aide école "])
def test_long_texts_take_linear_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert best_passage(text, find_patterns(text, [row("ecol"), row("aid", "ecol")]))[0] >= 0
