"""Words that govern a figure: the nearest one on the left, in the clause of the figure, says what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from recueil.entities.patterns import unaccented

REACH = 170
"""How far a word may govern a figure, in characters."""

_CLAUSE_START = re.compile(r"[.;!?]\s|\n\s{0,200}\n|\n\s{0,120}[-•*>✓]\s")


class Governing:
    """Roles and the words of each, as patterns of folded text; the empty role is of words that give none."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._roles = tuple(words)
        groups = (f"(?P<r{at}>{pattern})" for at, pattern in enumerate(words.values()))
        self._pattern = re.compile(rf"(?<![a-z])(?:{'|'.join(groups)})(?![a-z])")

    def nearest(self, clause: str, broken: re.Pattern[str]) -> tuple[str, re.Match[str]] | None:
        """The last governing word of the clause and its role; None without one, or if ``broken`` stands after."""
        *_, word = (None, *self._pattern.finditer(clause))
        if word is None or broken.search(clause, word.end()):
            return None
        return self._roles[int(str(word.lastgroup)[1:])], word


@lru_cache(maxsize=1)
def folded(text: str) -> str:
    """The whole text folded, once for the components that read one text after another."""
    return unaccented(text)


def clause_of(left: str) -> str:
    """The end of ``left`` that belongs to the sentence, the item or the paragraph going on."""
    return left[max((match.end() for match in _CLAUSE_START.finditer(left)), default=0) :]
