"""Places in an act by their words, as people name them: blanks do not count, nor where lines break."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from recueil.corrections.moving import Span
from recueil.errors import CorrectionError
from recueil.values import Act, Entity

_MAX_SHOWN = 10


def find_entity(act: Act, kind: str, words: str, at: int | None = None) -> Entity:
    """Return the entity of a kind with these words; ``at`` is the start offset that selects one of
    several.

    Whitespace is ignored. Raise CorrectionError if there is none, or if several match and ``at`` is
    not one.
    """
    wanted = words.split()
    found = [entity for entity in act.entities if entity.kind == kind and entity.text.split() == wanted]
    start = _pick_start([entity.start for entity in found], f"{kind} {words!r}", at)
    return next(entity for entity in found if entity.start == start)


def find_span(act: Act, text: str, words: str, at: int | None = None) -> Span:
    """Return the span of these words in an act; ``at`` is the start offset that selects one of several.

    Raise CorrectionError if there is none, or if several match and ``at`` is not one.
    """
    found = {span.start: span for span in find_spans(act, text, words)}
    return found[_pick_start(list(found), repr(words), at)]


def find_spans(act: Act, text: str, words: str) -> Iterator[Span]:
    """Yield every span of an act's text with these words, whole words only; line breaks count as blanks."""
    said = r"\s+".join(map(re.escape, words.split()))
    wanted = re.compile(rf"(?<!\w){said}(?!\w)")
    yield from (Span(*match.span()) for match in wanted.finditer(text, act.start, act.end) if match[0])


def _pick_start(starts: Sequence[int], what: str, at: int | None) -> int:
    if not starts:
        raise CorrectionError(f"The act has no {what}.", "`recueil show` prints its words and its values.")
    if at is not None and at in starts:
        return at
    if at is None and len(starts) == 1:
        return starts[0]
    shown = ", ".join(map(str, starts[:_MAX_SHOWN]))
    raise CorrectionError(f"The act has {what} at {shown}.", "Say which with --at.")
