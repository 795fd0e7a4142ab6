"""Compute what spaCy keeps of a written form, its shape and its flags, in less time.

The values are spaCy's (``spacy.lang.lex_attrs``): most forms are letters alone, of which little has to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, Final

from spacy import attrs
from spacy.lang import lex_attrs

_LONGEST_SHAPE: Final = 100
_LONGEST_RUN: Final = 4  # of one sign in a shape


def shape_of(form: str) -> str:
    """Return the shape: « Xxxxx » of « Marchal », « dd/dd » of « 12/05 »."""
    if form.isalpha() and len(form) < _LONGEST_SHAPE:
        if form.islower():
            return "x" * min(len(form), _LONGEST_RUN)
        if form[0].isupper() and form[1:].islower():
            return "X" + "x" * min(len(form) - 1, _LONGEST_RUN)
        if form.isascii() and form.isupper():
            return "X" * min(len(form), _LONGEST_RUN)
    elif form.isdigit() and len(form) < _LONGEST_SHAPE:
        return "d" * min(len(form), _LONGEST_RUN)
    return lex_attrs.word_shape(form)


def is_punctuation(form: str) -> bool:
    """Return whether all signs are punctuation."""
    return not form.isalnum() and lex_attrs.is_punct(form)


def is_currency(form: str) -> bool:
    """Return whether all signs are of currencies."""
    return not form.isalnum() and lex_attrs.is_currency(form)


def is_like_email(form: str) -> bool:
    """Return whether a form looks like an address of e-mail."""
    return "@" in form and lex_attrs.like_email(form)


def is_like_url(form: str) -> bool:
    """Return whether a form looks like the address of a page."""
    return ("." in form or "://" in form) and lex_attrs.like_url(form)


_BRACKETS: Final = frozenset("()[]{}<>")
_QUOTES: Final = frozenset({*"\"'`«»‘’‚‛“”„‟‹›❮❯", "''", "``"})
_LEFT: Final = frozenset({*"([{<\"'«‘‚‛“„‟‹❮", "``"})
_RIGHT: Final = frozenset({*")]}>\"'»’”›❯", "''"})

ATTRIBUTES: Final[Mapping[int, Callable[[str], Any]]] = {
    attrs.LOWER: str.lower,
    attrs.NORM: str.lower,
    attrs.PREFIX: itemgetter(0),
    attrs.SUFFIX: itemgetter(slice(-3, None)),
    attrs.IS_ALPHA: str.isalpha,
    attrs.IS_ASCII: str.isascii,
    attrs.IS_DIGIT: str.isdigit,
    attrs.IS_LOWER: str.islower,
    attrs.IS_SPACE: str.isspace,
    attrs.IS_TITLE: str.istitle,
    attrs.IS_UPPER: str.isupper,
    attrs.IS_PUNCT: is_punctuation,
    attrs.IS_BRACKET: _BRACKETS.__contains__,
    attrs.IS_QUOTE: _QUOTES.__contains__,
    attrs.IS_LEFT_PUNCT: _LEFT.__contains__,
    attrs.IS_RIGHT_PUNCT: _RIGHT.__contains__,
    attrs.IS_CURRENCY: is_currency,
    attrs.LIKE_EMAIL: is_like_email,
    attrs.LIKE_URL: is_like_url,
    attrs.SHAPE: shape_of,
}
"""What differs from spaCy's functions, by attribute."""
