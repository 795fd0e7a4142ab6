"""Text normalisation, word keys for search, and safe output of text from files.

« Écoles », « ECOLE » and « école » share one key; « 4 255,50 » is one number.

A key is computed once for the index and once for the query, only here, so that every store answers alike:
fold case, accents and ligatures, drop a final -s, read -ée as -er, stem once, drop a final -e. Folding
first lets a query without accents find the accented word; stemming repeatedly would join « visite » and
« vise ».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import Stemmer

# Numbers keep their groups and cents together; decomposed accents (PDFs made on a Mac) do not split words.
# « rez-de-⏎chaussée »: nearly every hyphen at a line end is the word's own, so no word is joined across lines.
_TOKEN = re.compile(
    r"\d{1,3}(?:[ .\u00a0\u202f\u2009]\d{3}){1,4}(?!\d)(?:,\d{1,2}(?!\d)|\.\d{2}(?![\d.]))?"
    r"|\d+,\d{1,2}(?!\d)"
    r"|\d+\.\d{2}(?![\d.])"
    r"|[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*"
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_NOT_DIGIT = re.compile(r"\D")
# After a comma or, as spreadsheets write them, a point; groups of thousands have three digits.
_CENTS = re.compile(r"[.,](\d{1,2})\Z")
_STOP_WORDS = frozenset({
    "a", "au", "aux", "avec", "c", "ce", "ces", "d", "dans", "de", "des", "du", "elle", "en", "est", "et",
    "eux", "il", "ils", "je", "l", "la", "le", "les", "leur", "lui", "m", "ma", "mais", "me", "meme", "mes",
    "moi", "mon", "n", "ne", "nos", "notre", "nous", "on", "ou", "par", "pas", "pour", "qu", "que", "qui", "s",
    "sa", "se", "ses", "son", "sont", "sur", "t", "ta", "te", "tes", "toi", "ton", "tu", "un", "une", "vos",
    "votre", "vous", "y",
})  # fmt: skip
# Longer than any word: other tokens, an address or a garbled line, are truncated.
_MAX_KEY_LENGTH = 64
_stem = Stemmer.Stemmer("french", 0).stemWord


class Word(NamedTuple):
    """A word at characters ``start`` to ``end`` of a text: its folded form and its key in the index."""

    start: int
    end: int
    form: str
    key: str


def fold(word: str) -> str:
    """Lower-case a word and strip accents and ligatures; keep letters and digits only.

    >>> fold("Œuvre"), fold("É-LU")
    ('oeuvre', 'elu')
    """
    lower = word.lower()
    if not lower.isascii():
        lower = unicodedata.normalize("NFKD", lower.translate(_LIGATURES))
    return lower if lower.isalnum() else "".join(filter(str.isalnum, lower))


def fold_words(text: str) -> list[str]:
    """Return the folded words of a name or title, without stemming: « De SAINT-Jouan » is de, saint, jouan."""
    return [word for _, _, word in words_with_offsets(text)]


def words_with_offsets(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the folded words with their character offsets: ``start``, ``end``, word."""
    for match in _TOKEN.finditer(text):
        if folded := fold(match[0]):
            yield match.start(), match.end(), folded


@lru_cache(maxsize=1 << 16)
def fold_and_key(token: str) -> tuple[str, str]:
    """Return a token folded, and its index key; the key of a stop word is empty."""
    if token[0].isdigit() and not token.isalnum():
        number = _number_key(token)[:_MAX_KEY_LENGTH]
        return number, number
    folded = fold(token)[:_MAX_KEY_LENGTH]
    # The word is tested, never its key: « danse » and « née » would fall with « dans » and « ne ».
    if folded in _STOP_WORDS:
        return folded, ""
    return folded, folded if folded[:1].isdigit() else _stem_word(folded)


def index_key(token: str) -> str:
    """Return the index key of a token; empty for a stop word."""
    return fold_and_key(token)[1]


def _number_key(token: str) -> str:
    cents = _CENTS.search(token)
    whole = _NOT_DIGIT.sub("", token[: cents.start()] if cents else token).lstrip("0") or "0"
    part = cents[1].ljust(2, "0") if cents else "00"
    return whole if part == "00" else f"{whole}_{part}"


def _stem_word(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if len(word) > 4 and word.endswith("ee"):
        word = f"{word[:-2]}er"
    stem: str = _stem(word)
    while len(stem) > 3 and stem.endswith("e"):
        stem = stem[:-1]
    return stem


def index_keys(text: str) -> list[str]:
    """Return the index keys of a text in order; stop words leave no gap."""
    return [found for found in map(index_key, _TOKEN.findall(text)) if found]


def words_with_wildcards(name: str) -> Iterator[tuple[str, bool]]:
    """Yield the folded words of a name, each with whether * abbreviates it."""
    for part in name.split():
        *whole, last = fold_words(part) or [""]
        yield from ((word, False) for word in whole)
        if last:
            yield last, part.endswith("*")


def pad_with_spaces(words: Sequence[str]) -> str:
    """Join words with spaces, one at each end too, so that each word or sequence stands between two spaces."""
    return f" {' '.join(words)} "


def content_words(text: str) -> Iterator[Word]:
    """Yield the words of a text that are not stop words, those whose keys ``keys`` returns."""
    for match in _TOKEN.finditer(text):
        form, found = fold_and_key(match[0])
        if found:
            yield Word(match.start(), match.end(), form, found)
