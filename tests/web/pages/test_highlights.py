"""Overlapping marks as a row of pieces, and long texts in parts."""

from __future__ import annotations

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tables import each_row

from recueil.readers.document import Document, Page
from recueil.web.pages.passages import (
    MAX_CHARACTERS,
    MAX_PAGES,
    Mark,
    chunk_at,
    find_excerpt,
    split_at_marks,
    split_into_chunks,
)

TEXT = "0123456789"


def shown(marks: list[Mark], *stretches: tuple[int, int]) -> list[str]:
    """Each stretch as one would write it: kind and id of what begins, kind of what goes on."""
    whole = split_at_marks(TEXT, stretches or [(0, 10)], marks)
    return ["".join(_written(piece) for piece in pieces) for pieces in whole]


def _written(piece: object) -> str:
    layers = piece.layers  # type: ignore[attr-defined]
    before = "".join(f"<{layer.id or layer.kind}>" for layer in layers)
    return f"{before}{piece.text}{'</>' * len(layers)}"  # type: ignore[attr-defined]


def mark(start: int, end: int, name: str) -> Mark:
    return Mark(start, end, name.upper(), name, 1)


MARKED = [
    ([], [(0, 10)], ["0123456789"]),
    ([(2, 4)], [(0, 10)], ["01<a>23</>456789"]),
    ([(0, 10)], [(0, 10)], ["<a>0123456789</>"]),
    ([(2, 4), (4, 6)], [(0, 10)], ["01<a>23</><b>45</>6789"]),
    # one in the other, one over the other, two at one place
    ([(2, 8), (4, 6)], [(0, 10)], ["01<a>23</><A><b>45</></><A>67</>89"]),
    ([(2, 6), (4, 8)], [(0, 10)], ["01<a>23</><A><b>45</></><B>67</>89"]),
    ([(2, 4), (2, 4)], [(0, 10)], ["01<a><b>23</></>456789"]),
    ([(2, 4), (2, 8)], [(0, 10)], ["01<b><a>23</></><B>4567</>89"]),
    # over the end of a stretch, before and behind all, nothing at all
    ([(2, 8)], [(0, 5), (5, 10)], ["01<a>234</>", "<A>567</>89"]),
    ([(0, 4), (8, 10)], [(2, 9)], ["<a>23</>4567<b>8</>"]),
    ([(0, 2), (9, 10)], [(2, 9)], ["2345678"]),
    ([(3, 3)], [(0, 10)], ["0123456789"]),
    ([(0, 10)], [(4, 4)], [""]),
]


@each_row(("places", "stretches", "expected"), MARKED)
def test_marks_stand_around_their_words(
    places: list[tuple[int, int]], stretches: list[tuple[int, int]], expected: list[str]
) -> None:
    marks = [mark(start, end, name) for (start, end), name in zip(places, "ab", strict=False)]
    assert shown(marks, *stretches) == expected


_places = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(sorted)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(_places, max_size=8), st.integers(0, 10))
def test_nothing_is_lost_and_every_mark_begins_once(places: list[list[int]], cut: int) -> None:
    marks = [Mark(start, end, "x", f"e-{n}", n) for n, (start, end) in enumerate(places, 1)]
    whole = split_at_marks(TEXT, [(0, cut), (cut, 10)], marks)
    assert ["".join(piece.text for piece in pieces) for pieces in whole] == [TEXT[:cut], TEXT[cut:]]
    pieces = [piece for stretch in whole for piece in stretch]
    begun = sorted(layer.id for piece in pieces for layer in piece.layers if layer.id)
    assert begun == sorted(mark.id for mark in marks if mark.start < mark.end)
    covered = sum(len(piece.text) * len(piece.layers) for piece in pieces)
    assert covered == sum(mark.end - mark.start for mark in marks)


