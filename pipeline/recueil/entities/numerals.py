"""Number words: « vingt et un » 21, « deux mil dix sep » 2017, « cent-quatre vingt onze » 191, « vingttrois » 23.

A pattern elsewhere says which words of a text are a number (``WORDS`` is the piece to build it with); here they
are only read. text2num does the arithmetic, so that no number word is tabulated by hand.
"""

from __future__ import annotations

import re

from text_to_num import text2num

from recueil.entities.patterns import SPACE

# « cinquante » before « cinq », « septante » before « sept »: a word once taken is not given back.
_SIMPLE = (
    "zéro|zero|une?|deux|trois|quatre|cinquante|cinq|six|septante|sept|sep|huitante|huit|neuf|dix|onze|douze|treize|"
    "quatorze|quinze|seize|vingts?|trente|quarante|soixante|octante|nonante|cents?|millions?|milliards?|"
    "mille|mile|mil|premier"
)
# The hyphen is kept, lost (« vingttrois ») or followed by a line break; never a comma.
_LINK = rf"(?>{SPACE}{{0,4}}(?:[-–‑]{SPACE}{{0,4}})?(?:\r?\n{SPACE}{{0,40}})?)"
WORDS = rf"(?:(?>{_SIMPLE}){_LINK}(?:et\b{_LINK})?){{0,11}}(?>{_SIMPLE})\b"

_NUMBER = re.compile(WORDS, re.IGNORECASE)
_WORD = re.compile(rf"{_SIMPLE}|et")
# Spellings met in acts, one word each.
_SPELLING = {
    "sep": "sept",
    "mile": "mille",
    "mil": "mille",
    "premier": "un",
    "zero": "zéro",
    "octante": "huitante",
}
_TENS = {"vingt", "trente", "quarante", "cinquante", "soixante"}


def parse(words: str) -> int | None:
    """The number that ``words`` spell, None when they spell none.

    >>> parse("deux mil dix sep"), parse("cent-quatre vingt onze"), parse("vingt deux trois")
    (2017, 191, None)
    """
    if not _NUMBER.fullmatch(words):
        return None
    read = [_SPELLING.get(word, word) for word in _WORD.findall(words.lower())]
    try:
        return int(text2num(" ".join(_with_and(read)), "fr"))
    except ValueError:
        return None


def _with_and(read: list[str]) -> list[str]:
    """« vingt un » as « vingt et un »; « quatre-vingt un » has none."""
    spelt: list[str] = []
    for word in read:
        if word in ("un", "une") and spelt and spelt[-1] in _TENS and spelt[-2:-1] != ["quatre"]:
            spelt.append("et")
        spelt.append(word)
    return spelt
