"""A text in small letters without accents, made once for all who read the same act."""

from __future__ import annotations

from functools import lru_cache

from recueil.extract.lexis import unaccented


@lru_cache(maxsize=1)
def fold(text: str) -> str:
    """One character for one: offsets are those of the text."""
    return unaccented(text)
