"""From a query to the docids that answer it.

Words drive the search when there are any: the full-text index walks the acts, and the terms asked for beside them
(chapter, account, nature) are tokens of it. Without words, the rows of a term drive, else the acts, latest first.
What remains is probed act by act.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, assert_never

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, literal, not_, null, or_, select

from recueil import analysis
from recueil.errors import QueryError
from recueil.query import And, Filter, Node, Not, Or, Query, Words
from recueil.store import sqlite
from recueil.store.conditions import Condition, condition, is_term, term_in, token_of
from recueil.store.schema import acts
from recueil.store.search_schema import search_terms

Order = Literal["rank", "date"]

# Up to this many rows it is quicker to list the acts of a condition than to try it act by act.
_FEW = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """How many acts answer, and the docid and score of those on the page asked for."""

    total: int
    page: tuple[tuple[int, float | None], ...]


def answer(connection: Connection, root: Node, order: Order, limit: int, offset: int) -> Answer:
    """Run a query that ``searchable`` gave."""
    statement, docid, ranked = _Statement(connection).build(root)
    total = connection.execute(select(func.count()).select_from(statement.subquery())).scalar_one()
    score = sqlite.relevance() if ranked else null()
    first = [score] if ranked and order == "rank" else []
    page = statement.add_columns(score.label("score")).order_by(*first, docid.desc()).limit(limit).offset(offset)
    return Answer(total, tuple((row.docid, row.score) for row in connection.execute(page)))


def searchable(query: Query) -> Node:
    """The query without the words too common to be indexed; QueryError when nothing is left to look for."""
    root = _kept(query.root)
    if root is None or not _looks_for_something(root):
        message = "nothing to look for: the words are too common, or no words at all"
        raise QueryError(message, query.text, query.root.start, query.root.end)
    return root


def phrases(root: Node) -> list[tuple[str, ...]]:
    """What a hit shows in the text: the keys of the words that are not excluded."""
    return [keys(node) for node in _wanted(root) if isinstance(node, Words)]


def filters(root: Node) -> list[Filter]:
    """The fields that are not excluded."""
    return [node for node in _wanted(root) if isinstance(node, Filter)]


def keys(words: Words) -> tuple[str, ...]:
    return tuple(analysis.keys(words.text))


def _wanted(node: Node) -> Iterator[Words | Filter]:
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _wanted(inner)
        case Words() | Filter():
            yield node


def _kept(node: Node) -> Node | None:
    match node:
        case Words():
            return node if keys(node) else None
        case Filter():
            return node
        case Not(inner, start, end):
            kept = _kept(inner)
            return None if kept is None else Not(kept, start, end)
        case And(nodes, start, end) | Or(nodes, start, end):
            left = tuple(kept for kept in map(_kept, nodes) if kept is not None)
            return type(node)(left, start, end) if left else None
    assert_never(node)


def _looks_for_something(node: Node) -> bool:
    """Every « and » has something that is not an exclusion."""
    match node:
        case And(nodes):
            return not all(isinstance(inner, Not) for inner in nodes) and all(map(_looks_for_something, nodes))
        case Or(nodes):
            return all(map(_looks_for_something, nodes))
        case Not(inner):
            return _looks_for_something(inner)
        case Words() | Filter():
            return True
    assert_never(node)


def _has_words(node: Node) -> bool:
    match node:
        case Words():
            return True
        case Filter():
            return False
        case Not(inner):
            return _has_words(inner)
        case And(nodes) | Or(nodes):
            return any(map(_has_words, nodes))
    assert_never(node)


def _indexed(node: Node) -> bool:
    """The full-text index alone can tell: words, terms, and what is made of them."""
    match node:
        case Words():
            return True
        case Filter():
            return is_term(node)
        case Not(inner):
            return _indexed(inner)
        case And(nodes) | Or(nodes):
            return all(map(_indexed, nodes))
    assert_never(node)


def _expression(node: Node) -> str:
    """What an indexed node asks of the full-text index."""
    match node:
        case Words():
            return sqlite.phrase(keys(node))
        case Filter():
            return sqlite.exact(token_of(node))
        case Not(inner):
            return _expression(inner)
        case And(nodes):
            return _all(nodes)
        case Or(nodes):
            return sqlite.any_of([_expression(inner) for inner in nodes])
    assert_never(node)


def _all(nodes: tuple[Node, ...]) -> str:
    wanted = [_expression(node) for node in nodes if not isinstance(node, Not)]
    excluded = [_expression(node) for node in nodes if isinstance(node, Not)]
    return sqlite.all_of(wanted, excluded)


class _Statement:
    """Builds the statement that lists the docids of a query."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lists_the_rare = True

    def build(self, root: Node) -> tuple[Select[Any], ColumnElement[int], bool]:
        """The statement, its docid to order by, and whether relevance orders it."""
        parts = root.nodes if isinstance(root, And) else (root,)
        indexed = tuple(part for part in parts if _indexed(part))
        wanted = [part for part in indexed if not isinstance(part, Not)]
        if wanted and any(map(_has_words, indexed)):
            self._lists_the_rare = False
            statement = select(sqlite.docid.label("docid")).where(sqlite.matches(_all(indexed)))
            rest = [part for part in parts if not _indexed(part)]
            return self._narrow(statement, rest, sqlite.docid), sqlite.docid, any(map(_has_words, wanted))
        return self._without_words(parts)

    def _without_words(self, parts: tuple[Node, ...]) -> tuple[Select[Any], ColumnElement[int], bool]:
        driver = next((part for part in parts if isinstance(part, Filter) and is_term(part)), None)
        if driver is None:
            return self._narrow(select(acts.c.docid), list(parts), acts.c.docid), acts.c.docid, False
        terms = search_terms.alias("driver")
        statement = select(terms.c.docid).where(term_in(terms, driver))
        rest = [part for part in parts if part is not driver]
        return self._narrow(statement, rest, terms.c.docid), terms.c.docid, False

    def _narrow(self, statement: Select[Any], parts: list[Node], docid: ColumnElement[int]) -> Select[Any]:
        return statement.where(*(self._holds(part, docid) for part in parts))

    def _holds(self, node: Node, docid: ColumnElement[int]) -> ColumnElement[bool]:
        match node:
            case Not(inner):
                return not_(self._holds(inner, docid))
            case Filter():
                return self._has(condition(node), docid)
            case Words():
                return _listed(node, docid)
            case And(nodes) | Or(nodes):
                if _indexed(node) and _has_words(node):
                    return _listed(node, docid)
                join = and_ if isinstance(node, And) else or_
                return join(*(self._holds(inner, docid) for inner in nodes))
        assert_never(node)

    def _has(self, wanted: Condition, docid: ColumnElement[int]) -> ColumnElement[bool]:
        column = wanted.table.c.docid
        probe = exists().where(column == docid, wanted.where)
        if wanted.docids is not None:
            return and_(docid.between(*wanted.docids), probe)
        if self._lists_the_rare and self._is_rare(wanted):
            return docid.in_(select(column).where(wanted.where))
        return probe

    def _is_rare(self, wanted: Condition) -> bool:
        capped = select(literal(1)).select_from(wanted.table).where(wanted.where).limit(_FEW)
        counted = self._connection.execute(select(func.count()).select_from(capped.subquery())).scalar_one()
        return int(counted) < _FEW


def _listed(node: Node, docid: ColumnElement[int]) -> ColumnElement[bool]:
    found = select(sqlite.docid).where(sqlite.matches(_expression(node))).correlate(None)
    return docid.in_(found)
