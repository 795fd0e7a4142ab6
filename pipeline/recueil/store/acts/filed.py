"""Read acts: one whole act, or hundreds at a time as view rows or whole acts; and the status of the
store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from recueil.store.acts.rows import ENTITY_COLUMNS, row_to_act, row_to_entity
from recueil.store.schema import acts, documents, entities, sources
from recueil.store.views import ACT_VIEWS, View
from recueil.values import Act, Entity

ViewRows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class FiledAct:
    """An act as stored, with its text, uid, document, body and sources."""

    uid: str
    document: str
    sources: tuple[str, ...]
    body: str | None
    act: Act
    text: str
    pipeline_version: str


def view_rows(
    connection: Connection, docids: Sequence[int], views: Sequence[View] = ACT_VIEWS
) -> dict[str, ViewRows]:
    """Return the rows of some acts in some views, by view name."""
    return {view.name: connection.execute(view.of(docids)).all() for view in views}


def load_acts(connection: Connection, docids: Sequence[int]) -> list[FiledAct]:
    """Return some whole acts, the latest first."""
    words = func.substr(documents.c.text, acts.c.start + 1, acts.c.end - acts.c.start)
    query = select(acts, documents.c.handle, words.label("words")).join_from(acts, documents)
    found = connection.execute(query.where(acts.c.docid.in_(docids)).order_by(acts.c.docid.desc())).all()
    said = _load_entities(connection, docids)
    held = _load_sources(connection, {row.document_id for row in found})
    return [_to_filed_act(row, tuple(said[row.docid]), tuple(held[row.document_id])) for row in found]


def _to_filed_act(row: Row[Any], said: tuple[Entity, ...], held: tuple[str, ...]) -> FiledAct:
    return FiledAct(row.uid, row.handle, held, row.body, row_to_act(row, said), row.words, row.pipeline_version)


def _load_entities(connection: Connection, docids: Sequence[int]) -> dict[int, list[Entity]]:
    query = select(entities.c.docid, *ENTITY_COLUMNS).where(entities.c.docid.in_(docids))
    found: dict[int, list[Entity]] = defaultdict(list)
    for row in connection.execute(query.order_by(entities.c.docid, entities.c.n)):
        found[row[0]].append(row_to_entity(row))
    return found


def _load_sources(connection: Connection, document_ids: set[int]) -> dict[int, list[str]]:
    query = select(sources.c.document_id, sources.c.uri).where(sources.c.document_id.in_(document_ids))
    found: dict[int, list[str]] = defaultdict(list)
    for document_id, uri in connection.execute(query.order_by(sources.c.uri)):
        found[document_id].append(uri)
    return found
