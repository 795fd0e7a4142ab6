"""Tokenize like fr_core_news_md, but in time linear in the text.

spaCy removes one prefix and one suffix from a word at a time, and scans the whole word each time: a run of
20,000 parentheses costs a minute. Here long words are scanned only near their ends, and split where they
are longer than any word of an act, garbled ones included. All other words are tokenized by spaCy.

spaCy keeps how it split a word, but only up to the first word of a text that has a rule of its own (« M. »), and
not in a memory zone. Here the words that are new are split before their text, a few at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, cast

from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.tokens import Doc
from spacy.util import registry

NAME = "recueil.Tokenizer.v1"

# The longest word of 6,000 real pages, garbled by OCR, has 790 characters.
_MAX_WORD = 1_000
_LONG = 100
# A long word with the blank after it, which spaCy stores in its last token.
_LONG_WORD = re.compile(rf"\S{{{_LONG},{_MAX_WORD}}} ?")
# Except for rows of dots, no affix in the rules is longer than « mm³ », and no lookbehind longer than three
# characters.
_MAX_AFFIX, _MAX_LOOKBEHIND = 64, 16

# Words whose splits are kept, 200 bytes each.
_MOST_KEPT = 50_000
# New words split together: those after one with a rule of its own inside, « (av. », are not kept.
_SPLIT_TOGETHER = 32

# What holds for each affix of the rules: a word with a prefix has a sign that is no letter or figure among its
# first three, « US$ », « l' »; one with a suffix that ends with a letter has such a sign or a figure among its
# last six, « 12km », « -vous »; no suffix ends with a figure; those that end with one of these signs are that
# sign; and but for rows of dots, suffixes have at most five signs and depend on at most two before.
_PREFIX, _LETTERS, _SUFFIX = 3, 6, 8
_FIGURES = frozenset("0123456789")
_SIGNS = frozenset(',;:!?()[]»«"”')

Search = Callable[[str], re.Match[str] | None]


class LinearTokenizer(Tokenizer):  # type: ignore[misc]  # spaCy compiles it, without types
    """spaCy's tokenizer in time linear in the length of the text.

    The tokens are spaCy's, except inside words of more than 1,000 characters, which are tokenized in pieces.
    """

    _of_long_words: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.max_cache_size = _MOST_KEPT
        self._known: set[str] = set()
        self._set_long_words()

    def _set_long_words(self) -> None:
        """Make the tokenizer of long words.

        Never while texts are tokenized: its rules would belong to the memory zone of that moment, which is freed.
        """
        self._of_long_words = Tokenizer(
            self.vocab,
            rules=self.rules,
            prefix_search=_near_start(self.prefix_search),
            suffix_search=_near_end(self.suffix_search),
            infix_finditer=self.infix_finditer,
            token_match=self.token_match,
            url_match=self.url_match,
        )

    def __call__(self, string: str) -> Doc:
        """Tokenize a text."""
        words = set(string.split())
        if len(self._known) < _MOST_KEPT and not self.vocab.in_memory_zone:
            self._split_new(words - self._known)
        if max(map(len, words), default=0) < _LONG:
            return cast("Doc", super().__call__(string))
        return Doc.from_docs(list(self._pieces(string)), ensure_whitespace=False, attrs=["ORTH", "NORM", "SPACY"])

    def _split_new(self, words: set[str]) -> None:
        """Split words that are new, so that spaCy keeps how it did; it keeps nothing of those with rules."""
        new = sorted(word for word in words if len(word) < _LONG)[: _MOST_KEPT - len(self._known)]
        self._known.update(new)
        rules = self.rules
        new = [word for word in new if word not in rules]
        for first in range(0, len(new), _SPLIT_TOGETHER):
            super().__call__(" ".join(new[first : first + _SPLIT_TOGETHER]))

    def find_prefix(self, string: str) -> int:
        """Return the length of the prefix of a word."""
        if string[:_PREFIX].isalnum():
            return 0
        return cast("int", super().find_prefix(string if string[0] == "." else string[: _PREFIX + 1]))

    def find_suffix(self, string: str) -> int:
        """Return the length of the suffix of a word."""
        last = string[-1:]
        if last in _SIGNS:
            return 1
        if last in _FIGURES or string[-_LETTERS:].isalpha():
            return 0
        return cast("int", super().find_suffix(string if string[-2:] == ".." else string[-_SUFFIX:]))

    def find_infix(self, string: str) -> Any:
        """Return the matches inside a word."""
        return () if string.isalnum() else super().find_infix(string)

    def _pieces(self, string: str) -> Iterator[Doc]:
        after = 0
        for word in _LONG_WORD.finditer(string):
            if after < word.start():
                yield super().__call__(string[after : word.start()])
            yield self._of_long_words(word[0])
            after = word.end()
        if after < len(string):
            yield super().__call__(string[after:])

    def add_special_case(self, string: str, substrings: Any) -> None:
        """Add a rule for one word, also for the tokenizer of long words."""
        super().add_special_case(string, substrings)
        # There is none while the hundreds of rules of a pipeline are loaded, one at a time.
        if self._of_long_words is not None:
            self._of_long_words.add_special_case(string, substrings)

    def from_bytes(self, bytes_data: bytes, *, exclude: Any = ()) -> LinearTokenizer:
        """Load the rules, also for the tokenizer of long words."""
        self._of_long_words = None
        self._known = set()
        super().from_bytes(bytes_data, exclude=exclude)
        self._set_long_words()
        return self


def _near_start(search: Search) -> Search:
    def find(string: str) -> re.Match[str] | None:
        found = search(string[:_MAX_AFFIX])
        return found if found is None or found.end() < _MAX_AFFIX - _MAX_LOOKBEHIND else search(string)

    return find


def _near_end(search: Search) -> Search:
    def find(string: str) -> re.Match[str] | None:
        found = search(string[-_MAX_AFFIX:])
        return found if found is None or found.start() > _MAX_LOOKBEHIND else search(string)

    return find


@registry.tokenizers(NAME)  # type: ignore[untyped-decorator]
def create_tokenizer() -> Callable[[Language], LinearTokenizer]:
    """Make the tokenizer of a pipeline from the rules of its language."""
    make_stock = registry.tokenizers.get("spacy.Tokenizer.v1")()

    def make(nlp: Language) -> LinearTokenizer:
        _, (vocab, *rules), *_ = make_stock(nlp).__reduce__()
        return LinearTokenizer(vocab, *rules)

    return make
