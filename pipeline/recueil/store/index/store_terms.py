"""What the terms of an act are about, and the one spelling of each."""

from __future__ import annotations

import re

from recueil.analysis import fold

# What a term is about; the axis is also the first letters of its token in the full-text index.
CHAPTER, ACCOUNT, FUNCTION, OPERATION, REFERENCE = "ch", "ar", "fo", "op", "re"
NATURE, NUMBER, BODY, DEPARTMENT, SIREN, SUBJECT = "na", "nu", "bo", "de", "si", "su"
# The whole name of the body, as its acts are told apart from those of others.
WHOLE_BODY = "wb"
VOTE, FINDING, STATUS = "vo", "co", "st"
# Tokens that no row of ``search_terms`` repeats.
TITLE, PROMINENT, BENEFICIARY = "ti", "pr", "be"

MASKED = "_"
"""With what begins, in all that is searched, whatever masked words of an act say: no key, form or axis does."""

_BETWEEN_PARTS = re.compile(r"[\W_]+")


def term(value: str) -> str:
    """One spelling per code or name: « Procès-verbal » is proces_verbal, 65.1 is not 651."""
    return "_".join(filter(None, map(fold, _BETWEEN_PARTS.split(value))))


def masked_key(key: str) -> str:
    """What stands for a key, a form or an axis where a mask covers the word: no reader's query holds it."""
    return f"{MASKED}{key}"


def token(axis: str, value: str = "") -> str:
    """What the full-text index holds beside the words of an act: that it has this value, or any, on an axis."""
    return f"{axis}{value}"
