"""What a search answers: each act with the passage and the values that made it a hit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Connection,
    Row,
    Select,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from recueil.query import Filter, Near, Node, Query
from recueil.store.asking import wanted
from recueil.store.conditions import Rows, of_one
from recueil.store.cursors import Cursor
from recueil.store.rows import act_date, entity_of
from recueil.store.schema import acts, documents, entities, pages, sources
from recueil.store.search import Found, Order, Search
from recueil.store.snippet import Mark, Pattern, Segment, passage, pattern_marks
from recueil.values import Entity, PartialDate


@dataclass(frozen=True, slots=True)
class Hit:
    """An act that answers.

    ``snippet`` starts at character ``start`` of the document and ``page`` is where its first hit stands. The
    ``entities`` are those that satisfied the fields of the query, of a person the first. ``score`` counts the
    words of the query that the act is about; ``numbers`` are those of the entities in their act,
    ``body`` is who issued it.
    """

    uid: str
    date: PartialDate | None
    kind: str | None
    title: str | None
    source: str
    score: int
    page: int
    start: int
    snippet: tuple[Segment, ...]
    entities: tuple[Entity, ...]
    numbers: tuple[int, ...] = ()
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """``total`` counts every act that answers, None where that was not asked for; ``hits`` are those of the page.

    The next page begins after ``next``, which is None on the last.
    """

    total: int | None
    hits: tuple[Hit, ...]
    next: Cursor | None = None


_DOCIDS: BindParameter[int] = bindparam("docids", expanding=True, type_=BigInteger)
Matched = dict[int, dict[int, tuple[Entity, int]]]
"""Per docid and entity number, the entity and which term of the query it satisfies."""


def search(
    connection: Connection, query: Query | None, order: Order, limit: int, after: Cursor | None, *, total: bool
) -> Results:
    asked = Search.of(connection, query)
    patterns = asked.patterns()
    found = asked.page(order, limit + 1, after)
    page = found[:limit]
    matched = _matched(connection, asked.root, [act.docid for act in page], len(patterns))
    return Results(
        total=asked.count() if total else None,
        hits=_hits(connection, page, patterns, matched),
        next=page[-1].cursor if len(found) > limit else None,
    )


def _matched(connection: Connection, root: Node, docids: list[int], first_term: int) -> Matched:
    fields = (node.filter if isinstance(node, Near) else node for node in wanted(root))
    query = _telling(tuple(field for field in fields if isinstance(field, Filter)), first_term)
    matched: Matched = defaultdict(dict)
    if query is not None:
        for row in connection.execute(query, {"docids": docids}):
            matched[row.docid].setdefault(row.n, (entity_of(row), row.term))
    return matched


# Making a statement takes longer than asking it.
@lru_cache(maxsize=512)
def _telling(fields: tuple[Filter, ...], first_term: int) -> Select[Any] | None:
    """The entities that satisfy fields, in the acts of ``docids``; None where no entity can."""
    asked = [of_one(field, among=_DOCIDS) for field in fields]
    places = [_places(rows, term) for term, rows in enumerate(asked, start=first_term) if rows is not None]
    if not places:
        return None
    told = union_all(*places).subquery()
    same = (entities.c.docid == told.c.docid) & (entities.c.n == told.c.n)
    return select(told.c.term, entities).join(entities, same).order_by(told.c.term)


def _places(rows: Rows, term: int) -> Select[Any]:
    """The entities that satisfy one term of the query."""
    return select(rows.table.c.docid, rows.table.c.n, literal(term).label("term")).where(rows.where)


def _hits(connection: Connection, page: list[Found], patterns: list[Pattern], matched: Matched) -> tuple[Hit, ...]:
    rows = {row.docid: row for row in connection.execute(_SHOWN, {"docids": [act.docid for act in page]})}
    leaves = _pages(connection, {row.document_id for row in rows.values()})
    hits = []
    for act in page:
        row, values = rows[act.docid], matched.get(act.docid, {})
        start, snippet = _passage(row, patterns, values)
        hits.append(_hit(row, leaves[row.document_id], act.cursor.tier, start, snippet, values))
    return tuple(hits)


_source = select(func.min(sources.c.uri)).where(sources.c.document_id == acts.c.document_id).scalar_subquery()
_SHOWN: Select[Any] = (
    select(
        *(
            acts.c[name]
            for name in ("docid", "uid", "document_id", "date", "kind", "title", "body", "start", "end")
        ),
        documents.c.text,
        _source.label("source"),
    )
    .join_from(acts, documents)
    .where(acts.c.docid.in_(_DOCIDS))
)
_LEAVES = (
    select(pages.c.document_id, pages.c.start, pages.c.number)
    .where(pages.c.document_id.in_(bindparam("documents", expanding=True)))
    .order_by(pages.c.number)
)


def _pages(connection: Connection, document_ids: set[int]) -> dict[int, list[tuple[int, int]]]:
    """Where the pages of documents start, and their numbers."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for document_id, start, number in connection.execute(_LEAVES, {"documents": list(document_ids)}):
        found[document_id].append((start, number))
    return found


def _passage(
    row: Row[Any], patterns: list[Pattern], matched: dict[int, tuple[Entity, int]]
) -> tuple[int, tuple[Segment, ...]]:
    body = row.text[row.start : row.end]
    values = [Mark(entity.start - row.start, entity.end - row.start, term) for entity, term in matched.values()]
    start, segments = passage(body, pattern_marks(body, patterns) + values)
    return row.start + start, segments


def _hit(
    row: Row[Any],
    leaves: list[tuple[int, int]],
    score: int,
    start: int,
    snippet: tuple[Segment, ...],
    matched: dict[int, tuple[Entity, int]],
) -> Hit:
    before = snippet[0].text if snippet and not snippet[0].hit else ""
    at = start + len(before)
    return Hit(
        uid=row.uid,
        date=act_date(row),
        kind=row.kind,
        title=row.title,
        source=row.source,
        score=score,
        page=max((number for first, number in leaves if first <= at), default=1),
        start=start,
        snippet=snippet,
        entities=tuple(matched[n][0] for n in sorted(matched)),
        numbers=tuple(sorted(matched)),
        body=row.body,
    )
