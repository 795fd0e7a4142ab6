"""Search results: a page of matching acts, each with the passage and the entities that matched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, literal, select, union, union_all

from recueil.privacy.redaction.private_persons import Masks, load_redactors
from recueil.privacy.redaction.redactor import Redactor
from recueil.query import Filter, Near, Node, leaves
from recueil.store.acts.rows import ENTITY_COLUMNS, act_date, row_to_entity
from recueil.store.engine.statements import PaddedIn
from recueil.store.schema import acts, documents, entities, pages, sources
from recueil.store.search.compile import RankedAct, Search
from recueil.store.search.cursors import Cursor
from recueil.store.search.decisions import (
    NO_DECISION,
    NO_MATCH,
    HitDecision,
    MatchedDecisions,
    load_decisions,
    match_decisions,
)
from recueil.store.search.predicates import entity_predicate
from recueil.store.search.snippet import Pattern, Segment, TermMark, best_passage, find_patterns
from recueil.values import Entity, PartialDate


@dataclass(frozen=True, slots=True)
class Hit:
    """A matching act.

    ``snippet`` begins at character ``start`` of the document; ``page`` is the page of the first
    highlight. ``entities`` are those that satisfied the fields of the query (the first one of a
    person), and ``numbers`` their numbers in the act; ``matched`` are the awards and the votes that
    did. ``score`` counts the query words that the act is about; ``body`` is the issuer. ``decision``
    is loaded on request only.
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
    decision: HitDecision = NO_DECISION
    matched: MatchedDecisions = NO_MATCH


@dataclass(frozen=True, slots=True)
class Results:
    """One page of ``hits``. ``total`` counts all matching acts; None if it was not requested.

    The next page begins after ``next``, which is None on the last page.
    """

    total: int | None
    hits: tuple[Hit, ...]
    next: Cursor | None = None


MatchedEntities = dict[int, dict[int, tuple[Entity, int]]]
"""By docid and entity number: the entity, and the number of the query term that it satisfies."""


def load_hits(
    connection: Connection, search: Search, ranked: Sequence[RankedAct], *, redacted: bool, decisions: bool = False
) -> tuple[Hit, ...]:
    """Load the hits of a page of acts, with their ``decisions`` if asked. ``redacted``: choose passages without
    masked words.
    """
    if not ranked:
        return ()
    patterns = search.patterns()
    matched = _match_entities(connection, search.root, [act.docid for act in ranked], len(patterns))
    of_page = PaddedIn("docid", [act.docid for act in ranked])
    rows = {row[0]: _ActRow._make(row) for row in connection.execute(_act_query(of_page.size), of_page.values)}
    redactors = load_redactors(connection, [row.uid for row in rows.values()] if redacted else [])
    passages = {
        docid: _choose_passage(row, patterns, matched.get(docid, {}), redactors[row.uid])
        for docid, row in rows.items()
    }
    without_page = {rows[docid].document_id for docid, passage in passages.items() if passage.page is None}
    pages_of = _load_pages(connection, without_page)
    chosen = match_decisions(connection, _fields(search.root), [act.docid for act in ranked])
    decided = load_decisions(connection, [act.docid for act in ranked]) if decisions else {}
    return tuple(
        _build_hit(
            rows[act.docid],
            pages_of,
            act.cursor.tier,
            passages[act.docid],
            matched.get(act.docid, {}),
            decided.get(act.docid, NO_DECISION),
            chosen.get(act.docid, NO_MATCH),
        )
        for act in ranked
    )


def _fields(root: Node) -> tuple[Filter, ...]:
    """Return the fields that a query asks for, without those that it excludes."""
    fields = (node.filter if isinstance(node, Near) else node for node in leaves(root, negated=False))
    return tuple(field for field in fields if isinstance(field, Filter))


def _match_entities(connection: Connection, root: Node, docids: list[int], first_term: int) -> MatchedEntities:
    """Find the entities that satisfied the query's fields in some acts."""
    among = PaddedIn("docid", docids)
    query = _entities_query(_fields(root), first_term, among.size)
    matched: MatchedEntities = defaultdict(dict)
    if query is not None:
        for row in connection.execute(query, among.values).all():
            docid, n, term = row[:3]
            of_act = matched[docid]
            if n not in of_act or term < of_act[n][1]:
                of_act[n] = row_to_entity(row), term
    return matched


