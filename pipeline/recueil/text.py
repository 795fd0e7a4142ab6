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
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from heapq import merge
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import Stemmer

from recueil.compilation.patterns import reuses_compiled_patterns

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


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Lower-case a word and strip accents and ligatures; keep letters and digits only.

    >>> fold("Œuvre"), fold("É-LU")
    ('oeuvre', 'elu')
    """
    lower = word.lower()
    if not lower.isascii():
        lower = unicodedata.normalize("NFKD", lower.translate(_LIGATURES))
    return lower if lower.isalnum() else "".join(filter(str.isalnum, lower))


@lru_cache(maxsize=1 << 16)
def fold_hyphenated(word: str) -> str:
    """Lower-case a word of a name and strip accents, « œ » as « oe »; keep hyphens and all other punctuation.

    >>> fold_hyphenated("Ève-Cœur")
    'eve-coeur'
    """
    plain = unicodedata.normalize("NFKD", word.lower().replace("œ", "oe"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def fold_words(text: str) -> list[str]:
    """Return the folded words of a name or title, without stemming: « De SAINT-Jouan » is de, saint, jouan."""
    return list(filter(None, map(fold, _TOKEN.findall(text))))


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
    return [key for key in map(index_key, _TOKEN.findall(text)) if key]


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
    """Yield the words of a text that are not stop words, those whose keys ``index_keys`` returns."""
    for match in _TOKEN.finditer(text):
        form, key = fold_and_key(match[0])
        if key:
            yield Word(match.start(), match.end(), form, key)


# Escape sequences move the cursor and rename windows; bidirectional overrides reorder the displayed text.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def strip_control_chars(text: str) -> str:
    r"""Replace each control character that steers a terminal or a page by U+FFFD; the length does not change.

    >>> strip_control_chars("12\x00 € \u202efdp.exe")
    '12\ufffd € \ufffdfdp.exe'
    """
    return _CONTROL.sub("\ufffd", text)


def join_lines(text: str) -> str:
    """Join the lines of a text; a word split at its hyphen is joined, its hyphen kept."""
    return " ".join(re.sub(r"-\s*\n\s*", "-", text).split())


_PLAIN_LETTERS = tuple(zip("àâäáçéèêëîïíôöóùûüúÿ’‘`´", "aaaaceeeeiiiooouuuuy''''", strict=True))
_UNACCENTED = str.maketrans(dict(_PLAIN_LETTERS))
# A longer text is an act's, which many readers fold.
_ACT_LENGTH = 2000
# Below, a table is faster than one replacement after the other; a whole text takes five times as long with it.
_WORDS_LENGTH = 60


def file_name(uri: str) -> str:
    """Return the file name of a source URI, unquoted, on one line and without control characters."""
    return strip_control_chars(join_lines(unquote(urlsplit(uri).path).rsplit("/", 1)[-1]))


def fold_accents(text: str) -> str:
    """Lower-case a text, strip its accents and write every apostrophe « ' »; offsets stay valid.

    Maps one character to one character, and so keeps ligatures and punctuation; compare ``fold``, which
    makes search keys. An act's text is folded once for all its readers.

    >>> fold_accents("DÉLIBÉRÉ à l’unanimité")
    "delibere a l'unanimite"
    """
    return _fold_act(text) if len(text) > _ACT_LENGTH else _fold_accents(text)


def _fold_accents(text: str) -> str:
    folded = text.lower()
    if len(folded) > len(text):
        folded = text.replace("İ", "I").lower()  # the only letter that becomes two
    if len(text) < _WORDS_LENGTH:
        return folded.translate(_UNACCENTED)
    for letter, plain in _PLAIN_LETTERS:
        folded = folded.replace(letter, plain)
    return folded


_fold_act = lru_cache(maxsize=2)(_fold_accents)  # an act's text, and the same without its margin


# Usually contains the heading of the act; each following chunk is four times as long.
_FIRST_CHUNK = 2000


class PrefilteredPattern:
    """A regex with a literal prefilter: each match begins with one of ``words``, spelled as in the text.

    It finds what ``re.compile(pattern)`` finds: searching for a literal takes a fiftieth of the time of an
    alternation. The regex is compiled when a text has one of the words, or at once where former processes may have
    compiled it.
    """

    def __init__(self, pattern: str, *words: str) -> None:
        self._source = pattern
        self._words = words
        if reuses_compiled_patterns():
            _ = self.pattern

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self._source)

    def may_begin_in(self, small: str, start: int, end: int) -> bool:
        """Return whether a match may begin between ``start`` and ``end``: one of the words occurs there."""
        return any(small.find(word, start, end) >= 0 for word in self._words)

    def finditer(self, small: str, text: str | None = None) -> Iterator[re.Match[str]]:
        """Yield every match in ``text``, or in ``small`` if no text is given.

        The words are searched in ``small``, the folded text, whose offsets are those of ``text``.
        """
        reached, searched = 0, text or small
        for place in word_offsets(small, self._words):
            match = self.pattern.match(searched, place) if place >= reached else None
            if match:
                reached = match.end()
                yield match

    def search(self, small: str, text: str | None = None) -> re.Match[str] | None:
        """Return the first match, or None."""
        return next(self.finditer(small, text), None)


def merge_matches(*found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Merge sorted iterables of matches in text order; of two that overlap, keep the first."""
    reached = 0
    for match in merge(*found, key=lambda match: match.start()):
        if match.start() >= reached:
            reached = match.end()
            yield match


def merge_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans sorted, overlapping ones merged."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((max(0, start), end))
    return joined


def overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Return whether the characters from ``start`` to ``end`` overlap one of merged spans."""
    at = bisect_left(spans, (end,)) - 1
    return at >= 0 and start < spans[at][1]


def word_offsets(small: str, words: Sequence[str]) -> Iterator[int]:
    """Yield the offset of each occurrence of any word, in text order.

    Reads lazily: a caller that stops at the first occurrence does not search the rest of the text.
    """
    start, end = 0, _FIRST_CHUNK
    while start < len(small):
        offsets: list[int] = []
        for word in words:
            reach = end + len(word) - 1
            place = small.find(word, start, reach)
            while place >= 0:
                offsets.append(place)
                place = small.find(word, place + 1, reach)
        offsets.sort()
        yield from offsets
        start, end = end, end * 4
