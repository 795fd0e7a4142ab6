"""Integrity check of the store: its database, acts, index rows, documents and work ledger.

Everything is read in one snapshot, row by row; only one number per act stays in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from recueil.persons.groups import Parts, all_parts, apply_split
from recueil.persons.ids import Spelling
from recueil.privacy.redaction.redactor import Redactor
from recueil.store.acts import docids
from recueil.store.engine import dialect_of
from recueil.store.engine.dialect import FullTextIndex
from recueil.store.engine.ordered import GroupedStream, stream_rows
from recueil.store.index.projecting import build_rows, document_redactors, other_redactors, rows_by_table
from recueil.store.index.projections import IndexRows, Record
from recueil.store.index.schema import ACT_TABLES, persons, search_persons
from recueil.store.schema import acts, documents, entities

RowSet = set[tuple[Any, ...]]
# Number of documents in memory at a time.
_DOCUMENTS_STREAMED = 20

_ACTS = select(acts, documents.c.text).outerjoin_from(acts, documents).order_by(acts.c.docid)
_SEVERAL = select(acts.c.document_id).group_by(acts.c.document_id).having(func.count() > 1)
_ENTITIES = select(entities).order_by(entities.c.docid, entities.c.n)
_holder = persons.alias("holder")
_NAMES = (
    select(
        *(search_persons.c[name] for name in ("docid", "status", "n")),
        *(who.c[name].label(f"{who.name}_{name}") for who in (persons, _holder) for name in Spelling._fields),
    )
    .join_from(search_persons, persons, search_persons.c.person_id == persons.c.person_id)
    .outerjoin(_holder, search_persons.c.other == _holder.c.person_id)
)
_INDEX_QUERIES: dict[Table, Select[Any]] = {
    **{table: select(table) for table in ACT_TABLES},
    search_persons: _NAMES,
}


def act_faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield the uid and the fault of each act that disagrees with its document or its index rows."""
    index = dialect_of(connection).read_index(connection)
    parts = all_parts(connection)
    mentioned = GroupedStream(connection, _ENTITIES, "docid")
    kept = {
        table: GroupedStream(connection, query.order_by(table.c.docid), "docid")
        for table, query in _INDEX_QUERIES.items()
    }
    several = set(connection.execute(_SEVERAL).scalars())
    document_id, veils = None, document_redactors(connection, ())
    for row in stream_rows(connection, _ACTS, _DOCUMENTS_STREAMED).mappings():
        act = dict(row)
        if act["text"] is None:
            yield act["uid"], "Its document is not in the store."
            continue
        docid = act["docid"]
        found = [dict(entity) for entity in mentioned.of(docid)]
        if act["document_id"] != document_id:
            document_id = act["document_id"]
            veils = document_redactors(connection, {document_id} & several)
        held = {table: {tuple(values.values()) for values in rows.of(docid)} for table, rows in kept.items()}
        for fault in (
            *_position_faults(act, found),
            *_index_faults(act, found, other_redactors(veils, act), held, index, parts),
        ):
            yield act["uid"], fault


def _position_faults(act: Record, found: list[Record]) -> Iterator[str]:
    """Yield the faults of positions in the document, and of the day the act is filed under."""
    text: str = act["text"]
    if not 0 <= act["start"] <= act["end"] <= len(text):
        yield "It is outside its document."
    for entity in found:
        if text[entity["start"] : entity["end"]] != entity["text"]:
            yield f"Its document does not say {entity['text']!r} at {entity['start']}."
    first, last = docids.of_day(act["date_from"])
    if not first <= act["docid"] <= last:
        yield "It is filed under another day than its own."


def _index_faults(
    act: Record,
    found: list[Record],
    veils: list[Redactor],
    held: dict[Table, RowSet],
    index: FullTextIndex,
    parts: Parts,
) -> Iterator[str]:
    """Yield the differences between an act's index rows and those rebuilt from it."""
    search = build_rows(act, found, veils)
    wanted = _expected_rows(act["docid"], search, parts)
    for table in held:
        if held[table] != wanted[table]:
            yield f"{table.name} does not repeat its entities."
    if any(search.places[entity["n"]] != (entity["at"], entity["until"]) for entity in found):
        yield "Its entities do not say at which of its words they stand."
    if not index.has(act["docid"], search.words, search.tokens):
        yield "The full-text index does not hold its words and terms as they are."


def _expected_rows(act: int, search: IndexRows, parts: Parts) -> dict[Table, RowSet]:
    """Return the index rows that an act should have, by table."""
    rows = rows_by_table(search)
    wanted = {table: {tuple(row[column.name] for column in table.c) for row in rows[table]} for table in rows}
    whose = {None: (None, None, None)} | {name.name: apply_split(name, search.uid, parts) for name in search.names}
    named = {
        (act, person.status, person.n, *whose[person.name], *whose[person.other]) for person in search.persons
    }
    return {**wanted, search_persons: named}
