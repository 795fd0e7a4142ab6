"""Compile a query to SQL statements, run them, and return docids in the order of rank, date or amount.

If the query has words, full-text search drives: the index enumerates acts, and the terms required
beside the words (chapter, account, nature) are tokens of it. Without words, the rows of a field
drive, otherwise the acts, latest first: the planner chooses. The rest of the query is tested act by act.

Rank is the number of query words that an act is about, which depends on its title and on how often
it uses them; ties are ordered latest first. So rank has a few tiers, each walked from the latest
act on: every page costs the same, and both databases return the same order.

Without words, a query is planned: the field whose acts are enumerated is chosen, and the fields that are rare.
That affects how fast a statement is, never what it returns. It rests on row counts, which stop at a limit and
are cached for a minute: for a page, its facets and the next page.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal
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

from recueil.query import And, Filter, Leaf, Near, Node, Not, Query, leaves
from recueil.query.vocabulary import OUTSIDE_ROLL
from recueil.store.engine import dialect_of
from recueil.store.engine.column_types import Millionths
from recueil.store.engine.protocol import AllOf, Dialect, Expression, Phrase, match_at_least, needs_positions
from recueil.store.index.schema import search_acts, search_persons, search_terms
from recueil.store.schema import Serial
from recueil.store.search.bodies import resolve_bodies
from recueil.store.search.cursors import Cursor
from recueil.store.search.fulltext import (
    MATCH_ALL,
    FullTextCompiler,
    drop_common_words,
    prominence_expressions,
    stems,
)
from recueil.store.search.informative import asks_for_informative, drop_everything, has_informative, is_searched
from recueil.store.search.predicates import (
    Condition,
    FewActs,
    FieldPredicate,
    PredicateCompiler,
    Term,
    compile_field,
    enumerable_predicates,
    near_tokens,
    needs_full_text,
    person_predicate,
)
from recueil.store.search.snippet import Pattern

if TYPE_CHECKING:  # they import NumPy, for which short commands would wait
    from recueil.store.columns.acts import ActColumns
    from recueil.store.columns.column import Mask

# Below this number of rows, enumerating the acts of a condition is faster than testing it act by act.
_FEW_ROWS = 2_000
_COUNT_CACHE: WeakKeyDictionary[Engine, dict[FieldPredicate, tuple[int, float]]] = WeakKeyDictionary()
_CACHE_SECONDS, _CACHE_SIZE = 60.0, 1_000


class Planner:
    """Plans queries by the rows of the store that the connection is to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def choose_driver(self, fields: Iterable[Filter]) -> Filter | None:
        """Choose the field whose acts are enumerated; None if all acts are.

        The rarest of the fields that are one term, or else the first person by name.
        """
        fields = list(fields)
        terms = [field for field in fields if _whole_term(field) is not None]
        if terms:
            return min(terms, key=self._count_acts) if len(terms) > 1 else terms[0]
        return next((field for field in fields if _is_person_name(field)), None)

    def is_rare(self, rows: FieldPredicate) -> bool:
        """Return whether so few rows match a predicate that its acts had better be enumerated."""
        return self._count_up_to_few(rows) < _FEW_ROWS

    def _count_acts(self, field: Filter) -> int:
        predicates = (condition.rows for condition in compile_field(field))
        return sum(self._count_up_to_few(rows) for rows in predicates if rows is not None)

    def _count_up_to_few(self, rows: FieldPredicate) -> int:
        """Count the rows that match a predicate, up to the limit, or return the cached count."""
        cache = _COUNT_CACHE.setdefault(self._connection.engine, {})
        count, until = cache.get(rows, (0, 0.0))
        if until < time.monotonic():
            count = int(self._connection.execute(_select_count_up_to_few(rows)).scalar_one())
            if len(cache) >= _CACHE_SIZE:
                cache.clear()
            cache[rows] = count, time.monotonic() + _CACHE_SECONDS
        return count


@lru_cache(maxsize=512)
def _select_count_up_to_few(rows: FieldPredicate) -> Select[Any]:
    capped = select(literal(1)).select_from(rows.table).where(rows.indexed).limit(_FEW_ROWS).subquery()
    return select(func.count()).select_from(capped)


def select_driver(driver: Filter | None, *, each_once: bool = True) -> tuple[Select[Any], ColumnElement[int]]:
    """Select the docids of the driver's acts, ``each_once``, or of all acts; return also the docid column."""
    if driver is None:
        return select(search_acts.c.docid), search_acts.c.docid
    if (term := _whole_term(driver)) is not None:
        axis, value = term
        rows = search_terms.alias("driver")
        return select(rows.c.docid).where(rows.c.axis == axis, rows.c.value == value, rows.c.first), rows.c.docid
    rows = search_persons.alias("driver")
    statement = select(rows.c.docid).where(person_predicate(rows, driver))
    return statement.distinct() if each_once else statement, rows.c.docid


