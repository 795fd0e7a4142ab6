"""Index terms: their axes, and the normalised spelling of codes, names and bodies."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from recueil.text import Word, fold, fold_words, index_key
from recueil.values import Organisation, Place

# Axes of terms; an axis is also the prefix of its tokens in the full-text index.
CHAPTER, ACCOUNT, FUNCTION, OPERATION, REFERENCE = "ch", "ar", "fo", "op", "re"
NATURE, NUMBER, BODY, DEPARTMENT, SIREN, SUBJECT = "na", "nu", "bo", "de", "si", "su"
# The whole name of the body, which identifies it.
WHOLE_BODY = "wb"
VOTE, FINDING, STATUS, PARTIAL = "vo", "co", "st", "pa"
# What a recipient of an award is.
RECIPIENT = "rc"
# The words of the name of an organisation or of a place, and its key, which identifies it.
ORGANISATION, PLACE = "og", "pl"
WHOLE_ORGANISATION, WHOLE_PLACE = "wo", "wp"
# Axes of tokens that have no rows in ``search_terms``.
TITLE, PROMINENT, BENEFICIARY, NEAR_AMOUNT = "ti", "pr", "be", "mo"

PUBLIC_BODIES = {"commune": ("commune_",), "intercommunalite": ("communaute_", "metropole_")}
"""Kinds of public bodies, with the beginnings of the keys of their names: « Ville de X » is commune_x."""

INFORMATION = "information"
"""The second nature of documents that are no acts."""

MASKED_PREFIX = "_"
"""The prefix of masked words in the index; no ordinary key, form or axis begins with it."""

_BETWEEN_PARTS = re.compile(r"[\W_]+")


def normalise_term(value: str) -> str:
    """Normalise a code or a name: « Procès-verbal » becomes proces_verbal, and 65.1 differs from 651."""
    return "_".join(filter(None, map(fold, _BETWEEN_PARTS.split(value))))


def masked_key(key: str) -> str:
    """Return the masked form of a key, a form or an axis: no reader's query contains it."""
    return f"{MASKED_PREFIX}{key}"


def key_variants(key: str, unmasked: Collection[str]) -> list[str]:
    """Return the key and, if it is unmasked, its masked form."""
    return [key, masked_key(key)] if key in unmasked else [key]


def mask_keys(words: Iterable[Word], is_masked: Callable[[int, int], bool]) -> list[str]:
    """Return the keys of words, in masked form where ``is_masked`` says so of their characters."""
    return [masked_key(word.key) if is_masked(word.start, word.end) else word.key for word in words]


def index_token(axis: str, value: str = "") -> str:
    """Return the full-text token for a value on an axis or, without value, for any value on it."""
    return f"{axis}{value}"


MAX_NAME_LENGTH = 200
"""The longest term of a name: PostgreSQL indexes no more than 2,704 bytes."""


def name_key(entity: Organisation | Place) -> str:
    """Return the term that all spellings of a name share."""
    return normalise_term(entity.key)[:MAX_NAME_LENGTH]


def name_words(entity: Organisation | Place) -> list[str]:
    """Return the words by which a name is found: as written, in full, and the INSEE code of a place."""
    in_full = replace(entity, name=entity.name.lower()).key.split()  # with the legal form that the key leaves out
    written = (word for word in fold_words(entity.name) if index_key(word))
    code = [entity.code.lower()] if isinstance(entity, Place) and entity.code else []
    words = (*entity.key.split(), *in_full, *written, *code)
    return list(dict.fromkeys(word[:MAX_NAME_LENGTH] for word in words))
