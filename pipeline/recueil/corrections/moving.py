"""Finding the words that a correction was made on in another text: a new version of the file, or of its reader.

They are told by the words around them, as many as it took to tell them apart where they were. Blanks do not count:
a new version breaks its lines elsewhere. A place that is not certain is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Missing = Literal["gone", "ambiguous", "outside"]
"""The words are not there; they are there several times; they are in no act."""

_AROUND = (24, 48, 96, 192, 384, 768)
_WORD = re.compile(r"\S+")


class Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """Characters ``start`` to ``end`` of a text are ``text``, and these are the characters around them."""

    start: int
    end: int
    text: str
    before: str
    after: str


def anchored(text: str, start: int, end: int) -> Anchor:
    """The words of a text with as much around them as tells them from all others, within reason."""
    whole = _squeezed(text)
    for around in _AROUND:
        before, after = text[max(0, start - around) : start], text[end : end + around]
        anchor = Anchor(start, end, text[start:end], before, after)
        if len(_places(whole, anchor)) == 1:
            break
    return anchor


def find(anchor: Anchor, text: str, acts: Sequence[Span]) -> Span | Missing:
    """Where a text has these words, in one of its acts."""
    span = _in_place(anchor, text) or _moved(anchor, text)
    if isinstance(span, Span) and holder(acts, *span) is None:
        return "outside"
    return span


def holder(acts: Sequence[Span], start: int, end: int) -> int | None:
    """Which of the acts of a document holds these characters, None where none does."""
    holding = (n for n, act in reversed(list(enumerate(acts))) if act.start <= start and end <= act.end)
    return next(holding, None)


def _in_place(anchor: Anchor, text: str) -> Span | None:
    words = anchor.before + anchor.text + anchor.after
    there = text.startswith(words, anchor.start - len(anchor.before))
    return Span(anchor.start, anchor.end) if there else None


def _moved(anchor: Anchor, text: str) -> Span | Missing:
    places = _places(_squeezed(text), anchor)
    if len(places) != 1:
        return "ambiguous" if places else "gone"
    return _spread(text, places[0], len(_squeezed(anchor.text)))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _places(whole: str, anchor: Anchor) -> list[int]:
    """Where the words begin in a text without blanks: the first two places."""
    before = _squeezed(anchor.before)
    wanted = before + _squeezed(anchor.text) + _squeezed(anchor.after)
    first = whole.find(wanted)
    second = whole.find(wanted, first + 1) if first >= 0 else -1
    return [place + len(before) for place in (first, second) if place >= 0]


def _spread(text: str, start: int, length: int) -> Span:
    """The characters of a text that are so many from a place on, blanks left out."""
    return Span(_offset(text, start), _offset(text, start + length - 1) + 1)


def _offset(text: str, place: int) -> int:
    """The character that is at a place, blanks left out."""
    for word in _WORD.finditer(text):
        if place < len(word[0]):
            return word.start() + place
        place -= len(word[0])
    raise AssertionError("a text has as many characters as it has without blanks, or more")
