"""Write a document with its acts: everything about it in one transaction, replacing what was there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Insert, Row, delete, exists, func, insert, select, update

from recueil.alerts.hits import carry_over, hits_of_source
from recueil.bodies.filing import FiledBody, Publisher, file_acts
from recueil.corrections import placement, store
from recueil.errors import ActRefused
from recueil.persons.ids import Spelling, person_body
from recueil.persons.upsert import delete_unnamed, lock_names, names_in_acts
from recueil.privacy.erasure import erase, erasure_scope, suppressions
from recueil.readers.document import Document
from recueil.store.acts import handles, read
from recueil.store.acts.handles import make_handle
from recueil.store.acts.rows import Record, act_to_row, first_day, row_to_act, row_to_extracted_act
from recueil.store.acts.versions import record_version
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import DAY_LOCK, Dialect, upsert
from recueil.store.index import write
from recueil.store.index.changes import record_changes
from recueil.store.schema import acts, documents, extractions, pages, sources
from recueil.translation import gettext as _
from recueil.values import Act, Facts, StatedFacts
from recueil.values.codec import decode, encode


def write_document(
    connection: Connection, source_id: int, document: Document, found: Sequence[Act], pipeline_version: str
) -> bool:
    """Write a document and its acts as the content of a source, without forgotten persons.

    Returns whether the document names any forgotten person.
    """
    from recueil.facts.stated import apply_stated_facts  # its patterns take time to compile, as those of facts do

    _validate(connection, document, found)
    publisher = _future_publisher(connection, source_id, document.sha256)
    same_content = select(documents.c.document_id).where(documents.c.sha256 == document.sha256)
    holding = (sources.c.source_id == source_id) | sources.c.document_id.in_(same_content)
    addresses = set(connection.execute(select(sources.c.uri).where(holding)).scalars())
    found = apply_stated_facts(found, _stated_facts(connection, holding), document.enclosed)
    filed = _file_acts(connection, document.text, found, publisher, addresses)
    document, found, erased = suppressions.apply_suppressions(connection, document, found, filed, addresses)
    document_id = _write_document(connection, document)
    suppressions.record_counts(connection, document_id, erased)
    hits = hits_of_source(connection, source_id, document_id)
    left = _set_document(connection, source_id, document_id)
    concerned = placement.corrections_for(connection, document_id) | left.corrections
    _write_acts(connection, document_id, document, found, filed, pipeline_version, left.persons)
    store.reapply_corrections(connection, document_id, concerned)
    carry_over(connection, hits, document_id)
    return bool(erased)


def attach_document(connection: Connection, source_id: int, document_id: int) -> None:
    """Attach a document, whose acts are already in the store, to a source as its content."""
    hits = hits_of_source(connection, source_id, document_id)
    left = _set_document(connection, source_id, document_id)
    carry_over(connection, hits, document_id)
    refile_acts(connection, document_id, left.persons)
    restate_acts(connection, document_id)
    if left.corrections:
        placement.lock_documents(connection, [document_id])
        store.reapply_corrections(connection, document_id, left.corrections)


class _Leftovers(NamedTuple):
    """What remains of a document that a source no longer holds.

    ``persons``: whom it named, if the document was deleted; ``corrections``: those made in it.
    """

    persons: set[Spelling]
    corrections: set[int]


def _set_document(connection: Connection, source_id: int, document_id: int) -> _Leftovers:
    """Set the source's document, and delete the document that it held before, unless another source holds
    it.
    """
    before = connection.execute(select(sources.c.document_id).where(sources.c.source_id == source_id)).scalar()
    if before not in (None, document_id):
        record_version(connection, source_id, before)
    connection.execute(update(sources).where(sources.c.source_id == source_id).values(document_id=document_id))
    return _Leftovers(set(), set()) if before in (None, document_id) else _delete_unused(connection, before)


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
    lock_names(connection, {name.id for name in named}, {name.id for name in removed})
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
    filed = file_acts(connection, text, places, _publisher(connection, document_id), addresses)
    return {row.docid: body for row, body in zip(rows, filed, strict=True) if body != FiledBody.of_row(row)}


def _file_acts(
    connection: Connection, text: str, found: Sequence[Act], publisher: Publisher, addresses: Collection[str]
) -> list[FiledBody]:
    places = [(act.facts.identity, act.start, act.end) for act in found]
    return file_acts(connection, text, places, publisher, addresses)


def restate_acts(connection: Connection, document_id: int) -> None:
    """Write the acts of a document anew if its sources state something else of them than before."""
    from recueil.facts.stated import apply_stated_facts

    placement.lock_documents(connection, [document_id])
    rows = placement.act_rows_of(connection, document_id)
    row = connection.execute(select(documents).where(documents.c.document_id == document_id)).one()
    document = read.to_document(connection, row)
    stated = _stated_facts(connection, sources.c.document_id == document_id)
    if not stated and not any("statements" in row.facts for row in rows):
        return
    before = [_extracted_act(connection, row) for row in rows]
    after = apply_stated_facts(before, stated, document.enclosed)
    if after == before:
        return
    concerned = placement.corrections_for(connection, document_id)
    addresses = erasure_scope.addresses_of(connection, document_id)
    filed = _file_acts(connection, document.text, after, _publisher(connection, document_id), addresses)
    _write_acts(connection, document_id, document, after, filed, rows[0].pipeline_version, set())
    store.reapply_corrections(connection, document_id, concerned)


def _extracted_act(connection: Connection, row: Row[Any]) -> Act:
    """Return an act without corrections."""
    extraction = connection.execute(select(extractions).where(extractions.c.docid == row.docid)).first()
    return (
        row_to_act(row, read.load_act_entities(connection, row.docid))
        if extraction is None
        else row_to_extracted_act(row, extraction)
    )


def _stated_facts(connection: Connection, holding: ColumnElement[bool]) -> list[StatedFacts]:
    """Return what the sources that hold a document state, in the order of their addresses."""
    query = select(sources.c.stated).where(holding, sources.c.stated.is_not(None)).order_by(sources.c.uri)
    of_sources = [decode(tuple[StatedFacts, ...], each) for each in connection.execute(query).scalars()]
    return list(dict.fromkeys(chain.from_iterable(of_sources)))


def _publisher(connection: Connection, document_id: int) -> Publisher:
    """Return the body that the settings name for a source of the document, the first source by address."""
    named = (sources.c.body.is_not(None)) | (sources.c.siren.is_not(None))
    query = select(sources.c.body, sources.c.siren).where(sources.c.document_id == document_id, named)
    row = connection.execute(query.order_by(sources.c.uri).limit(1)).one_or_none()
    return Publisher(*row) if row else Publisher()


def _future_publisher(connection: Connection, source_id: int, sha256: str) -> Publisher:
    """Return the body named for a source, or preferably for another source with the same bytes."""
    document = select(documents.c.document_id).where(documents.c.sha256 == sha256)
    document_id = connection.execute(document).scalar()
    others = None if document_id is None else _publisher(connection, document_id)
    if others and any(others):
        return others
    publisher = select(sources.c.body, sources.c.siren).where(sources.c.source_id == source_id)
    return Publisher(*connection.execute(publisher).one_or_none() or (None, None))


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


def _validate(connection: Connection, document: Document, found: Sequence[Act]) -> None:
    """Raise ActRefused for an act that does not fit its document.

    An entity with wrong positions would show the reader another passage: better a failure.
    """
    if not dialect_of(connection).can_store(document.text):
        raise ActRefused(_("The database cannot hold a text with NUL characters in it."))
    for act in found:
        if not 0 <= act.start <= act.end <= len(document.text):
            raise ActRefused(
                _("The act at {start} to {end} is outside its document.").format(start=act.start, end=act.end)
            )
        for entity in act.entities:
            if document.text[entity.start : entity.end] != entity.text:
                raise ActRefused(
                    _("The text at {start} to {end} is not {text!r}.").format(
                        start=entity.start, end=entity.end, text=entity.text
                    )
                )


def _write_document(connection: Connection, document: Document) -> int:
    """Upsert a document and its pages; return its id. Locks its row against concurrent writers."""
    values = {"media": document.media, "size": document.size, "text": document.text}
    values["missing"] = _missing_files(connection, document)
    values["enclosed"] = suppressions.mask_json(connection, encode(document.enclosed)) or None
    same = documents.c.sha256 == document.sha256
    statement = update(documents).where(same).values(**values).returning(documents.c.document_id)
    document_id = connection.execute(statement).scalar()
    if document_id is None:
        key = {"sha256": document.sha256, "handle": make_handle(connection, document.sha256)}
        new = _upsert_document(dialect_of(connection)).returning(documents.c.document_id)
        document_id = connection.execute(new, key | values).scalar_one()
    connection.execute(delete(pages).where(pages.c.document_id == document_id))
    records = [_page_record(document_id, document, n) for n in range(len(document.pages))]
    write.insert_all(connection, pages, records)
    return int(document_id)


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
        "words": page.words.packed(),
        "guessed": page.words.guessed,
        "tables": page.tables.packed,
    }


def _write_acts(
    connection: Connection,
    document_id: int,
    document: Document,
    found: Sequence[Act],
    filed_bodies: Sequence[FiledBody],
    pipeline_version: str,
    left: set[Spelling],
) -> None:
    """Replace the acts of a document.

    ``left`` are persons named by another document, which was deleted.
    """
    handle = connection.execute(
        select(documents.c.handle).where(documents.c.document_id == document_id)
    ).scalar_one()
    before, named = _delete_acts(connection, document_id)
    uids = [handle if ordinal == 1 else f"{handle}-{ordinal}" for ordinal in range(1, len(found) + 1)]
    _lock_days(connection, found, uids, before)
    filed = []
    for ordinal, (uid, act, body) in enumerate(zip(uids, found, filed_bodies, strict=True), start=1):
        docid = _assign_docid(connection, act, uid, before)
        record = act_to_row(act, docid, uid, document_id, ordinal, body.columns, pipeline_version)
        connection.execute(insert(acts).values(record))
        filed.append((record, act))
    write.index_document(connection, filed, document.text, left | named)


def _lock_days(connection: Connection, found: Sequence[Act], uids: list[str], before: dict[str, int]) -> None:
    """Lock the days under which acts are filed, because docids of a day are assigned consecutively."""
    days = (handles.of_day(first_day(act)) for act in found)
    moved = {low for (low, high), uid in zip(days, uids, strict=True) if not low <= before.get(uid, -1) <= high}
    dialect_of(connection).lock(connection, DAY_LOCK, list(map(handles.day_of, moved)))


def _assign_docid(connection: Connection, act: Act, uid: str, before: dict[str, int]) -> int:
    """Return the act's previous docid if its day is the same, otherwise the next one of its day."""
    low, high = handles.of_day(first_day(act))
    if uid in before and low <= before[uid] <= high:
        return before[uid]
    last = connection.execute(select(func.max(acts.c.docid)).where(acts.c.docid.between(low, high))).scalar()
    former = [docid for docid in before.values() if low <= docid <= high]
    docid = max([low - 1 if last is None else int(last), *former]) + 1
    if docid > high:
        raise ActRefused(
            _("The store cannot file more than {high} acts at {date}.").format(high=high - low + 1, date=act.date)
        )
    return docid


