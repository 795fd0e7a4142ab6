"""Compile query trees to full-text expressions.

The compiler turns words into stems (keys), and prefixes into all words that begin with them. Words
too common to be indexed have no stems; where the index alone cannot decide, the result is None.
"""

from __future__ import annotations

from typing import assert_never

from sqlalchemy import Connection, or_, select

from recueil.query import And, Filter, Near, Node, Not, Or, Prefix, Proximity, Query, Words, leaves
from recueil.query.messages import query_error
from recueil.store.engine.column_types import starts_with
from recueil.store.engine.protocol import AllOf, AnyOf, Expression, Phrase, Within
from recueil.store.index.schema import lexicon
from recueil.store.index.terms import MASKED_PREFIX, PROMINENT, masked_key
from recueil.store.search.predicates import compile_field, token_for
from recueil.text import fold, index_keys

# Maximum number of words that one prefix may expand to: a single syllable is too vague.
_MAX_EXPANSIONS = 2_000
# The same for all prefixes of a query together: the index walks each word as a term.
_MAX_ALL_EXPANSIONS = 4_000


MATCH_ALL = And((), 0, 0)
"""The query that every act matches."""


def drop_common_words(query: Query) -> Node:
    """Return the query tree without words too common to be indexed; raises QueryError if nothing is left."""
    root = _drop_common(query.root)
    parts = root.nodes if query.only_excludes and isinstance(root, And) else (root,)
    if root is None or not all(part is not None and _has_positive_terms(part) for part in parts):
        raise query_error("nothing-to-search", query.text, query.root.start, query.root.end)
    return root


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text."""
    return tuple(index_keys(text))


def _drop_common(node: Node) -> Node | None:
    """Return a node without words too common to be indexed; None if nothing is left."""
    match node:
        case Words(text) | Proximity(text):
            return node if stems(text) else None
        case Filter(field="titre", value=str(text)):
            return node if stems(text) else None
        case Filter() | Prefix():
            return node
        case Near(words=words):
            return node if stems(words.text) else None
        case Not(inner, start, end):
            kept = _drop_common(inner)
            return None if kept is None else Not(kept, start, end)
        case And(nodes, start, end) | Or(nodes, start, end):
            left = tuple(kept for kept in map(_drop_common, nodes) if kept is not None)
            return type(node)(left, start, end) if left else None
    assert_never(node)


def _has_positive_terms(node: Node) -> bool:
    """Return whether every « and » has a part that is not negated."""
    match node:
        case And(nodes):
            return not all(isinstance(inner, Not) for inner in nodes) and all(map(_has_positive_terms, nodes))
        case Or(nodes):
            return all(map(_has_positive_terms, nodes))
        case Not(inner):
            return _has_positive_terms(inner)
        case _:
            return True


class FullTextCompiler:
    """Compiler of query nodes to full-text expressions. ``text`` is the query, quoted in errors."""

    def __init__(self, connection: Connection, text: str) -> None:
        self._connection = connection
        self._text = text
        self._meanings: dict[tuple[str, ...], tuple[str, ...]] = {}

    def expression(self, node: Node) -> Expression | None:
        """Compile a node; None if the index alone cannot decide it."""
        match node:
            case Words():
                return self.phrase(node)
            case Prefix():
                return AnyOf(tuple(Phrase((key,)) for key in self.expansions(node)))
            case Proximity(text, within):
                near = tuple(dict.fromkeys(stems(text)))
                unmasked = self._select_masked(near) if node.unmasked else frozenset()
                return Within(near, within, unmasked) if len(near) > 1 else Phrase(near, unmasked)
            case Filter():
                return _field_expression(node)
            case Not() | Near():
                return None
            case And(nodes):
                return self.all_of(nodes)
            case Or(nodes):
                parts = tuple(map(self.expression, nodes))
                return None if None in parts else AnyOf(tuple(part for part in parts if part is not None))
        assert_never(node)

    def all_of(self, nodes: tuple[Node, ...]) -> AllOf | None:
        """Compile a conjunction; None if the index cannot decide all of it, or if all parts are negated."""
        parts = tuple(self.expression(node) for node in nodes if not isinstance(node, Not))
        excluded = tuple(self.expression(node.node) for node in nodes if isinstance(node, Not))
        if not parts or None in parts or None in excluded:
            return None
        return AllOf(
            tuple(part for part in parts if part is not None),
            tuple(part for part in excluded if part is not None),
        )

    def phrase(self, words: Words) -> Phrase:
        """Compile words to a phrase of stems."""
        found = stems(words.text)
        return Phrase(found, self._select_masked(found) if words.unmasked else frozenset())

    def _select_masked(self, found: tuple[str, ...]) -> frozenset[str]:
        """Return those stems that are masked in some act: each of them makes the expression longer."""
        masked = select(lexicon.c.key).where(starts_with(lexicon.c.form, MASKED_PREFIX))
        query = masked.where(lexicon.c.key.in_(map(masked_key, found)))
        return frozenset(key.removeprefix(MASKED_PREFIX) for key in self._connection.execute(query).scalars())

    def expansions(self, prefix: Prefix) -> tuple[str, ...]:
        """Return the stems of all words with a prefix, including masked words if the node asks for them."""
        start = fold(prefix.text)
        forms = (start, masked_key(start)) if prefix.unmasked else (start,)
        if forms not in self._meanings:
            query = (
                select(lexicon.c.key)
                .where(or_(*(starts_with(lexicon.c.form, form) for form in forms)))
                .distinct()
                .order_by(lexicon.c.key)
                .limit(_MAX_EXPANSIONS + 1)
            )
            found = self._connection.execute(query).scalars().all()
            if len(found) > _MAX_EXPANSIONS:
                raise query_error("prefix-vague", self._text, prefix.start, prefix.end, most=_MAX_EXPANSIONS)
            self._meanings[forms] = tuple(found)
        return self._meanings[forms]

    def require_few_expansions(self, root: Node) -> None:
        """Raise QueryError, which names the offending prefix, if prefixes expand to too many words."""
        total = 0
        for prefix in leaves(root):
            if not isinstance(prefix, Prefix):
                continue
            total += len(self.expansions(prefix))
            if total > _MAX_ALL_EXPANSIONS:
                most = _MAX_ALL_EXPANSIONS
                raise query_error("prefixes-vague", self._text, prefix.start, prefix.end, most=most)

    def patterns(self, root: Node) -> list[tuple[frozenset[str], ...]]:
        """Return the patterns to highlight: sequences of alternative stems, of terms that are not negated."""
        shown: list[tuple[frozenset[str], ...]] = []
        for node in leaves(root, negated=False):
            match node:
                case Words(text) | Near(words=Words(text)):
                    shown.append(tuple(frozenset({key}) for key in stems(text)))
                case Prefix():
                    shown.append((frozenset(key.removeprefix(MASKED_PREFIX) for key in self.expansions(node)),))
                case Proximity(text):
                    shown += [(frozenset({key}),) for key in stems(text)]
        return shown


def _field_expression(term: Filter) -> Expression | None:
    """Compile a field; None if the index alone cannot decide it."""
    asked = [condition.expression for condition in compile_field(term)]
    if not asked or None in asked:
        return None
    parts = tuple(part for part in asked if part is not None)
    return parts[0] if len(parts) == 1 else AllOf(parts)


def prominence_expressions(root: Node) -> tuple[Expression, ...]:
    """Build, per positive word or phrase, the expression that it is in the act's title or frequent in the
    act.
    """
    terms = (node for node in leaves(root, negated=False) if isinstance(node, Words | Proximity))
    return tuple(
        AllOf(tuple(token_for(PROMINENT, key, unmasked=node.unmasked) for key in stems(node.text)))
        for node in terms
    )
