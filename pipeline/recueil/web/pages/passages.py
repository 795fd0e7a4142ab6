"""Passages of an act on its page: links to them, and their marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from recueil.corrections import Correction
from recueil.store.acts.read import StoredAct
from recueil.values import Entity, Mention
from recueil.web.i18n import labels
from recueil.web.i18n.format import format_certainty, format_value
from recueil.web.pages.chunks import Chunk, chunk_at, split_into_chunks
from recueil.web.pages.highlights import ANCHOR, Mark, State

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
    hidden: Iterable[str] = (),
    chosen: int | None = None,
    corrections: Corrections = MappingProxyType({}),
) -> Iterator[Mark]:
    """Yield a mark per value; hidden kinds keep their anchor, without colour.

    ``corrections`` by number give the author and reason of corrected values.
    """
    hidden = frozenset(hidden)
    for number, entity in enumerate(stored.act.entities, start=1):
        is_chosen = number == chosen
        if entity.kind in hidden and not is_chosen:
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
    spans |= {(award.start, award.end) for award in facts.awards}
    spans |= {span for finding in stored.act.findings for span in finding.spans}
    spans |= set(also)
    yield from (Mark(start, end, ANCHOR, span_id(start, end)) for start, end in sorted(spans))


def chunks_of_act(stored: StoredAct) -> tuple[Chunk, ...]:
    return split_into_chunks(stored.document, stored.act.start, stored.act.end)
