"""What a search answers: each act with the passage and the values that made it a hit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from recueil.query import Filter, Query
from recueil.store.conditions import condition
from recueil.store.rows import act_date, entity_of
from recueil.store.schema import acts, documents, entities, pages, sources
from recueil.store.search import Answer, Order, answer, filters, phrases, searchable
from recueil.store.snippet import Mark, Segment, passage, phrase_marks
from recueil.values import Entity, PartialDate


@dataclass(frozen=True, slots=True)
class Hit:
    """An act that answers.

    ``snippet`` starts at character ``start`` of the document and ``page`` is where its first hit stands. The
    ``entities`` are those that satisfied the fields of the query: of a chapter, an account or a person, the first.
    ``score``: the higher, the more relevant; None when the query has no words.
    """

    uid: str
    date: PartialDate | None
    kind: str | None
    title: str | None
    source: str
    score: float | None
    page: int
    start: int
    snippet: tuple[Segment, ...]
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """``total`` counts every act that answers, ``hits`` are those asked for."""

    total: int
    hits: tuple[Hit, ...]


Matched = dict[int, dict[int, tuple[Entity, int]]]
"""Per docid and entity number, the entity and which term of the query it satisfies."""


def search(connection: Connection, query: Query, limit: int, offset: int, order: Order) -> Results:
    root = searchable(query)
    found = answer(connection, root, order, limit, offset)
    keys = phrases(root)
    docids = [docid for docid, _ in found.page]
    matched = _matched(connection, filters(root), docids, len(keys))
    return Results(found.total, _hits(connection, found, keys, matched))


def _matched(connection: Connection, wanted: list[Filter], docids: list[int], first_term: int) -> Matched:
    matched: Matched = defaultdict(dict)
    for term, one in enumerate(wanted, start=first_term):
        asked = condition(one)
        if not asked.tells:
            continue
        rows = asked.table.c
        same = (entities.c.docid == rows.docid) & (entities.c.n == rows.n)
        query = select(entities).join(asked.table, same).where(rows.docid.in_(docids), asked.where)
        for row in connection.execute(query):
            matched[row.docid].setdefault(row.n, (entity_of(row), term))
    return matched


def _hits(connection: Connection, found: Answer, keys: list[tuple[str, ...]], matched: Matched) -> tuple[Hit, ...]:
    docids = [docid for docid, _ in found.page]
    source = select(func.min(sources.c.uri)).where(sources.c.document_id == acts.c.document_id).scalar_subquery()
    query = select(acts, source.label("source")).where(acts.c.docid.in_(docids))
    rows = {row.docid: row for row in connection.execute(query)}
    texts = _texts(connection, {row.document_id for row in rows.values()})
    hits = []
    for docid, score in found.page:
        row = rows[docid]
        start, snippet = _passage(row, texts[row.document_id], keys, matched.get(docid, {}))
        hits.append(_hit(connection, row, score, start, snippet, matched.get(docid, {})))
    return tuple(hits)


def _texts(connection: Connection, document_ids: set[int]) -> dict[int, str]:
    query = select(documents.c.document_id, documents.c.text).where(documents.c.document_id.in_(document_ids))
    return dict(connection.execute(query).all())


def _passage(
    row: Row[Any], text: str, keys: list[tuple[str, ...]], matched: dict[int, tuple[Entity, int]]
) -> tuple[int, tuple[Segment, ...]]:
    body = text[row.start : row.end]
    values = [Mark(entity.start - row.start, entity.end - row.start, term) for entity, term in matched.values()]
    start, segments = passage(body, phrase_marks(body, keys) + values)
    return row.start + start, segments


def _hit(
    connection: Connection,
    row: Row[Any],
    score: float | None,
    start: int,
    snippet: tuple[Segment, ...],
    matched: dict[int, tuple[Entity, int]],
) -> Hit:
    before = snippet[0].text if snippet and not snippet[0].hit else ""
    return Hit(
        uid=row.uid,
        date=act_date(row),
        kind=row.kind,
        title=row.title,
        source=row.source,
        score=None if score is None else -score,
        page=_page_at(connection, row.document_id, start + len(before)),
        start=start,
        snippet=snippet,
        entities=tuple(matched[n][0] for n in sorted(matched)),
    )


def _page_at(connection: Connection, document_id: int, offset: int) -> int:
    before = select(func.max(pages.c.number)).where(pages.c.document_id == document_id, pages.c.start <= offset)
    return int(connection.execute(before).scalar() or 1)
