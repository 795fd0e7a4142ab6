"""From a query to the docids that answer it.

Words drive the search when there are any: the full-text index walks the acts, and the terms asked for beside them
(chapter, account, nature) are tokens of it. Without words, the rows of a term drive, else the acts, latest first.
What remains is probed act by act.

The most relevant acts are those that are about most of the words looked for, which is a matter of their title and
of how often they say them; among equals the latest. So relevance is a few tiers, each walked from the latest act
on: every page costs the same, and every database gives the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from recueil.query import And, Filter, Near, Node, Not, Or
from recueil.store.asking import Asker, keys, prominence
from recueil.store.conditions import Condition, Rows, Term, conditions, mentions, named
from recueil.store.cursors import Cursor
from recueil.store.dialect import dialect_of
from recueil.store.expressions import AllOf, Expression, Phrase, at_least, is_of_places
from recueil.store.search_schema import search_acts, search_persons, search_terms
from recueil.store.snippet import Pattern

Order = Literal["rank", "date", "amount"]

# Up to this many rows it is quicker to list the acts of a condition than to try it act by act.
_FEW = 2_000
# Of so many words at most it is told how many an act is about.
_WEIGHED = 8
_NOTHING = AllOf(())


@dataclass(frozen=True, slots=True)
class Found:
    """The number of an act, and where it stands in the order asked for."""

    docid: int
    cursor: Cursor


class Search:
    """A query, ready to be answered in the connection's transaction."""

    def __init__(self, connection: Connection, root: Node, text: str) -> None:
        self._connection = connection
        self._dialect = dialect_of(connection)
        self._asker = Asker(connection, text)
        self._parts = root.nodes if isinstance(root, And) else (root,)
        self._base, self._rest = self._divided()
        about = prominence(root) if self._base.parts else ()
        self._about = about[:_WEIGHED]
        self._root = root

    def patterns(self) -> list[Pattern]:
        """What a hit shows in the text."""
        return self._asker.patterns(self._root)

    def _divided(self) -> tuple[AllOf, list[Node]]:
        """What the full-text index is to walk, and what is probed; it walks nothing where no words are wanted."""
        asked = [(node, self._asker.expression(_unless(node))) for node in self._parts]
        wanted = [part for node, part in asked if part is not None and not isinstance(node, Not)]
        near = [node for node in self._parts if isinstance(node, Near)]
        wanted += [Phrase(keys(node.words.text)) for node in near]
        is_needed = near or any(needs_the_index(node) for node, part in asked if part is not None)
        if not wanted or not is_needed:
            return _NOTHING, list(self._parts)
        excluded = tuple(part for node, part in asked if part is not None and isinstance(node, Not))
        return AllOf(tuple(wanted), excluded), [node for node, part in asked if part is None]

    def count(self) -> int:
        """How many acts answer."""
        counted = select(func.count()).select_from(self.acts().subquery())
        return int(self._connection.execute(counted).scalar_one())

    def acts(self) -> Select[Any]:
        """The ``docid`` of every act that answers, once."""
        return self._statement(self._base)[0]

    def page(self, order: Order, limit: int, after: Cursor | None) -> list[Found]:
        """The first acts in an order, or those after one."""
        if order == "amount":
            return list(self._by_amount(after, limit))
        tiers = len(self._about) if order == "rank" else 0
        found: list[Found] = []
        for tier in range(tiers, -1, -1):
            if len(found) < limit and (after is None or tier <= after.tier):
                beyond = after.docid if after is not None and after.tier == tier else None
                found += self._in_tier(tier, tiers, limit - len(found), beyond)
        return found

    def _in_tier(self, tier: int, tiers: int, limit: int, beyond: int | None) -> Iterator[Found]:
        """Acts that are about so many of the words, latest first."""
        at_least_so = (at_least(tier, self._about),) if tier else ()
        more = (at_least(tier + 1, self._about),) if tier < tiers else ()
        base = self._base
        asked = AllOf(base.parts + at_least_so, base.excluded + more)
        statement, docid = self._statement(asked)
        if beyond is not None:
            statement = statement.where(docid < beyond)
        walked = self._dialect.latest_first(docid, is_of_places(asked))
        for number in self._connection.execute(statement.order_by(walked).limit(limit)).scalars():
            yield Found(number, Cursor(number, tier))

    def _by_amount(self, after: Cursor | None, limit: int) -> Iterator[Found]:
        """Acts by their largest amount; those without amounts last, latest first."""
        statement, docid = self._statement(self._base)
        own = search_acts.alias("own")
        statement = statement.join(own, own.c.docid == docid).add_columns(own.c.largest)
        if after is not None:
            statement = statement.where(_after_amount(own.c.largest, docid, after))
        ordered = statement.order_by(own.c.largest.desc().nulls_last(), docid.desc()).limit(limit)
        for number, largest in self._connection.execute(ordered):
            yield Found(number, Cursor(number, 0, largest))

    def _statement(self, asked: AllOf) -> tuple[Select[Any], ColumnElement[int]]:
        """The statement that lists the docids, and the docid to order by."""
        if asked.parts:
            docid = self._dialect.docid
            statement = select(docid.label("docid")).where(self._dialect.matches(asked))
            hold = (self._holds_beside_words(node, docid) for node in self._rest)
            return statement.where(*hold), docid
        statement, docid, driver = self._driven()
        rest = (node for node in self._parts if node is not driver)
        return statement.where(*self._all_hold(rest, docid)), docid

    def _driven(self) -> tuple[Select[Any], ColumnElement[int], Node | None]:
        """What lists acts, each once, and the part of the query that they answer; all acts, where that is none."""
        filters = [node for node in self._parts if isinstance(node, Filter)]
        terms = [(node, term) for node in filters if (term := _whole_term(node)) is not None]
        if terms:
            rarest, term = min(terms, key=lambda one: self._acts_of(one[0])) if len(terms) > 1 else terms[0]
            return *_having(term), rarest
        if persons := next(filter(_is_of_persons, filters), None):
            return *_naming(persons), persons
        return select(search_acts.c.docid), search_acts.c.docid, None

    def _acts_of(self, wanted: Filter) -> int:
        return sum(self._at_most_few(one.rows) for one in conditions(wanted) if one.rows is not None)

    def _holds_beside_words(self, node: Node, docid: ColumnElement[int]) -> ColumnElement[bool]:
        """A range of numbers narrows the walk of the index; it must not give way to a list in an « or »."""
        probed = docid if isinstance(node, Filter) and not needs_the_index(node) else docid + 0
        return self._holds(node, probed, list_the_rare=False)

    def _all_hold(
        self, nodes: Iterable[Node], docid: ColumnElement[int], *, list_the_rare: bool = True
    ) -> Iterator[ColumnElement[bool]]:
        return (self._holds(node, docid, list_the_rare) for node in nodes)

    def _holds(self, node: Node, docid: ColumnElement[int], list_the_rare: bool) -> ColumnElement[bool]:
        match node:
            case Not(inner):
                return not_(self._holds(inner, docid, list_the_rare))
            case Filter():
                return and_(true(), *(self._has(one, docid, list_the_rare) for one in conditions(node)))
            case Near(filter=wanted, words=words, within=within):
                return self._dialect.near(docid, mentions(wanted), keys(words.text), within)
        expression = self._asker.expression(node)
        if expression is not None and needs_the_index(node):
            return self._listed(expression, docid)
        if isinstance(node, And | Or):
            join = and_ if isinstance(node, And) else or_
            return join(*self._all_hold(node.nodes, docid, list_the_rare=list_the_rare))
        raise AssertionError(node)

    def _has(self, wanted: Condition, docid: ColumnElement[int], list_the_rare: bool) -> ColumnElement[bool]:
        if wanted.needs_the_index and wanted.expression is not None:
            return self._listed(wanted.expression, docid)
        among = true() if wanted.docids is None else docid.between(*wanted.docids)
        if wanted.rows is None:
            return among
        column = wanted.rows.table.c.docid
        is_bounded = wanted.docids is not None
        if wanted.rows.lists:
            # Beside words the index walks the acts: it is not to be asked for each act of the list instead.
            asked = docid if list_the_rare else docid + 0
            return asked.in_(select(column).where(wanted.rows.where))
        if list_the_rare and not is_bounded and self._at_most_few(wanted.rows) < _FEW:
            return docid.in_(select(column).where(wanted.rows.where))
        return and_(among, exists().where(column == docid, wanted.rows.where))

    def _listed(self, expression: Expression, docid: ColumnElement[int]) -> ColumnElement[bool]:
        found = select(self._dialect.docid).where(self._dialect.matches(expression))
        return docid.in_(found.correlate(None))

    def _at_most_few(self, rows: Rows) -> int:
        """How many rows there are, counted no further than to what is many."""
        capped = select(literal(1)).select_from(rows.table).where(rows.where).limit(_FEW).subquery()
        return int(self._connection.execute(select(func.count()).select_from(capped)).scalar_one())


