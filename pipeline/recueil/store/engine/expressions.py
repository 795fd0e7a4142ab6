"""The interface between the store and its database: full-text expressions, and the ``Dialect`` protocol.

``sqlite.py`` and ``postgres.py`` each implement ``Dialect`` and compile the expressions. ``Phrase``
and ``Within`` consist of keys (stems); tokens are index terms beside the words. Keys in
``unmasked`` also match where they are masked.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Phrase:
    """Consecutive keys; a single key is a word."""

    keys: tuple[str, ...]
    unmasked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Within:
    """All these keys, which are distinct, in any order, with at most ``others`` other keys between them."""

    keys: tuple[str, ...]
    others: int
    unmasked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TokenTerm:
    """A token of the index, such as a value on an axis."""

    token: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Conjunction: all of ``parts``, which is not empty, and none of ``excluded``."""

    parts: tuple[Expression, ...]
    excluded: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Disjunction of ``parts``; an empty one matches nothing."""

    parts: tuple[Expression, ...]


Expression = Phrase | Within | TokenTerm | AllOf | AnyOf


def needs_positions(expression: Expression) -> bool:
    """Return whether an expression needs word positions, not only the presence of words."""
    match expression:
        case Phrase(keys):
            return len(keys) > 1
        case Within():
            return True
        case TokenTerm():
            return False
        case AllOf(parts, excluded):
            return any(map(needs_positions, (*parts, *excluded)))
        case AnyOf(parts):
            return any(map(needs_positions, parts))


def match_at_least(number: int, of: tuple[Expression, ...]) -> AnyOf:
    """Build the expression that at least ``number`` of some expressions match."""
    return AnyOf(tuple(AllOf(some) for some in combinations(of, number)))


ActWords = tuple[int, list[str], list[str]]
"""The number of an act, the keys of its words in their order, and its tokens."""
