"""Index terms: their axes, and the normalised spelling of codes, names and bodies."""

from __future__ import annotations

import re

from recueil.text import fold, fold_words

# Axes of terms; an axis is also the prefix of its tokens in the full-text index.
CHAPTER, ACCOUNT, FUNCTION, OPERATION, REFERENCE = "ch", "ar", "fo", "op", "re"
NATURE, NUMBER, BODY, DEPARTMENT, SIREN, SUBJECT = "na", "nu", "bo", "de", "si", "su"
# The whole name of the body, which identifies it.
WHOLE_BODY = "wb"
VOTE, FINDING, STATUS = "vo", "co", "st"
# Axes of tokens that have no rows in ``search_terms``.
TITLE, PROMINENT, BENEFICIARY = "ti", "pr", "be"

MASKED_PREFIX = "_"
"""The prefix of masked words in the index; no ordinary key, form or axis begins with it."""

_BETWEEN_PARTS = re.compile(r"[\W_]+")


def normalise_term(value: str) -> str:
    """Normalise a code or a name: « Procès-verbal » becomes proces_verbal, and 65.1 differs from 651."""
    return "_".join(filter(None, map(fold, _BETWEEN_PARTS.split(value))))


def masked_key(key: str) -> str:
    """Return the masked form of a key, a form or an axis: no reader's query contains it."""
    return f"{MASKED_PREFIX}{key}"


def index_token(axis: str, value: str = "") -> str:
    """Return the full-text token for a value on an axis or, without value, for any value on it."""
    return f"{axis}{value}"


# « Ville de Saint-Loubin », « Mairie de SAINT LOUBIN » and « Saint-Loubin » are one; a département is no commune.
_GENERIC_WORDS = frozenset({"ville", "commune", "mairie"})
_LEADING_WORDS = frozenset({"de", "du", "des", "d", "la", "le", "les", "l"})


def body_key(name: str | None) -> str | None:
    """Return the same key for every spelling of a body's name; None without a name."""
    words = fold_words(name or "")
    if words and words[0] in _GENERIC_WORDS:
        words = _drop_leading_words(words[1:]) or words
    return "_".join(_drop_leading_words(words)) or None


def _drop_leading_words(words: list[str]) -> list[str]:
    """Drop leading articles and prepositions."""
    first = next((n for n, word in enumerate(words) if word not in _LEADING_WORDS), len(words))
    return words[first:]
