"""Runs the extraction pipeline: files → documents → spaCy Docs → acts with findings. Needs no store.

The only module that converts a spaCy Doc to an Act.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from recueil.checks.chart import Chart, load_chart
from recueil.checks.rule import Rule
from recueil.checks.rules import run_rules, select_rules
from recueil.entities.budget.component import Budget
from recueil.entities.component import keep_text, mentions_by_kind
from recueil.entities.nearby_names.component import predicted_names
from recueil.entities.roll.component import roll_roles
from recueil.errors import ExtractionFailed, ReadError
from recueil.facts.assemble import (
    ActSegment,
    DocumentFacts,
    Mentions,
    extract_document_facts,
    resolve_bodies,
    slice_segment,
)
from recueil.facts.awards.organisations import add_beneficiaries
from recueil.facts.awards.records import with_records
from recueil.facts.identity.body_spelling import NO_NAMES
from recueil.facts.identity.referential import Referential, load_referential
from recueil.facts.privacy_class import classify_persons
from recueil.installed_pipeline import accelerate_loading, load_pipeline
from recueil.readers.document import Document
from recueil.readers.files import DiscoveredFile, discover_files, nothing_found
from recueil.readers.reader import read
from recueil.settings import Settings
from recueil.translation import gettext as _
from recueil.values import Act, Attendance, EnclosedAct, Entity, Finding, Mention, Section
from recueil.values.act import part_at
from recueil.values.codec import shift_offsets

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


# Strings of words, their shapes and affixes that a process keeps: 30 MB.
_KEPT_STRINGS: Final = 80_000
_SHORT_TEXT: Final = 200_000


def check_acts(
    text: str,
    mentions: Mentions,
    divided: DocumentFacts,
    chart: Chart | None,
    checks: Collection[str] = (),
    referential: Referential | None = None,
) -> tuple[Finding, ...]:
    """Run the checks on the acts of a file; return the findings in their order.

    A séance is checked as a whole; acts that each have their own heading are checked one by one. ``checks`` run
    besides those that are on by default.
    """
    rules = select_rules(checks)
    if not divided.parts or divided.shared:
        return run_rules(text, divided.whole, mentions, chart, rules, referential)
    return tuple(
        chain.from_iterable(
            _check_segment(text, mentions, part, chart, rules, referential) for part in divided.parts
        )
    )


def _check_segment(
    text: str,
    mentions: Mentions,
    part: ActSegment,
    chart: Chart | None,
    rules: Sequence[Rule],
    referential: Referential | None,
) -> tuple[Finding, ...]:
    read, own_mentions = slice_segment(text, mentions, part)
    facts = shift_offsets(part.facts, -part.start)
    if any(mention.start < 0 for mention in facts.attendance.present):
        # It is the attendance of another act, which has its own check.
        facts = replace(facts, attendance=Attendance())
    return shift_offsets(run_rules(read, facts, own_mentions, chart, rules, referential), part.start)


def extract_acts(
    nlp: Language, documents: Sequence[Document], checks: Collection[str] = ()
) -> list[Act | ExtractionFailed]:
    """Extract the acts of documents: one result per document, in the order given.

    A component that fails on a document yields ExtractionFailed for this document only. ``checks`` run besides
    those that are on by default. Raises MemoryError.
    """
    try:
        return list(_run_pipeline(nlp, documents, checks))
    except MemoryError:
        raise  # this process is no longer reliable; the worker pool ends it
    except Exception as error:  # noqa: BLE001 - any error becomes this document's failure, never lost
        if len(documents) == 1:
            return [
                ExtractionFailed(
                    _("extraction failed ({name}: {error}).").format(name=type(error).__name__, error=error),
                    _("Report this act."),
                )
            ]
    middle = len(documents) // 2
    return extract_acts(nlp, documents[:middle], checks) + extract_acts(nlp, documents[middle:], checks)


def _run_pipeline(nlp: Language, documents: Sequence[Document], checks: Collection[str]) -> Iterator[Act]:
    chart, referential = find_chart(nlp), find_referential(nlp)
    stream = [(_tokenize_first(nlp, document.text), document) for document in documents]
    with nlp.memory_zone():
        for doc, document in nlp.pipe(stream, as_tuples=True):
            yield build_act(doc, document, chart, checks, referential)


def _tokenize_first(nlp: Language, text: str) -> Doc | str:
    """Tokenize a text before the memory zone, at whose end the words that are new in it are forgotten.

    So the frequent words stay known, and are not made and split again in each zone. Once there are enough of them,
    or for a long text, return the text: memory stays bounded.
    """
    if len(nlp.vocab.strings) >= _KEPT_STRINGS or len(text) >= _SHORT_TEXT:
        return text
    doc = nlp.make_doc(text)
    keep_text(doc, text)
    return doc


def find_chart(nlp: Language) -> Chart | None:
    """Return the chart of accounts in the gazetteer of the pipeline's budget component; None without one."""
    packages = (component.gazetteer for _, component in nlp.pipeline if isinstance(component, Budget))
    return next(map(load_chart, packages), None)


