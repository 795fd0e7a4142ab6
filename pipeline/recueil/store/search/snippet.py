"""Snippets: the passage of an act that best shows why it matches, with highlights."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from recueil.store.engine import deadlines
from recueil.text import content_words

WIDTH = 240
# About 200 pages: words further on in an act are found by search, but not shown in a passage.
_LONGEST = 500_000
_BETWEEN_CHECKS = 4_096
_MAX_TRIM = 24


class TermMark(NamedTuple):
    """The characters ``start`` to ``end`` match term number ``term`` of the query."""

    start: int
    end: int
    term: int


class Segment(NamedTuple):
    """A piece of the passage; ``hit`` marks a highlight."""

    text: str
    hit: bool


Pattern = tuple[frozenset[str], ...]
"""Consecutive keys, each with its alternatives."""


def find_patterns(text: str, patterns: Sequence[Pattern]) -> list[TermMark]:
    """Find the patterns in a text; only in its beginning if it is longer than any act should be.

    Raises StoreTimeout after the deadline.
    """
    if not patterns:
        return []
    starts: dict[str, list[tuple[int, Pattern]]] = {}
    for term, pattern in enumerate(patterns):
        for key in pattern[0]:
            starts.setdefault(key, []).append((term, pattern))
    words = list(content_words(text[:_LONGEST]))
    marks = []
    for at, word in enumerate(words):
        if at % _BETWEEN_CHECKS == 0:
            deadlines.check_deadline()
        for term, pattern in starts.get(word.key, ()):
            last = at + len(pattern) - 1
            if last < len(words) and all(words[at + n].key in keys for n, keys in enumerate(pattern)):
                marks.append(TermMark(word.start, words[last].end, term))
    return marks


def best_passage(text: str, marks: Iterable[TermMark], width: int = WIDTH) -> tuple[int, tuple[Segment, ...]]:
    """Return the start of the best passage, and its segments, which concatenate to the unchanged text."""
    ordered = sorted(marks)
    low, high = _extend(text, *_densest(ordered, width), width)
    segments: list[Segment] = []
    at = low
    for mark in ordered:
        start, end = max(mark.start, at), min(mark.end, high)
        if start < end:
            segments += (Segment(text[at:start], False), Segment(text[start:end], True))
            at = end
    segments.append(Segment(text[at:high], False))
    return low, tuple(segment for segment in segments if segment.text)


def _densest(marks: list[TermMark], width: int) -> tuple[int, int]:
    """Return the range with the most distinct query terms, then the most marks; the first of equals."""
    window: deque[TermMark] = deque()
    terms: Counter[int] = Counter()
    best, stretch = (0, 0), (0, 0)
    for mark in marks:
        window.append(mark)
        terms[mark.term] += 1
        while len(window) > 1 and mark.end - window[0].start > width:
            gone = window.popleft()
            terms[gone.term] -= 1
        score = (len(+terms), len(window))
        if score > best:
            best, stretch = score, (window[0].start, max(mark.end for mark in window))
    return stretch


def _extend(text: str, start: int, end: int, width: int) -> tuple[int, int]:
    """Extend a range to ``width``, cut between words where that costs few characters."""
    margin = max(0, width - (end - start)) // 2
    low = max(0, start - margin)
    high = min(len(text), max(end, low + width))
    if low > 0:
        low = next((n + 1 for n in range(low, min(low + _MAX_TRIM, start)) if text[n].isspace()), low)
    if high < len(text):
        high = next((n for n in range(high, max(high - _MAX_TRIM, end), -1) if text[n].isspace()), high)
    return low, high
