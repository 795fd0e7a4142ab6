"""Find bodies by words of their names in the columns that a process keeps in memory, in the order of SQL."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recueil.store.columns.acts import ActColumns


def find_named(columns: ActColumns, words: Sequence[str], after: str | None, limit: int) -> list[tuple[str, bool]]:
    """Return the keys of the first bodies whose names have all words, or of those beyond a place, each with
    whether its acts are ambiguous: those with such acts first, a body with both sorts twice.
    """
    bodies = columns["commune"]
    asked = [f"_{word}_" for word in words]
    named = [code for code, key in enumerate(bodies.values) if all(word in f"_{key}_" for word in asked)]
    is_unclear = columns.is_ambiguous[bodies.places]
    found: list[tuple[str, bool]] = []
    for place, is_ambiguous in (("0:", True), ("1:", False)):
        counts = np.bincount(bodies.codes[is_unclear == is_ambiguous], minlength=len(bodies.values))
        keys = sorted(str(bodies.values[code]) for code in named if counts[code])
        found += [(key, is_ambiguous) for key in keys if after is None or f"{place}{key}" > after]
    return found[:limit]