def _delete_acts(connection: Connection, document_id: int) -> tuple[dict[str, int], set[Spelling]]:
    """Delete a document's acts and their search rows; return their docids by uid, and the persons they
    named.
    """
    query = select(acts.c.uid, acts.c.docid).where(acts.c.document_id == document_id)
    docids = dict(connection.execute(query).all())
    if not docids:
        return {}, set()
    going = list(docids.values())
    before = names_in_acts(connection, going)
    dialect_of(connection).remove_acts(connection, going)
    record_changes(connection, going)
    connection.execute(delete(acts).where(acts.c.document_id == document_id))
    return docids, before


def _delete_unused(connection: Connection, document_id: int) -> _Leftovers:
    """Delete a document that a source held, unless another source holds it."""
    this = documents.c.document_id == document_id
    # Wait for a concurrent transaction that attaches it to a source; the query below then sees that source.
    connection.execute(select(documents.c.document_id).where(this).with_for_update())
    concerned = placement.corrections_for(connection, document_id)
    if connection.execute(select(sources.c.uri).where(sources.c.document_id == document_id)).first() is not None:
        return _Leftovers(set(), concerned)
    _, named = _delete_acts(connection, document_id)
    connection.execute(delete(documents).where(this))
    return _Leftovers(named, concerned)
