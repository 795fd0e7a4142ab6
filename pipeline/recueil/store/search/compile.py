"""Compile a query to SQL statements, run them, and return docids in the order of date, rank or amount.

If the query has words, full-text search drives: the index enumerates acts, and the terms required
beside the words (chapter, account, nature) are tokens of it. Without words, the rows of a term
drive, otherwise the acts, latest first. The rest of the query is tested act by act.

Rank is the number of query words that an act is about, which depends on its title and on how often
it uses them; ties are ordered latest first. So rank has a few tiers, each walked from the latest
act on: every page costs the same, and both databases return the same order.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, Self
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from recueil.query import And, Filter, Near, Node, Not, Query
from recueil.store.engine import dialect_of
from recueil.store.engine.column_types import Millionths
from recueil.store.engine.protocol import AllOf, Dialect, Phrase, match_at_least, needs_positions
from recueil.store.index.schema import search_acts, search_persons, search_terms
from recueil.store.schema import Serial
from recueil.store.search.cursors import Cursor
from recueil.store.search.fulltext import (
    MATCH_ALL,
    FullTextCompiler,
    drop_common_words,
    prominence_expressions,
    stems,
)
from recueil.store.search.predicates import (
    FieldPredicate,
    PredicateCompiler,
    Term,
    compile_field,
    enumerable_predicates,
    needs_full_text,
    person_predicate,
)
from recueil.store.search.snippet import Pattern

Order = Literal["rank", "date", "amount"]

# Below this number of rows, enumerating the acts of a condition is faster than testing it act by act.
_FEW_ROWS = 2_000
# The number of query words that count for the rank.
_MAX_RANKED_WORDS = 8
_NO_WORDS = AllOf(())
# Row counts, cached for a page, its facets and the next page; they affect the query plan, never the result.
_COUNT_CACHE: WeakKeyDictionary[Engine, dict[FieldPredicate, tuple[int, float]]] = WeakKeyDictionary()
_CACHE_SECONDS, _CACHE_SIZE = 60.0, 1_000


@dataclass(frozen=True, slots=True)
class RankedAct:
    """The docid of an act, and its cursor in the requested order."""

    docid: int
    cursor: Cursor


class Search:
    """A query, ready to run in the transaction of the connection."""

    def __init__(self, connection: Connection, root: Node, text: str) -> None:
        self._connection = connection
        self._dialect = dialect_of(connection)
        self._asker = FullTextCompiler(connection, text)
        self._asker.require_few_expansions(root)
        self._parts = root.nodes if isinstance(root, And) else (root,)
        self._base, self._rest = self._divided()
        about = prominence_expressions(root) if self._base.parts else ()
        self._about = about[:_MAX_RANKED_WORDS]
        self.root = root

    @classmethod
    def of(cls, connection: Connection, query: Query | None) -> Self:
        """Prepare a query; None matches every act. Raises QueryError if there is nothing left to search for."""
        return (
            cls(connection, MATCH_ALL, "")
            if query is None
            else cls(connection, drop_common_words(query), query.text)
        )

    def patterns(self) -> list[Pattern]:
        """Return the patterns to highlight in the text of a hit."""
        return self._asker.patterns(self.root)

    def _divided(self) -> tuple[AllOf, list[Node]]:
        """Divide the query into the full-text expression and the nodes to test act by act.

        The expression is empty if full-text search is not needed.
        """
        asked = [(node, self._asker.expression(_without_not(node))) for node in self._parts]
        wanted = [part for node, part in asked if part is not None and not isinstance(node, Not)]
        near = [node for node in self._parts if isinstance(node, Near)]
        wanted += [self._asker.phrase(node.words) for node in near]
        is_needed = near or any(needs_full_text(node) for node, part in asked if part is not None)
        if not wanted or not is_needed:
            return _NO_WORDS, list(self._parts)
        excluded = tuple(part for node, part in asked if part is not None and isinstance(node, Not))
        return AllOf(tuple(wanted), excluded), [node for node, part in asked if part is None]

    def count(self) -> int:
        """Count the matching acts."""
        counted = select(func.count()).select_from(self.acts().subquery())
        return int(self._connection.execute(counted).scalar_one())

    def acts(self) -> Select[Any]:
        """Select the ``docid`` of every matching act, once."""
        return self._statement(self._base)[0]

    def page(self, order: Order, limit: int, after: Cursor | None) -> list[RankedAct]:
        """Return the first matching acts in an order, or those after a cursor."""
        if order == "amount":
            return list(self._by_amount(after, limit))
        tiers = len(self._about) if order == "rank" else 0
        found: list[RankedAct] = []
        for tier in range(tiers, -1, -1):
            if len(found) < limit and (after is None or tier <= after.tier):
                beyond = after.docid if after is not None and after.tier == tier else None
                found += self._in_tier(tier, tiers, limit - len(found), beyond)
        return found

    def docids(self, limit: int, beyond: int | None = None) -> list[int]:
        """Return the docids of the latest matching acts, or of those beyond a docid."""
        after = None if beyond is None else Cursor(beyond)
        return [act.docid for act in self.page("date", limit, after)]

    def _in_tier(self, tier: int, tiers: int, limit: int, beyond: int | None) -> Iterator[RankedAct]:
        """Yield the acts that are about exactly ``tier`` of the words, latest first."""
        at_least_so = (match_at_least(tier, self._about),) if tier else ()
        more = (match_at_least(tier + 1, self._about),) if tier < tiers else ()
        base = self._base
        asked = AllOf(base.parts + at_least_so, base.excluded + more)
        statement = self._walk(asked, is_begun=beyond is not None)
        for number in self._connection.execute(statement, {"limit": limit, "beyond": beyond}).scalars():
            yield RankedAct(number, Cursor(number, tier))

    def _walk(self, asked: AllOf, *, is_begun: bool) -> Select[Any]:
        """Select the ``limit`` latest acts; if the walk ``is_begun``, those before ``beyond``."""
        fields = tuple(node for node in self._parts if isinstance(node, Filter))
        if not asked.parts and len(fields) == len(self._parts):
            driver = self._driver()
            rare = frozenset(
                filter(self._is_rare, enumerable_predicates(node for node in fields if node is not driver))
            )
            return _walk_of_fields(self._dialect, fields, driver, rare, is_begun)
        return _latest_page(self._dialect, *self._statement(asked), needs_positions(asked), is_begun)

    def _by_amount(self, after: Cursor | None, limit: int) -> Iterator[RankedAct]:
        """Yield acts by their largest amount, descending; acts without amounts come last, latest first."""
        if not self._parts:
            yield from self._all_by_amount(after, limit)
            return
        statement, docid = self._statement(self._base)
        own = search_acts.alias("own")
        statement = statement.join(own, own.c.docid == docid).add_columns(own.c.largest)
        if after is not None:
            statement = statement.where(_after_amount(own.c.largest, docid, after))
        ordered = statement.order_by(own.c.largest.desc().nulls_last(), docid.desc()).limit(limit)
        for number, largest in self._connection.execute(ordered):
            yield RankedAct(number, Cursor(number, 0, largest))

    def _all_by_amount(self, after: Cursor | None, limit: int) -> Iterator[RankedAct]:
        """Yield every act in the same order, using the index on amounts."""
        own, found = search_acts.c, 0
        every = select(own.docid, own.largest).order_by(own.largest.desc(), own.docid.desc())
        if after is None or after.largest is not None:
            having = every.where(own.largest.is_not(None), *_after_cursor(after))
            for number, largest in self._connection.execute(having.limit(limit)):
                found += 1
                yield RankedAct(number, Cursor(number, 0, largest))
            after = None
        beyond = [] if after is None else [own.docid < after.docid]
        without = select(own.docid).where(own.largest.is_(None), *beyond).order_by(own.docid.desc())
        for number in self._connection.execute(without.limit(limit - found)).scalars():
            yield RankedAct(number, Cursor(number))

    def _statement(self, asked: AllOf) -> tuple[Select[Any], ColumnElement[int]]:
        """Build the statement that lists docids, and return it with the docid column to order by."""
        holding = PredicateCompiler(self._dialect, self._asker.expression, self._asker.phrase, self._is_rare)
        if asked.parts:
            docid = self._dialect.docid
            statement = select(docid.label("docid")).where(self._dialect.matches(asked))
            return statement.where(*(holding.beside_full_text(node, docid) for node in self._rest)), docid
        driver = self._driver()
        return _select_acts(driver, tuple(node for node in self._parts if node is not driver), holding)

    def _driver(self) -> Filter | None:
        """Choose the field whose acts are enumerated; None if all acts are."""
        filters = [node for node in self._parts if isinstance(node, Filter)]
        terms = [node for node in filters if _whole_term(node) is not None]
        if terms:
            return min(terms, key=self._acts_of) if len(terms) > 1 else terms[0]
        return next(filter(_is_person_name, filters), None)

    def _acts_of(self, wanted: Filter) -> int:
        return sum(self._at_most_few(one.rows) for one in compile_field(wanted) if one.rows is not None)

    def _is_rare(self, rows: FieldPredicate) -> bool:
        return self._at_most_few(rows) < _FEW_ROWS

    def _at_most_few(self, rows: FieldPredicate) -> int:
        """Count the rows that match a predicate, up to a limit; the count is cached for a minute."""
        known = _COUNT_CACHE.setdefault(self._connection.engine, {})
        counted, until = known.get(rows, (0, 0.0))
        if until < time.monotonic():
            counted = int(self._connection.execute(_count_up_to_few(rows)).scalar_one())
            if len(known) >= _CACHE_SIZE:
                known.clear()
            known[rows] = counted, time.monotonic() + _CACHE_SECONDS
        return counted


@lru_cache(maxsize=512)
def _count_up_to_few(rows: FieldPredicate) -> Select[Any]:
    capped = select(literal(1)).select_from(rows.table).where(rows.where).limit(_FEW_ROWS).subquery()
    return select(func.count()).select_from(capped)


# Building a statement takes longer than running it: statements of fields alone are cached.
@lru_cache(maxsize=512)
def _walk_of_fields(
    dialect: Dialect,
    fields: tuple[Filter, ...],
    driver: Filter | None,
    rare: frozenset[FieldPredicate],
    is_begun: bool,
) -> Select[Any]:
    holding = PredicateCompiler(
        dialect, lambda node: None, lambda words: Phrase(stems(words.text)), rare.__contains__
    )
    listed = _select_acts(driver, tuple(field for field in fields if field is not driver), holding)
    return _latest_page(dialect, *listed, asks_for_places=False, is_begun=is_begun)


def _select_acts(
    driver: Filter | None, rest: tuple[Node, ...], holding: PredicateCompiler
) -> tuple[Select[Any], ColumnElement[int]]:
    """Select the acts of the driver, each once, that match the rest of the query."""
    statement, docid = _select_driver(driver)
    return statement.where(*(holding.of(node, docid) for node in rest)), docid


def _select_driver(driver: Filter | None) -> tuple[Select[Any], ColumnElement[int]]:
    """Select the acts of the driver, or all acts."""
    if driver is None:
        return select(search_acts.c.docid), search_acts.c.docid
    term = _whole_term(driver)
    return _select_persons(driver) if term is None else _select_term(term)


def _latest_page(
    dialect: Dialect, statement: Select[Any], docid: ColumnElement[int], asks_for_places: bool, is_begun: bool
) -> Select[Any]:
    if is_begun:
        statement = statement.where(docid < bindparam("beyond", type_=BigInteger))
    walked = dialect.latest_first(docid, asks_for_places)
    return statement.order_by(walked).limit(bindparam("limit", type_=Integer))


def _without_not(node: Node) -> Node:
    return node.node if isinstance(node, Not) else node


def _whole_term(wanted: Filter) -> Term | None:
    """Return the term that a field is equivalent to, or None."""
    asked = compile_field(wanted)
    return asked[0].term if len(asked) == 1 else None


def _select_term(term: Term) -> tuple[Select[Any], ColumnElement[int]]:
    terms, (axis, value) = search_terms.alias("driver"), term
    return select(terms.c.docid).where(terms.c.axis == axis, terms.c.value == value, terms.c.first), terms.c.docid


def _is_person_name(wanted: Filter) -> bool:
    """Return whether a field is a person by name, whose acts are better enumerated than tested one by one."""
    rows = compile_field(wanted)[0].rows
    return rows is not None and rows.lists


def _select_persons(wanted: Filter) -> tuple[Select[Any], ColumnElement[int]]:
    rows = search_persons.alias("driver")
    return select(rows.c.docid).where(person_predicate(rows, wanted)).distinct(), rows.c.docid


def _after_cursor(after: Cursor | None) -> list[ColumnElement[bool]]:
    """Build the keyset condition for acts after a cursor with an amount."""
    if after is None:
        return []
    place = tuple_(literal(after.largest, Millionths()), literal(after.docid, Serial))
    return [tuple_(search_acts.c.largest, search_acts.c.docid) < place]


def _after_amount(largest: Any, docid: ColumnElement[int], after: Cursor) -> ColumnElement[bool]:
    """Build the keyset condition for acts after a cursor, in the order of amounts."""
    if after.largest is None:
        return and_(largest.is_(None), docid < after.docid)
    same = and_(largest == after.largest, docid < after.docid)
    return or_(largest < after.largest, same, largest.is_(None))
