"""Join the letters of headings that are set apart: « A B S E N T S  A Y A N T  D O N N É  P O U V O I R »."""

from __future__ import annotations

import re
from typing import Final

from recueil.entities.patterns import regex_of_spaced_letters

_SPACED: Final = re.compile(regex_of_spaced_letters("[a-z]"))
_WORDS: Final = re.compile(
    r"absente?s?|presente?s?|excuse?e?s?|representee?s?|procurations?|pouvoirs?|secretaire|seance|membres|conseillers|delegues"
    r"|municipaux|etai(?:en)?t|ayant|donne|ont|qui|non|par|les?|la|de|et|ou|a"
)


def join_spaced_letters(plain: str) -> str:
    """Return a folded text whose headings of lists have their letters together, all offsets of other words kept.

    Letters that are not the words of such a heading stay as they are.
    """
    return _SPACED.sub(_join, plain)


def _join(spaced: re.Match[str]) -> str:
    letters = spaced[0].replace(" ", "")
    words = _WORDS.findall(letters)
    return " ".join(words).ljust(len(spaced[0])) if "".join(words) == letters else spaced[0]
