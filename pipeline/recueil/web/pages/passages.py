"""Passages of an act on its page: chunks that a browser can show (most acts are one), links to passages, their
marks, and text with overlapping marks split into consecutive pieces.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from recueil.corrections import Correction
from recueil.readers.document import Document
from recueil.store.acts.read import StoredAct
from recueil.values import Entity, Mention
from recueil.web.i18n import labels
from recueil.web.i18n.format import format_certainty, format_value

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


def find_excerpt(text: str, start: int, end: int, reach: int, within: tuple[int, int]) -> tuple[int, int]:
    """Return the range of an excerpt: what is ``within`` of a span, and of at most ``reach`` characters on each
    side of it, cut between words.
    """
    first, last = within
    start, end = (min(max(at, first), last) for at in (start, end))
    low, high = max(start - reach, first), min(end + reach, last)
    if low > first:
        while low < start and not text[low - 1].isspace():
            low += 1
        while low < start and text[low].isspace():
            low += 1
    if high < last:
        while high > end and not text[high].isspace():
            high -= 1
        while high > end and text[high - 1].isspace():
            high -= 1
    return low, high


def split_excerpt(stored: StoredAct, mark: Mark, reach: int) -> list[Piece]:
    """Split an excerpt of an act around a mark into pieces, with « … » where it is cut; empty outside the act."""
    act = stored.act
    if mark.start > act.end or mark.end < act.start:
        return []
    low, high = find_excerpt(stored.document.text, mark.start, mark.end, reach, (act.start, act.end))
    pieces = split_at_marks(stored.document.text, [(low, high)], [mark])[0]
    return [*([Piece("…")] if low > act.start else ()), *pieces, *([Piece("…")] if high < act.end else ())]


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


Corrections = Mapping[int, Correction]


class PassageLinks:
    """Builds links to values and passages, relative to the chunk that is shown."""

    def __init__(self, stored: StoredAct, parts: tuple[Chunk, ...], shown: Chunk) -> None:
        self._uid, self._parts, self._shown = stored.uid, parts, shown
        self._numbers = {
            (entity.kind, entity.start): number for number, entity in enumerate(stored.act.entities, start=1)
        }

    def span(self, start: int, end: int) -> str:
        """Return the link to a range of characters."""
        return self._at(start, span_id(start, end))

    def mention(self, mention: Mention | None) -> str:
        """Return the link to a mention's value; empty where it is not among the act's entities."""
        number = mention and self._numbers.get((mention.kind, mention.start))
        return self._at(mention.start, f"e-{number}") if mention and number else ""

    def value(self, number: int, start: int) -> str:
        """Return the link to a value by its number."""
        return self._at(start, f"e-{number}")

    def _at(self, offset: int, anchor: str) -> str:
        part = chunk_at(self._parts, offset)
        return f"#{anchor}" if part == self._shown else f"/actes/{self._uid}?partie={part.number}#{anchor}"


def span_id(start: int, end: int) -> str:
    """Return the HTML id of a passage."""
    return f"p-{start}-{end}"


def value_marks(
    stored: StoredAct,
    hidden_kinds: Iterable[str] = (),
    chosen: int | None = None,
    corrections: Corrections = MappingProxyType({}),
) -> Iterator[Mark]:
    """Yield a mark per value; hidden kinds keep their anchor, without colour.

    ``corrections`` by number give the author and reason of corrected values.
    """
    hidden_kinds = frozenset(hidden_kinds)
    for number, entity in enumerate(stored.act.entities, start=1):
        is_chosen = number == chosen
        if entity.kind in hidden_kinds and not is_chosen:
            yield Mark(entity.start, entity.end, ANCHOR, f"e-{number}")
        else:
            state: State = "corrected" if entity.correction is not None else "doubtful" if entity.doubtful else ""
            title = _mark_title(entity, corrections)
            yield Mark(entity.start, entity.end, entity.kind, f"e-{number}", number, title, is_chosen, state)


def _mark_title(entity: Entity, corrections: Corrections) -> str:
    title = f"{labels.kind_label(entity.kind)} : {format_value(entity.value)}"
    if entity.correction is None:
        certainty = format_certainty(entity)
        return f"{title} ({certainty})" if certainty else title
    correction = corrections.get(entity.correction)
    who = f" par {correction.made.by}" if correction else ""
    why = f" : {correction.made.why}" if correction and correction.made.why else ""
    return f"{title} (corrigé{who}{why})"


def span_marks(stored: StoredAct, also: Iterable[tuple[int, int]] = ()) -> Iterator[Mark]:
    """Yield a mark per passage to which something else on the page links."""
    facts = stored.act.facts
    spans = {(vote.start, vote.end) for vote in facts.votes}
    spans |= {(each.start, each.end) for each in (*facts.awards, *facts.funding)}
    spans |= {span for finding in stored.act.findings for span in finding.spans}
    spans |= set(also)
    yield from (Mark(start, end, ANCHOR, span_id(start, end)) for start, end in sorted(spans))


def chunks_of_act(stored: StoredAct) -> tuple[Chunk, ...]:
    return split_into_chunks(stored.document, stored.act.start, stored.act.end)


MAX_CHARACTERS = 100_000
MAX_PAGES = 20
"""Limits of one chunk."""
_TO_BREAK = 1_000


@dataclass(frozen=True, slots=True)
class PageRange:
    """Characters ``start`` to ``end`` of a page of the document; ``opens`` where the page begins there."""

    page: int
    start: int
    end: int
    opens: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk of an act's text, numbered from 1."""

    number: int
    stretches: tuple[PageRange, ...]

    @property
    def start(self) -> int:
        return self.stretches[0].start

    @property
    def end(self) -> int:
        return self.stretches[-1].end


def split_into_chunks(document: Document, start: int, end: int) -> tuple[Chunk, ...]:
    """Split a range of the document into chunks; at least one, even without text."""
    made: list[tuple[PageRange, ...]] = []
    part: list[PageRange] = []
    for stretch in _page_ranges(document, start, end):
        if part and (len(part) == MAX_PAGES or stretch.end - part[0].start > MAX_CHARACTERS):
            made.append(tuple(part))
            part = []
        part.append(stretch)
    made.append(tuple(part) or (PageRange(document.page_at(start), start, start, True),))
    return tuple(Chunk(number, stretches) for number, stretches in enumerate(made, 1))


def _page_ranges(document: Document, start: int, end: int) -> Iterator[PageRange]:
    """Yield the ranges of each page, split where they are too long."""
    for page in document.pages:
        first, last = max(page.start, start), min(page.end, end)
        at = first
        while at < last:
            until = _find_break(document.text, at, last)
            yield PageRange(page.number, at, until, at == first)
            at = until


def _find_break(text: str, start: int, end: int) -> int:
    """Return where to end a chunk: at a line or word break near the limit, if there is one."""
    if end - start <= MAX_CHARACTERS:
        return end
    latest = start + MAX_CHARACTERS
    for sign in ("\n", " "):
        if (found := text.rfind(sign, latest - _TO_BREAK, latest)) >= 0:
            return found + 1
    return latest


def chunk_at(parts: tuple[Chunk, ...], offset: int) -> Chunk:
    """Return the chunk that contains a character of the document."""
    return parts[max(bisect_right(parts, offset, key=lambda part: part.start) - 1, 0)]
