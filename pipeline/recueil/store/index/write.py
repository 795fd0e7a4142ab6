"""Write index rows: the entities of acts and everything that search derives from them.

The caller must delete an act's old index rows first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, exists, func, select, update

from recueil.beneficiaries.decisions import rebuild_heads
from recueil.persons import upsert
from recueil.persons.groups import apply_split, parts_of
from recueil.persons.ids import Spelling
from recueil.privacy.redaction.redactor import Redactor
from recueil.store.acts.rows import Record
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import insert_missing_tuples
from recueil.store.engine.statements import Columns, chunks
from recueil.store.index.build import IndexRows, build_index_rows, read_persons
from recueil.store.index.changes import record_changes
from recueil.store.index.document_rows import (
    ActRows,
    DocumentRedactors,
    build_document_rows,
    other_redactors,
)
from recueil.store.index.prepared import PreparedRows, unpack_rows
from recueil.store.index.schema import (
    ACT_TABLES,
    lexicon,
    persons,
    search_acts,
    search_amounts,
    search_awards,
    search_certainties,
    search_dates,
    search_findings,
    search_percentages,
    search_persons,
    search_terms,
    search_vectors,
    search_votes,
)
from recueil.store.schema import acts, documents, entities
from recueil.values import Act, Facts, Finding, Person
from recueil.values.codec import decode

# Maximum number of words cached per connection as present in the lexicon; beyond it the cache is cleared.
_MAX_CACHED_WORDS = 200_000
_CACHE_KEY = "lexicon"


def write_index(connection: Connection, rows: Sequence[IndexRows]) -> None:
    """Write the index rows of acts.

    Pass acts in ascending order of docid: otherwise the full-text index starts a new segment for each.
    """
    tables = [rows_by_table(each) for each in rows]
    for table in tables[0] if tables else ():
        insert_all(connection, table, [record for each in tables for record in each[table]])
        _insert_parts(connection, table, [each.columns.get(table.name, {}) for each in rows])
    record_changes(connection, [each.act["docid"] for each in rows])
    _write_persons(connection, rows)
    _write_forms(connection, {form: key for each in rows for form, key in each.forms.items()})
    dialect_of(connection).index_acts(connection, [(each.act["docid"], each.words, each.tokens) for each in rows])


def person_names(rows: Sequence[IndexRows]) -> set[Spelling]:
    """Return the names of the persons of acts."""
    return {name for each in rows for name in each.names}


def rows_by_table(rows: IndexRows) -> dict[Table, list[Record]]:
    """Return the rows by search table, without ``search_persons``, whose person ids are assigned on writing."""
    return {
        search_acts: [rows.act],
        search_amounts: rows.amounts,
        search_percentages: rows.percentages,
        search_certainties: rows.certainties,
        search_dates: rows.dates,
        search_terms: rows.terms,
        search_votes: rows.votes,
        search_awards: rows.awards,
        search_findings: rows.findings,
        search_vectors: rows.vectors,
    }


def rebuild_index(connection: Connection) -> None:
    """Rebuild the index of every act."""
    for table in ACT_TABLES:
        connection.execute(delete(table))
    dialect_of(connection).clear(connection)
    connection.execute(delete(lexicon))
    clear_lexicon_cache(connection)
    docids = connection.execute(select(acts.c.docid).order_by(acts.c.docid)).scalars().all()
    for some in chunks(docids):
        reindex(connection, some)
    rebuild_heads(connection)
    still_named = exists().where(search_persons.c.person_id == persons.c.person_id)
    connection.execute(delete(persons).where(~still_named))


def reindex(connection: Connection, docids: Sequence[int]) -> None:
    """Rebuild the index of some acts from their rows; their old index rows must have been deleted."""
    query = select(acts, documents.c.text).join_from(acts, documents).where(acts.c.docid.in_(docids))
    found = _entity_rows(connection, docids)
    rows: list[IndexRows] = []
    places: list[Record] = []
    records = [dict(act) for act in connection.execute(query.order_by(acts.c.docid)).mappings()]
    redactors = document_redactors(connection, {act["document_id"] for act in records})
    for act in records:
        rows.append(build_rows(act, found.get(act["docid"], []), other_redactors(redactors, act)))
        places += _position_params(rows[-1])
    if places:
        connection.execute(_UPDATE_POSITIONS, places)
    write_index(connection, rows)


def _position_params(rows: IndexRows) -> list[Record]:
    """Return the word positions of an act's entities as parameters of the update."""
    docid = rows.act["docid"]
    return [{"of": docid, "which": n, "first": at, "last": until} for n, (at, until) in rows.places.items()]


