"""From the tree of a query to what the full-text index and the search tables are asked.

``Asker`` turns words into keys, and words cut short into all that they may mean; ``None`` is what is too common to
be searched for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from sqlalchemy import Connection, or_, select

from recueil import analysis
from recueil.errors import QueryError
from recueil.query import And, Filter, Near, Node, Not, Or, Prefix, Proximity, Query, Words
from recueil.store.engine.column_types import begins
from recueil.store.engine.expressions import AllOf, AnyOf, Expression, Phrase, Within
from recueil.store.index.schema import lexicon
from recueil.store.index.store_terms import MASKED, PROMINENT, masked_key
from recueil.store.search.conditions import conditions, token_for

# More words than these begin like a syllable: that is no question.
_MEANINGS = 2_000
# All words cut short together: each word is a term that the index walks.
_ALL_MEANINGS = 4_000


EVERYTHING = And((), 0, 0)
"""What every act answers."""


def searchable(query: Query) -> Node:
    """The query without the words too common to be indexed; QueryError when nothing is left to look for."""
    root = _kept(query.root)
    if root is None or not _looks_for_something(root):
        message = "nothing to look for: the words are too common, or no words at all"
        raise QueryError(message, query.text, query.root.start, query.root.end)
    return root


def keys(text: str) -> tuple[str, ...]:
    return tuple(analysis.keys(text))


def wanted(node: Node) -> Iterator[Words | Prefix | Proximity | Filter | Near]:
    """What is looked for: all that is not excluded."""
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from wanted(inner)
        case Words() | Prefix() | Proximity() | Filter() | Near():
            yield node


def _kept(node: Node) -> Node | None:
    match node:
        case Words(text) | Proximity(text):
            return node if keys(text) else None
        case Filter(field="titre", value=str(text)):
            return node if keys(text) else None
        case Filter() | Prefix():
            return node
        case Near(words=words):
            return node if keys(words.text) else None
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
        case _:
            return True


class Asker:
    """What a query asks of the full-text index. ``text`` is the query, for what is wrong with it."""

    def __init__(self, connection: Connection, text: str) -> None:
        self._connection = connection
        self._text = text
        self._meanings: dict[tuple[str, ...], tuple[str, ...]] = {}

    def expression(self, node: Node) -> Expression | None:
        """What a node asks, where the index alone can tell; None where it cannot."""
        match node:
            case Words():
                return self.phrase(node)
            case Prefix():
                return AnyOf(tuple(Phrase((key,)) for key in self.meanings(node)))
            case Proximity(text, within):
                near = tuple(dict.fromkeys(keys(text)))
                unmasked = self._masked(near) if node.unmasked else frozenset()
                return Within(near, within, unmasked) if len(near) > 1 else Phrase(near, unmasked)
            case Filter():
                return _of_filter(node)
            case Not() | Near():
                return None
            case And(nodes):
                return self.all_of(nodes)
            case Or(nodes):
                parts = tuple(map(self.expression, nodes))
                return None if None in parts else AnyOf(tuple(part for part in parts if part is not None))
        assert_never(node)

    def all_of(self, nodes: tuple[Node, ...]) -> AllOf | None:
        """All that is asked; None where the index cannot tell all, or nothing is asked for but excluded."""
        parts = tuple(self.expression(node) for node in nodes if not isinstance(node, Not))
        excluded = tuple(self.expression(node.node) for node in nodes if isinstance(node, Not))
        if not parts or None in parts or None in excluded:
            return None
        return AllOf(
            tuple(part for part in parts if part is not None),
            tuple(part for part in excluded if part is not None),
        )

    def phrase(self, words: Words) -> Phrase:
        """Keys in a row."""
        found = keys(words.text)
        return Phrase(found, self._masked(found) if words.unmasked else frozenset())

    def _masked(self, found: tuple[str, ...]) -> frozenset[str]:
        """Those of some keys that any act masks: each makes a question longer."""
        masked = select(lexicon.c.key).where(begins(lexicon.c.form, MASKED))
        query = masked.where(lexicon.c.key.in_(map(masked_key, found)))
        return frozenset(key.removeprefix(MASKED) for key in self._connection.execute(query).scalars())

    def meanings(self, prefix: Prefix) -> tuple[str, ...]:
        """The keys of all words that begin so; of masked words where these are looked for."""
        start = analysis.fold(prefix.text)
        forms = (start, masked_key(start)) if prefix.unmasked else (start,)
        if forms not in self._meanings:
            query = (
                select(lexicon.c.key)
                .where(or_(*(begins(lexicon.c.form, form) for form in forms)))
                .distinct()
                .order_by(lexicon.c.key)
                .limit(_MEANINGS + 1)
            )
            found = self._connection.execute(query).scalars().all()
            if len(found) > _MEANINGS:
                message = f"more than {_MEANINGS} words begin so: write more letters"
                raise QueryError(message, self._text, prefix.start, prefix.end)
            self._meanings[forms] = tuple(found)
        return self._meanings[forms]

    def require_few_meanings(self, root: Node) -> None:
        """Refuse a query whose words cut short stand for too many words; QueryError names the one too many."""
        total = 0
        for prefix in _prefixes(root):
            total += len(self.meanings(prefix))
            if total > _ALL_MEANINGS:
                message = (
                    f"the words cut short stand for more than {_ALL_MEANINGS} words together:"
                    " write more letters of this one"
                )
                raise QueryError(message, self._text, prefix.start, prefix.end)

    def patterns(self, root: Node) -> list[tuple[frozenset[str], ...]]:
        """What a hit shows in the text: rows of keys, each one of some, that are not excluded."""
        shown: list[tuple[frozenset[str], ...]] = []
        for node in wanted(root):
            match node:
                case Words(text) | Near(words=Words(text)):
                    shown.append(tuple(frozenset({key}) for key in keys(text)))
                case Prefix():
                    shown.append((frozenset(key.removeprefix(MASKED) for key in self.meanings(node)),))
                case Proximity(text):
                    shown += [(frozenset({key}),) for key in keys(text)]
        return shown


def _prefixes(node: Node) -> Iterator[Prefix]:
    """The words cut short, excluded ones too."""
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _prefixes(inner)
        case Not(inner):
            yield from _prefixes(inner)
        case Prefix():
            yield node


def _of_filter(wanted: Filter) -> Expression | None:
    asked = [condition.expression for condition in conditions(wanted)]
    if not asked or None in asked:
        return None
    parts = tuple(part for part in asked if part is not None)
    return parts[0] if len(parts) == 1 else AllOf(parts)


def prominence(root: Node) -> tuple[Expression, ...]:
    """Per word or phrase that is looked for, that it is in the title of the act or said often in it."""
    terms = (node for node in wanted(root) if isinstance(node, Words | Proximity))
    return tuple(
        AllOf(tuple(token_for(PROMINENT, key, unmasked=node.unmasked) for key in keys(node.text)))
        for node in terms
    )
