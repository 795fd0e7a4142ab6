"""What a query is once understood: a tree of what must hold, each part with its place in the query.

``unmasked``, what masked words of an act say answers too: no query is read so, the store makes it so for whoever
may see them.
"""

from __future__ import annotations

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
    """A word of the text that begins so: « ecol » of ``ecol*``, two letters at least and nothing but letters."""

    text: str
    start: int
    end: int
    unmasked: bool = False


@dataclass(frozen=True, slots=True)
class Proximity:
    """The words, two to five that differ, in any order, with at most ``within`` others (0 to 50) among them."""

    text: str
    within: int
    start: int
    end: int
    unmasked: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A field and what its value must be.

    ``role`` is what follows @, folded: what the money, the rate or the date is for, the part of the act that
    says it (a name of ``Part``), the status of the person, or what is decided for the beneficiary.
    """

    field: str
    value: Criterion
    start: int
    end: int
    role: str | None = None
    unmasked: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """An entity that the filter finds, with at most ``within`` words (1 to 50) from it to the word or phrase."""

    filter: Filter
    words: Words
    within: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold; only ever beside something that must."""

    node: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class And:
    """All of them; at least one is not a Not."""

    nodes: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Or:
    """One of them; none is a Not."""

    nodes: tuple[Node, ...]
    start: int
    end: int


Node = Words | Prefix | Proximity | Filter | Near | Not | And | Or