def test_the_innermost_value_is_the_one_that_is_led_to() -> None:
    outer, inner = Mark(0, 8, "period", "e-1", 1, "outer"), Mark(2, 4, "date", "e-2", 2, "inner")
    place = Mark(3, 4, "anchor", "p-3-4")
    [pieces] = split_at_marks(TEXT, [(0, 10)], [outer, inner, place])
    assert [(piece.text, piece.number, piece.title) for piece in pieces] == [
        ("01", 1, "outer"),
        ("2", 2, "inner"),
        ("3", 2, "inner"),
        ("4567", 1, "outer"),
        ("89", None, ""),
    ]
    assert [layer.tag for layer in pieces[2].layers] == ["mark", "mark", "span"]


def document(*pages: str) -> Document:
    text, leaves, at = "".join(pages), list[Page](), 0
    for number, page in enumerate(pages, 1):
        leaves.append(Page(number, at, at + len(page)))
        at += len(page)
    return Document(text, tuple(leaves), hashlib.sha256(text.encode()).hexdigest(), len(text), "text/plain")


def cut(read: Document, start: int = 0, end: int | None = None) -> list[list[tuple[int, int, int, bool]]]:
    parts = split_into_chunks(read, start, len(read.text) if end is None else end)
    return [[(one.page, one.start, one.end, one.opens) for one in part.stretches] for part in parts]


def test_a_short_act_is_one_part() -> None:
    assert cut(document("abc", "defg")) == [[(1, 0, 3, True), (2, 3, 7, True)]]
    assert cut(document("abc", "defg"), 2, 5) == [[(1, 2, 3, True), (2, 3, 5, True)]]


def test_an_act_without_text_is_one_part() -> None:
    assert cut(document("abc"), 1, 1) == [[(1, 1, 1, True)]]


def test_many_pages_are_shown_some_at_a_time() -> None:
    assert [len(part) for part in cut(document(*["page"] * (2 * MAX_PAGES + 1)))] == [MAX_PAGES, MAX_PAGES, 1]


def test_a_page_without_end_is_cut_at_lines_or_words_where_there_are_any() -> None:
    lines, words, line = "x" * 99_499 + "\n" + "y" * 600, "x" * 99_499 + " " + "y" * 600, "x" * 100_100
    assert cut(document(lines)) == [[(1, 0, 99_500, True)], [(1, 99_500, 100_100, False)]]
    assert cut(document(words)) == [[(1, 0, 99_500, True)], [(1, 99_500, 100_100, False)]]
    assert cut(document(line)) == [[(1, 0, MAX_CHARACTERS, True)], [(1, MAX_CHARACTERS, 100_100, False)]]


def test_a_character_is_found_in_its_part() -> None:
    read = document("x" * (3 * MAX_CHARACTERS))
    parts = split_into_chunks(read, 0, len(read.text))
    places = [0, MAX_CHARACTERS - 1, MAX_CHARACTERS, 3 * MAX_CHARACTERS - 1, 3 * MAX_CHARACTERS]
    assert [chunk_at(parts, offset).number for offset in places] == [1, 1, 2, 3, 3]


EXCERPTS = [
    ("un deux trois quatre cinq", "trois", 4, (0, 25), "trois"),
    ("un deux trois quatre cinq", "trois", 5, (0, 25), "deux trois"),
    ("un deux trois quatre cinq", "trois", 8, (0, 25), "un deux trois quatre"),
    ("un deux trois quatre cinq", "trois", 99, (0, 25), "un deux trois quatre cinq"),
    ("un deux trois quatre cinq", "trois", 99, (3, 20), "deux trois quatre"),
    ("indivisiblement", "visible", 3, (0, 15), "visible"),
    ("un deux", "deux", 0, (0, 2), ""),
]


@each_row(("text", "words", "reach", "within", "shown"), EXCERPTS)
def test_an_excerpt_is_cut_between_words(
    text: str, words: str, reach: int, within: tuple[int, int], shown: str
) -> None:
    start = text.index(words)
    low, high = find_excerpt(text, start, start + len(words), reach, within)
    assert text[low:high] == shown
