"""The bodies that issue acts, told apart by the words of their names."""

from __future__ import annotations

from recueil import analysis

# « Ville de Saint-Loubin », « Mairie de SAINT LOUBIN » and « Saint-Loubin » are one; a département is no commune.
_GENERIC = frozenset({"ville", "commune", "mairie"})
_SMALL = frozenset({"de", "du", "des", "d", "la", "le", "les", "l"})


def key_of(name: str | None) -> str | None:
    """Return the same key for every spelling of a body's name; None without a name."""
    words = analysis.words(name or "")
    if words and words[0] in _GENERIC:
        words = _without_small(words[1:]) or words
    return "_".join(_without_small(words)) or None


def _without_small(words: list[str]) -> list[str]:
    """Drop leading articles and prepositions."""
    first = next((n for n, word in enumerate(words) if word not in _SMALL), len(words))
    return words[first:]
