"""What must hold of an act for a part of a query, in SQL to be tried act by act; no database is asked here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select, true

from recueil.query import And, Filter, Near, Node, Not, Or, Words
from recueil.store.engine.dialect import Dialect
from recueil.store.engine.expressions import Expression, Phrase
from recueil.store.search.conditions import Condition, FieldPredicate, compile_field, select_mentions


class PredicateCompiler:
    """Compiler of query nodes to SQL predicates on one act.

    ``expression`` compiles a node to a full-text expression; acts of rare rows are enumerated instead
    of tested.
    """

    def __init__(
        self,
        dialect: Dialect,
        expression: Callable[[Node], Expression | None],
        phrase: Callable[[Words], Phrase],
        is_rare: Callable[[FieldPredicate], bool],
    ) -> None:
        self._dialect = dialect
        self._expression = expression
        self._phrase = phrase
        self._is_rare = is_rare

    def beside_full_text(self, node: Node, docid: ColumnElement[int]) -> ColumnElement[bool]:
        """Compile a node to test beside a full-text match.

        The docid range of a field narrows the walk of the index. For other nodes, ``+ 0`` keeps the planner
        from driving by a list within an « or ».
        """
        probed = docid if isinstance(node, Filter) and not needs_full_text(node) else docid + 0
        return self.of(node, probed, list_the_rare=False)

    def of(self, node: Node, docid: ColumnElement[int], *, list_the_rare: bool = True) -> ColumnElement[bool]:
        """Compile a node to a predicate on ``docid``; ``list_the_rare`` enumerates the acts of rare rows."""
        match node:
            case Not(inner):
                return not_(self.of(inner, docid, list_the_rare=list_the_rare))
            case Filter():
                return and_(true(), *(self._has(one, docid, list_the_rare) for one in compile_field(node)))
            case Near(filter=wanted, words=words, within=within):
                return self._dialect.near(docid, select_mentions(wanted), self._phrase(words), within)
        expression = self._expression(node)
        if expression is not None and needs_full_text(node):
            return self._listed(expression, docid)
        if isinstance(node, And | Or):
            join = and_ if isinstance(node, And) else or_
            return join(*(self.of(inner, docid, list_the_rare=list_the_rare) for inner in node.nodes))
        raise AssertionError(node)

    def _has(self, wanted: Condition, docid: ColumnElement[int], list_the_rare: bool) -> ColumnElement[bool]:
        """Compile one condition of a field."""
        if wanted.needs_full_text and wanted.expression is not None:
            return self._listed(wanted.expression, docid)
        among = true() if wanted.docids is None else docid.between(*wanted.docids)
        if wanted.rows is None:
            return among
        column = wanted.rows.table.c.docid
        if wanted.rows.lists:
            # With words the full-text index drives; the + 0 keeps the planner from driving by this list instead.
            asked = docid if list_the_rare else docid + 0
            return asked.in_(select(column).where(wanted.rows.where))
        if list_the_rare and _is_enumerable(wanted) and self._is_rare(wanted.rows):
            return docid.in_(select(column).where(wanted.rows.where))
        return and_(among, exists().where(column == docid, wanted.rows.where))

    def _listed(self, expression: Expression, docid: ColumnElement[int]) -> ColumnElement[bool]:
        """Build the condition that the full-text index lists the act for an expression."""
        found = select(self._dialect.docid).where(self._dialect.matches(expression))
        return docid.in_(found.correlate(None))


def enumerable_predicates(fields: Iterable[Filter]) -> Iterator[FieldPredicate]:
    """Yield the predicates that would be enumerated if their rows were rare."""
    asked = (condition for field in fields for condition in compile_field(field))
    return (one.rows for one in asked if one.rows is not None and _is_enumerable(one))


def _is_enumerable(wanted: Condition) -> bool:
    """Return whether to enumerate if rare: persons always are, and a docid range is tested instead."""
    return wanted.rows is not None and not wanted.rows.lists and wanted.docids is None


def needs_full_text(node: Node) -> bool:
    """Return whether only the full-text index can decide a node, not the search tables."""
    match node:
        case Filter():
            return any(condition.needs_full_text for condition in compile_field(node))
        case Not(inner):
            return needs_full_text(inner)
        case And(nodes) | Or(nodes):
            return any(map(needs_full_text, nodes))
    return True
