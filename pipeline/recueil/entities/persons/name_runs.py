"""Split a row of names without separators: « DUPONT Jean MARTIN Paul », « JEAN DUPONT PAUL MARTIN ».

All names of such a row have one order. Each order is tried as a whole: every split of the row has a cost, low where
known given names stand as given names and where a name is two words; the cheapest split wins, if it is cheap and the
other order is clearly worse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from recueil.entities.persons.name_words import CAPITALS, GIVEN, GIVEN_CAPITALS, MIXED, PARTICLE

Split = tuple[int, int, int]
"""Words ``first`` to ``middle`` and ``middle`` to ``last`` of a name."""

_LETTERS: Final = frozenset((CAPITALS, GIVEN, GIVEN_CAPITALS, MIXED, PARTICLE))
_FEWEST_WORDS: Final = 4
_MOST_PARTICLES: Final = 3
_MOST_GIVEN, _MOST_FAMILY = 2, 3  # words of each, without particles

# Costs of what is unusual in a name.
_UNKNOWN_GIVEN: Final = 1.0  # in a row of one case
_UNKNOWN_GIVEN_BESIDE_CAPITALS: Final = 0.2  # « NOLWENIG » could be a surname, « Nolwenig » beside capitals is none
_SURNAME_LIKE_GIVEN: Final = 0.35  # « MARTIN »
_LONGER: Final = 0.45  # each further word
_REMAINDER: Final = 1.0  # words left over at the end
_WRONG_CASE: Final = 9.0
_MOST_PER_NAME: Final = 0.4
_LEAST_LEAD: Final = 0.5  # of the better order over the other


def split_run(shape: str) -> tuple[list[Split], bool] | None:
    """Return the names of a row given the kinds of its words, and whether given names come first; or None.

    None for rows of fewer than two names, and for rows that fit neither order or both.
    """
    if sum(kind != PARTICLE for kind in shape) < _FEWEST_WORDS or not _LETTERS.issuperset(shape):
        return None
    ways = sorted((_cheapest(shape, given_first=given_first), given_first) for given_first in (True, False))
    (cost, names), given_first = ways[0]
    if len(names) < 2 or cost > _MOST_PER_NAME * len(names) or ways[1][0][0] - cost < _LEAST_LEAD:
        return None
    return names, given_first


def _cheapest(shape: str, *, given_first: bool) -> tuple[float, list[Split]]:
    """Return the cheapest split of a row in one order, with its cost."""
    mixed = _has_both_cases(shape)
    best: list[tuple[float, list[Split]] | None] = [None] * (len(shape) + 1)
    best[0] = 0.0, []
    for first in range(len(shape)):
        if (sofar := best[first]) is None:
            continue
        for middle, last, cost in _names_at(shape, first, mixed=mixed, given_first=given_first):
            total = sofar[0] + cost
            if (known := best[last]) is None or total < known[0]:
                best[last] = total, [*sofar[1], (first, middle, last)]
    whole = best[-1] or (_WRONG_CASE * len(shape), [])
    partial = [(found[0] + _REMAINDER, found[1]) for found in best[-4:-1] if found is not None]
    return min([whole, *partial])


def _has_both_cases(shape: str) -> bool:
    return any(kind in (CAPITALS, GIVEN_CAPITALS) for kind in shape) and any(kind in (GIVEN, MIXED) for kind in shape)


def _names_at(shape: str, first: int, *, mixed: bool, given_first: bool) -> Iterator[tuple[int, int, float]]:
    """Yield each name that may start at a word: its middle, its end and its cost."""
    parts = (_given_parts, _family_parts) if given_first else (_family_parts, _given_parts)
    for middle, cost in parts[0](shape, first, mixed):
        for last, more in parts[1](shape, middle, mixed):
            yield middle, last, cost + more


def _given_parts(shape: str, first: int, mixed: bool) -> Iterator[tuple[int, float]]:
    cost = 0.0
    for last in range(first + 1, min(first + _MOST_GIVEN, len(shape)) + 1):
        kind = shape[last - 1]
        if kind == PARTICLE:
            return
        if kind in (MIXED, CAPITALS):
            cost += _UNKNOWN_GIVEN_BESIDE_CAPITALS if mixed else _UNKNOWN_GIVEN
        if mixed and kind in (CAPITALS, GIVEN_CAPITALS):
            return
        yield last, cost + _LONGER * (last - first - 1)


def _family_parts(shape: str, first: int, mixed: bool) -> Iterator[tuple[int, float]]:
    cost, words, particles = 0.0, 0, 0
    for last in range(first + 1, min(first + _MOST_FAMILY + _MOST_PARTICLES, len(shape)) + 1):
        kind = shape[last - 1]
        if kind == PARTICLE:
            particles += 1
            if particles > _MOST_PARTICLES:
                return
            continue
        if mixed and kind in (GIVEN, MIXED):
            return
        words += 1
        if words > _MOST_FAMILY:
            return
        cost += _SURNAME_LIKE_GIVEN if kind in (GIVEN, GIVEN_CAPITALS) else 0.0
        yield last, cost + _LONGER * (words - 1)


def given_and_family(split: Split, *, given_first: bool) -> tuple[Sequence[int], Sequence[int]]:
    """Return the numbers of the words of the given name and of the surname."""
    first, middle, last = split
    parts = range(first, middle), range(middle, last)
    return parts if given_first else (parts[1], parts[0])