def _whole_term(field: Filter) -> Term | None:
    """Return the term that a field is equivalent to, or None."""
    conditions = compile_field(field)
    return conditions[0].term if len(conditions) == 1 else None


def _names_person(leaf: Leaf) -> bool:
    field = leaf.filter if isinstance(leaf, Near) else leaf
    return isinstance(field, Filter) and field.field == "personne"


def _is_person_name(field: Filter) -> bool:
    """Return whether a field is a person by name, whose acts are better enumerated than tested one by one."""
    rows = compile_field(field)[0].rows
    return rows is not None and rows.prefer_list and field.role != OUTSIDE_ROLL


Order = Literal["rank", "date", "amount"]

# The number of query words that count for the rank.
_MAX_RANKED_WORDS = 8


@dataclass(frozen=True, slots=True)
class RankedAct:
    """The docid of an act, and its cursor in the requested order."""

    docid: int
    cursor: Cursor


class Search:
    """A query, compiled, to run in the transaction of the connection.

    ``root`` is its tree without words too common to be indexed.
    """

    def __init__(self, connection: Connection, query: Query | None) -> None:
        """Compile a query; None matches every act. Documents that are no acts match if the query asks for them.

        Raises QueryError if there is nothing left to search for, if prefixes expand to too many words, or if a
        name of a body or a territory stands for none, or several.
        """
        self.root: Node = MATCH_ALL
        if query is not None:
            self.root = resolve_bodies(connection, query.text, drop_common_words(query))
        self._only_acts = not asks_for_informative(self.root) and has_informative(connection)
        self.root = drop_everything(self.root)
        self._connection = connection
        self._dialect = dialect_of(connection)
        self._planner = Planner(connection)
        self._full_text = FullTextCompiler(connection, "" if query is None else query.text)
        self._full_text.require_few_expansions(self.root)
        self._parts = self.root.nodes if isinstance(self.root, And) else (self.root,)
        self._base, self._rest = self._divide()
        about = prominence_expressions(self.root) if self._base.parts else ()
        self._about = about[:_MAX_RANKED_WORDS]

    def _divide(self) -> tuple[AllOf, list[Node]]:
        """Divide the query into the full-text expression and the nodes to test act by act.

        The expression is empty if full-text search is not needed.
        """
        required: list[Expression] = []
        excluded: list[Expression] = []
        rest: list[Node] = []
        is_needed = False
        for node in self._parts:
            part = self._full_text.expression(node.node if isinstance(node, Not) else node)
            if part is None:
                rest.append(node)
            else:
                (excluded if isinstance(node, Not) else required).append(part)
                is_needed = is_needed or needs_full_text(node)
        near = [self._require_near(node) for node in self._parts if isinstance(node, Near)]
        if (required or near) and (is_needed or near):
            return AllOf((*required, *near), tuple(excluded)), rest
        return AllOf(()), list(self._parts)

    def _require_near(self, node: Near) -> Expression:
        """Return the full-text expression that every act with a value near words matches."""
        phrase = self._full_text.phrase(node.words)
        tokens = near_tokens(node, phrase)
        return phrase if tokens is None else AllOf((phrase, tokens.any))

    def patterns(self) -> list[Pattern]:
        """Return the patterns to highlight in the text of a hit."""
        return self._full_text.patterns(self.root)

    def page(
        self, order: Order, limit: int, after: Cursor | None, in_columns: tuple[ActColumns, Mask] | None = None
    ) -> list[RankedAct]:
        """Return the first matching acts in an order, or those after a cursor.

        ``in_columns``: the columns of all acts, and which of these match, where that is known.
        """
        if in_columns is not None and order != "rank":
            return _page_in_columns(*in_columns, order, limit, after)
        if order == "amount":
            return list(self._by_amount(after, limit))
        if in_columns is not None and (few := self._rank_few(*in_columns)) is not None:
            places = ((act.cursor.tier, act.cursor.docid) for act in few)
            first = 0 if after is None else sum(place >= (after.tier, after.docid) for place in places)
            return few[first : first + limit]
        tiers = len(self._about) if order == "rank" else 0
        ranked: list[RankedAct] = []
        for tier in range(tiers, -1, -1):
            if len(ranked) < limit and (after is None or tier <= after.tier):
                beyond = after.docid if after is not None and after.tier == tier else None
                statement = self._select_tier(tier, tiers, is_begun=beyond is not None)
                rows = self._connection.execute(statement, {"limit": limit - len(ranked), "beyond": beyond})
                ranked += (RankedAct(docid, Cursor(docid, tier)) for docid in rows.scalars())
        return ranked

    def _rank_few(self, columns: ActColumns, found: Mask) -> list[RankedAct] | None:
        """Return the matching acts by relevance, where these are few, and to find them again for each tier would
        read their words again; None elsewhere.
        """
        if not needs_positions(self._base) or any(map(needs_positions, self._about)):
            return None
        docids = columns.select_latest(found, _FEW_ROWS, None)
        if not docids:
            return []
        statement = self._dialect.select_matched(self._about, docids) if len(docids) < _FEW_ROWS else None
        if statement is None:
            return None
        tiers = {docid: sum(matched) for docid, *matched in self._connection.execute(statement)}
        ranked = sorted(((tiers[docid], docid) for docid in docids), reverse=True)
        return [RankedAct(docid, Cursor(docid, tier)) for tier, docid in ranked]

    def docids(self, limit: int, beyond: int | None = None) -> list[int]:
        """Return the docids of the latest matching acts, or of those beyond a docid."""
        after = None if beyond is None else Cursor(beyond)
        return [act.docid for act in self.page("date", limit, after)]

    def count(self) -> int:
        """Count the matching acts."""
        counted = select(func.count()).select_from(self.acts().subquery())
        return int(self._connection.execute(counted).scalar_one())

    def count_among(self, few: FewActs) -> int:
        """Count the matching acts among a few."""
        statement, docid = self._select_matching(self._base, few)
        some = statement.where(docid.in_(few.docids)).subquery()
        return int(self._connection.execute(select(func.count()).select_from(some)).scalar_one())

    def acts(self) -> Select[Any]:
        """Select the ``docid`` of every matching act, once."""
        return self._select_matching(self._base)[0]

    def is_match(self, docid: ColumnElement[int]) -> ColumnElement[bool]:
        """Build the condition that an act matches, for a statement that selects its rows."""
        if (among := self._docid_range()) is not None:
            return and_(docid.between(*among), *self._limits(docid))
        return docid.in_(self.acts())

    def choose(self, columns: ActColumns) -> Mask | None:
        """Return which acts of columns match; None if one of them is not there: SQL answers then."""
        if (among := self._docid_range()) is not None:
            chosen = columns.select_range(*among)
            return chosen & columns.is_searched if self._only_acts else chosen
        if any(_names_person(leaf) for leaf in leaves(self.root)):
            return self._find(columns)  # persons are merged while no act changes
        return columns.find_once((self.root, self._only_acts), partial(self._find, columns))

    def _find(self, columns: ActColumns) -> Mask | None:
        return columns.find(self._connection, self._select_matching(self._base, each_once=False)[0])

    def _docid_range(self) -> tuple[int, int] | None:
        """Return the range of docids that the whole query stands for, as whole years do; None of another query."""
        conditions: list[Condition] = []
        for node in self._parts:
            if not isinstance(node, Filter):
                return None
            conditions += compile_field(node)
        ranges = [one.docids for one in conditions if one.docids is not None and one.rows is None]
        if not ranges or len(ranges) < len(conditions):
            return None
        return max(first for first, _ in ranges), min(last for _, last in ranges)

    def _select_tier(self, tier: int, tiers: int, *, is_begun: bool) -> Select[Any]:
        """Select the ``limit`` latest acts that are about exactly ``tier`` of the words, of ``tiers`` in all.

        If the walk ``is_begun``, select those before ``beyond``.
        """
        fields = tuple(node for node in self._parts if isinstance(node, Filter))
        if not self._base.parts and len(fields) == len(self._parts):
            driver = self._planner.choose_driver(fields)
            others = tuple(field for field in fields if field is not driver)
            rare = frozenset(filter(self._planner.is_rare, enumerable_predicates(others)))
            return _select_by_fields(self._dialect, driver, others, rare, is_begun, self._only_acts)
        at_least_so = (match_at_least(tier, self._about),) if tier else ()
        more = (match_at_least(tier + 1, self._about),) if tier < tiers else ()
        expression = AllOf(self._base.parts + at_least_so, self._base.excluded + more)
        statement, docid = self._select_matching(expression)
        return _latest_first(self._dialect, statement, docid, needs_positions(expression), is_begun)

    def _select_matching(
        self, expression: AllOf, among: FewActs | None = None, *, each_once: bool = True
    ) -> tuple[Select[Any], ColumnElement[int]]:
        """Select the docids that match a full-text expression, if it has parts, and the rest of the query.

        Returns the statement with the docid column to order by. ``among``: the only acts of interest, where these
        are few. Without ``each_once``, some docids come more than once, which takes less time.
        """
        predicates = PredicateCompiler(
            self._dialect, self._full_text.expression, self._full_text.phrase, self._planner.is_rare, among
        )
        if expression.parts:
            docid = self._dialect.docid
            statement = select(docid.label("docid")).where(self._dialect.matches(expression), *self._limits(docid))
            return statement.where(*(predicates.beside_full_text(node, docid) for node in self._rest)), docid
        driver = self._planner.choose_driver(node for node in self._parts if isinstance(node, Filter))
        statement, docid = select_driver(driver, each_once=each_once)
        others = (node for node in self._parts if node is not driver)
        return statement.where(*(predicates.compile(node, docid) for node in others), *self._limits(docid)), docid

    def _limits(self, docid: ColumnElement[int]) -> list[ColumnElement[bool]]:
        return [is_searched(docid)] if self._only_acts else []

    def _by_amount(self, after: Cursor | None, limit: int) -> Iterator[RankedAct]:
        """Yield acts by their largest amount, descending; acts without amounts come last, latest first."""
        if not self._parts:
            yield from self._all_by_amount(after, limit)
            return
        statement, docid = self._select_matching(self._base)
        own = search_acts.alias("own")
        statement = statement.join(own, own.c.docid == docid).add_columns(own.c.largest)
        if after is not None:
            statement = statement.where(_after_amount(own.c.largest, docid, after))
        ordered = statement.order_by(own.c.largest.desc().nulls_last(), docid.desc()).limit(limit)
        for number, largest in self._connection.execute(ordered):
            yield RankedAct(number, Cursor(number, 0, largest))

    def _all_by_amount(self, after: Cursor | None, limit: int) -> Iterator[RankedAct]:
        """Yield every act in the same order, using the index on amounts."""
        own, count = search_acts.c, 0
        every = select(own.docid, own.largest).order_by(own.largest.desc(), own.docid.desc())
        every = every.where(*self._limits(own.docid))
        if after is None or after.largest is not None:
            having = every.where(own.largest.is_not(None), *_after_cursor(after))
            for number, largest in self._connection.execute(having.limit(limit)):
                count += 1
                yield RankedAct(number, Cursor(number, 0, largest))
            after = None
        beyond = [] if after is None else [own.docid < after.docid]
        without = select(own.docid).where(own.largest.is_(None), *beyond, *self._limits(own.docid))
        without = without.order_by(own.docid.desc())
        for number in self._connection.execute(without.limit(limit - count)).scalars():
            yield RankedAct(number, Cursor(number))


