"""Patterns tried only where one of the words stands that they may begin with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge

# Usually contains the heading of the act; each following chunk is four times as long.
_FIRST_CHUNK = 2000


class PrefilteredPattern:
    """A regex with a literal prefilter: each match begins with one of ``words``, spelled as in the text.

    It finds what ``re.compile(pattern)`` finds: searching for a literal takes a fiftieth of the time of an
    alternation.
    """

    def __init__(self, pattern: str, *words: str) -> None:
        self.pattern = re.compile(pattern)
        self._words = words

    def may_begin_in(self, small: str, start: int, end: int) -> bool:
        """Return whether a match may begin between ``start`` and ``end``: one of the words occurs there."""
        return any(small.find(word, start, end) >= 0 for word in self._words)

    def finditer(self, small: str, text: str | None = None) -> Iterator[re.Match[str]]:
        """Yield every match in ``text``, or in ``small`` if no text is given.

        The words are searched in ``small``, the folded text, whose offsets are those of ``text``.
        """
        reached, said = 0, text or small
        for place in word_offsets(small, self._words):
            match = self.pattern.match(said, place) if place >= reached else None
            if match:
                reached = match.end()
                yield match

    def search(self, small: str, text: str | None = None) -> re.Match[str] | None:
        """Return the first match, or None."""
        return next(self.finditer(small, text), None)


def merge_matches(*found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Merge sorted iterables of matches in text order; of two that overlap, keep the first."""
    reached = 0
    for match in merge(*found, key=lambda match: match.start()):
        if match.start() >= reached:
            reached = match.end()
            yield match


def word_offsets(small: str, words: Sequence[str]) -> Iterator[int]:
    """Yield the offset of each occurrence of any word, in text order.

    Reads lazily: a caller that stops at the first occurrence does not search the rest of the text.
    """
    start, end = 0, _FIRST_CHUNK
    while start < len(small):
        found: list[int] = []
        for word in words:
            reach = end + len(word) - 1
            place = small.find(word, start, reach)
            while place >= 0:
                found.append(place)
                place = small.find(word, place + 1, reach)
        found.sort()
        yield from found
        start, end = end, end * 4
