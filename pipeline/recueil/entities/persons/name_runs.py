"""Split a row of names without separators: « DUPONT Jean MARTIN Paul », « JEAN DUPONT PAUL MARTIN ».

All names of such a row have one order. Each order is tried as a whole: every split of the row has a cost, low
where known given names stand as given names and where a name is two words; the cheapest split wins, if it is
cheap and the other order is clearly worse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
# « NOLWENIG » could be a surname, « Nolwenig » beside capitals is none.
_UNKNOWN_GIVEN_BESIDE_CAPITALS: Final = 0.2
_SURNAME_LIKE_GIVEN: Final = 0.35  # « MARTIN »
_LONGER: Final = 0.45  # each further word
_LONGEST: Final = 0.2  # for a surname of as many words as there may be
_REMAINDER: Final = 1.0  # words left over at the end
_WRONG_CASE: Final = 9.0
_SHIFTED: Final = 2.0  # a long row that begins with a given name, if surnames come first, or the other way round
LONG_ROW: Final = 12  # words
_MOST_PER_NAME: Final = 0.4
_LEAST_LEAD: Final = 0.5  # of the better order over the other


def split_run(shape: str) -> tuple[list[Split], bool] | None:
    """Return the names of a row given the kinds of its words, and whether given names come first; or None.

    None for rows of fewer than two names, and for rows that fit neither order or both.
    """
    if sum(kind != PARTICLE for kind in shape) < _FEWEST_WORDS or not _LETTERS.issuperset(shape):
        return None
    ways = sorted(
        (cost + _cost_of_ends(shape, given_first=given_first), given_first, names)
        for given_first in (True, False)
        for cost, names in (_cheapest(shape, given_first=given_first),)
    )
    cost, given_first, names = ways[0]
    if len(names) < 2 or cost > _MOST_PER_NAME * len(names) or ways[1][0] - cost < _LEAST_LEAD:
        return None
    return names, given_first


def _cost_of_ends(shape: str, *, given_first: bool) -> float:
    """Return what a long row costs that begins and ends with the wrong part of a name for its order.

    « JEAN DUPONT PAUL MARTIN … » reads nearly as well shifted by one word, « DUPONT PAUL MARTIN … »: the ends
    decide.
    """
    ends = (GIVEN_CAPITALS, CAPITALS) if given_first else (CAPITALS, GIVEN_CAPITALS)
    shifted = len(shape) >= LONG_ROW and (shape[-1], shape[0]) == ends
    return _SHIFTED if shifted else 0.0


def _cheapest(shape: str, *, given_first: bool) -> tuple[float, list[Split]]:
    """Return the cheapest split of a row in one order, with its cost."""
    mixed = any(kind in (CAPITALS, GIVEN_CAPITALS) for kind in shape) and any(
        kind in (GIVEN, MIXED) for kind in shape
    )
    costs: list[float | None] = [0.0, *(None for _ in shape)]
    ending: dict[int, Split] = {}  # the last name of the cheapest split up to a word
    for first in range(len(shape)):
        if (sofar := costs[first]) is None:
            continue
        for middle, last, cost in _names_at(shape, first, mixed=mixed, given_first=given_first):
            if (known := costs[last]) is None or sofar + cost < known:
                costs[last] = sofar + cost
                ending[last] = first, middle, last
    ends = [
        (cost + _REMAINDER, at) for at, cost in enumerate(costs[:-1]) if cost is not None and at >= len(shape) - 3
    ]
    whole = costs[-1]
    total, end = min(
        [*ends, *([] if whole is None else [(whole, len(shape))])], default=(_WRONG_CASE * len(shape), 0)
    )
    return total, _names_up_to(end, ending)


def _names_up_to(end: int, ending: Mapping[int, Split]) -> list[Split]:
    names: list[Split] = []
    while end in ending:
        names.append(ending[end])
        end = ending[end][0]
    return names[::-1]


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
        yield last, cost + _LONGER * (words - 1) + (_LONGEST if words == _MOST_FAMILY else 0.0)


def given_and_family(split: Split, *, given_first: bool) -> tuple[Sequence[int], Sequence[int]]:
    """Return the numbers of the words of the given name and of the surname."""
    first, middle, last = split
    parts = range(first, middle), range(middle, last)
    return parts if given_first else (parts[1], parts[0])
