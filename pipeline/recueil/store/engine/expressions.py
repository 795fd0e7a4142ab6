"""What may be asked of the full-text index, the same of every dialect, which compiles it its own way.

``Phrase`` and ``Within`` are of keys, ``Token`` of what the index holds beside them. The ``unmasked`` of the keys
are looked for where they are masked, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Phrase:
    """Keys in a row; one is a word."""

    keys: tuple[str, ...]
    unmasked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Within:
    """All these keys, different ones, in any order, with at most ``others`` other keys between them."""

    keys: tuple[str, ...]
    others: int
    unmasked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Token:
    token: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of ``parts``, of which there is one at least, and none of ``excluded``."""

    parts: tuple[Expression, ...]
    excluded: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of ``parts``; of none of them nothing holds."""

    parts: tuple[Expression, ...]


Expression = Phrase | Within | Token | AllOf | AnyOf


def is_of_places(expression: Expression) -> bool:
    """Whether it asks where words stand, not only whether they are there."""
    match expression:
        case Phrase(keys):
            return len(keys) > 1
        case Within():
            return True
        case Token():
            return False
        case AllOf(parts, excluded):
            return any(map(is_of_places, (*parts, *excluded)))
        case AnyOf(parts):
            return any(map(is_of_places, parts))


def at_least(number: int, of: tuple[Expression, ...]) -> AnyOf:
    """So many of some expressions hold."""
    return AnyOf(tuple(AllOf(some) for some in combinations(of, number)))


Words = tuple[int, list[str], list[str]]
"""The number of an act, the keys of its words in their order, and its tokens."""
