"""The bodies that issue acts, told apart by the words of their names."""

from __future__ import annotations

from recueil import analysis

# « Ville de Saint-Loubin », « Mairie de SAINT LOUBIN » and « Saint-Loubin » are one; a département is no commune.
_GENERIC_WORDS = frozenset({"ville", "commune", "mairie"})
_LEADING_WORDS = frozenset({"de", "du", "des", "d", "la", "le", "les", "l"})


def body_key(name: str | None) -> str | None:
    """Return the same key for every spelling of a body's name; None without a name."""
    words = analysis.fold_words(name or "")
    if words and words[0] in _GENERIC_WORDS:
        words = _drop_leading_words(words[1:]) or words
    return "_".join(_drop_leading_words(words)) or None


def _drop_leading_words(words: list[str]) -> list[str]:
    """Drop leading articles and prepositions."""
    first = next((n for n, word in enumerate(words) if word not in _LEADING_WORDS), len(words))
    return words[first:]
