"""The shape of every extractor: find (pure), then mark (the only writing to the Doc).

A component leaves its mentions under ``doc.spans[kind]``: token spans for those who work with spaCy, and the exact
character mentions, in the same order, which :func:`mentions` gives back.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from spacy.tokens import Doc, Span, SpanGroup

from recueil.values import KINDS, Mention

Earlier = Mapping[str, Sequence[Mention]]
"""What the components before this one found, by kind."""


class Extractor(ABC):
    """One kind of value. Subclasses say how to find it; order of the result is that of the text."""

    kind: ClassVar[str]

    @abstractmethod
    def find(self, text: str, earlier: Earlier) -> Iterable[Mention]:
        """The mentions of this kind in ``text``, none overlapping another, in reading order."""

    def __call__(self, doc: Doc) -> Doc:
        mark(doc, self.kind, self.find(doc.text, found(doc)))
        return doc


def mark(doc: Doc, kind: str, found: Iterable[Mention]) -> None:
    """Write the mentions of one kind into the Doc."""
    listed = list(found)
    spans = [_tokens(doc, mention) for mention in listed]
    doc.spans[kind] = SpanGroup(doc, name=kind, spans=spans, attrs={"mentions": listed})


def _tokens(doc: Doc, mention: Mention) -> Span:
    """The whole tokens that hold the mention."""
    span = doc.char_span(mention.start, mention.end, label=mention.kind, alignment_mode="expand")
    if span is None:
        raise ValueError(f"{mention} lies outside its text of {len(doc.text)} characters")
    return span


def mentions(doc: Doc, kind: str) -> list[Mention]:
    """The exact mentions of one kind, in reading order; empty when its component did not run."""
    return list(doc.spans[kind].attrs["mentions"]) if kind in doc.spans else []


def found(doc: Doc) -> dict[str, list[Mention]]:
    """The mentions of every kind found so far."""
    return {kind: mentions(doc, kind) for kind in KINDS}
