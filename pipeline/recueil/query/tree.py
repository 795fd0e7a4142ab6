"""Syntax tree of a query: each node with its place in the query text.

``unmasked`` nodes also match redacted words of an act. ``parse`` never sets it: the store does, for users
who may see them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from recueil.query.field_values import Criterion


@dataclass(frozen=True, slots=True)
class Words:
    """A word or a phrase of the text, at ``start`` to ``end`` of the query."""

    text: str
    start: int
    end: int
    unmasked: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word of the text: « ecol » of ``ecol*``, two or more letters and nothing else."""

    text: str
    start: int
    end: int
    unmasked: bool = False


@dataclass(frozen=True, slots=True)
class Proximity:
    """Two to five different words, in any order, with at most ``within`` (0 to 50) others among them."""

    text: str
    within: int
    start: int
    end: int
    unmasked: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A field and its criterion.

    ``role`` is the text after @, folded: the role of the money, rate or date, the part of the act with the
    entity (a name of ``Part``), the status of the person, or the decision about the beneficiary. ``recipient`` is
    what the beneficiary is, ``line`` the chapter or the account of the money, both after an @ too.
    """

    field: str
    value: Criterion
    start: int
    end: int
    role: str | None = None
    unmasked: bool = False
    recipient: str | None = None
    line: str | None = None

    @property
    def is_qualified(self) -> bool:
        """Whether anything follows an @."""
        return (self.role, self.recipient, self.line) != (None, None, None)


@dataclass(frozen=True, slots=True)
class Near:
    """An entity that the filter matches, at most ``within`` words (1 to 50) from the word or phrase."""

    filter: Filter
    words: Words
    within: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    """An exclusion, beside a node that must match, or at the root of a query that only excludes."""

    node: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class And:
    """All nodes match; at least one is not a Not, except at the root."""

    nodes: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Or:
    """One of the nodes matches; none is a Not."""

    nodes: tuple[Node, ...]
    start: int
    end: int


Leaf = Words | Prefix | Proximity | Filter | Near
Node = Leaf | Not | And | Or


def leaves(node: Node, *, negated: bool = True) -> Iterator[Leaf]:
    """Yield the leaves of a tree from left to right; with ``negated=False`` without those of exclusions."""
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from leaves(inner, negated=negated)
        case Not(inner):
            if negated:
                yield from leaves(inner)
        case _:
            yield node
