"""Find bodies by words of their names, and count their acts, in the columns that a process keeps in memory: as SQL
does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np

from recueil.store.columns.acts import ActColumns
from recueil.store.columns.column import Mask, Numbers, Value


def find_named(columns: ActColumns, words: Sequence[str], after: str | None, limit: int) -> list[tuple[str, bool]]:
    """Return the keys of the first bodies whose names have all words, or of those beyond a place, each with
    whether its acts are ambiguous: those with such acts first, a body with both sorts twice.
    """
    bodies = columns["commune"]
    text, starts = columns.once("keys of bodies", partial(_join_keys, bodies.values))
    named = sorted(set.intersection(*(_find_codes(text, starts, f"_{word}_") for word in words)))
    is_unclear = columns.is_ambiguous[bodies.places]
    found: list[tuple[str, bool]] = []
    for place, is_ambiguous in (("0:", True), ("1:", False)):
        counts = np.bincount(bodies.codes[is_unclear == is_ambiguous], minlength=len(bodies.values))
        keys = sorted(str(bodies.values[code]) for code in named if counts[code])
        found += [(key, is_ambiguous) for key in keys if after is None or f"{place}{key}" > after]
    return found[:limit]


def count_acts(columns: ActColumns, places: Iterable[tuple[str, bool]]) -> dict[tuple[str, bool], tuple[int, int]]:
    """Return how many acts each body has, and the docid of its latest document; a body with whether its acts are
    ambiguous.
    """
    counted = columns.once("acts of bodies", partial(_count_acts, columns))
    codes = columns["commune"].numbers
    found: dict[tuple[str, bool], tuple[int, int]] = {}
    for key, is_ambiguous in places:
        numbers, latest = counted[is_ambiguous]
        found[key, is_ambiguous] = int(numbers[codes[key]]), int(latest[codes[key]])
    return found


def _count_acts(columns: ActColumns) -> tuple[tuple[Numbers, Numbers], tuple[Numbers, Numbers]]:
    """Return the number of acts and the latest docid by the code of the body: of certain and of ambiguous ones."""
    bodies = columns["commune"]
    is_unclear, is_act = columns.is_ambiguous[bodies.places], columns.is_act[bodies.places]

    def count(some: Mask) -> tuple[Numbers, Numbers]:
        latest = np.zeros(len(bodies.values), np.int64)
        latest[bodies.codes[some]] = columns.docids[bodies.places[some]]  # of several, the last one stays
        return np.bincount(bodies.codes[some & is_act], minlength=len(bodies.values)), latest

    return count(~is_unclear), count(is_unclear)


def _join_keys(keys: Sequence[Value]) -> tuple[str, Numbers]:
    """Return one text of all keys, in which each search is one pass, and where each key begins in it."""
    padded = [f"_{key}_\n" for key in keys]
    return "".join(padded), np.cumsum([0, *map(len, padded)])[:-1]


def _find_codes(text: str, starts: Numbers, word: str) -> set[int]:
    places = [match.start() for match in re.finditer(re.escape(word), text)]
    return set((np.searchsorted(starts, places, side="right") - 1).tolist())