def needs_the_index(node: Node) -> bool:
    """No rows of the search tables can tell."""
    match node:
        case Filter():
            return any(condition.needs_the_index for condition in conditions(node))
        case Not(inner):
            return needs_the_index(inner)
        case And(nodes) | Or(nodes):
            return any(map(needs_the_index, nodes))
    return True


def _unless(node: Node) -> Node:
    return node.node if isinstance(node, Not) else node


def _whole_term(wanted: Filter) -> Term | None:
    """The term that is all that a field asks."""
    asked = conditions(wanted)
    return asked[0].term if len(asked) == 1 else None


def _having(term: Term) -> tuple[Select[Any], ColumnElement[int]]:
    terms, (axis, value) = search_terms.alias("driver"), term
    return select(terms.c.docid).where(terms.c.axis == axis, terms.c.value == value, terms.c.first), terms.c.docid


def _is_of_persons(wanted: Filter) -> bool:
    """Of persons by name, whose acts are better listed than tried one by one."""
    rows = conditions(wanted)[0].rows
    return rows is not None and rows.lists


def _naming(wanted: Filter) -> tuple[Select[Any], ColumnElement[int]]:
    rows = search_persons.alias("driver")
    return select(rows.c.docid).where(named(rows, wanted)).distinct(), rows.c.docid


def _after_amount(largest: Any, docid: ColumnElement[int], after: Cursor) -> ColumnElement[bool]:
    if after.largest is None:
        return and_(largest.is_(None), docid < after.docid)
    same = and_(largest == after.largest, docid < after.docid)
    return or_(largest < after.largest, same, largest.is_(None))
