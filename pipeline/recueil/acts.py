"""Doc → Act: the last place that knows spaCy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from recueil.checks.all import check
from recueil.checks.chart import chart
from recueil.errors import ExtractionFailed
from recueil.extract.base import found
from recueil.reading.document import Document
from recueil.structure.facts import facts_of
from recueil.values import Act, Entity, Mention

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Larger batches cost memory and time: the recogniser is fastest on 8 to 32 documents.
_BATCH = 16


def extract(nlp: Language, documents: Sequence[Document]) -> list[Act | ExtractionFailed]:
    """One result per document, in the order given. A document that a component fails on costs only itself."""
    try:
        return list(_pipe(nlp, documents))
    except MemoryError:
        raise  # what is left of this process is not to be trusted; its guard ends it
    except Exception as error:  # noqa: BLE001 - whatever broke is kept as this document's failure, never dropped
        if len(documents) == 1:
            return [ExtractionFailed(f"extraction failed ({type(error).__name__}: {error}).", "Report this act.")]
    middle = len(documents) // 2
    return extract(nlp, documents[:middle]) + extract(nlp, documents[middle:])


def _pipe(nlp: Language, documents: Sequence[Document]) -> Iterator[Act]:
    stream = ((document.text, document) for document in documents)
    with nlp.memory_zone():
        for doc, document in nlp.pipe(stream, as_tuples=True, batch_size=_BATCH):
            yield act_of(doc, document)


def act_of(doc: Doc, document: Document) -> Act:
    """The whole document as one act."""
    mentions = found(doc)
    everything = sorted(
        (mention for kind in mentions.values() for mention in kind),
        key=lambda mention: (mention.start, mention.end),
    )
    text = document.text
    entities = tuple(_entity(mention, document) for mention in everything)
    facts = facts_of(text, mentions)
    return Act(0, len(text), facts, entities, check(text, facts, mentions, chart("fr_recueil")))


def _entity(mention: Mention, document: Document) -> Entity:
    return Entity(
        start=mention.start,
        end=mention.end,
        text=document.text[mention.start : mention.end],
        page=document.page_at(mention.start),
        value=mention.value,
        rule=mention.rule,
    )
