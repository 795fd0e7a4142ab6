"""Write documents with their acts: everything about each in one transaction, replacing what was there."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection, Insert, Row, bindparam, delete, exists, select, update

from recueil.alerts.hits import carry_over, hits_of_source
from recueil.bodies.filing import FiledBody, Publisher, UnfiledDocument, file_acts, places_of
from recueil.corrections import placement, store
from recueil.errors import ActRefused
from recueil.facts.stated import apply_stated_facts
from recueil.persons.ids import Spelling, person_body
from recueil.persons.upsert import delete_unnamed, lock_names, names_in_acts
from recueil.privacy.erasure import erase, erasure_scope, suppressions
from recueil.readers.document import Document
from recueil.store.acts import handles, read
from recueil.store.acts.handles import make_handles
from recueil.store.acts.rows import Record, act_to_row, first_day, row_to_act, row_to_extracted_act
from recueil.store.acts.succession import ActVersion, load_act_versions, record_successors
from recueil.store.acts.versions import record_version
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import DAY_LOCK, Dialect, upsert
from recueil.store.index import write
from recueil.store.index.changes import record_changes
from recueil.store.index.document_rows import validate_places
from recueil.store.index.prepared import PreparedRows, unpack_act
from recueil.store.schema import acts, documents, extractions, pages, sources
from recueil.translation import gettext as _
from recueil.values import Act, Facts, StatedFacts
from recueil.values.codec import decode, encode


class SourceContent(NamedTuple):
    """A document with its acts, to be written as the content of a source."""

    source_id: int
    document: Document
    acts: Sequence[Act]
    pipeline_version: str
    prepared: PreparedRows | None = None


class _Draft(NamedTuple):
    """A document as it is written: its acts are filed, and forgotten persons removed.

    ``held`` is the document that its source holds so far. ``prepared`` are the rows of these very acts.
    """

    source_id: int
    held: int | None
    document: Document
    acts: Sequence[Act]
    bodies: Sequence[FiledBody]
    pipeline_version: str
    erased: dict[int, tuple[int, int]]
    prepared: PreparedRows | None


class _StoredDocument(NamedTuple):
    """A document that is in the store, with the acts that it shall have."""

    document_id: int
    handle: str
    text: str
    acts: Sequence[Act]
    bodies: Sequence[FiledBody]
    pipeline_version: str
    prepared: PreparedRows | None = None


def write_documents(connection: Connection, contents: Sequence[SourceContent]) -> list[bool]:
    """Write documents and their acts as the contents of sources, without forgotten persons.

    Each statement takes the rows of all of them, so pass several together; no two may be of one source, or
    have the same bytes. Returns whether each names any forgotten person.
    """
    for content in contents:
        _validate(connection, content)
    drafts = _draft_documents(connection, contents)
    stored = _write_texts(connection, drafts)
    for draft, one in zip(drafts, stored, strict=True):
        suppressions.record_counts(connection, one.document_id, draft.erased)
    hits = {
        one.document_id: hits_of_source(connection, draft.source_id, one.document_id)
        for draft, one in zip(drafts, stored, strict=True)
        if draft.held not in (None, one.document_id)
    }
    held = {draft.source_id: one.document_id for draft, one in zip(drafts, stored, strict=True)}
    left = _set_documents(connection, held)
    concerned = placement.corrections_by_document(connection, [one.document_id for one in stored])
    _write_acts(connection, stored, left.persons)
    for source_id, document_id in held.items():
        numbers = concerned.get(document_id, set()) | left.corrections.get(source_id, set())
        store.reapply_corrections(connection, document_id, numbers)
        if document_id in hits:
            carry_over(connection, hits[document_id], document_id)
        record_successors(connection, left.acts.get(source_id, ()), source_id, document_id)
    return [bool(draft.erased) for draft in drafts]


def _draft_documents(connection: Connection, contents: Sequence[SourceContent]) -> list[_Draft]:
    """File the acts of documents under their bodies, as their sources state them, without forgotten persons."""
    holdings = _load_holdings(connection, contents)
    stated = [_apply_statements(content, holding) for content, holding in zip(contents, holdings, strict=True)]
    filed = file_acts(
        connection,
        [
            _make_unfiled(content, found, holding)
            for content, found, holding in zip(contents, stated, holdings, strict=True)
        ],
    )
    applied = suppressions.load_suppressions(connection)
    drafts = []
    for content, holding, found, bodies in zip(contents, holdings, stated, filed, strict=True):
        document, acts_of_it, erased = suppressions.apply_suppressions(
            applied, content.document, found, bodies, holding.addresses
        )
        of_source = content.source_id, holding.document_id
        is_as_extracted = document is content.document and acts_of_it is content.acts
        holds = content.prepared and is_as_extracted and content.prepared.bodies == tuple(bodies)
        prepared = content.prepared if holds else None
        drafts.append(_Draft(*of_source, document, acts_of_it, bodies, content.pipeline_version, erased, prepared))
    return drafts


def _apply_statements(content: SourceContent, holding: _Holding) -> Sequence[Act]:
    """Return the acts of a content with what its sources state of them: as they are, if that is nothing.

    Acts whose rows were prepared are not even decoded then.
    """
    enclosed = content.document.enclosed
    if content.prepared is not None and not holding.stated and not enclosed:
        return content.acts
    found = apply_stated_facts(content.acts, holding.stated, enclosed)
    return content.acts if content.prepared is not None and found == list(content.acts) else found


def _make_unfiled(content: SourceContent, found: Sequence[Act], holding: _Holding) -> UnfiledDocument:
    prepared = content.prepared if found is content.acts else None
    places = prepared.places if prepared else places_of(found)
    return UnfiledDocument(content.document.text, places, holding.publisher, holding.addresses)


class _Holding(NamedTuple):
    """What is known of the sources that hold a content: its own, and those of a document with the same bytes.

    ``document_id`` is the document that its own source holds so far.
    """

    document_id: int | None
    publisher: Publisher
    addresses: set[str]
    stated: list[StatedFacts]


def _load_holdings(connection: Connection, contents: Sequence[SourceContent]) -> list[_Holding]:
    """Load what is known of the sources of contents."""
    hashes = [content.document.sha256 for content in contents]
    same = select(documents.c.sha256, documents.c.document_id).where(documents.c.sha256.in_(hashes))
    numbers = dict(connection.execute(same).all())
    own = sources.c.source_id.in_([content.source_id for content in contents])
    holding = own | sources.c.document_id.in_(numbers.values()) if numbers else own
    columns = (sources.c[name] for name in ("source_id", "uri", "document_id", "body", "siren", "stated"))
    rows = connection.execute(select(*columns).where(holding).order_by(sources.c.uri)).all()
    return [_holding_of(content.source_id, numbers.get(content.document.sha256), rows) for content in contents]


def _holding_of(source_id: int, document_id: int | None, rows: Sequence[Row[Any]]) -> _Holding:
    """Return what is known of a source and of those that hold a document, from their rows in order of address."""
    own = next((row for row in rows if row.source_id == source_id), None)
    others = [row for row in rows if document_id is not None and row.document_id == document_id]
    holding = [row for row in rows if row.source_id == source_id or row.document_id == document_id is not None]
    return _Holding(
        None if own is None else own.document_id,
        _future_publisher(own, others),
        {row.uri for row in holding},
        _decode_stated(row.stated for row in holding if row.stated is not None),
    )


def _future_publisher(own: Row[Any] | None, others: Iterable[Row[Any]]) -> Publisher:
    """Return the body named for a source, or preferably for another source with the same bytes."""
    named = (Publisher(row.body, row.siren) for row in others if not (row.body is None and row.siren is None))
    first = next(named, Publisher())
    return first if any(first) else Publisher() if own is None else Publisher(own.body, own.siren)


def attach_document(connection: Connection, source_id: int, document_id: int) -> None:
    """Attach a document, whose acts are already in the store, to a source as its content."""
    hits = hits_of_source(connection, source_id, document_id)
    left = _set_documents(connection, {source_id: document_id})
    carry_over(connection, hits, document_id)
    refile_acts(connection, document_id, left.persons)
    restate_acts(connection, document_id)
    record_successors(connection, left.acts.get(source_id, ()), source_id, document_id)
    if corrections := left.corrections.get(source_id):
        placement.lock_documents(connection, [document_id])
        store.reapply_corrections(connection, document_id, corrections)


class _Leftovers(NamedTuple):
    """What remains of documents that sources no longer hold.

    ``persons``: whom those named that were deleted; ``corrections``: those made in them, by source; ``acts``:
    their acts, by source.
    """

    persons: set[Spelling]
    corrections: dict[int, set[int]]
    acts: dict[int, tuple[ActVersion, ...]]


def _set_documents(connection: Connection, held: Mapping[int, int]) -> _Leftovers:
    """Set the documents of sources, and delete those that they held before, unless another source holds them."""
    query = select(sources.c.source_id, sources.c.document_id).where(sources.c.source_id.in_(held))
    before = dict(connection.execute(query).all())
    changed = [source_id for source_id in sorted(before) if before[source_id] != held[source_id]]
    replaced = [source_id for source_id in changed if before[source_id] is not None]
    for source_id in replaced:
        record_version(connection, source_id, before[source_id])
    if changed:
        connection.execute(_SET_DOCUMENT, [{"of": source_id, "now": held[source_id]} for source_id in changed])
    left = _Leftovers(set(), {}, {})
    for source_id in replaced:
        left.acts[source_id] = load_act_versions(connection, before[source_id])
        persons, corrections = _delete_unused(connection, before[source_id])
        left.persons.update(persons)
        left.corrections[source_id] = corrections
    return left


_SET_DOCUMENT = update(sources).where(sources.c.source_id == bindparam("of")).values(document_id=bindparam("now"))


def refile_acts(connection: Connection, document_id: int, left: Collection[Spelling] = ()) -> int:
    """Refile the acts of a document under their body, if it has changed; return how many have another one.

    ``left`` are persons named by a document that was deleted. The persons of the refiled acts become
    other persons: a person belongs to a body.
    """
    bodies = _changed_bodies(connection, document_id)
    before = names_in_acts(connection, list(bodies))
    of_document = select(documents.c.handle).where(documents.c.document_id == document_id)
    handle = connection.execute(of_document).scalar_one()
    keys = {person_body(body.label, body.candidates, handle) for body in bodies.values()}
    named = {name._replace(body=key) for key in keys for name in before}
    removed = {*left, *before} - named
    lock_names(connection, (name.id for name in named), (name.id for name in removed))
    for docid, body in bodies.items():
        connection.execute(update(acts).where(acts.c.docid == docid).values(**body.columns))
        write.remove_from_index(connection, [docid])
        write.reindex(connection, [docid])
    delete_unnamed(connection, removed)
    if bodies:
        erase.erase_document(connection, document_id, suppressions.load_suppressions(connection))
    return len(bodies)


def _changed_bodies(connection: Connection, document_id: int) -> dict[int, FiledBody]:
    """Return the new body of each act of a document that is filed under another one."""
    rows = connection.execute(select(acts).where(acts.c.document_id == document_id).order_by(acts.c.ordinal)).all()
    text = (
        connection.execute(select(documents.c.text).where(documents.c.document_id == document_id)).scalar() or ""
    )
    places = [(decode(Facts, row.facts).identity, row.start, row.end) for row in rows]
    addresses = erasure_scope.addresses_of(connection, document_id)
    publisher = _publisher(connection, document_id)
    (filed,) = file_acts(connection, [UnfiledDocument(text, places, publisher, addresses)])
    return {row.docid: body for row, body in zip(rows, filed, strict=True) if body != FiledBody.of_row(row)}


def restate_acts(connection: Connection, document_id: int) -> None:
    """Write the acts of a document anew if its sources state something else of them than before."""
    placement.lock_documents(connection, [document_id])
    rows = placement.act_rows_of(connection, document_id)
    row = connection.execute(select(documents).where(documents.c.document_id == document_id)).one()
    document = read.to_document(connection, row)
    query = select(sources.c.stated).where(sources.c.document_id == document_id, sources.c.stated.is_not(None))
    stated = _decode_stated(connection.execute(query.order_by(sources.c.uri)).scalars())
    if not stated and not any("statements" in row.facts for row in rows):
        return
    before = [_extracted_act(connection, row) for row in rows]
    after = apply_stated_facts(before, stated, document.enclosed)
    if after == before:
        return
    concerned = placement.corrections_for(connection, document_id)
    addresses = erasure_scope.addresses_of(connection, document_id)
    publisher = _publisher(connection, document_id)
    unfiled = UnfiledDocument(document.text, places_of(after), publisher, addresses)
    (filed,) = file_acts(connection, [unfiled])
    version = rows[0].pipeline_version
    now = _StoredDocument(document_id, row.handle, document.text, after, filed, version)
    _write_acts(connection, [now], set())
    store.reapply_corrections(connection, document_id, concerned)


def _extracted_act(connection: Connection, row: Row[Any]) -> Act:
    """Return an act without corrections."""
    extraction = connection.execute(select(extractions).where(extractions.c.docid == row.docid)).first()
    return (
        row_to_act(row, read.load_act_entities(connection, row.docid))
        if extraction is None
        else row_to_extracted_act(row, extraction)
    )


def _decode_stated(of_sources: Iterable[Any]) -> list[StatedFacts]:
    """Decode what sources state, in the order of their addresses."""
    decoded = (decode(tuple[StatedFacts, ...], each) for each in of_sources)
    return list(dict.fromkeys(chain.from_iterable(decoded)))


def _publisher(connection: Connection, document_id: int) -> Publisher:
    """Return the body that the settings name for a source of the document, the first source by address."""
    named = (sources.c.body.is_not(None)) | (sources.c.siren.is_not(None))
    query = select(sources.c.body, sources.c.siren).where(sources.c.document_id == document_id, named)
    row = connection.execute(query.order_by(sources.c.uri).limit(1)).one_or_none()
    return Publisher(*row) if row else Publisher()


def find_document(connection: Connection, sha256: str, pipeline_version: str) -> int | None:
    """Return the id of the document with this fingerprint if it is complete and has acts of this version.

    A row lock keeps the document until the transaction ends. A document that lacks files of an archive
    does not count.
    """
    of_version = exists().where(
        acts.c.document_id == documents.c.document_id, acts.c.pipeline_version == pipeline_version
    )
    query = select(documents.c.document_id).where(
        documents.c.sha256 == sha256, documents.c.missing.is_(None), of_version
    )
    return connection.execute(query.with_for_update(read=True, key_share=True)).scalar()


def _validate(connection: Connection, content: SourceContent) -> None:
    """Raise ActRefused for a document that the database cannot hold, or whose acts do not fit it."""
    if not dialect_of(connection).can_store(content.document.text):
        raise ActRefused(_("The database cannot hold a text with NUL characters in it."))
    if content.prepared is None:  # who prepared the rows has seen that they fit
        validate_places(content.document.text, content.acts)


def _write_texts(connection: Connection, drafts: Sequence[_Draft]) -> list[_StoredDocument]:
    """Upsert documents and their pages. Locks their rows against concurrent writers."""
    drafts_by_hash = {draft.document.sha256: draft for draft in drafts}
    names = dict(_update_documents(connection, drafts_by_hash))
    names |= _insert_documents(
        connection, {sha256: draft for sha256, draft in drafts_by_hash.items() if sha256 not in names}
    )
    stored = [
        _StoredDocument(
            *names[draft.document.sha256],
            draft.document.text,
            draft.acts,
            draft.bodies,
            draft.pipeline_version,
            draft.prepared,
        )
        for draft in drafts
    ]
    connection.execute(delete(pages).where(pages.c.document_id.in_([one.document_id for one in stored])))
    records = [
        _page_record(one.document_id, draft.document, n)
        for draft, one in zip(drafts, stored, strict=True)
        for n in range(len(draft.document.pages))
    ]
    write.insert_all(connection, pages, records)
    return stored


def _update_documents(
    connection: Connection, drafts: Mapping[str, _Draft]
) -> Iterator[tuple[str, tuple[int, str]]]:
    """Update the documents that the store has, and yield their fingerprints, with their ids and handles.

    They are locked in the order of their fingerprints, as new ones are, so that two transactions do not deadlock.
    """
    known = select(documents.c.sha256, documents.c.document_id, documents.c.handle)
    known = known.where(documents.c.sha256.in_(drafts)).order_by(documents.c.sha256)
    for row in connection.execute(known.with_for_update(key_share=True)).all():
        values = _document_record(connection, drafts[row.sha256].document)
        same = documents.c.document_id == row.document_id
        connection.execute(update(documents).where(same).values(**values))
        yield row.sha256, (row.document_id, row.handle)


def _insert_documents(connection: Connection, drafts: Mapping[str, _Draft]) -> dict[str, tuple[int, str]]:
    """Insert documents that the store does not have; return their ids and handles by their fingerprints."""
    if not drafts:
        return {}
    handles = make_handles(connection, drafts)
    records = [
        {"sha256": sha256, "handle": handles[sha256], **_document_record(connection, drafts[sha256].document)}
        for sha256 in sorted(drafts)
    ]
    new = _upsert_document(dialect_of(connection))
    rows = connection.execute(
        new.returning(documents.c.sha256, documents.c.document_id, documents.c.handle), records
    )
    return {row.sha256: (row.document_id, row.handle) for row in rows}


def _document_record(connection: Connection, document: Document) -> Record:
    """Return the columns of a document besides its names."""
    enclosed = document.enclosed and suppressions.mask_json(connection, encode(document.enclosed))
    return {
        "media": document.media,
        "size": document.size,
        "text": document.text,
        "missing": _missing_files(connection, document),
        "enclosed": enclosed or None,
    }


def _missing_files(connection: Connection, document: Document) -> list[Record] | None:
    """Return the unreadable files of an archive, with forgotten names masked: file names may contain names."""
    reports = [asdict(each) for each in document.missing]
    for each in reports:
        each |= {name: suppressions.mask_message(connection, each[name]) for name in ("name", "message")}
    return reports or None


@cache
def _upsert_document(dialect: Dialect) -> Insert:
    """Build the upsert of a new document, which a concurrent transaction may insert as well."""
    return upsert(
        dialect,
        documents,
        ("sha256",),
        lambda new: {name: new[name] for name in ("media", "size", "text", "missing", "enclosed")},
    )


def _page_record(document_id: int, document: Document, n: int) -> Record:
    page = document.pages[n]
    return {
        "document_id": document_id,
        "number": page.number,
        "start": page.start,
        "end": page.end,
        "width": page.width,
        "height": page.height,
        "words": page.words.pack(),
        "guessed": page.words.guessed,
        "tables": page.tables.packed,
    }


def _write_acts(connection: Connection, stored: Sequence[_StoredDocument], left: set[Spelling]) -> None:
    """Replace the acts of documents.

    ``left`` are persons named by other documents, which were deleted.
    """
    before, named = _delete_acts(connection, [one.document_id for one in stored])
    places = [
        (one.handle if ordinal == 1 else f"{one.handle}-{ordinal}", day)
        for one in stored
        for ordinal, day in enumerate(_days(one), start=1)
    ]
    assigned = iter(_assign_docids(connection, places, before))
    written = []
    for one in stored:
        named_acts = [next(assigned) for _ in one.bodies]
        if one.prepared is None:
            records = _act_records(one, named_acts)
        else:
            own = {"document_id": one.document_id, "pipeline_version": one.pipeline_version}
            records = [
                unpack_act(packed, {"uid": uid, "docid": docid, **own})
                for packed, (uid, docid) in zip(one.prepared.acts, named_acts, strict=True)
            ]
        written.append(write.DocumentRows(records, one.acts, one.text, one.prepared))
    write.insert_all(connection, acts, [record for each in written for record in each.records])
    write.index_documents(connection, written, left | named)


def _days(stored: _StoredDocument) -> list[datetime.date | None]:
    """Return the day that each act of a document is filed under."""
    if stored.prepared is None:
        return [first_day(act) for act in stored.acts]
    return [packed.first_day for packed in stored.prepared.acts]


def _act_records(stored: _StoredDocument, named: Sequence[tuple[str, int]]) -> list[Record]:
    """Return the rows of the acts of a document, with the uid and the docid of each."""
    return [
        act_to_row(act, docid, uid, stored.document_id, ordinal, body.columns, stored.pipeline_version)
        for ordinal, (act, body, (uid, docid)) in enumerate(
            zip(stored.acts, stored.bodies, named, strict=True), start=1
        )
    ]


def _assign_docids(
    connection: Connection, places: Sequence[tuple[str, datetime.date | None]], before: Mapping[str, int]
) -> list[tuple[str, int]]:
    """Return the uid and the docid of acts, given the day of each: its previous docid if its day is the same,
    otherwise the next one of its day.

    The days are locked, because docids of a day are assigned consecutively.
    """
    days = [handles.of_day(day) for _, day in places]
    kept = [low <= before.get(uid, -1) <= high for (uid, _), (low, high) in zip(places, days, strict=True)]
    moved = {day for day, is_kept in zip(days, kept, strict=True) if not is_kept}
    dialect_of(connection).lock(connection, DAY_LOCK, [handles.day_of(low) for low, _ in moved])
    last = {}
    for low, high in moved:
        former = (docid for docid in before.values() if low <= docid <= high)
        last[low] = max((handles.last_docid(connection, low, high), *former))
    assigned = []
    for (uid, day), (low, high), is_kept in zip(places, days, kept, strict=True):
        if not is_kept:
            last[low] += 1
            if last[low] > high:
                raise ActRefused(
                    _("The store cannot file more than {high} acts at {date}.").format(
                        high=high - low + 1, date=day
                    )
                )
        assigned.append((uid, before[uid] if is_kept else last[low]))
    return assigned


def _delete_acts(connection: Connection, document_ids: Collection[int]) -> tuple[dict[str, int], set[Spelling]]:
    """Delete the acts of documents and their search rows; return their docids by uid, and the persons they
    named.
    """
    query = select(acts.c.uid, acts.c.docid).where(acts.c.document_id.in_(document_ids))
    docids = dict(connection.execute(query).all())
    if not docids:
        return {}, set()
    going = list(docids.values())
    before = names_in_acts(connection, going)
    dialect_of(connection).remove_acts(connection, going)
    record_changes(connection, going)
    connection.execute(delete(acts).where(acts.c.document_id.in_(document_ids)))
    return docids, before


def _delete_unused(connection: Connection, document_id: int) -> tuple[set[Spelling], set[int]]:
    """Delete a document that a source held, unless another source holds it; return whom it named, if it is
    deleted, and the corrections made in it.
    """
    this = documents.c.document_id == document_id
    # Wait for a concurrent transaction that attaches it to a source; the query below then sees that source.
    connection.execute(select(documents.c.document_id).where(this).with_for_update())
    concerned = placement.corrections_for(connection, document_id)
    if connection.execute(select(sources.c.uri).where(sources.c.document_id == document_id)).first() is not None:
        return set(), concerned
    _, named = _delete_acts(connection, [document_id])
    connection.execute(delete(documents).where(this))
    return named, concerned
