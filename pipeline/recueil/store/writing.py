"""Writing a document with its acts: everything about it in one transaction, in place of what was there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from recueil.errors import ActRefused
from recueil.reading.document import Document
from recueil.store import docids, projecting, sqlite
from recueil.store.projections import Projections, project
from recueil.store.rows import Record, act_record, entity_record, first_day, value_of
from recueil.store.schema import acts, documents, entities, pages, sources
from recueil.store.search_schema import persons, search_persons
from recueil.values import Act, Facts
from recueil.values.codec import decode

_HANDLES = (12, 20, 64)


def write(
    connection: Connection, source_id: int, document: Document, found: Sequence[Act], pipeline_version: str
) -> None:
    """Make the document and its acts what the source holds now."""
    _check(document, found)
    document_id = _write_document(connection, document)
    _attach(connection, source_id, document_id)
    _write_acts(connection, document_id, document, found, pipeline_version)


def hold(connection: Connection, source_id: int, document_id: int) -> None:
    """Make a document, whose acts are there, what the source holds now."""
    _attach(connection, source_id, document_id)
    relabel(connection, document_id)


def _attach(connection: Connection, source_id: int, document_id: int) -> None:
    """One that no source holds any more is forgotten."""
    before = connection.execute(select(sources.c.document_id).where(sources.c.source_id == source_id)).scalar()
    connection.execute(update(sources).where(sources.c.source_id == source_id).values(document_id=document_id))
    if before is not None and before != document_id:
        _forget_unused(connection, before)


def relabel(connection: Connection, document_id: int) -> None:
    """File the acts of a document under the body that publishes it, where who said so has changed."""
    said = _publisher(connection, document_id)
    for row in connection.execute(select(acts).where(acts.c.document_id == document_id)).all():
        body = said or decode(Facts, row.facts).identity.body
        if body != row.body:
            connection.execute(update(acts).where(acts.c.docid == row.docid).values(body=body))
            projecting.forget(connection, [row.docid])
            projecting.renew(connection, [row.docid])


def _publisher(connection: Connection, document_id: int) -> str | None:
    """The body that the operator named for a source of the document, the first in the order of sources."""
    named = select(sources.c.body).where(sources.c.document_id == document_id, sources.c.body.is_not(None))
    return connection.execute(named.order_by(sources.c.uri).limit(1)).scalar()


def find(connection: Connection, sha256: str, pipeline_version: str) -> int | None:
    """The document of these bytes, if it has acts of this pipeline version."""
    of_version = exists().where(
        acts.c.document_id == documents.c.document_id, acts.c.pipeline_version == pipeline_version
    )
    query = select(documents.c.document_id).where(documents.c.sha256 == sha256, of_version)
    return connection.execute(query).scalar()


Values = dict[str, dict[str, Counter[str]]]
"""How often each value is in an act: uid → kind → canonical text."""


def values(connection: Connection, sha256: str, *, other_than: str | None = None) -> Values:
    """What the acts of a document say, if they are of another pipeline version than this one."""
    query = select(acts.c.uid, acts.c.docid).join_from(acts, documents).where(documents.c.sha256 == sha256)
    if other_than is not None:
        query = query.where(acts.c.pipeline_version != other_than)
    return {uid: _values_of(connection, docid) for uid, docid in connection.execute(query)}


def _values_of(connection: Connection, docid: int) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for row in connection.execute(select(entities).where(entities.c.docid == docid).order_by(entities.c.n)):
        found.setdefault(row.kind, Counter())[str(value_of(row))] += 1
    return found


def _check(document: Document, found: Sequence[Act]) -> None:
    """An entity whose words are not where it says would show the reader another passage: better a failure."""
    for act in found:
        if not 0 <= act.start <= act.end <= len(document.text):
            raise ActRefused(f"The act at {act.start} to {act.end} is outside its document.")
        for entity in act.entities:
            if document.text[entity.start : entity.end] != entity.text:
                raise ActRefused(f"The text at {entity.start} to {entity.end} is not {entity.text!r}.")


def _write_document(connection: Connection, document: Document) -> int:
    values = {"media": document.media, "size": document.size, "text": document.text}
    same = documents.c.sha256 == document.sha256
    known = connection.execute(select(documents.c.document_id).where(same)).scalar()
    if known is None:
        handle = _handle(connection, document.sha256)
        new = insert(documents).values(sha256=document.sha256, handle=handle, **values)
        document_id = int(connection.execute(new.returning(documents.c.document_id)).scalar_one())
    else:
        document_id = int(known)
        connection.execute(update(documents).where(same).values(**values))
        connection.execute(delete(pages).where(pages.c.document_id == document_id))
    records = [_page_record(document_id, document, n) for n in range(len(document.pages))]
    projecting.insert_all(connection, pages, records)
    return document_id


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
    }


def _handle(connection: Connection, sha256: str) -> str:
    """The start of the hash that names the document; longer for the rare one that another has taken."""
    starts = (sha256[:length] for length in _HANDLES)
    return next(start for start in starts if not _is_taken(connection, start))


def _is_taken(connection: Connection, handle: str) -> bool:
    return connection.execute(select(documents.c.handle).where(documents.c.handle == handle)).first() is not None


def _write_acts(
    connection: Connection, document_id: int, document: Document, found: Sequence[Act], pipeline_version: str
) -> None:
    handle = connection.execute(
        select(documents.c.handle).where(documents.c.document_id == document_id)
    ).scalar_one()
    before = _forget_acts(connection, document_id)
    publisher = _publisher(connection, document_id)
    filed = []
    for ordinal, act in enumerate(found, start=1):
        uid = handle if ordinal == 1 else f"{handle}-{ordinal}"
        docid = _docid(connection, act, uid, before)
        body = publisher or act.facts.identity.body
        record = act_record(act, docid, uid, document_id, ordinal, body, pipeline_version)
        connection.execute(insert(acts).values(record))
        filed.append((record, act))
    _write_entities(connection, sorted(filed, key=lambda pair: int(pair[0]["docid"])), document.text)


def _docid(connection: Connection, act: Act, uid: str, before: dict[str, int]) -> int:
    """The docid the act had, while its day is the same; else the next of its day."""
    low, high = docids.of_day(first_day(act))
    if uid in before and low <= before[uid] <= high:
        return before[uid]
    last = connection.execute(select(func.max(acts.c.docid)).where(acts.c.docid.between(low, high))).scalar()
    taken = [docid for docid in before.values() if low <= docid <= high]
    docid = max([low - 1 if last is None else int(last), *taken]) + 1
    if docid > high:
        raise ActRefused(f"The store cannot file more than {high - low + 1} acts at {act.date}.")
    return docid


def _write_entities(connection: Connection, filed: list[tuple[Record, Act]], text: str) -> None:
    found: list[Record] = []
    rows: list[Projections] = []
    for record, act in filed:
        docid, version = record["docid"], record["pipeline_version"]
        mine = [entity_record(entity, docid, n, version) for n, entity in enumerate(act.entities, start=1)]
        rows.append(project(record, act.facts, act.findings, mine, text))
        for entity in mine:
            entity["at"], entity["until"] = rows[-1].places[entity["n"]]
        found += mine
    projecting.write(connection, found, rows)


def _forget_acts(connection: Connection, document_id: int) -> dict[str, int]:
    """Delete a document's acts with all that search keeps of them; returns their docids by uid."""
    query = select(acts.c.uid, acts.c.docid).where(acts.c.document_id == document_id)
    known = dict(connection.execute(query).all())
    if not known:
        return known
    going = list(known.values())
    named = select(search_persons.c.person_id).where(search_persons.c.docid.in_(going)).distinct()
    before = list(connection.execute(named).scalars())
    sqlite.drop(connection, going)
    connection.execute(delete(acts).where(acts.c.document_id == document_id))
    still_named = exists().where(search_persons.c.person_id == persons.c.person_id)
    connection.execute(delete(persons).where(persons.c.person_id.in_(before), ~still_named))
    return known


def _forget_unused(connection: Connection, document_id: int) -> None:
    """Delete a document that no source holds any more."""
    if connection.execute(select(sources.c.uri).where(sources.c.document_id == document_id)).first() is None:
        _forget_acts(connection, document_id)
        connection.execute(delete(documents).where(documents.c.document_id == document_id))
