"""Role cues: the word in the clause of a number, nearest on its left, that tells its role."""

from __future__ import annotations

import re
from collections.abc import Mapping

MAX_CUE_DISTANCE = 170
"""How far a cue may stand from its number, in characters."""

_CLAUSE_START = re.compile(r"[.;!?]\s|\n\s{0,200}\n|\n\s{0,120}[-•*>✓]\s")


class RoleCues:
    """Compiled role cues: a pattern of folded words for each role.

    The empty role is for words that rule out a role.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self._roles = tuple(words)
        groups = (f"(?P<r{at}>{pattern})" for at, pattern in enumerate(words.values()))
        self._pattern = re.compile(rf"(?<![a-z])(?:{'|'.join(groups)})(?![a-z])")

    def nearest_cue(self, clause: str, broken: re.Pattern[str]) -> tuple[str, re.Match[str]] | None:
        """Return the last cue of the clause and its role.

        None without a cue or if ``broken`` matches after it.
        """
        *_, word = (None, *self._pattern.finditer(clause))
        if word is None or broken.search(clause, word.end()):
            return None
        return self._roles[int(str(word.lastgroup)[1:])], word


def clause_of(left: str) -> str:
    """Return the end of ``left`` that belongs to the current sentence, list item or paragraph."""
    return left[max((match.end() for match in _CLAUSE_START.finditer(left)), default=0) :]