@lru_cache(maxsize=512)
def _entities_query(fields: tuple[Filter, ...], first_term: int, size: int) -> Select[Any] | None:
    """Build the query for entities that satisfy fields, in ``size`` acts; None if no entity can."""
    predicates = [entity_predicate(field, among=PaddedIn.bind_params("docid", size)) for field in fields]
    by_term = [
        select(rows.table.c.docid, rows.table.c.n, literal(term).label("term")).where(rows.where)
        for term, rows in enumerate(predicates, start=first_term)
        if rows is not None
    ]
    if not by_term:
        return None
    matching = union_all(*by_term).subquery()
    same = (entities.c.docid == matching.c.docid) & (entities.c.n == matching.c.n)
    return select(matching.c.docid, matching.c.n, matching.c.term, *ENTITY_COLUMNS).join(entities, same)


def count_values(connection: Connection, search: Search) -> int | None:
    """Count the values that satisfy the fields of a query in all its acts; None if no field is of values."""
    predicates = [entity_predicate(field) for field in _fields(search.root)]
    docids = search.acts()
    matching = [
        select(rows.table.c.docid, rows.table.c.n).where(rows.indexed, rows.table.c.docid.in_(docids))
        for rows in predicates
        if rows is not None
    ]
    if not matching:
        return None
    found = union(*matching).subquery()
    return int(connection.execute(select(func.count()).select_from(found)).scalar_one())


_first_source = (
    select(func.min(sources.c.uri)).where(sources.c.document_id == acts.c.document_id).scalar_subquery()
)


class _ActRow(NamedTuple):
    docid: int
    uid: str
    document_id: int
    date: str | None
    kind: str | None
    title: str | None
    body: str | None
    start: int
    end: int
    text: str
    source: str


@cache
def _act_query(size: int) -> Select[Any]:
    """Select the columns to show of ``size`` acts."""
    columns = {**acts.c, "text": documents.c.text, "source": _first_source}
    shown = select(*(columns[name] for name in _ActRow._fields)).join_from(acts, documents)
    return shown.where(acts.c.docid.in_(PaddedIn.bind_params("docid", size)))


@cache
def _pages_query(size: int) -> Select[Any]:
    """Select the pages of ``size`` documents, in order."""
    places = select(pages.c.document_id, pages.c.start, pages.c.number)
    among = pages.c.document_id.in_(PaddedIn.bind_params("document", size))
    return places.where(among).order_by(pages.c.number)


def _load_pages(connection: Connection, document_ids: set[int]) -> dict[int, list[tuple[int, int]]]:
    """Return the start and the number of each page, by document."""
    pages_of: dict[int, list[tuple[int, int]]] = defaultdict(list)
    if document_ids:
        among = PaddedIn("document", list(document_ids))
        for document_id, start, number in connection.execute(_pages_query(among.size), among.values).all():
            pages_of[document_id].append((start, number))
    return pages_of


class _Passage(NamedTuple):
    """The passage of a hit.

    ``first`` is the position of the first highlight; ``page`` its page if it is an entity, which knows it.
    """

    start: int
    snippet: tuple[Segment, ...]
    first: int
    page: int | None


def _choose_passage(
    row: _ActRow, patterns: list[Pattern], matched: dict[int, tuple[Entity, int]], redactor: Redactor
) -> _Passage:
    """Choose the passage of a hit, without masked words among the matches."""
    body = row.text[row.start : row.end]
    is_masked = Masks.over(redactor.places(body, row.start))
    words = [mark for mark in find_patterns(body, patterns) if not is_masked(mark.start, mark.end)]
    by_number = [matched[n] for n in sorted(matched)]
    values = [TermMark(entity.start - row.start, entity.end - row.start, term) for entity, term in by_number]
    start, snippet = best_passage(body, words + values)
    before = snippet[0].text if snippet and not snippet[0].hit else ""
    first = row.start + start + len(before)
    entity_pages = (entity.page for entity, _ in by_number if entity.start == first)
    return _Passage(row.start + start, snippet, first, next(entity_pages, None))


def _build_hit(
    row: _ActRow,
    pages_of: dict[int, list[tuple[int, int]]],
    score: int,
    shown: _Passage,
    matched: dict[int, tuple[Entity, int]],
    decision: HitDecision,
    chosen: MatchedDecisions,
) -> Hit:
    number = shown.page
    if number is None:
        places = pages_of[row.document_id]
        number = max((number for start, number in places if start <= shown.first), default=1)
    return Hit(
        uid=row.uid,
        date=act_date(row),
        kind=row.kind,
        title=row.title,
        source=row.source,
        score=score,
        page=number,
        start=shown.start,
        snippet=shown.snippet,
        entities=tuple(matched[n][0] for n in sorted(matched)),
        numbers=tuple(sorted(matched)),
        body=row.body,
        decision=decision,
        matched=chosen,
    )
