"""French as ``spacy.lang.fr`` defines it, loaded in hundredths of a second instead of three seconds.

``spacy.lang.fr`` compiles a regular expression of 1.45 million characters when it is imported. Here the same rules
come from ``french.json``, where that expression is written shorter (``training/french.py``); the tokens are the
same. ``spacy.lang.fr`` itself is neither imported nor changed, and may be used in the same process.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any, Final

from spacy.attrs import LIKE_NUM  # type: ignore[import-not-found]  # spaCy compiles it, without types
from spacy.lang.punctuation import TOKENIZER_INFIXES, TOKENIZER_PREFIXES
from spacy.lang.tokenizer_exceptions import BASE_EXCEPTIONS
from spacy.language import BaseDefaults, Language
from spacy.tokens import Doc, Span
from spacy.util import update_exc

from fr_recueil.lexeme_attributes import ATTRIBUTES

_RULES: Final[dict[str, Any]] = json.loads((files("fr_recueil") / "french.json").read_text("utf-8"))
_NUMERALS: Final = frozenset(_RULES["numerals"])
_EXCEPTIONS: Final = {
    word: [{int(attribute): text for attribute, text in token.items()} for token in tokens]
    for word, tokens in _RULES["exceptions"].items()
}


def is_like_number(text: str) -> bool:
    """Return whether a token is a number in digits, a fraction, or a French numeral."""
    if text.isalpha():
        return text.lower() in _NUMERALS
    digits = text.removeprefix(text[0]) if text.startswith(("+", "-", "±", "~")) else text
    digits = digits.replace(",", "").replace(".", "")
    numerator, slash, denominator = digits.partition("/")
    if digits.isdigit() or (slash and numerator.isdigit() and denominator.isdigit()):
        return True
    return digits.lower() in _NUMERALS


def find_noun_chunks(part: Doc | Span) -> Iterator[tuple[int, int, int]]:
    """Find the noun chunks of a Doc that has been parsed, as ``spacy.lang.fr`` does."""
    from spacy.lang.fr.syntax_iterators import noun_chunks

    return noun_chunks(part)


_STOP_WORDS: Final[set[str]] = set(_RULES["stop_words"])
_ATTRIBUTES: Final[dict[int, Callable[[str], Any]]] = {**ATTRIBUTES, LIKE_NUM: is_like_number}
_ITERATORS: Final[dict[str, Callable[[Doc | Span], Iterator[Any]]]] = {"noun_chunks": find_noun_chunks}


class FrenchDefaults(BaseDefaults):
    """The rules of ``spacy.lang.fr.FrenchDefaults``."""

    tokenizer_exceptions = update_exc(BASE_EXCEPTIONS, _EXCEPTIONS)
    prefixes = (*TOKENIZER_PREFIXES, *_RULES["prefixes"])
    suffixes = _RULES["suffixes"]
    infixes = (*TOKENIZER_INFIXES, *_RULES["infixes"])
    token_match = re.compile(_RULES["token"]).match
    lex_attr_getters = _ATTRIBUTES
    stop_words = _STOP_WORDS
    syntax_iterators = _ITERATORS


class French(Language):  # type: ignore[no-untyped-call]
    """The language of the pipeline."""

    lang = "fr"
    Defaults = FrenchDefaults
