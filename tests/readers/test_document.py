"""Words with their places: what is kept small comes back equal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recueil.readers.document import Document, Page, Word, Words

VU, LE, CODE = Word(0, 2, 500, 700, 612, 820), Word(3, 5, 640, 700, 700, 820), Word(6, 10, 720, 701, 900, 822, 96)
WORDS = Words([VU, LE, CODE])

words = st.builds(
    Word,
    start=st.integers(0, 2**32 - 1),
    end=st.just(0),
    x0=st.integers(0, 65_535),
    y0=st.integers(0, 65_535),
    x1=st.integers(0, 65_535),
    y1=st.integers(0, 65_535),
    confidence=st.none() | st.integers(0, 100),
)


@given(st.lists(st.tuples(words, st.integers(0, 65_535))))
def test_words_come_back_equal(found: list[tuple[Word, int]]) -> None:
    made = Words(
        Word(word.start, word.start + length, word.x0, word.y0, word.x1, word.y1, word.confidence)
        for word, length in found
    )
    assert Words.unpack(made.pack()) == made
    assert len(made) == len(found)
    assert [word.end - word.start for word in made] == [length for _, length in found]


def test_no_words_take_no_room() -> None:
    assert Words().pack() == b""
    assert Words.unpack(b"") == Words()


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [(0, 10, [VU, LE, CODE]), (1, 2, [VU]), (2, 3, []), (4, 7, [LE, CODE]), (10, 20, []), (0, 0, [])],
)
def test_the_words_of_a_range(start: int, end: int, found: list[Word]) -> None:
    assert WORDS.between(start, end) == found


def test_a_box_beyond_any_page_is_drawn_in() -> None:
    assert list(Words([Word(0, 1, -5, 0, 70_000, 1)])) == [Word(0, 1, 0, 0, 65_535, 1)]


def test_the_words_of_a_document_know_their_page() -> None:
    first, second = Page(1, 0, 11, 5950, 8420, WORDS), Page(2, 11, 14, 5950, 8420, Words([VU]))
    document = Document("Vu le code\nVu.", (first, second), "", 0, "application/pdf")
    assert list(document.words(6, 13)) == [(first, CODE), (second, VU)]
    assert list(document.words(2, 3)) == []


@pytest.mark.parametrize(
    ("start", "end", "sure"), [(0, 5, None), (4, 10, 96), (0, 13, 60), (11, 13, 60), (13, 14, None)]
)
def test_a_value_is_as_sure_as_the_least_of_its_words(start: int, end: int, sure: int | None) -> None:
    doubtful = Words([replace(VU, confidence=60)])
    pages = (Page(1, 0, 11, words=WORDS), Page(2, 11, 14, words=doubtful))
    assert Document("Vu le code\nVu.", pages, "", 0, "image/png").confidence(start, end) == sure