_UPDATE_POSITIONS = (
    update(entities)
    .where(entities.c.docid == bindparam("of"), entities.c.n == bindparam("which"))
    .values(at=bindparam("first"), until=bindparam("last"))
)


def _entity_rows(connection: Connection, docids: Sequence[int]) -> dict[int, list[Record]]:
    """Return the entities' rows, by act."""
    query = select(entities).where(entities.c.docid.in_(docids)).order_by(entities.c.docid, entities.c.n)
    found: dict[int, list[Record]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["docid"], []).append(dict(row))
    return found


def build_rows(act: Record, found: list[Record], redactors: Iterable[Redactor] = ()) -> IndexRows:
    """Build the index rows of an act from its row (with its document's ``text``) and its entities' rows.

    ``redactors`` are the redactors of the other acts of the document.
    """
    findings = decode(tuple[Finding, ...], act["findings"])
    return build_index_rows(act, decode(Facts, act["facts"]), findings, found, act["text"], redactors)


def document_redactors(connection: Connection, document_ids: Collection[int]) -> DocumentRedactors:
    """Build the redactors of the acts of documents with several acts.

    They are built from the rows of the acts, not from the index.
    """
    having = select(acts.c.document_id).group_by(acts.c.document_id).having(func.count() > 1)
    found: DocumentRedactors = {}
    for some in chunks(sorted(document_ids)):
        among = acts.c.document_id.in_(having.where(acts.c.document_id.in_(some)))
        named = select(entities).join_from(entities, acts).where(among, entities.c.kind == Person.kind)
        persons_of: dict[int, list[Record]] = defaultdict(list)
        for row in connection.execute(named.order_by(entities.c.docid, entities.c.n)).mappings():
            persons_of[row["docid"]].append(dict(row))
        rows = select(acts.c.docid, acts.c.document_id, acts.c.facts).where(among).order_by(acts.c.ordinal)
        for docid, document_id, facts in connection.execute(rows):
            _, redactor = read_persons(decode(Facts, facts), persons_of[docid])
            found.setdefault(document_id, {})[docid] = redactor
    return found


def reindex_document(connection: Connection, document_id: int) -> None:
    """Rebuild the index of a document's acts after its redaction changed."""
    query = select(acts.c.docid).where(acts.c.document_id == document_id).order_by(acts.c.docid)
    docids = list(connection.execute(query).scalars())
    if len(docids) > 1:
        remove_from_index(connection, docids)
        reindex(connection, docids)


def remove_from_index(connection: Connection, docids: list[int]) -> None:
    """Delete the index rows of acts, which stay themselves."""
    for table in ACT_TABLES:
        connection.execute(delete(table).where(table.c.docid.in_(docids)))
    dialect_of(connection).remove_acts(connection, docids)
    record_changes(connection, docids)


def insert_all(connection: Connection, into: Table, rows: list[Record]) -> None:
    """Insert rows, if there are any."""
    if rows:
        dialect_of(connection).insert_rows(connection, into, rows)


def _insert_parts(connection: Connection, into: Table, parts: Iterable[Columns]) -> None:
    """Insert the rows of some parts, which have the same columns, or none where there are no rows."""
    if filled := [part for part in parts if part]:
        joined = {key: list(chain.from_iterable(part[key] for part in filled)) for key in filled[0]}
        dialect_of(connection).insert_columns(connection, into, joined)


