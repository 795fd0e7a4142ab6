"""Whether an act, the text it was read in and what search keeps of it say the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from recueil import analysis
from recueil.store import docids, sqlite
from recueil.store.ordered import Ordered
from recueil.store.projections import Projections, project
from recueil.store.rows import Record
from recueil.store.schema import (
    acts,
    documents,
    entities,
    persons,
    search_amounts,
    search_dates,
    search_percentages,
    search_persons,
    search_terms,
)
from recueil.values import Person

Rows = set[tuple[Any, ...]]

_ACTS = select(acts, documents.c.text).outerjoin_from(acts, documents).order_by(acts.c.docid)
_PLACE = ("docid", "n", "kind", "start", "end", "text")
_VALUE = ("amount", "percent", "date_from", "date_to", "level", "code", "given", "family")
_ENTITIES = select(*entities.c[_PLACE + _VALUE]).order_by(entities.c.docid, entities.c.n)
_NAMES = select(search_persons.c.docid, persons.c.name, search_persons.c.n).join_from(search_persons, persons)
_KEPT: dict[Table, Select[Any]] = {
    **{table: select(table) for table in (search_amounts, search_percentages, search_dates, search_terms)},
    search_persons: _NAMES,
}


def faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """The uid of each act that something is wrong with, and what."""
    index = sqlite.Indexed(connection)
    mentioned = Ordered(connection, _ENTITIES, "docid")
    kept = {table: Ordered(connection, query.order_by("docid"), "docid") for table, query in _KEPT.items()}
    for row in connection.execute(_ACTS).mappings():
        act = dict(row)
        if act["text"] is None:
            yield act["uid"], "Its document is not in the store."
            continue
        docid = act["docid"]
        found = [dict(entity) for entity in mentioned.of(docid)]
        held = {table: {tuple(values.values()) for values in rows.of(docid)} for table, rows in kept.items()}
        for fault in (*_misplaced(act, found), *_unlike(act, found, held, index)):
            yield act["uid"], fault


def _misplaced(act: Record, found: list[Record]) -> Iterator[str]:
    text: str = act["text"]
    if not 0 <= act["start"] <= act["end"] <= len(text):
        yield "It is outside its document."
    for entity in found:
        if text[entity["start"] : entity["end"]] != entity["text"]:
            yield f"Its document does not say {entity['text']!r} at {entity['start']}."
    first, last = docids.of_day(act["date_from"])
    if not first <= act["docid"] <= last:
        yield "It is filed under another day than its own."


def _unlike(act: Record, found: list[Record], held: dict[Table, Rows], index: sqlite.Indexed) -> Iterator[str]:
    search = project(act, found)
    wanted = _wanted(act["docid"], search, found)
    for table in held:
        if held[table] != wanted[table]:
            yield f"{table.name} does not repeat its entities."
    words = analysis.keys(act["text"][act["start"] : act["end"]])
    if not index.has(act["docid"], words, search.tokens):
        yield "The full-text index does not hold its words and terms as they are."


def _wanted(act: int, search: Projections, found: list[Record]) -> dict[Table, Rows]:
    rows = {
        search_amounts: search.amounts,
        search_percentages: search.percentages,
        search_dates: search.dates,
        search_terms: list(search.terms.values()),
    }
    wanted = {table: {tuple(row[column.name] for column in table.c) for row in rows[table]} for table in rows}
    first: dict[str, int] = {}
    for entity in found:
        if entity["kind"] == Person.kind:
            first.setdefault(str(Person(entity["given"], entity["family"])), entity["n"])
    return {**wanted, search_persons: {(act, name, n) for name, n in first.items()}}
