"""Re-anchor corrections: find the quoted words in another text (a new version of the file, or of the
reader), or in an act by the words that a user types.

An anchor has the words and as much context as made them unique in the text where they were.
Whitespace is ignored, since a new version breaks its lines elsewhere. An ambiguous place counts as
missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from recueil.errors import CorrectionError
from recueil.translation import gettext as _
from recueil.values import Act, Entity

Missing = Literal["gone", "ambiguous", "outside", "inside"]
"""Why an anchor was not found: its words do not occur, occur several times, or occur outside all acts; or, for a
correction of the act as a whole, they no longer open an act."""

_CONTEXT_LENGTHS = (24, 48, 96, 192, 384, 768)
_WORD = re.compile(r"\S+")


class Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """A quotation: ``text`` at ``start`` to ``end``, with the characters before and after it."""

    start: int
    end: int
    text: str
    before: str
    after: str


def make_anchor(text: str, start: int, end: int) -> Anchor:
    """Return an anchor for a span, with as much context as makes it unique, up to 768 characters each
    side.
    """
    whole = _strip_blanks(text)
    for around in _CONTEXT_LENGTHS:
        before, after = text[max(0, start - around) : start], text[end : end + around]
        anchor = Anchor(start, end, text[start:end], before, after)
        if len(_find_places(whole, anchor)) == 1:
            break
    return anchor


def find_anchor(anchor: Anchor, text: str, acts: Sequence[Span]) -> Span | Missing:
    """Return the span of an anchor in a text if it lies in one of the acts, else the reason why it is
    missing.
    """
    span = _find_in_place(anchor, text) or _find_moved(anchor, text)
    if isinstance(span, Span) and find_act(acts, *span) is None:
        return "outside"
    return span


def find_act(acts: Sequence[Span], start: int, end: int) -> int | None:
    """Return the index of the act that contains these characters, or None; the last one if several do."""
    holding = (n for n, act in reversed(list(enumerate(acts))) if act.start <= start and end <= act.end)
    return next(holding, None)


def _find_in_place(anchor: Anchor, text: str) -> Span | None:
    words = anchor.before + anchor.text + anchor.after
    is_unchanged = text.startswith(words, anchor.start - len(anchor.before))
    return Span(anchor.start, anchor.end) if is_unchanged else None


def _find_moved(anchor: Anchor, text: str) -> Span | Missing:
    places = _find_places(_strip_blanks(text), anchor)
    if len(places) != 1:
        return "ambiguous" if places else "gone"
    start, length = places[0], len(_strip_blanks(anchor.text))
    return Span(_restore_offset(text, start), _restore_offset(text, start + length - 1) + 1)


def _strip_blanks(text: str) -> str:
    return "".join(text.split())


def _find_places(words: str, anchor: Anchor) -> list[int]:
    """Return the first two places where the anchor occurs in a text without whitespace."""
    before = _strip_blanks(anchor.before)
    quote = before + _strip_blanks(anchor.text) + _strip_blanks(anchor.after)
    first = words.find(quote)
    second = words.find(quote, first + 1) if first >= 0 else -1
    return [place + len(before) for place in (first, second) if place >= 0]


def _restore_offset(text: str, place: int) -> int:
    """Return the offset of a character in the text, given its index without whitespace."""
    for word in _WORD.finditer(text):
        if place < len(word[0]):
            return word.start() + place
        place -= len(word[0])
    raise AssertionError("a text has as many characters as it has without blanks, or more")


def trim_span(text: str, start: int, end: int) -> Span:
    """Return a span without the blanks around its words. Raise CorrectionError if there are no words."""
    words = text[start:end] if 0 <= start < end <= len(text) else ""
    if not words.strip():
        raise CorrectionError(
            _("There are no words at {start} to {end}.").format(start=start, end=end),
            _("Take the characters from the act as it is now."),
            code="no-words",
        )
    start += len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


_MAX_SHOWN = 10


def find_entity(act: Act, kind: str, words: str, at: int | None = None) -> Entity:
    """Return the entity of a kind with these words; ``at`` is the start offset that selects one of
    several.

    Whitespace is ignored. Raise CorrectionError if there is none, or if several match and ``at`` is
    not one.
    """
    quoted = words.split()
    found = [entity for entity in act.entities if entity.kind == kind and entity.text.split() == quoted]
    start = _pick_start([entity.start for entity in found], f"{_(kind)} {words!r}", at)
    return next(entity for entity in found if entity.start == start)


def find_span(act: Act, text: str, words: str, at: int | None = None) -> Span:
    """Return the span of these words in an act; ``at`` is the start offset that selects one of several.

    Raise CorrectionError if there is none, or if several match and ``at`` is not one.
    """
    found = {span.start: span for span in find_spans(act, text, words)}
    return found[_pick_start(list(found), repr(words), at)]


def find_spans(act: Act, text: str, words: str) -> Iterator[Span]:
    """Yield every span of an act's text with these words, whole words only; line breaks count as blanks."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    whole_words = re.compile(rf"(?<!\w){pattern}(?!\w)")
    yield from (Span(*match.span()) for match in whole_words.finditer(text, act.start, act.end) if match[0])


def _pick_start(starts: Sequence[int], words: str, at: int | None) -> int:
    if not starts:
        advice = _("`recueil show` prints its words and its values.")
        raise CorrectionError(_("The act has no {words}.").format(words=words), advice, code="not-found")
    if at is not None and at in starts:
        return at
    if at is None and len(starts) == 1:
        return starts[0]
    shown = ", ".join(map(str, starts[:_MAX_SHOWN]))
    raise CorrectionError(
        _("The act has {words} at {shown}.").format(words=words, shown=shown),
        _("Say which with --at."),
        code="several",
    )
