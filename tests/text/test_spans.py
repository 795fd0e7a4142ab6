"""Spans of characters: merged, and asked whether they overlap another."""

from __future__ import annotations

import pytest

from recueil.text import merge_spans, overlaps


def test_spans_that_touch_are_one() -> None:
    assert merge_spans([(12, 20), (-5, 4), (3, 9), (9, 10)]) == [(0, 10), (12, 20)]


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(0, 3, False), (0, 4, True), (5, 6, True), (8, 12, False), (11, 30, True)]
)
def test_spans_overlap_what_shares_a_character(start: int, end: int, expected: bool) -> None:
    assert overlaps([(3, 8), (12, 20)], start, end) is expected