def find_referential(nlp: Language) -> Referential | None:
    """Return the public bodies in the gazetteer of the pipeline's budget component; None without one."""
    packages = (component.gazetteer for _, component in nlp.pipeline if isinstance(component, Budget))
    return next(map(load_referential, packages), None)


def build_act(
    doc: Doc,
    document: Document,
    chart: Chart | None,
    checks: Collection[str] = (),
    referential: Referential | None = None,
) -> Act:
    """Build the act of a document, with the acts in it where it is the minutes of a séance or a recueil."""
    mentions = with_records(document.text, mentions_by_kind(doc), document.enclosed)
    names = referential.names if referential else NO_NAMES
    divided = extract_document_facts(
        document.text,
        mentions,
        roll_roles(doc),
        document.tables,
        names,
        document.enclosed,
        predicted_names(doc),
    )
    divided = resolve_bodies(divided, document.text, referential) if referential else divided
    facts = (divided.whole, *(part.facts for part in divided.parts))
    organisations, places = mentions.get("organisation", ()), mentions.get("place", ())
    named = {
        **mentions,
        "person": classify_persons(document.text, mentions["person"], facts),
        "organisation": add_beneficiaries(document.text, organisations, mentions["person"], places, facts),
    }
    everything = sorted(chain.from_iterable(named.values()), key=lambda mention: (mention.start, mention.end))
    sections = divided.whole.sections
    entities = tuple(_build_entity(mention, document, sections) for mention in everything)
    checked = _without_annexes(divided, document.enclosed)
    findings = _drop_findings_of_ocr(
        document, check_acts(document.text, mentions, checked, chart, checks, referential)
    )
    parts = tuple(_build_part(stretch, entities, findings) for stretch in divided.parts)
    return Act(0, len(document.text), divided.whole, entities, findings, parts)


def _without_annexes(divided: DocumentFacts, enclosed: Sequence[EnclosedAct]) -> DocumentFacts:
    """Return the facts of the acts of an envelope for the checks, which do not compare an act with its annexes."""
    if not enclosed:
        return divided
    facts = [part.facts for part in divided.parts] or [divided.whole]
    acts = zip(enclosed, facts, strict=True)
    return DocumentFacts(divided.whole, tuple(ActSegment(act.start, act.body_end, own) for act, own in acts))


def _drop_findings_of_ocr(document: Document, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Drop the findings that compare what OCR read: it misreads digits more often than acts err."""
    return tuple(
        finding
        for finding in findings
        if all(document.confidence(start, end) is None for start, end in finding.spans)
    )


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
        certainty=mention.certainty,
        doubtful=mention.doubtful,
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


Result = tuple[Document, Act] | ReadError


def extract_files(paths: Sequence[Path], settings: Settings) -> Iterator[tuple[Path, Result]]:
    """Yield each file in the order given, with its document and act, or the error that prevented them.

    Raise FileMissing where there is none.
    """
    found = discover_files(paths)
    if not found:
        raise nothing_found(paths)
    files = iter(found)
    with accelerate_loading():
        nlp = load_pipeline()
    while batch := list(islice(files, settings.batch)):
        documents = [_read_document(file, settings) for file in batch]
        readable = [document for document in documents if isinstance(document, Document)]
        acts = iter(extract_acts(nlp, readable, settings.checks))
        for file, document in zip(batch, documents, strict=True):
            if isinstance(document, ReadError):
                yield file.path, document
                continue
            act = next(acts)
            yield file.path, act if isinstance(act, ReadError) else (document, act)


def _read_document(file: DiscoveredFile, settings: Settings) -> Document | ReadError:
    try:
        return read(file.path, settings.limits, settings.ocr_cache, file.within)
    except ReadError as error:
        return error
