"""Base class of the spaCy components: ``find`` is pure, ``mark`` is the only function that writes to the Doc.

A component stores its mentions under ``doc.spans[kind]``: token spans for users of spaCy, and the exact
character mentions, in the same order, which :func:`mentions` returns.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from spacy.tokens import Doc, Span, SpanGroup

from recueil.values import KINDS, Mention

MentionsByKind = Mapping[str, Sequence[Mention]]
"""Mentions that earlier components found, by kind."""


class Extractor(ABC):
    """Extracts one kind of value. Subclasses implement ``find``, which returns mentions in reading order."""

    kind: ClassVar[str]

    @abstractmethod
    def find(self, text: str, earlier: MentionsByKind) -> Iterable[Mention]:
        """Find the mentions of this kind in ``text``: in reading order, without overlaps."""

    def __call__(self, doc: Doc) -> Doc:
        set_mentions(doc, self.kind, self.find(doc.text, mentions_by_kind(doc)))
        return doc


def set_mentions(doc: Doc, kind: str, found: Iterable[Mention]) -> None:
    """Write the mentions of one kind to the Doc."""
    listed = list(found)
    spans = [_token_span(doc, mention) for mention in listed]
    doc.spans[kind] = SpanGroup(doc, name=kind, spans=spans, attrs={"mentions": listed})


def _token_span(doc: Doc, mention: Mention) -> Span:
    """Return the smallest span of whole tokens that covers the mention. Raises ValueError outside the text."""
    span = doc.char_span(mention.start, mention.end, label=mention.kind, alignment_mode="expand")
    if span is None:
        raise ValueError(f"{mention} lies outside its text of {len(doc.text)} characters")
    return span


def mentions(doc: Doc, kind: str) -> list[Mention]:
    """Return the exact mentions of one kind in reading order; empty when its component did not run."""
    return list(doc.spans[kind].attrs["mentions"]) if kind in doc.spans else []


def mentions_by_kind(doc: Doc) -> dict[str, list[Mention]]:
    """Return the mentions of every kind that the Doc holds so far."""
    return {kind: mentions(doc, kind) for kind in KINDS}
