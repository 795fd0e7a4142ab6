"""Words of a text as a tagger sees them: letters or digits; what stands between two words is a gap of some class.

« l'Haÿ-les-Roses, le 12 » has six words; their gaps are « ' », « - », « - », « , » and a space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from recueil.text import fold

# As in ``recueil.text``, but digits are split at every mark; a longer run is no word.
_WORD = re.compile(r"([^\W_]{1,80}(?:[\u0300-\u036f]{1,3}[^\W_]{0,80}){0,20})")

GAPS: Final = ("start", "space", "line", "hyphen", "apostrophe", "comma", "stop", "colon", "open", "close", "dash",
               "slash", "other")  # fmt: skip
"""Classes of the gap before a word. A paragraph, a blank line or a long gap is ``stop``."""
_GAP_OF = {
    " ": "space", "\n": "line", "-": "hyphen", "‐": "hyphen", "‑": "hyphen", "'": "apostrophe", "’": "apostrophe",
    "‘": "apostrophe", "`": "apostrophe", "´": "apostrophe", ",": "comma", ".": "stop", ";": "stop", "!": "stop",
    "?": "stop", "•": "stop", ":": "colon", "(": "open", "«": "open", "“": "open", '"': "open", "[": "open",
    ")": "close", "»": "close", "”": "close", "]": "close", "–": "dash", "—": "dash", "/": "slash",
}  # fmt: skip
# The strongest class of the characters in a gap decides.
_STRENGTH = {
    name: position
    for position, name in enumerate((
        "space", "line", "apostrophe", "hyphen", "slash", "other", "dash", "comma", "close", "open", "colon",
        "stop",
    ))
}  # fmt: skip
_CODES = {name: code for code, name in enumerate(GAPS)}
_SPACED_HYPHEN = re.compile(r"\s{1,20}[-‐‑]\s{1,20}")
_LONGEST_GAP = 40


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order: offsets, written and folded forms, and the class of the gap before each."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    forms: Sequence[str]
    folded: Sequence[str]
    gaps: Sequence[int]

    def __len__(self) -> int:
        return len(self.forms)


@lru_cache(maxsize=2)
def split_words(text: str) -> Words:
    """Split a text into words; the last texts are kept, since several taggers read each."""
    parts = _WORD.split(text)
    edges = list(accumulate(map(len, parts)))
    forms = parts[1::2]
    gaps = [_gap_class(gap) for gap in parts[:-1:2]]
    if gaps:
        gaps[0] = 0
    return Words(text, edges[:-1:2], edges[1::2], forms, [fold_word(form) for form in forms], gaps)


@lru_cache(maxsize=1 << 16)
def fold_word(form: str) -> str:
    """Fold a word; one without letters that fold is empty."""
    return fold(form)


@lru_cache(maxsize=1 << 12)
def _gap_class(gap: str) -> int:
    if len(gap) > _LONGEST_GAP or gap.count("\n") > 1:
        return _CODES["stop"]
    if _SPACED_HYPHEN.fullmatch(gap):
        return _CODES["dash"]
    classes = {_GAP_OF.get(mark, "space" if mark.isspace() else "other") for mark in gap} or {"other"}
    return _CODES[max(classes, key=_STRENGTH.__getitem__)]