def _page_in_columns(
    columns: ActColumns, found: Mask, order: Literal["date", "amount"], limit: int, after: Cursor | None
) -> list[RankedAct]:
    if order == "date":
        latest = columns.select_latest(found, limit, after.docid if after is not None and not after.tier else None)
        return [RankedAct(docid, Cursor(docid)) for docid in latest]
    largest = columns.select_largest(found, limit, None if after is None else (after.largest, after.docid))
    return [RankedAct(docid, Cursor(docid, 0, amount)) for amount, docid in largest]


@lru_cache(maxsize=512)
def _select_by_fields(
    dialect: Dialect,
    driver: Filter | None,
    others: tuple[Filter, ...],
    rare: frozenset[FieldPredicate],
    is_begun: bool,
    only_acts: bool,
) -> Select[Any]:
    """Select the latest acts that match fields alone. The statement is cached, see ``engine/statements.py``."""
    predicates = PredicateCompiler(
        dialect, lambda node: None, lambda words: Phrase(stems(words.text)), rare.__contains__
    )
    statement, docid = select_driver(driver)
    matching = statement.where(*(predicates.compile(field, docid) for field in others))
    matching = matching.where(is_searched(docid)) if only_acts else matching
    return _latest_first(dialect, matching, docid, asks_for_places=False, is_begun=is_begun)


def _latest_first(
    dialect: Dialect, statement: Select[Any], docid: ColumnElement[int], asks_for_places: bool, is_begun: bool
) -> Select[Any]:
    """Order a statement latest first, limited to ``limit`` acts, which come before ``beyond`` if it is begun."""
    if is_begun:
        statement = statement.where(docid < bindparam("beyond", type_=BigInteger))
    ordered = statement.order_by(dialect.latest_first(docid, asks_for_places))
    return ordered.limit(bindparam("limit", type_=Integer))


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