def _write_persons(connection: Connection, rows: Sequence[IndexRows]) -> None:
    """Write the rows of ``search_persons``, with the ids of their persons."""
    parts = parts_of(connection, [each.uid for each in rows])
    split = [{name.name: apply_split(name, each.uid, parts) for name in each.names} for each in rows]
    numbers = upsert.upsert_persons(connection, {person for of_act in split for person in of_act.values()})
    columns = ("person_id", "docid", "status", "n", "other", "certainty", "doubtful")
    records: list[tuple[Any, ...]] = []
    for each, of_act in zip(rows, split, strict=True):
        ids = {name: numbers[person] for name, person in of_act.items()}
        docid = each.act["docid"]
        for name, status, n, other, certainty, doubtful in each.persons:
            records.append((ids[name], docid, status, n, ids[other] if other else None, certainty, doubtful))
    if records:
        by_column = dict(zip(columns, map(list, zip(*records, strict=True)), strict=True))
        dialect_of(connection).insert_columns(connection, search_persons, by_column)


def clear_lexicon_cache(connection: Connection) -> None:
    """Drop the connection's cache of lexicon words after a rollback, which may have undone their insertion."""
    if not connection.invalidated:  # a lost connection is replaced by a new one without a cache
        connection.info.pop(_CACHE_KEY, None)


def _write_forms(connection: Connection, forms: dict[str, str]) -> None:
    """Insert the words that the lexicon lacks."""
    cached: set[str] = connection.info.setdefault(_CACHE_KEY, set())
    unknown = [form for form in sorted(forms) if form not in cached]
    if len(cached) > _MAX_CACHED_WORDS:
        cached.clear()
    if unknown:
        known = select(lexicon.c.form).where(lexicon.c.form.in_(dialect_of(connection).rows_of(unknown)))
        cached.update(connection.execute(known).scalars())
    # They are sorted, so that transactions inserting the same words do not deadlock.
    if new := [(form, forms[form]) for form in unknown if form not in cached]:
        columns = ("form", "key")
        connection.execute(insert_missing_tuples(dialect_of(connection), lexicon, ("form",), columns, new))


class DocumentRows(NamedTuple):
    """A document whose acts are indexed: their rows, the acts, and the text.

    Rows that were ``prepared`` are those of the acts as they are, which are not looked at then.
    """

    records: Sequence[Record]
    acts: Sequence[Act]
    text: str
    prepared: PreparedRows | None


def index_documents(connection: Connection, documents: Iterable[DocumentRows], left: set[Spelling]) -> None:
    """Write the entities and index rows of documents, with the persons they name.

    The acts' own rows must exist. ``left`` are persons named by acts that were deleted.
    """
    built: list[ActRows] = []
    for records, found, text, prepared in documents:
        if prepared is not None:
            packed = zip(prepared.acts, records, strict=True)
            built += [unpack_rows(each, record) for each, record in packed]
            continue
        several: DocumentRedactors = (
            {int(record["document_id"]): {} for record in records} if len(records) > 1 else {}
        )
        built += build_document_rows(list(zip(records, found, strict=True)), text, several)
    _write_document_rows(connection, built, left)


def index_act(connection: Connection, record: Record, act: Act, text: str, left: set[Spelling]) -> None:
    """Write the entities and index rows of one act of a document, as ``index_documents`` does of all."""
    redactors = document_redactors(connection, {int(record["document_id"])})
    _write_document_rows(connection, build_document_rows([(record, act)], text, redactors), left)


def _write_document_rows(connection: Connection, built: list[ActRows], left: set[Spelling]) -> None:
    built.sort(key=lambda each: int(each.rows.act["docid"]))
    rows = [each.rows for each in built]
    names = person_names(rows)
    left = left - names
    upsert.lock_names(connection, (name.id for name in names), (name.id for name in left))
    _insert_parts(connection, entities, [each.found for each in built])
    write_index(connection, rows)
    upsert.delete_unnamed(connection, left)
