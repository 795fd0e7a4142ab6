"""Doc → Act: the last place that knows spaCy."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from recueil.checks.chart import load_chart
from recueil.division import check_acts
from recueil.entities.component import mentions_by_kind
from recueil.errors import ExtractionFailed
from recueil.facts.division import ActSegment, extract_document_facts
from recueil.facts.privacy_class import classify_persons
from recueil.readers.reading_document import Document
from recueil.values import Act, Entity, Finding, Mention, Section
from recueil.values.section import part_at

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Larger batches cost memory and time: the recogniser is fastest with 8 to 32 documents.
_BATCH = 16


def extract_acts(nlp: Language, documents: Sequence[Document]) -> list[Act | ExtractionFailed]:
    """Extract the acts of documents: one result per document, in the order given.

    A component that fails on a document yields ExtractionFailed for this document only. Raises MemoryError.
    """
    try:
        return list(_run_pipeline(nlp, documents))
    except MemoryError:
        raise  # this process is no longer reliable; the worker pool ends it
    except Exception as error:  # noqa: BLE001 - any error becomes this document's failure, never lost
        if len(documents) == 1:
            return [ExtractionFailed(f"extraction failed ({type(error).__name__}: {error}).", "Report this act.")]
    middle = len(documents) // 2
    return extract_acts(nlp, documents[:middle]) + extract_acts(nlp, documents[middle:])


def _run_pipeline(nlp: Language, documents: Sequence[Document]) -> Iterator[Act]:
    stream = ((document.text, document) for document in documents)
    with nlp.memory_zone():
        for doc, document in nlp.pipe(stream, as_tuples=True, batch_size=_BATCH):
            yield build_act(doc, document)


def build_act(doc: Doc, document: Document) -> Act:
    """Build the act of a document, with the acts in it where it is the minutes of a séance or a recueil."""
    mentions = mentions_by_kind(doc)
    divided = extract_document_facts(document.text, mentions)
    facts = (divided.whole, *(part.facts for part in divided.parts))
    named = {**mentions, "person": classify_persons(document.text, mentions["person"], facts)}
    everything = sorted(chain.from_iterable(named.values()), key=lambda mention: (mention.start, mention.end))
    sections = divided.whole.sections
    entities = tuple(_build_entity(mention, document, sections) for mention in everything)
    findings = check_acts(document.text, mentions, divided, load_chart("fr_recueil"))
    parts = tuple(_build_part(stretch, entities, findings) for stretch in divided.parts)
    return Act(0, len(document.text), divided.whole, entities, findings, parts)


def _build_entity(mention: Mention, document: Document, sections: Sequence[Section]) -> Entity:
    return Entity(
        start=mention.start,
        end=mention.end,
        text=document.text[mention.start : mention.end],
        page=document.page_at(mention.start),
        value=mention.value,
        rule=mention.rule,
        part=part_at(sections, mention.start),
        confidence=document.confidence(mention.start, mention.end),
    )


def _count_before(entities: Sequence[Entity], offset: int) -> int:
    """Return how many entities start before an offset."""
    return bisect_left(entities, offset, key=lambda entity: entity.start)


def _build_part(part: ActSegment, entities: Sequence[Entity], findings: Sequence[Finding]) -> Act:
    """Build the act of a segment, with the entities in it.

    A finding that compares several places belongs to the segment of the last.
    """
    return Act(
        part.start,
        part.end,
        part.facts,
        tuple(entities[_count_before(entities, part.start) : _count_before(entities, part.end)]),
        tuple(finding for finding in findings if part.start <= max(finding.spans, default=(-1, -1))[0] < part.end),
    )
