"""Highlights: splits text with overlapping marks into consecutive pieces for a page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

ANCHOR = "anchor"
"""Kind of a mark that is not a value, but a target of links on the page."""

State = Literal["", "corrected", "doubtful"]
"""What a mark says of its value besides its kind; a corrected value is not doubtful."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on characters ``start`` to ``end``: a value of ``kind``; its ``number`` links to the act's value.

    ``id`` is unique on the page.
    """

    start: int
    end: int
    kind: str
    id: str
    number: int | None = None
    title: str = ""
    chosen: bool = False
    state: State = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """An HTML element around a piece; it has the ``id`` of its mark where that begins."""

    kind: str
    id: str | None
    chosen: bool
    tag: str
    state: State = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text within the same marks, outermost first; ``number`` and ``title`` are those of the innermost value."""

    text: str
    layers: tuple[Layer, ...] = ()
    number: int | None = None
    title: str = ""


def split_at_marks(text: str, stretches: Sequence[tuple[int, int]], marks: Iterable[Mark]) -> list[list[Piece]]:
    """Split each stretch of text into pieces. Stretches must be contiguous."""
    low, high = stretches[0][0], stretches[-1][1]
    inside = [mark for mark in marks if mark.start < high and mark.end > low and mark.start < mark.end]
    cuts = sorted(
        {low, high}
        | {start for start, _ in stretches}
        | {at for mark in inside for at in (mark.start, mark.end) if low < at < high}
    )
    pieces = list(_split(text, cuts, sorted(inside, key=lambda mark: mark.start)))
    # Piece n begins at cut n.
    places = [bisect_left(cuts, start) for start, _ in stretches] + [len(pieces)]
    return [pieces[first:last] for first, last in pairwise(places)]


def _split(text: str, cuts: list[int], marks: list[Mark]) -> Iterator[Piece]:
    waiting, around = iter(marks), list[Mark]()
    coming = next(waiting, None)
    for start, end in pairwise(cuts):
        around = [mark for mark in around if mark.end > start]
        while coming is not None and coming.start <= start:
            around += [coming] if coming.end > start else []
            coming = next(waiting, None)
        yield _make_piece(text[start:end], start, cuts[0], around)


def _make_piece(text: str, start: int, low: int, around: list[Mark]) -> Piece:
    outermost_first = sorted(around, key=lambda mark: (mark.start - mark.end, mark.start))
    innermost = next((mark for mark in reversed(outermost_first) if mark.number is not None), None)
    return Piece(
        text,
        tuple(_make_layer(mark, begins=start == max(mark.start, low)) for mark in outermost_first),
        innermost.number if innermost else None,
        innermost.title if innermost else "",
    )


def _make_layer(mark: Mark, *, begins: bool) -> Layer:
    tag = "span" if mark.kind == ANCHOR else "mark"
    return Layer(mark.kind, mark.id if begins else None, mark.chosen, tag, mark.state)
