"""spaCy component that sets ``doc.ents``: the spans of all kinds that do not overlap, the longest first."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from recueil.values import KINDS


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
