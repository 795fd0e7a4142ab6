"""Base class of the spaCy components: ``find`` is pure, ``set_mentions`` is the only function that writes spans.

A component stores its mentions under ``doc.spans[kind]``: one span of whole tokens for each mention, labelled with
the kind. ``span._.value`` is the exact value of a span and ``span._.mention`` also its exact characters and its
rule; both are None for spans of other origin. :func:`mentions` returns the mentions of a kind without spans.

spaCy keeps the attributes of a span by its characters alone, where an amount and a date would overwrite each
other. So both attributes are getters: the id of a span is the position of its mention in ``doc.spans[kind]``,
which ``doc.ents``, copies and serialisation keep. Two codes in one token, « 6042/92421 », stay apart as well.

The last component, ``recueil_entities``, sets ``doc.ents``: the spans of all kinds that do not overlap.

How sure a trained model is of what it finds is an exact probability; ``Thresholds`` judge it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp, log, nextafter
from typing import Any, ClassVar, Final, Self
from weakref import WeakKeyDictionary

import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import filter_spans

from recueil.values import KINDS, Mention
from recueil.values.base import Value
from recueil.values.codec import decode, encode

MentionsByKind = Mapping[str, Sequence[Mention]]
"""Mentions that earlier components found, by kind."""


class Extractor(ABC):
    """Extracts one kind of value. Subclasses implement ``find``, which returns mentions in reading order."""

    kind: ClassVar[str]

    @abstractmethod
    def find(self, text: str, earlier: MentionsByKind) -> Iterable[Mention]:
        """Find the mentions of this kind in ``text``: in reading order, without overlaps."""

    def __call__(self, doc: Doc) -> Doc:
        set_mentions(doc, self.kind, self.find(text_of(doc), mentions_by_kind(doc)))
        return doc


_TEXTS: WeakKeyDictionary[Doc, str] = WeakKeyDictionary()


def text_of(doc: Doc) -> str:
    """Return ``doc.text``, which spaCy builds from the tokens on every access; kept as long as the Doc lives."""
    text = _TEXTS.get(doc)
    return keep_text(doc, doc.text) if text is None else text


def keep_text(doc: Doc, text: str) -> str:
    """Keep the text of a Doc for :func:`text_of`, and return it."""
    _TEXTS[doc] = text
    return text


def set_mentions(doc: Doc, kind: str, found: Iterable[Mention]) -> None:
    """Write the mentions of one kind to the Doc."""
    listed = list(found)
    spans = [_token_span(doc, mention, position) for position, mention in enumerate(listed)]
    doc.spans[kind] = SpanGroup(doc, name=kind, spans=spans, attrs={"mentions": listed})


def _token_span(doc: Doc, mention: Mention, position: int) -> Span:
    """Return the smallest span of whole tokens that covers the mention. Raises ValueError outside the text."""
    span = doc.char_span(
        mention.start, mention.end, label=mention.kind, span_id=str(position), alignment_mode="expand"
    )
    if span is None:
        raise ValueError(f"{mention} lies outside its text of {len(doc.text)} characters")
    return span


def mentions(doc: Doc, kind: str) -> list[Mention]:
    """Return the exact mentions of one kind in reading order; empty when its component did not run."""
    return list(doc.spans[kind].attrs["mentions"]) if kind in doc.spans else []


def mentions_by_kind(doc: Doc) -> dict[str, list[Mention]]:
    """Return the mentions of every kind that the Doc holds so far."""
    return {kind: mentions(doc, kind) for kind in KINDS}


def mention_of(span: Span) -> Mention | None:
    """Return the mention of a span of ``doc.ents`` or ``doc.spans[kind]``; None for any other span."""
    group = span.doc.spans.get(span.label_)
    listed: Sequence[Mention] = group.attrs.get("mentions", ()) if group is not None else ()
    position = int(span.id_) if span.id_.isdecimal() else len(listed)
    if position >= len(listed):
        return None
    mention = listed[position]
    return mention if span.start_char <= mention.start and mention.end <= span.end_char else None


def value_of(span: Span) -> Value | None:
    """Return the exact value of a span of ``doc.ents`` or ``doc.spans[kind]``; None for any other span."""
    mention = mention_of(span)
    return mention.value if mention else None


_PACKED = "recueil.mention"


def pack_mention(thing: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """Encode a mention for ``Doc.to_bytes``, ``DocBin`` and pickle."""
    if isinstance(thing, Mention):
        return {_PACKED: encode(thing)}
    return thing if chain is None else chain(thing)


def unpack_mention(packed: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """Decode what ``pack_mention`` encoded."""
    if isinstance(packed, dict) and _PACKED in packed:
        return decode(Mention, packed[_PACKED])
    return packed if chain is None else chain(packed)


Span.set_extension("mention", getter=mention_of, force=True)
Span.set_extension("value", getter=value_of, force=True)
srsly.msgpack_encoders.register("recueil", func=pack_mention)
srsly.msgpack_decoders.register("recueil", func=unpack_mention)


def set_entities(doc: Doc) -> Doc:
    """Set ``doc.ents`` from ``doc.spans``, in place of the entities that the Doc has.

    Of spans that overlap the longest wins, then the first. Those of equal tokens go by the order of ``KINDS``;
    ``doc.spans`` keeps them all.
    """
    doc.ents = tuple(filter_spans(span for kind in KINDS if kind in doc.spans for span in doc.spans[kind]))
    return doc


@Language.factory("recueil_entities", assigns=["doc.ents"], requires=["doc.spans"])
def create_entities(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Create the component, which comes after those that find values."""
    return set_entities


_HUNDREDTHS: Final = [Decimal(hundredths).scaleb(-2) for hundredths in range(100)]  # a model is never quite sure
# The least float that is not below each: it is often the one below that is nearest.
_LEAST: Final = [
    near if Decimal(near := float(exact)) >= exact else nextafter(near, 1.0) for exact in _HUNDREDTHS[1:]
]


def exact_certainty(probability: float) -> Decimal:
    """Return a probability in hundredths, rounded down."""
    return _HUNDREDTHS[bisect_right(_LEAST, probability)]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns the probability of a model into the share of cases that were right where it was measured.

    A line over the log odds (Platt scaling); a slope of 1 and an offset of 0 leave the probability as it is.
    """

    slope: float = 1.0
    offset: float = 0.0

    def apply(self, probability: float) -> float:
        if (self.slope, self.offset) == (1.0, 0.0):
            return probability
        bounded = min(max(probability, 1e-6), 1 - 1e-6)
        return 1 / (1 + exp(-self.slope * log(bounded / (1 - bounded)) - self.offset))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is less certain than ``kept`` is left out; what is less certain than ``counted`` is doubtful."""

    counted: Decimal
    kept: Decimal

    @classmethod
    def of(cls, counted: float, kept: float) -> Self:
        """Read thresholds from a configuration. Raises ValueError unless 0 ≤ kept ≤ counted ≤ 1."""
        if not 0 <= kept <= counted <= 1:
            raise ValueError(f"thresholds are 0 ≤ kept ≤ counted ≤ 1, not kept {kept} and counted {counted}")
        return cls(Decimal(str(counted)), Decimal(str(kept)))

    def keeps(self, certainty: Decimal) -> bool:
        return certainty >= self.kept

    def doubts(self, certainty: Decimal) -> bool:
        return certainty < self.counted
